"""Choices that are none, and time that is not spent: what the indicators say.

`no-dilemma`: measure A makes B pointless if, wherever both are open, A takes no longer, every indicator after it is at
least as good and one better, and the endings possible after A include those after B. Where chance decides, A at its
worst is held against B at its best.

`timeless-loop`: with a clock, a way round that takes no time, comes back to its scene and leaves an indicator better
and none worse, so that it will be walked until the range ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define, field, frozen

from crisisengine.checker.lints.unreachable import Remark, path_of
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.search.graph import Graph
from crisisengine.checker.search.slots import KeptSlots
from crisisengine.checker.vector.context import Context
from crisisengine.checker.vector.expressions import slots_of
from crisisengine.checker.vector.layout import Keys, Rows
from crisisengine.checker.vector.state import Columns
from crisisengine.checker.vector.successors import Group, Move, Option
from crisisengine.engine.program import Program
from crisisengine.model.expression import Read
from crisisengine.model.scenario import Scenario

__all__ = ["DominanceWatcher", "timeless_loops"]

LONGEST_ROUND = 3
MOST_ROUNDS = 200
MOST_WALKED = 2_000_000
"""States walked round from, over all ways; beyond it a loop may be missed."""

Scores = npt.NDArray[np.int64]


@frozen(eq=False)
class Indicators:
    """The watched variables, turned so that more is better."""

    program: Program
    memory: KeptSlots
    names: tuple[tuple[str, int], ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        variables = self.program.scenario.variables.values()
        signs = {"high": 1, "low": -1}
        object.__setattr__(self, "names", tuple((one.name, signs[one.better]) for one in variables if one.better))

    def known(self, places: list[int]) -> list[bool]:
        """For each indicator whether its value is kept at all of some places."""
        slots = [slots_of(Read(name), self.program) for name, _ in self.names]
        return [all(self.memory.keeps(slot, place) for slot in some for place in places) for some in slots]

    def scores(self, context: Context, keys: Keys) -> Scores:
        """(indicator, state) -> how good."""
        columns = Columns(context, context.layout.words_of(keys), [None] * len(self.program.slots))
        found = np.empty((len(self.names), len(keys)), dtype=np.int64)
        for number, (name, sign) in enumerate(self.names):
            derived = name in self.program.derived
            found[number] = columns.derived(name) if derived else columns.get(self.program.number["variable", name])
            found[number] *= sign
        return found

    def places(self, context: Context, keys: Keys) -> list[int]:
        """The places of some states."""
        found: list[int] = np.unique(context.layout.column(context.layout.words_of(keys), 0)).tolist()
        return found


@define(eq=False)
class DominanceWatcher:
    """Watches pairs of measures until something speaks for each."""

    program: Program
    memory: KeptSlots
    indicators: Indicators = field(init=False)
    pairs: dict[int, dict[tuple[int, int], bool]] = field(init=False, factory=dict)
    """By place: (number of the better, of the pointless) -> whether they were ever open together."""

    def __attrs_post_init__(self) -> None:
        self.indicators = Indicators(self.program, self.memory)

    def watch(self, depth: int, keys: Keys, group: Group, place: int) -> None:  # noqa: ARG002 - a watcher is told these
        """A watcher for `explore`."""
        if not self.indicators.names or place >= self.program.scene_count:
            return
        offered = {one.option.number: one for one in group.offered}
        pairs = self.pairs.get(place)
        if pairs is None:
            options = [one.option for one in group.offered if not one.option.measure.fallback]
            timed = self.program.scenario.clock is not None
            pairs = self.pairs[place] = {
                (a.number, b.number): False
                for a in options
                for b in options
                if a is not b and (not timed or a.measure.takes <= b.measure.takes)
            }
        worth: dict[int, tuple[Scores, Scores] | None] = {}
        for a, b in list(pairs):
            together = group.columns.narrowed(offered[a].opened, offered[b].opened)
            if together is False:
                continue
            for one in (a, b):
                if one not in worth:
                    worth[one] = self._worth(group, one, len(keys))
            better, pointless = worth[a], worth[b]
            if better is None or pointless is None or not _beats(better[0], pointless[1], together):
                del pairs[a, b]
            else:
                pairs[a, b] = True

    def _worth(self, group: Group, option: int, rows: int) -> tuple[Scores, Scores] | None:
        """(worst, best) of each indicator after a measure; None where something needed was forgotten."""
        context, count = group.columns.context, len(self.indicators.names)
        worst = np.full((count, rows), np.iinfo(np.int64).max)
        best = np.full((count, rows), np.iinfo(np.int64).min)
        for move in group.moves:
            if move.option.number == option:
                if not all(self.indicators.known([group.columns.origin, *self.indicators.places(context, move.keys)])):
                    return None
                scores = self.indicators.scores(context, move.keys)
                at: Any = slice(None) if move.rows is None else move.rows
                worst[:, at] = np.minimum(worst[:, at], scores)
                best[:, at] = np.maximum(best[:, at], scores)
        return worst, best

    def remarks(self, graph: Callable[[], Graph]) -> Iterator[Remark]:
        """What is pointless, once the endings have been looked at too."""
        left = {place: [pair for pair, met in pairs.items() if met] for place, pairs in self.pairs.items()}
        for place, pairs in sorted(left.items()):
            if not pairs:
                continue
            options = {one.number: one for one in graph().found.options.at(place)}
            told: set[int] = set()
            for a, b in pairs:
                if b not in told and self._keeps_open(graph(), place, a, b):
                    told.add(b)
                    yield _pointless(options[a], options[b])

    def _keeps_open(self, graph: Graph, place: int, a: int, b: int) -> bool:
        """Whether the endings possible after A include those after B wherever both are open."""
        for block in graph.blocks:
            if block.place == place:
                links = {
                    number: [one for one in graph.links(block) if one.option.number == number] for number in (a, b)
                }
                for bits in graph.endings:
                    after = {number: np.zeros(block.end - block.start, dtype=bits.dtype) for number in (a, b)}
                    opened = {number: np.zeros(block.end - block.start, dtype=bool) for number in (a, b)}
                    for number in (a, b):
                        for link in links[number]:
                            after[number][link.rows] |= bits[link.targets]
                            opened[number][link.rows] = True
                    if (opened[a] & opened[b] & (after[b] & ~after[a] != 0)).any():
                        return False
        return True


def _beats(worst: Scores, best: Scores, together: Rows) -> bool:
    if together is not True:
        worst, best = worst[:, together], best[:, together]
    return bool((worst >= best).all() and (worst > best).any(axis=0).all())


def _pointless(a: Option, b: Option) -> Remark:
    message = f"measure `{b.measure.id}` is pointless: wherever both are open, `{a.measure.id}` is at least as good in everything"
    hint = "give each something that the other has not: a dilemma has two sides"
    return Remark("no-dilemma", message, path_of(b.measure), hint)


def timeless_loops(found: Exploration, memory: KeptSlots) -> Iterator[Remark]:
    """Ways round that take no time and improve an indicator."""
    indicators = Indicators(found.program, memory)
    if found.program.scenario.clock is None or not indicators.names:
        return
    told: set[str] = set()
    walked = 0
    for number, way in enumerate(_rounds(found.program.scenario)):
        if number >= MOST_ROUNDS or walked > MOST_WALKED:
            return
        place = found.program.place_number[way[0][0]]
        first = found.program.scenario.scenes[way[0][0]].measures[way[0][1]]
        if place not in found.coverage.places or first.key in told:
            continue
        improves, looked = _improves(found, indicators, place, way, MOST_WALKED - walked)
        walked += looked
        if improves:
            told.add(first.key)
            names = ", ".join(f"`{scene}.{measure}`" for scene, measure in way)
            message = f"{names} can be taken again and again at no time, and each round improves an indicator"
            yield Remark("timeless-loop", message, path_of(first), "let it take time, cost something, or be had `once`")


def _rounds(scenario: Scenario) -> Iterator[list[tuple[str, str]]]:
    """Ways round of a few measures that take no time and are not used up, from the first scene on each."""
    order = list(scenario.scenes)

    def onwards(way: list[tuple[str, str]], scene: str) -> Iterator[list[tuple[str, str]]]:
        for measure in scenario.scenes[scene].measures.values():
            if measure.takes or measure.once:
                continue
            gotos = [measure.goto, *(one.goto or measure.goto for one in measure.outcomes)]
            for goto in dict.fromkeys(goto or scene for goto in gotos):
                now = [*way, (scene, measure.id)]
                if goto == now[0][0]:
                    yield now
                elif (
                    len(now) < LONGEST_ROUND and goto in scenario.scenes and order.index(goto) > order.index(now[0][0])
                ):
                    yield from onwards(now, goto)

    for scene in order:
        yield from onwards([], scene)


def _improves(
    found: Exploration, indicators: Indicators, place: int, way: list[tuple[str, str]], most: int
) -> tuple[bool, int]:
    """(whether a way round improves an indicator from some state, how many states were tried)."""
    context, looked = found.context, 0
    for layer in found.layers:
        for here, clock, keys in found.groups(layer):
            if here != place:
                continue
            looked += len(keys)
            if looked > most:
                return False, looked
            before, now = _round(found, way, keys, clock)
            if not len(now):
                continue
            known = indicators.known([place])
            old, new = indicators.scores(context, before)[known], indicators.scores(context, now)[known]
            if all(known) and bool(((new >= old).all(axis=0) & (new > old).any(axis=0)).any()):
                return True, looked
    return False, looked


def _round(found: Exploration, way: list[tuple[str, str]], keys: Keys, clock: int | None) -> tuple[Keys, Keys]:
    """(states, the same after the way round), as far as it can be walked and comes back to its place."""
    numbers, layout = found.program.place_number, found.layout
    before, now, at = keys, keys, clock
    places = [numbers[scene] for scene, _ in way]
    for (_, measure), place, following in zip(way, places, [*places[1:], places[0]], strict=True):
        moves = [one for one in found.group(place, at, now).moves if one.option.measure.id == measure]
        before, now = _walked(before, moves)
        there = layout.column(layout.words_of(now), 0) == following
        before, now, at = before[there], now[there], None
        if not len(now):
            break
    return before, now


def _walked(before: Keys, moves: list[Move]) -> tuple[Keys, Keys]:
    if not moves:
        return before[:0], before[:0]
    came = [before if one.rows is None else before[one.rows] for one in moves]
    return np.concatenate(came), np.concatenate([one.keys for one in moves])
