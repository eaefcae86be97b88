"""From steps as pairs of numbers to the neighbours of each state, in one array: compressed sparse rows."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Numbers, Positions, Words

__all__ = ["FEW", "MANY", "Adjacency", "ShelvedSteps", "spans"]

FEW = 200
"""States that are looked at one by one: below it an array costs more than it spares."""
MANY = 5_000
"""States looked at one by one until somebody is asked whether to go on."""
SHELF = 18
"""Bits: of so many states the steps are sorted at once, which fits in a cache, and somebody is asked before the next."""
HALF = np.uint64(32)


@frozen(eq=False)
class Adjacency:
    """For each of some states, counted from 0, its neighbours."""

    first: Numbers
    """Shape (states + 1,): where the neighbours of each begin; those of the next begin where they end."""
    neighbours: Positions
    """Shape (steps,): in order of the states, each neighbour as often as a step joins them."""

    @classmethod
    def of(cls, states: Positions, neighbours: Positions, count: int) -> Adjacency:
        """From pairs: shapes (steps,) and (steps,), over `count` states."""
        pairs = _pairs(states, neighbours)
        pairs.sort()
        first = np.zeros(count + 1, dtype=np.int64)
        np.cumsum(np.bincount(states, minlength=count), out=first[1:])
        return cls(first, _seconds(pairs))

    def of_all(self, states: Numbers) -> tuple[Numbers, Numbers]:
        """The neighbours of some states one after the other, and for each the place of its state among those."""
        places, steps = spans(self.first, states)
        return self.neighbours[steps].astype(np.int64), places


class ShelvedSteps:
    """Steps as they come in, laid on a shelf for each stretch of states: so that many are sorted in pieces."""

    def __init__(self, count: int) -> None:
        self.count = count
        """How many states there are."""
        self._shelves: list[list[Words]] = [[] for _ in range((count >> SHELF) + 1)]

    def add(self, states: Positions, neighbours: Positions) -> None:
        """Pairs in any order: shapes (steps,) and (steps,)."""
        if not len(states):
            return
        pairs = _pairs(states, neighbours)
        low, high = int(states.min()) >> SHELF, int(states.max()) >> SHELF
        if low == high:
            self._shelves[low].append(pairs)
            return
        pairs.sort()
        bounds = np.searchsorted(pairs, np.arange(low, high + 2, dtype=np.uint64) << (HALF + np.uint64(SHELF)))
        for shelf, start, end in zip(range(low, high + 1), bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            if start < end:
                self._shelves[shelf].append(pairs[start:end].copy())

    def adjacency(self, task: Task) -> Adjacency:
        """For each state its neighbours; the shelves are empty afterwards.

        Raises:
            OverBudget: there is no time to sort them.
        """
        first = np.zeros(self.count + 1, dtype=np.int64)
        neighbours = np.empty(sum(len(pairs) for shelf in self._shelves for pairs in shelf), dtype=np.int32)
        filled = 0
        for number, shelf in enumerate(self._shelves):
            if not shelf:
                continue
            task.ask()
            pairs = np.concatenate(shelf)
            shelf.clear()
            pairs.sort()
            neighbours[filled : filled + len(pairs)] = _seconds(pairs)
            filled += len(pairs)
            degrees = np.bincount((pairs >> HALF).view(np.int64) - (number << SHELF))
            begin = (number << SHELF) + 1
            first[begin : begin + len(degrees)] = degrees
        np.cumsum(first, out=first)
        return Adjacency(first, neighbours)


def _pairs(states: Positions, neighbours: Positions) -> Words:
    """Each pair as one number, by its state first; made in place, since steps can be most of what memory holds."""
    pairs = states.astype(np.uint64)
    pairs <<= HALF
    pairs |= neighbours.astype(np.uint32)
    return pairs


def _seconds(pairs: Words) -> Positions:
    seconds: Positions = pairs.astype(np.uint32).view(np.int32)
    return seconds


def spans(first: Numbers, states: Numbers) -> tuple[Numbers, Numbers]:
    """For each step of some states the place of its state among those, and where the step stands: shape (steps,) twice.

    `first`, of shape (all states + 1,), tells where the steps of each state begin.
    """
    degrees = first[states + 1] - first[states]
    places = np.repeat(np.arange(len(states)), degrees)
    begin = first[states] - (np.cumsum(degrees) - degrees)
    return places, np.arange(len(places)) + begin[places]
