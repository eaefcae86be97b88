"""The promises of an author: where each is judged, and the first state that decides it.

`always`, `never` and `reachable` are judged in every state as it is found, layer by layer, so that the first state
that decides one is as near to the start as any. What asks for `possible()` waits until all states are known.
`eventually` is judged on the runs that have not yet kept the promise: it is broken where such a run stops, or can go
round forever. `never_by_chance` is broken by an outcome that closes an ending which its measure had left open.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from attrs import define, field, frozen

from crisisengine.checker.search.graph import Graph, StateBlock, Transitions, Yes
from crisisengine.checker.search.trace import Spot
from crisisengine.checker.vector.expressions import either, evaluator, negated
from crisisengine.checker.vector.layout import Keys, Rows
from crisisengine.checker.vector.state import Columns
from crisisengine.checker.vector.successors import Group, Option
from crisisengine.engine.program import Program
from crisisengine.engine.rules import Decision
from crisisengine.model.expression import Fact, reads
from crisisengine.model.scenario import Property

__all__ = ["DecidingState", "Promise", "PropertyVerdict", "by_chance", "promises_of", "with_endings"]


@frozen
class DecidingState:
    """The state that decides a property: a run leads there, and where asked goes one decision further."""

    spot: Spot
    last: Decision | None = None


@frozen
class PropertyVerdict:
    """What became of a property."""

    name: str
    kind: str
    verdict: str
    """`holds`, `violated` or `undecided`."""
    run: tuple[Decision, ...] | None = None
    """A shortest run to the state that decides it: a witness of `reachable`, otherwise a counterexample."""
    loop_from: int | None = None
    """For `eventually`: how many decisions lead to the loop that the rest of the run is."""


@define(eq=False)
class Promise:
    """A property while it is judged; as a watcher it is told of each group."""

    program: Program
    promised: Property
    finding: DecidingState | None = None
    places: frozenset[int] = field(init=False)
    measures: frozenset[str] = field(init=False)
    tags: frozenset[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        named: dict[str, set[str]] = {"scene": set(), "measure": set(), "tag": set()}
        for moment in self.promised.at:
            family, _, name = moment.partition(".")
            named[family].add(name)
        self.places = frozenset(self.program.place_number[scene] for scene in named["scene"])
        self.measures = frozenset(named["measure"])
        self.tags = frozenset(named["tag"])

    @property
    def asks_endings(self) -> bool:
        """Whether it can be judged only when the possible endings are known."""
        claim = self.promised.claim
        return claim is not None and any(isinstance(one, Fact) and one.kind == "possible" for one in reads(claim))

    @property
    def asks_offers(self) -> bool:
        """Whether it is judged where certain measures are open."""
        return bool(self.measures or self.tags)

    def bears(self, option: Option) -> bool:
        """Whether a measure is one of those at which it is judged."""
        return option.measure.key in self.measures or not self.tags.isdisjoint(option.measure.tags)

    def rows(self, group: Group, place: int) -> Rows:
        """The rows of a group that decide it."""
        if not self.promised.at or place in self.places:
            there: Any = True
        else:
            there = False
            for one in group.offered:
                if one.opened is not False and self.bears(one.option):
                    there = either(there, one.opened)
        if there is False:
            return False
        assert self.promised.claim is not None
        claim = evaluator(self.promised.claim, self.program)(group.columns)
        return group.columns.narrowed(there, negated(claim) if self.promised.kind == "always" else claim)

    def watch(self, depth: int, keys: Keys, group: Group, place: int) -> None:
        """A watcher for `explore`."""
        if self.finding is None:
            rows = self.rows(group, place)
            if rows is not False:
                self.finding = DecidingState(Spot(depth, keys[0 if rows is True else int(np.argmax(rows))]))

    def judged(
        self, run: tuple[Decision, ...] | None, *, complete: bool, loop_from: int | None = None
    ) -> PropertyVerdict:
        """The verdict, given the run to the finding."""
        one = self.promised
        if run is not None:
            verdict = "holds" if one.kind == "reachable" else "violated"
        elif not complete:
            verdict = "undecided"
        else:
            verdict = "violated" if one.kind == "reachable" else "holds"
        return PropertyVerdict(one.id, one.kind, verdict, run, loop_from)


def promises_of(program: Program) -> list[Promise]:
    """A scenario's properties, in file order."""
    return [Promise(program, one) for one in program.scenario.properties.values()]


def with_endings(promise: Promise, graph: Graph) -> DecidingState | None:
    """Judge a property that asks `possible()`."""
    found = graph.found
    marked = np.zeros(len(graph.keys), dtype=bool)
    for block in graph.blocks:
        keys = graph.keys[block.start : block.end]
        if promise.asks_offers:
            group = found.group(block.place, block.clock, keys)
        else:
            group = Group(Columns.of(found.context, keys, block.place, block.clock))
        group.columns.possible = partial(graph.still, keys)
        rows = promise.rows(group, block.place)
        if rows is not False:
            marked[block.start : block.end] = rows
    return _earliest(graph, marked)


def _earliest(graph: Graph, marked: Yes) -> DecidingState | None:
    number = graph.earliest(marked)
    return None if number is None else DecidingState(Spot(int(graph.depths[number]), graph.keys[number]))


def by_chance(promise: Promise, graph: Graph) -> DecidingState | None:
    """Judge `never_by_chance`: the nearest decision in which an outcome closes what another outcome keeps open."""
    keeps = graph.possible(promise.promised.ending)
    marked = np.zeros(len(graph.keys), dtype=bool)
    for block in graph.blocks:
        for _, links in graph.within(block):
            if len(links) > 1:
                marked[block.start : block.end] |= _split(block, links, keeps)[0]
    found = _earliest(graph, marked)
    if found is None:
        return None
    number = int(graph.find(np.array([found.spot.key], dtype=graph.keys.dtype))[0])
    block = next(one for one in graph.blocks if one.start <= number < one.end)
    for option, links in graph.within(block):
        split, closing = _split(block, links, keeps)
        if len(links) > 1 and split[number - block.start]:
            link = next(one for one, closes in zip(links, closing, strict=True) if closes[number - block.start])
            return DecidingState(found.spot, option.decision(link.outcome))
    raise AssertionError("what was marked is found again")


def _split(block: StateBlock, links: list[Transitions], keeps: Yes) -> tuple[Yes, list[Yes]]:
    """(rows that some outcome keeps open and some closes, for each outcome the rows that it closes)."""
    open_, closed = np.zeros((2, block.end - block.start), dtype=bool)
    closing = []
    for link in links:
        kept = keeps[link.targets]
        open_[link.rows] |= kept
        closes = np.zeros(block.end - block.start, dtype=bool)
        closes[link.rows] = ~kept
        closed |= closes
        closing.append(closes)
    return open_ & closed, closing
