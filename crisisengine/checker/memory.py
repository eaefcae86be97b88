"""Where what grows with the states is held: in memory, unless somebody names a disk (`spill`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Held", "Memory", "Pile"]

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

    def joined(self, pieces: Iterable[Held], kind: np.dtype[Any]) -> Held:  # noqa: ARG002 - as above
        """Pieces as one array, one behind the other; there is at least one."""
        return np.concatenate(list(pieces))

    def zeros(self, count: int, kind: npt.DTypeLike) -> Held:
        """An array of so many zeros."""
        return np.zeros(count, dtype=kind)
