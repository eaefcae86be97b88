"""Where a play ends that chooses at random: every open measure as likely as the others, every outcome as its weight says.

That is an absorbing Markov chain (Kemeny and Snell 1960). Probability flows from the start through the components of
the graph, each settled before those that follow from it. Where play cannot go round, that is one sum. Where it can,
the expected visits v to the states of the component solve v = b + v P, with b what flows in and P the steps that stay;
`visits` solves it.

No solution is believed: r = b + v P - v is what a solution leaves over, and since every unit of it ends in each ending
with a probability between 0 and 1, no share is wrong by more than r adds up to. That, and what the budget left under
way, is the bound of each share.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import numpy as np
from attrs import define, field, frozen

from crisisengine.budget import OverBudget
from crisisengine.checker.search.chain import Chain
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Component, StateBlock
from crisisengine.checker.search.visits import visits
from crisisengine.checker.vector.arrays import Numbers, Positions, Shares

__all__ = ["Share", "shares"]

KNOWN = 5e-7
"""A share is known when its bounds lie no further from it than half of the last digit that is printed."""


@frozen(kw_only=True)
class Share:
    """How likely a random play ends in an ending; proved to lie between two bounds."""

    value: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        """Whether the value can be told as it stands."""
        return self.value - self.low <= KNOWN and self.high - self.value <= KNOWN


def shares(futures: Futures) -> dict[str, Share]:
    """The share of each ending, by its id.

    Raises:
        OverBudget: there is not even the time to know which endings can be reached from where.
    """
    flow = _Flow(futures)
    with suppress(OverBudget):  # what is under way then makes the bounds wider
        flow.run()
    return {name: flow.share(name) for name in futures.graph.found.program.scenario.endings}


@define(eq=False)
class _Flow:
    """Probability on its way."""

    futures: Futures
    waiting: Shares = field(init=False)
    """What has come to each state and has not gone on."""
    missing: dict[str, float] = field(init=False)
    """By ending: how much more than its sum its share may be."""
    surplus: dict[str, float] = field(init=False)
    """By ending: how much less."""

    def __attrs_post_init__(self) -> None:
        graph = self.futures.graph
        assert len(self.futures.hopeless), "a play that can no longer end never does"
        self.waiting = np.zeros(len(graph.keys))
        self.waiting[graph.starts] = graph.found.beginnings.shares
        self.missing = dict.fromkeys(graph.found.program.scenario.endings, 0.0)
        self.surplus = dict(self.missing)

    def run(self) -> None:
        """From component to component, the start first."""
        scenes = self.futures.graph.found.program.scene_count
        for component in reversed(self.futures.graph.components):
            if not any(self.waiting[block.start : block.end].any() for block in component.blocks):
                continue  # only what somebody sends leads there
            if component.circular:
                self._round(component)
                continue
            (block,) = component.blocks
            if block.place < scenes:
                mass = self._taken(np.arange(block.start, block.end))
                for rows, targets, odds in _ways(self.futures, block):
                    np.add.at(self.waiting, targets, mass[rows] * odds)
                self.waiting[block.start : block.end] = 0

    def _taken(self, numbers: Numbers) -> Shares:
        """What waits in some states and will come out again: shape (states,)."""
        return self.waiting[numbers] * ~self.futures.hopeless[numbers]

    def _round(self, component: Component) -> None:
        """A component in which play can go round."""
        graph = self.futures.graph
        numbering = graph.numbering(component)
        numbers = numbering.numbers
        hopeful = ~self.futures.hopeless[numbers]
        ways = [(block, list(_ways(self.futures, block))) for block in component.blocks]
        sources, targets, odds = [np.empty(0, np.int32)], [np.empty(0, np.int32)], [np.empty(0)]
        leaves = np.zeros(len(numbers))
        for block, some in ways:
            rows = numbering.rows(block)
            for which, where, likely in some:
                stays, there = numbering.within(where)
                sources.append(rows[which][stays])
                targets.append(there)
                odds.append(likely[stays])
                leaves[rows[which][~stays]] += likely[~stays]
        chain = Chain(np.concatenate(sources), np.concatenate(targets), np.concatenate(odds), leaves).among(hopeful)
        arriving = self._taken(numbers)
        found = visits(chain, arriving, graph.found.task)
        self._hold(numbers, chain.left_over(arriving, found), chain.rounding(arriving, found))
        self.waiting[numbers] = 0
        for block, some in ways:
            rows = numbering.rows(block)
            for which, where, likely in some:
                stays, _ = numbering.within(where)
                np.add.at(self.waiting, where[~stays], (found[rows][which] * likely)[~stays])

    def _hold(self, numbers: Numbers, left_over: Shares, rounding: Shares) -> None:
        """Remember what a solution leaves over, for the bounds of those endings that it could still come to."""
        more, less = np.maximum(left_over, 0) + rounding, np.maximum(-left_over, 0) + rounding
        for name in self.missing:
            still = self.futures.possible(name)[numbers]
            self.missing[name] += float(more[still].sum())
            self.surplus[name] += float(less[still].sum())

    def share(self, name: str) -> Share:
        """What has come to an ending, and what still may."""
        program = self.futures.graph.found.program
        place = program.place_number[name]
        there = np.zeros(len(self.waiting), dtype=bool)
        for block in self.futures.graph.blocks:
            if block.place == place:
                there[block.start : block.end] = True
        ended = float(self.waiting[there].sum())
        under_way = float(self.waiting[self.futures.possible(name) & ~there].sum())
        low = max(ended - self.surplus[name], 0.0)
        high = min(ended + self.missing[name] + under_way, 1.0)
        return Share(value=min(max(ended, low), high), low=low, high=high)


def _ways(futures: Futures, block: StateBlock) -> Iterator[tuple[Positions | slice, Positions, Shares]]:
    """(rows, targets, probability) of each case of a block."""
    links = futures.graph.links(block, weigh=True)
    totals: dict[int, Shares] = {}
    for link in links:
        total = totals.setdefault(link.option.number, np.zeros(len(block)))
        total[link.rows] += 1.0 if link.weight is None else link.weight
    open_measures = np.zeros(len(block))
    for total in totals.values():
        open_measures += total > 0
    for link in links:
        weight = 1.0 if link.weight is None else link.weight
        yield link.rows, link.targets, weight / totals[link.option.number][link.rows] / open_measures[link.rows]
