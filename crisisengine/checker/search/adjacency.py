"""From steps as pairs of numbers to the neighbours of each state, in one array: compressed sparse rows."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import frozen

from crisisengine.checker.vector.arrays import Numbers, Positions

__all__ = ["Adjacency"]


@frozen(eq=False, slots=False)
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

    @cached_property
    def degrees(self) -> Numbers:
        """How many neighbours each has: shape (states,)."""
        return np.diff(self.first)

    def of_all(self, states: Numbers) -> tuple[Numbers, Numbers]:
        """The neighbours of some states one after the other, and for each the place of its state among those: shape (steps,) twice."""
        degrees = self.degrees[states]
        places = np.repeat(np.arange(len(states)), degrees)
        begin = self.first[states] - (np.cumsum(degrees) - degrees)
        return self.neighbours[np.arange(len(places)) + begin[places]].astype(np.int64), places
