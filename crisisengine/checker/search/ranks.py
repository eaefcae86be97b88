"""The place of a state among all states, in a few steps that do not grow with their number.

Packed states are whole numbers. Where they lie close enough, a bitmap of them with the count before each of its words
answers by counting bits (a rank dictionary, Jacobson 1989); where they do not, they are sought by halving.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Keys, Numbers, Positions, Words

__all__ = ["Halving", "RankBitmap", "ranks"]

WORD = 64
MOST_BYTES = 16
"""A bitmap may take so many bytes a state; a state takes 8 or more itself."""
WORD_BYTES = 12
"""Of a bitmap: a word, and the count before it."""
PIECE = 1 << 20
"""States entered until somebody is asked whether to go on."""
CAN_COUNT = hasattr(np, "bitwise_count")
"""NumPy counts bits from version 2 on."""


@frozen(eq=False)
class Halving:
    """States in order, among which others are sought."""

    keys: Keys

    def of(self, keys: Keys) -> Positions:
        """How many states are smaller: for states that are there, their places."""
        return np.searchsorted(self.keys, keys).astype(np.int32)


@frozen(eq=False)
class RankBitmap:
    """States in order, as bits."""

    base: np.uint64
    """The smallest state: bit 0 of the first word."""
    bits: Words
    """Shape (words,)."""
    before: Positions
    """How many states stand before each word: shape (words,)."""

    @classmethod
    def filled(cls, keys: Keys, task: Task) -> RankBitmap:
        """From states in order, each once.

        Raises:
            OverBudget: there is no time to enter them.
        """
        base = keys[0]
        bits = task.memory.zeros(int(keys[-1] - base) // WORD + 1, np.uint64)
        for start in range(0, len(keys), PIECE):
            task.ask()
            places = keys[start : start + PIECE] - base
            words = (places >> np.uint64(6)).view(np.int64)
            begins = np.concatenate([[0], np.flatnonzero(words[1:] != words[:-1]) + 1])
            bits[words[begins]] |= np.bitwise_or.reduceat(np.uint64(1) << (places & np.uint64(63)), begins)
        before = task.memory.zeros(len(bits) + 1, np.int32)
        for start in range(0, len(bits), PIECE):
            task.ask()
            counts = before[start + 1 : start + 1 + PIECE]
            np.cumsum(np.bitwise_count(bits[start : start + PIECE]), dtype=np.int32, out=counts)
            counts += before[start]
        return cls(base, bits, before[:-1])

    def of(self, keys: Keys) -> Positions:
        """How many states are smaller, for any between the first and the last: for states that are there, their places."""
        places = keys - self.base
        words: Numbers = (places >> np.uint64(6)).view(np.int64)
        places &= np.uint64(63)
        smaller = (np.uint64(1) << places) - np.uint64(1)
        smaller &= self.bits[words]
        found: Positions = self.before[words]
        found += np.bitwise_count(smaller)
        return found


def ranks(keys: Keys, task: Task) -> Halving | RankBitmap:
    """Of states in order, each once, in the quickest way that takes little memory.

    Raises:
        OverBudget: there is no time to enter them.
    """
    if not CAN_COUNT or keys.dtype != np.uint64 or not len(keys):
        return Halving(keys)
    words = int(keys[-1] - keys[0]) // WORD + 1
    return RankBitmap.filled(keys, task) if words * WORD_BYTES <= len(keys) * MOST_BYTES else Halving(keys)
