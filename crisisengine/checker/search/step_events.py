"""Things that happen on a step: an inject fires, a scene is come to. Each has a bit, so that 64 are looked for at once.

What happens on a step of a state is the same in every run that comes through that state: injects fire, and places
change, by what the state holds, and what decides about it is never forgotten. So an event belongs to a step of the
graph, and needs no slot that remembers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np
from attrs import evolve, frozen

from crisisengine.checker.search.graph import Graph, StateBlock, Transitions
from crisisengine.checker.vector.arrays import Bits, Positions, Rows

__all__ = ["ArrivalEvents", "Events", "FiringEvents", "bits_for", "in_parts"]

MOST_AT_ONCE = 64


def bits_for(count: int) -> type[np.unsignedinteger]:
    """The narrowest kind of number with so many bits, up to 64."""
    kinds = (np.uint8, np.uint16, np.uint32, np.uint64)
    return next(kind for kind in kinds if count <= np.dtype(kind).itemsize * 8)


def in_parts(ids: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """As many as can be looked for at once, and then as many again."""
    for first in range(0, len(ids), MOST_AT_ONCE):
        yield tuple(ids[first : first + MOST_AT_ONCE])


class Events(Protocol):
    """Up to 64 things that happen on steps."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Of what happens, in the order of the bits."""

    @property
    def kind(self) -> type[np.unsignedinteger]:
        """Of number that holds a bit for each."""

    def on(self, block: StateBlock, link: Transitions) -> Bits:
        """What happens on each step of a case that was weighed: shape (rows,)."""

    def only(self, name: str) -> Events:
        """Just that event."""


@frozen(eq=False)
class FiringEvents:
    """Injects fire."""

    ids: tuple[str, ...]

    @property
    def kind(self) -> type[np.unsignedinteger]:
        """Of number that holds a bit for each."""
        return bits_for(len(self.ids))

    def on(self, block: StateBlock, link: Transitions) -> Bits:  # noqa: ARG002 - others ask where a step begins
        """Which of them fire on each step: shape (rows,)."""
        return self.among(link.fired, len(link.targets))

    def among(self, fired: Iterable[tuple[str, Rows]], count: int) -> Bits:
        """Which of them are among what fired on so many rows: shape (rows,)."""
        kind = self.kind
        found = np.zeros(count, dtype=kind)
        for inject, rows in fired:
            if inject in self.ids:
                bit = kind(1 << self.ids.index(inject))
                if rows is True:
                    found |= bit
                else:
                    found[rows] |= bit
        return found

    def only(self, name: str) -> FiringEvents:
        """Just that inject."""
        return evolve(self, ids=(name,))


@frozen(eq=False)
class ArrivalEvents:
    """Scenes are come to from others; staying is no arrival, and the start is no step."""

    ids: tuple[str, ...]
    _graph: Graph

    @property
    def kind(self) -> type[np.unsignedinteger]:
        """Of number that holds a bit for each."""
        return bits_for(len(self.ids))

    def on(self, block: StateBlock, link: Transitions) -> Bits:
        """Which of them each step comes to: shape (rows,)."""
        program, kind = self._graph.found.program, self.kind
        bits = np.zeros(len(program.places), dtype=kind)
        for number, scene in enumerate(self.ids):
            bits[program.place_number[scene]] = kind(1 << number)
        bits[block.place] = 0
        targets: Positions = link.targets
        found: Bits = bits[self._graph.places_of(targets)]
        return found

    def only(self, name: str) -> ArrivalEvents:
        """Just that scene."""
        return evolve(self, ids=(name,))
