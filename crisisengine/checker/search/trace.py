"""Shortest runs, found again: no state remembers where it came from, so the layer before is asked.

All runs that a report needs are found on one way back: at each layer every state that some run has reached looks for
the first decision that leads there, and where there is none, for a send within the layer. Runs that meet go on together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from attrs import frozen

from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.vector.arrays import Key, Keys, Numbers
from crisisengine.engine.rules import Decision, Start

__all__ = ["Retraced", "Spot", "retrace", "ways_to"]

_Ways = Callable[[Exploration, int, "int | None", Keys], Iterator[tuple[Decision, "Numbers | None", Keys]]]
"""What leads on from a group: (the decision, the rows it is taken in or None for all, the states after)."""


@frozen
class Spot:
    """A state that a run should lead to."""

    depth: int
    key: Key


@frozen
class Retraced:
    """A run that was found again."""

    start: Start
    """Where it begins; of several starts that lead on alike the first."""
    decisions: tuple[Decision, ...]
    """And sends, as they come."""


def retrace(found: Exploration, spots: Iterable[Spot]) -> dict[Spot, Retraced]:
    """A shortest run to each.

    Raises:
        OverBudget: there is no time to go all the way back.
    """
    ways = ways_to(found, spots)
    return {spot: Retraced(found.beginnings.start_of(first), decisions) for spot, (first, decisions) in ways.items()}


def ways_to(found: Exploration, spots: Iterable[Spot]) -> dict[Spot, tuple[Key, tuple[Decision, ...]]]:
    """A shortest way to each from where the exploration begins: (the state that it begins in, what is decided and sent).

    Raises:
        OverBudget: there is no time to go all the way back.
    """
    wanted: dict[tuple[int, int], set[Any]] = {}
    spots = list(spots)
    for spot in spots:
        sends = int(found.sends(np.array([spot.key], dtype=found.layout.dtype))[0])
        wanted.setdefault((spot.depth, sends), set()).add(spot.key)
    came: dict[Any, tuple[Any, Decision]] = {}
    while wanted:
        found.task.ask()
        depth, sends = max(wanted)
        keys = wanted.pop((depth, sends))
        before = [((depth - 1, sends), _decisions)] if depth else []
        before += [((depth, sends - 1), _sends)] if sends else []
        for (earlier, fewer), ways in before:
            waves = found.waves(found.layers[earlier])
            if fewer >= len(waves):
                continue  # nothing there had been sent as much
            left = np.array(sorted(keys - came.keys()), dtype=found.layout.dtype)
            for key, origin, decision in _ask(found, waves[fewer], left, ways):
                came[key] = origin, decision
                wanted.setdefault((earlier, fewer), set()).add(origin)
    return {spot: _walk(came, spot) for spot in spots}


def _decisions(
    found: Exploration, place: int, clock: int | None, keys: Keys
) -> Iterator[tuple[Decision, Numbers | None, Keys]]:
    for move in found.group(place, clock, keys).moves:
        yield move.option.decision(move.outcome), move.rows, move.keys


def _sends(
    found: Exploration, place: int, clock: int | None, keys: Keys
) -> Iterator[tuple[Decision, Numbers | None, Keys]]:
    for sending in found.sendings(place, clock, keys):
        yield sending.decision(found.program), sending.rows, sending.keys


def _ask(found: Exploration, layer: Keys, wanted: Keys, ways: _Ways) -> list[tuple[Any, Any, Decision]]:
    """(state, a state before it, the decision or the send between) for each that is wanted, where there is one."""
    answers: list[tuple[Any, Any, Decision]] = []
    for place, clock, keys in found.groups(layer):
        found.task.ask()
        if not len(wanted):
            break
        for decision, rows, after in ways(found, place, clock, keys):
            at = np.minimum(np.searchsorted(wanted, after), len(wanted) - 1)
            hits = np.flatnonzero(wanted[at] == after)
            if not len(hits):
                continue
            which, first = np.unique(at[hits], return_index=True)
            for number, hit in zip(which.tolist(), hits[first].tolist(), strict=True):
                row = hit if rows is None else int(rows[hit])
                answers.append((wanted[number], keys[row], decision))
            wanted = np.delete(wanted, which)
            if not len(wanted):
                break
    return answers


def _walk(came: dict[Any, tuple[Any, Decision]], spot: Spot) -> tuple[Key, tuple[Decision, ...]]:
    run: list[Decision] = []
    key = spot.key
    while key in came:
        key, decision = came[key]
        run.append(decision)
    return key, tuple(reversed(run))
