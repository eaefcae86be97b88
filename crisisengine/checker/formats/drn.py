"""A graph in the explicit format of another model checker, so that a stranger may check us: Storm's DRN.

The player's decisions are the choices, the world's luck is what follows from a choice. What somebody sends is left out,
and so is what only a chapter begins. Every choice's chances add up to 1 in decimals as well, so that an exact engine,
too, reads distributions.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal, localcontext
from fractions import Fraction

import numpy as np
from attrs import define, field

from crisisengine.checker.search.decision_process import component_process
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Component, StateBlock
from crisisengine.checker.vector.arrays import Numbers
from crisisengine.text.printable import printable

__all__ = ["drn"]

AT_ONCE = 4_096
"""States that are written in one piece: so many are built between two looks at the budget."""
DIGITS = Context(prec=17)
"""So many tell every double from its neighbours."""
SUM = Context(prec=400)
"""More digits than a sum of chances has: it is exact."""
DRAW, STAY = "draw", "__NOLABEL__"
"""What the choice is called that makes the draws of the start; and that of a state in which there is nothing to decide."""


def drn(futures: Futures) -> Iterator[bytes]:
    """The file in pieces.

    Args:
        futures: of an exploration that is complete, and begins where the scenario itself begins.

    Raises:
        OverBudget: while it is read; what was yielded is only a part then.
    """
    return _Writing(futures).pieces()


@define(eq=False)
class _Writing:
    """A graph while it is written."""

    futures: Futures
    names: list[str] = field(init=False)
    """Of the choices, by the number of the option."""
    first: int = field(init=False)
    """How many states stand before those of the graph: one where something is drawn, none otherwise."""
    numbers: Numbers | None = field(init=False, default=None)
    """By the number in the graph that in the file, without what stands before; None where all states are written."""
    count: int = field(init=False)
    """The states of the graph that are written."""

    def __attrs_post_init__(self) -> None:
        graph = self.futures.graph
        scenario = graph.found.program.scenario
        self.names = [f"{scene.id}.{name}" for scene in scenario.scenes.values() for name in scene.measures]
        self.first = int(len(graph.found.beginnings.own) > 1)
        self.count = len(graph.keys)
        if graph.found.program.contingencies:
            unsent = np.concatenate([graph.unsent(block) for block in graph.blocks])
            self.count = int(np.count_nonzero(unsent))
            self.numbers = np.where(unsent, np.cumsum(unsent) - 1, -1)

    def pieces(self) -> Iterator[bytes]:
        """The header, what is drawn, and block after block."""
        graph = self.futures.graph
        known: dict[tuple[float, ...], list[str]] = {}
        head = ["// Written by crisisengine check --export-graph: the states that come without a send."]
        scenario = graph.found.program.scenario
        head += [f"// {printable(scenario.id)}, fingerprint {scenario.fingerprint}"]
        head += ["@type: MDP", "@parameters", "", "@reward_models", ""]
        head += ["@nr_states", str(self.count + self.first), "@nr_choices", str(self._choices() + self.first), "@model"]
        begun = graph.found.beginnings
        starts = self._numbered(graph.find(begun.own)).tolist()
        if self.first:
            shares = _decimals([Fraction(share) for share in begun.shares[begun.shares > 0].tolist()])
            head += ["state 0 init", f"\taction {DRAW}"]
            head += [f"\t\t{start} : {share}" for start, share in zip(starts, shares, strict=True)]
        yield "\n".join(head).encode() + b"\n"
        initial = -1 if self.first else starts[0]
        for block in graph.blocks:
            yield from self._block(block, initial, known)

    def _numbered(self, states: Numbers) -> Numbers:
        """The numbers in the file of some states of the graph."""
        return (states if self.numbers is None else self.numbers[states]) + self.first

    def _rows(self, block: StateBlock) -> Numbers:
        """The rows of a block that are written."""
        if self.numbers is None:
            return np.arange(len(block))
        return np.flatnonzero(self.numbers[block.start : block.end] >= 0)

    def _choices(self) -> int:
        """How many choices the states of the graph have that are written."""
        graph, found = self.futures.graph, 0
        for block in graph.blocks:
            some = np.zeros(len(block), dtype=bool)
            written = np.zeros(len(block), dtype=bool)
            written[self._rows(block)] = True
            for _, links in graph.options(block):
                opened = np.zeros(len(block), dtype=bool)
                for link in links:
                    opened[link.rows] = True
                found += int(np.count_nonzero(opened & written))
                some |= opened
            found += int(np.count_nonzero(written & ~some))
        return found

    def _block(self, block: StateBlock, initial: int, known: dict[tuple[float, ...], list[str]]) -> Iterator[bytes]:
        graph = self.futures.graph
        process, numbers = component_process(graph, Component((block,), circular=False))
        targets = self._numbered(numbers)[process.targets]
        place = graph.found.program.places[block.place]
        label = f" ending_{place}" if block.place >= graph.found.program.scene_count else ""
        rows = self._rows(block)
        for at in range(0, len(rows), AT_ONCE):
            graph.found.task.ask()
            some = rows[at : at + AT_ONCE]
            first, last = int(some[0]), int(some[-1]) + 1
            choices = process.choices[first : last + 1].tolist()
            branches = process.branches[choices[0] : choices[-1] + 1].tolist()
            leads = targets[branches[0] : branches[-1]].tolist()
            weights = process.weights[branches[0] : branches[-1]].tolist()
            options = process.options[choices[0] : choices[-1]].tolist()
            lines: list[str] = []
            for row, state in zip(some.tolist(), self._numbered(block.start + some).tolist(), strict=True):
                lines.append(f"state {state}{' init' if state == initial else ''}{label}")
                here, following = choices[row - first] - choices[0], choices[row - first + 1] - choices[0]
                if here == following:
                    lines.append(f"\taction {STAY}\n\t\t{state} : 1")
                for choice in range(here, following):
                    begin, end = branches[choice] - branches[0], branches[choice + 1] - branches[0]
                    name = self.names[options[choice]]
                    if end - begin == 1:
                        lines.append(f"\taction {name}\n\t\t{leads[begin]} : 1")
                    else:
                        lines.append(f"\taction {name}")
                        lines += _branches(leads[begin:end], weights[begin:end], known)
            yield "\n".join(lines).encode() + b"\n"


def _branches(leads: list[int], weights: list[float], known: dict[tuple[float, ...], list[str]]) -> list[str]:
    """A line for each state that a choice may lead to, in their order. `known`: decimals by weights, and remembered there."""
    together: dict[int, float] = {}
    for lead, weight in zip(leads, weights, strict=True):
        together[lead] = together.get(lead, 0.0) + weight
    order = sorted(together)
    parts = tuple(together[lead] for lead in order)
    if parts not in known:
        if len(known) >= AT_ONCE:
            known.clear()
        known[parts] = _decimals([Fraction(part) for part in parts])
    return [f"\t\t{lead} : {decimal}" for lead, decimal in zip(order, known[parts], strict=True)]


def _decimals(parts: list[Fraction]) -> list[str]:
    """The share of each part as a decimal of 17 digits; the largest has as many as it takes for the sum to be 1."""
    whole = sum(parts)
    found = [DIGITS.divide(Decimal((part / whole).numerator), Decimal((part / whole).denominator)) for part in parts]
    largest = parts.index(max(parts))
    with localcontext(SUM):
        found[largest] = Decimal(1) - sum(found[:largest], Decimal(0)) - sum(found[largest + 1 :], Decimal(0))
    return [format(decimal, "f") for decimal in found]
