"""Dice for many plays at once: how many of them go each way, out of whole numbers alone.

Of n plays in the same state that choose alike, only how many go which way matters, and that is one binomial draw for each
way but the last. It is made from random bits as a machine compares a random number with p, bit by bit (Knuth and Yao
1976): of the plays whose number still agrees with p, as many as fair coins say go on to the next bit, and the others are
decided. No logarithm and no rounding is in it, so it is exact, and the same on every machine.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from crisisengine.checker.vector.arrays import Numbers, Shares

__all__ = ["Dice"]

FEW = 24
"""Plays in a state that are decided one by one: quicker than coins, up to about so many."""
ONES = np.array([number.bit_count() for number in range(1 << 16)], dtype=np.uint8)
"""How many bits are set, for each number of 16 bits."""

Table = npt.NDArray[np.int64]
"""Shape (ways, rows)."""


class Dice:
    """A stream of random bits; the same seed and branch give the same stream (PCG64, O'Neill 2014)."""

    def __init__(self, seed: int, *branch: int) -> None:
        self._bits: Any = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=branch))

    def uniform(self, count: int) -> Shares:
        """Numbers from 0 up to but not including 1, each a multiple of 2**-53: shape (count,)."""
        drawn: Shares = (self._bits.random_raw(count) >> np.uint64(11)) * 2.0**-53
        return drawn

    def heads(self, counts: Numbers) -> Numbers:
        """Of so many fair coins, how many show heads: shape (rows,). No count is below 1."""
        words = (counts + 63) >> 6
        ends = np.cumsum(words)
        drawn = self._bits.random_raw(int(ends[-1]))
        drawn[ends - 1] >>= (-counts & 63).astype(np.uint64)  # the last word of each row holds only what is left
        ones = ONES[drawn.view(np.uint16)].reshape(-1, 4).sum(axis=1, dtype=np.int64)
        found: Numbers = np.add.reduceat(ones, ends - words)
        return found

    def some_of(self, counts: Numbers, parts: Numbers, wholes: Numbers) -> Numbers:
        """How many of the plays go one way, each with probability part / whole: shape (rows,).

        Args:
            counts: the plays.
            parts: from 0 to the whole.
            wholes: above 0, below 2**62.
        """
        found = np.where(parts >= wholes, counts, 0)
        rows = np.flatnonzero((counts > 0) & (parts > 0) & (parts < wholes))
        left, rest, whole = counts[rows], parts[rows], wholes[rows]
        while len(rows):
            heads = self.heads(left)
            rest = rest * 2
            bit = rest >= whole  # of part / whole, the next one in base 2
            rest = rest - np.where(bit, whole, 0)
            found[rows] += np.where(bit, heads, 0)
            left = np.where(bit, left - heads, heads)
            going = (left > 0) & (rest > 0)
            if not going.all():
                rows, left, rest, whole = rows[going], left[going], rest[going], whole[going]
        return found

    def dealt(self, counts: Numbers, weights: Table) -> Table:
        """How many of the plays in each row go each way, as likely as the weights say: shape (ways, rows).

        Args:
            counts: the plays in each row; 0 where no way has any weight.
            weights: shape (ways, rows), whole numbers, together below 2**52 in each row.
        """
        if len(weights) == 1:
            return counts[np.newaxis]
        found = np.zeros(weights.shape, dtype=np.int64)
        few = np.flatnonzero((counts > 0) & (counts <= FEW))
        if len(few):
            found[:, few] = self._one_by_one(counts[few], weights[:, few])
        many = np.flatnonzero(counts > FEW)
        if len(many):
            found[:, many] = self._together(counts[many], weights[:, many])
        return found

    def _one_by_one(self, counts: Numbers, weights: Table) -> Table:
        upto = np.cumsum(weights, axis=0)
        rows = np.repeat(np.arange(len(counts)), counts)
        marks = (self.uniform(len(rows)) * upto[-1][rows]).astype(np.int64)
        ways = np.zeros(len(rows), dtype=np.int64)
        for bound in upto[:-1]:
            ways += marks >= bound[rows]
        return np.bincount(ways * len(counts) + rows, minlength=weights.size).reshape(weights.shape)

    def _together(self, counts: Numbers, weights: Table) -> Table:
        found = np.zeros(weights.shape, dtype=np.int64)
        left, whole = counts, weights.sum(axis=0)
        for way, weight in enumerate(weights[:-1]):
            found[way] = self.some_of(left, weight, whole)
            left, whole = left - found[way], np.maximum(whole - weight, 1)
        found[-1] = left
        return found

    def spread(self, count: int, weights: Numbers) -> Numbers:
        """The same of one row with many ways: halved, and the halves halved again. Shape (ways,)."""
        upto = np.concatenate([[0], np.cumsum(weights)])
        first, last, counts = np.array([0]), np.array([len(weights)]), np.array([count], dtype=np.int64)
        while (last - first).max() > 1:
            middle = (first + last + 1) // 2
            whole = np.maximum(upto[last] - upto[first], 1)
            lower = self.some_of(counts, upto[middle] - upto[first], whole)
            first, last = np.stack([first, middle], 1).ravel(), np.stack([middle, last], 1).ravel()
            counts = np.stack([lower, counts - lower], 1).ravel()
            some = (counts > 0) & (last > first)
            first, last, counts = first[some], last[some], counts[some]
        found = np.zeros(len(weights), dtype=np.int64)
        found[first] = counts
        return found
