"""Where what grows with the states is held: in memory, unless somebody names a disk (`spill`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Held", "Memory", "Pile", "joined"]

PIECE = 1 << 20
"""Of what is copied at once."""

Held = npt.NDArray[Any]
"""An array that may lie in memory or on a disk: whoever reads it need not know."""


class Pile(Protocol):
    """Arrays in the order in which they came."""

    def append(self, array: Held, /) -> None:
        """One more."""

    def __getitem__(self, number: int, /) -> Held:
        """One of them."""

    def __iter__(self) -> Iterator[Held]:
        """All of them, one after the other."""

    def __len__(self) -> int:
        """How many they are."""


class Memory:
    """Everything is held as it is."""

    most: float = float("inf")
    """So many states at a time; of more, a piece after the other is looked at."""

    merges: bool = False
    """Whether few long arrays are better than many short ones, as where each is a file."""

    def pile(self, kind: np.dtype[Any]) -> Pile:  # noqa: ARG002 - a disk has to know
        """An empty pile of arrays of a kind."""
        return []

    def held(self, array: Held) -> Held:
        """An array, wherever it is held from now on."""
        return array

    def joined(self, pieces: Iterable[Held], kind: np.dtype[Any]) -> Held:
        """Pieces as one array, one behind the other."""
        return joined(list(pieces), kind)

    def zeros(self, count: int, kind: npt.DTypeLike) -> Held:
        """An array of so many zeros."""
        return np.zeros(count, dtype=kind)


def joined(parts: Sequence[Held], kind: npt.DTypeLike) -> Held:
    """Arrays as a new one, one behind the other: copied piece by piece, so that whoever presses Ctrl-C is heard meanwhile."""
    whole, filled = np.empty(sum(map(len, parts)), dtype=kind), 0
    for part in parts:
        for at in range(0, len(part), PIECE):
            some = part[at : at + PIECE]
            whole[filled : filled + len(some)] = some
            filled += len(some)
    return whole
