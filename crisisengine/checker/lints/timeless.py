"""`timeless-loop`: time that is not spent, by what the indicators say.

With a clock, a way round that takes no time, comes back to its scene and leaves an indicator better and none worse, so
that it will be walked until the range ends.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from crisisengine.checker.lints.indicators import Indicators
from crisisengine.checker.lints.remark import Remark, path_of
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.vector.arrays import Keys
from crisisengine.checker.vector.successors import Move

__all__ = ["timeless_loops"]

LONGEST_ROUND = 3
MOST_ROUNDS = 200
MOST_WALKED = 2_000_000
"""States walked round from, over all ways; beyond it a loop may be missed."""


def timeless_loops(found: Exploration) -> Iterator[Remark]:
    """Ways round that take no time and improve an indicator."""
    indicators = Indicators(found.program, found.kept)
    if found.program.scenario.clock is None or not indicators.names:
        return
    told: set[str] = set()
    walked = 0
    for number, way in enumerate(_rounds(found)):
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


def _rounds(found: Exploration) -> Iterator[list[tuple[str, str]]]:
    """Ways round of a few measures that take no time and are not used up, from the first scene on each."""
    scenes = found.program.scenario.scenes
    order = {name: number for number, name in enumerate(scenes)}

    def onwards(way: list[tuple[str, str]], scene: str) -> Iterator[list[tuple[str, str]]]:
        for measure in scenes[scene].measures.values():
            found.task.ask()
            if measure.takes.low or measure.once:
                continue
            for goto in dict.fromkeys(place for taken in measure.gotos for place in taken.places or (scene,)):
                now = [*way, (scene, measure.id)]
                first = now[0][0]
                if goto == first:
                    yield now
                elif len(now) < LONGEST_ROUND and goto in order and order[goto] > order[first]:
                    yield from onwards(now, goto)

    for scene in order:
        yield from onwards([], scene)


def _improves(
    found: Exploration, indicators: Indicators, place: int, way: list[tuple[str, str]], most: int
) -> tuple[bool, int]:
    """(whether a way round improves an indicator from some state, how many states were tried)."""
    looked = 0
    for layer in found.layers:
        found.task.ask()
        for here, clock, keys in found.groups(layer):
            if here != place:
                continue
            found.task.ask()
            looked += len(keys)
            if looked > most:
                return False, looked
            before, now = _round(found, way, keys, clock)
            if not len(now):
                continue
            known = indicators.known([place])
            old, new = indicators.scores_of(found, before)[known], indicators.scores_of(found, now)[known]
            if all(known) and bool(((new >= old).all(axis=0) & (new > old).any(axis=0)).any()):
                return True, looked
    return False, looked


def _round(found: Exploration, way: list[tuple[str, str]], keys: Keys, clock: int | None) -> tuple[Keys, Keys]:
    """(states, the same after the way round), as far as it can be walked in no time and comes back to its place."""
    scenes = found.program.scenario.scenes
    numbers, layout = found.program.place_number, found.layout
    before, now, at = keys, keys, clock
    places = [numbers[scene] for scene, _ in way]
    for (_, measure), place, following in zip(way, places, [*places[1:], places[0]], strict=True):
        moves = [move for move in found.group(place, at, now).moves if move.option.measure.id == measure]
        before, now = _walked(before, moves)
        there = layout.column(layout.words_of(now), 0) == following
        before, now, at = before[there], now[there], None
        if not len(now):
            break
    clock_slot = found.program.clock
    if clock_slot is not None and any(scenes[scene].measures[measure].takes for scene, measure in way):
        timeless = layout.column(layout.words_of(now), clock_slot) == layout.column(layout.words_of(before), clock_slot)
        before, now = before[timeless], now[timeless]
    return before, now


def _walked(before: Keys, moves: list[Move]) -> tuple[Keys, Keys]:
    if not moves:
        return before[:0], before[:0]
    came = [before if move.rows is None else before[move.rows] for move in moves]
    return np.concatenate(came), np.concatenate([move.keys for move in moves])
