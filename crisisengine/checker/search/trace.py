"""Shortest runs, found again: no state remembers where it came from, so the layer before is asked.

All runs that a report needs are found on one way back: at each layer every state that some run has reached looks for
the first decision that leads there. Runs that meet go on together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from attrs import frozen

from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.vector.arrays import Key, Keys
from crisisengine.engine.rules import Decision

__all__ = ["Spot", "retrace"]


@frozen
class Spot:
    """A state that a run should lead to."""

    depth: int
    key: Key


def retrace(found: Exploration, spots: Iterable[Spot]) -> dict[Spot, tuple[Decision, ...]]:
    """A shortest run to each.

    Raises:
        OverBudget: there is no time to go all the way back.
    """
    wanted: dict[int, set[Any]] = {}
    spots = list(spots)
    for spot in spots:
        wanted.setdefault(spot.depth, set()).add(spot.key)
    came: dict[tuple[int, Any], tuple[Any, Decision]] = {}
    for depth in range(max(wanted, default=0), 0, -1):
        keys = np.array(sorted(wanted.get(depth, ())), dtype=found.layout.dtype)
        for key, before, decision in _ask(found, found.layers[depth - 1], keys):
            came[depth, key] = before, decision
            wanted.setdefault(depth - 1, set()).add(before)
    return {spot: _walk(came, spot) for spot in spots}


def _ask(found: Exploration, layer: Keys, wanted: Keys) -> list[tuple[Any, Any, Decision]]:
    """(state, a state before it, the decision between) for each that is wanted."""
    answers: list[tuple[Any, Any, Decision]] = []
    for place, clock, keys in found.groups(layer):
        found.task.ask()
        if not len(wanted):
            break
        for move in found.group(place, clock, keys).moves:
            at = np.minimum(np.searchsorted(wanted, move.keys), len(wanted) - 1)
            hits = np.flatnonzero(wanted[at] == move.keys)
            if not len(hits):
                continue
            which, first = np.unique(at[hits], return_index=True)
            for number, hit in zip(which.tolist(), hits[first].tolist(), strict=True):
                row = hit if move.rows is None else int(move.rows[hit])
                answers.append((wanted[number], keys[row], move.option.decision(move.outcome)))
            wanted = np.delete(wanted, which)
            if not len(wanted):
                break
    return answers


def _walk(came: dict[tuple[int, Any], tuple[Any, Decision]], spot: Spot) -> tuple[Decision, ...]:
    run: list[Decision] = []
    key = spot.key
    for depth in range(spot.depth, 0, -1):
        key, decision = came[depth, key]
        run.append(decision)
    return tuple(reversed(run))
