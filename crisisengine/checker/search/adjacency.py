"""From steps as pairs of numbers to the neighbours of each state, in one array: compressed sparse rows."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from crisisengine.checker.vector.arrays import Numbers, Positions

__all__ = ["FEW", "MANY", "Adjacency", "spans"]

FEW = 200
"""States that are looked at one by one: below it an array costs more than it spares."""
MANY = 5_000
"""States looked at one by one until somebody is asked whether to go on."""


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
        pairs = states.astype(np.uint64) << np.uint64(32) | neighbours.astype(np.uint64)
        pairs.sort()
        first = np.zeros(count + 1, dtype=np.int64)
        np.cumsum(np.bincount(states, minlength=count), out=first[1:])
        return cls(first, (pairs & np.uint64(2**32 - 1)).astype(np.int32))

    def of_all(self, states: Numbers) -> tuple[Numbers, Numbers]:
        """The neighbours of some states one after the other, and for each the place of its state among those."""
        places, steps = spans(self.first, states)
        return self.neighbours[steps].astype(np.int64), places


def spans(first: Numbers, states: Numbers) -> tuple[Numbers, Numbers]:
    """For each step of some states the place of its state among those, and where the step stands: shape (steps,) twice.

    `first`, of shape (all states + 1,), tells where the steps of each state begin.
    """
    degrees = first[states + 1] - first[states]
    places = np.repeat(np.arange(len(states)), degrees)
    begin = first[states] - (np.cumsum(degrees) - degrees)
    return places, np.arange(len(places)) + begin[places]
