"""Probability on its way through a graph.

A play chooses at random: every open measure is as likely as the others, every outcome as its weight says. That is an absorbing Markov chain (Kemeny and Snell 1960). Probability flows from the start through the components of
the graph, each settled before those that follow from it. Where play cannot go round, that is one sum. Where it can,
the expected visits v to the states of the component solve v = b + v P, with b what flows in and P the steps that stay;
`visits` solves it.

No solution is believed: r = b + v P - v is what a solution leaves over. Whatever is counted that happens once in a play
at most happens to every unit of r with a probability between 0 and 1, so nothing is wrong by more than r adds up to.
That, and what the budget left under way, is the bound of each share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

import numpy as np
from attrs import define, field, frozen

from crisisengine.budget import OverBudget
from crisisengine.checker.memory import joined
from crisisengine.checker.search.chain import Chain
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Component, StateBlock, Transitions
from crisisengine.checker.search.step_events import Events
from crisisengine.checker.search.visits import visits
from crisisengine.checker.vector.arrays import Numbers, Shares, Yes

__all__ = ["Flow", "Share"]

KNOWN = 5e-7
"""A share is known when its bounds lie no further from it than half of the last digit that is printed."""


@frozen(kw_only=True)
class Share:
    """How likely something is in a random play; proved to lie between two bounds."""

    value: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        """Whether the value can be told as it stands."""
        return self.value - self.low <= KNOWN and self.high - self.value <= KNOWN

    @classmethod
    def between(cls, value: float, low: float, high: float) -> Share:
        """A value held by its bounds, and these by 0 and 1."""
        low, high = max(low, 0.0), min(high, 1.0)
        return cls(value=min(max(value, low), high), low=low, high=high)


@define(eq=False, kw_only=True)
class Flow:
    """Probability on its way."""

    futures: Futures
    goes_on: Yes
    """For each state whether what comes to it is sent on. Where it is, play must come to a state where it is not, or
    to what it is followed until, with a probability above 0."""
    endings: Sequence[str] = ()
    """Whose shares are asked."""
    events: Sequence[Events] = ()
    """What is counted on the way."""
    until: bool = False
    """Whether a play is followed only until the first of them happens."""
    waiting: Shares = field(init=False)
    """What has come to each state and has not gone on."""
    lost: float = 0.0
    """What has come to states where nothing goes on."""
    counts: dict[str, float] = field(init=False, factory=dict)
    """By event: how often it is expected to happen."""
    _more: dict[str, float] = field(init=False, factory=dict)
    """By ending: how much more than its sum its share may be; by "" of whatever is counted."""
    _less: dict[str, float] = field(init=False, factory=dict)
    """By ending: how much less."""

    def __attrs_post_init__(self) -> None:
        graph = self.futures.graph
        self.waiting = np.zeros(len(graph.keys))
        begun = graph.found.beginnings
        self.waiting[graph.find(begun.keys)] = begun.shares
        self.counts = dict.fromkeys((name for events in self.events for name in events.ids), 0.0)
        self._more = dict.fromkeys((*self.endings, ""), 0.0)
        self._less = dict(self._more)

    def run(self) -> None:
        """From component to component, the starts first, as far as the budget goes: what is under way then widens the bounds."""
        with suppress(OverBudget):
            for component in reversed(self.futures.graph.components):
                if not any(self.waiting[block.start : block.end].any() for block in component.blocks):
                    continue  # only what somebody sends leads there
                if component.circular:
                    self._round(component)
                elif component.blocks[0].place < self.futures.graph.found.program.scene_count:
                    (block,) = component.blocks
                    ways = list(_ways(self.futures, block))
                    mass = self._taken(np.arange(block.start, block.end))
                    for link, odds in ways:
                        self._send(block, link, mass[link.rows] * odds)

    def _taken(self, numbers: Numbers) -> Shares:
        """Take what waits in some states, as far as it goes on: shape (states,)."""
        waiting, goes_on = self.waiting[numbers], self.goes_on[numbers]
        self.lost += float(waiting[~goes_on].sum())
        self.waiting[numbers] = 0
        taken: Shares = waiting * goes_on
        return taken

    def _send(self, block: StateBlock, link: Transitions, mass: Shares, leaving: Yes | None = None) -> None:
        """Send a mass along the steps of a case and count what happens on the way; only what leaves arrives, if given."""
        stopped = self._count(block, link, mass)
        targets = link.targets
        if leaving is not None:
            targets, mass = targets[leaving], mass[leaving]
            stopped = stopped if stopped is None else stopped[leaving]
        np.add.at(self.waiting, targets, mass if stopped is None else mass * ~stopped)

    def _count(self, block: StateBlock, link: Transitions, mass: Shares) -> Yes | None:
        """Count what happens; returns the steps on which the play is followed no further, None for none."""
        stopped: Yes | None = None
        for events in self.events:
            happens = events.on(block, link)
            seen = int(np.bitwise_or.reduce(happens)) if len(happens) else 0
            for number, name in enumerate(events.ids if seen else ()):
                if seen >> number & 1:
                    self.counts[name] += float(mass[happens & events.kind(1 << number) != 0].sum())
            if self.until and seen:
                stopped = happens != 0 if stopped is None else stopped | (happens != 0)
        return stopped

    def _stopping(self, block: StateBlock, link: Transitions) -> Yes:
        """On which steps of a case the play is followed no further: shape (rows,)."""
        stopped = np.zeros(len(link.targets), dtype=bool)
        for events in self.events if self.until else ():
            stopped |= events.on(block, link) != 0
        return stopped

    def _round(self, component: Component) -> None:
        """A component in which play can go round."""
        graph = self.futures.graph
        numbering = graph.numbering(component)
        numbers, task = numbering.numbers, graph.found.task
        hopeful = self.goes_on[numbers]
        ways = [(block, list(_ways(self.futures, block))) for block in component.blocks]
        sources, targets, chances = [np.empty(0, np.int32)], [np.empty(0, np.int32)], [np.empty(0)]
        leaves = np.zeros(len(numbers))
        for block, some in ways:
            rows = numbering.rows(block)
            for link, odds in some:
                inside, there = numbering.within(link.targets)
                task.ask()
                stays = inside & ~self._stopping(block, link)
                states, there, likely = rows[link.rows], there[stays[inside]], odds[stays]
                leaves[states[~stays]] += odds[~stays]
                states, hoping = states[stays], hopeful[there]
                leaves[states[~hoping]] += likely[~hoping]
                hoping &= hopeful[states]
                sources.append(states[hoping])
                targets.append(there[hoping])
                chances.append(likely[hoping])
        leaves *= hopeful
        task.take(16 * sum(map(len, sources)))
        chain = Chain(joined(sources, np.int32), joined(targets, np.int32), joined(chances, np.float64), leaves)
        del sources, targets, chances
        arriving = self._taken(numbers)
        found = visits(chain, arriving, task)
        if not found.any():  # there was no time for a single step, and there is none to look what is left over
            self._hold(numbers, arriving, np.zeros(len(arriving)))
            return
        self._hold(numbers, *chain.checked(arriving, found))
        for block, some in ways:
            rows = numbering.rows(block)
            for link, odds in some:
                inside, _ = numbering.within(link.targets)
                going = self.goes_on[link.targets] | ~inside
                mass = found[rows][link.rows] * odds
                self.lost += float(mass[~going & ~self._stopping(block, link)].sum())
                self._send(block, link, mass, leaving=~inside)

    def _hold(self, numbers: Numbers, left_over: Shares, rounding: Shares) -> None:
        """Remember what a solution leaves over, for the bounds of those endings that it could still come to."""
        more, less = np.maximum(left_over, 0) + rounding, np.maximum(-left_over, 0) + rounding
        for name in self._more:
            still = self.futures.possible(name)[numbers] if name else slice(None)
            self._more[name] += float(more[still].sum())
            self._less[name] += float(less[still].sum())

    def ending(self, name: str) -> Share:
        """What has come to an ending, and what still may."""
        there = self._at(name)
        ended = float(self.waiting[there].sum())
        under_way = float(self.waiting[self.futures.possible(name) & ~there].sum())
        return Share.between(ended, ended - self._less[name], ended + self._more[name] + under_way)

    def event(self, name: str) -> Share:
        """How likely something is that happens once in a play at most, nowhere where nothing goes on."""
        count = self.counts[name]
        return Share.between(count, count - self._less[""], count + self._more[""] + self._under_way)

    @property
    def _under_way(self) -> float:
        ended = np.zeros(len(self.waiting), dtype=bool)
        for name in self.futures.graph.found.program.scenario.endings:
            ended |= self._at(name)
        return float(self.waiting[~ended].sum())

    def _at(self, ending: str) -> Yes:
        """The states of an ending: shape (states,)."""
        graph = self.futures.graph
        there = np.zeros(len(self.waiting), dtype=bool)
        for block in graph.blocks:
            if block.place == graph.found.program.place_number[ending]:
                there[block.start : block.end] = True
        return there


def _ways(futures: Futures, block: StateBlock) -> Iterator[tuple[Transitions, Shares]]:
    """(case, probability on each of its rows) of each case of a block.

    Raises:
        OverBudget: there is no time to work them out; nothing has been sent then.
    """
    links = futures.graph.links(block, events=True)
    totals: dict[int, Shares] = {}
    for link in links:
        total = totals.setdefault(link.option.number, np.zeros(len(block)))
        total[link.rows] += 1.0 if link.weight is None else link.weight
    open_measures = np.zeros(len(block))
    for total in totals.values():
        open_measures += total > 0
    for link in links:
        weight = 1.0 if link.weight is None else link.weight
        yield link, weight / totals[link.option.number][link.rows] / open_measures[link.rows]
