"""Numbers of twice the usual precision, column by column: each is the sum of two doubles, 106 bits together.

A chance that is the limit of a play that goes round a hundred thousand times cannot be proved to 1e-12 with 53 bits:
the sums that prove it would be rounded by more. Sums and products are split into what a double holds and what is left
over, without loss (Dekker 1971, Knuth 1969).
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from crisisengine.checker.vector.arrays import Numbers, Positions, Shares, Yes

__all__ = ["ROUNDING", "Twofold"]

ROUNDING = 2.0**-100
"""Of one operation, relative to what goes into it; what is true is 2^-103 (Joldes, Muller and Popescu 2017)."""
SPLITTER = 2.0**27 + 1


@frozen(eq=False)
class Twofold:
    """A column of numbers, each as the sum of two."""

    high: Shares
    low: Shares

    @classmethod
    def of(cls, numbers: Shares) -> Twofold:
        """Numbers that are doubles."""
        return cls(numbers, np.zeros(len(numbers)))

    def __getitem__(self, rows: Numbers | Positions | slice) -> Twofold:
        """Some of them."""
        return Twofold(self.high[rows], self.low[rows])

    def __add__(self, other: Twofold) -> Twofold:
        """Row by row."""
        total, lost = _sum(self.high, other.high)
        return _normal(total, lost + (self.low + other.low))

    def __sub__(self, other: Twofold) -> Twofold:
        """Row by row."""
        return self + Twofold(-other.high, -other.low)

    def at_most(self, other: Twofold) -> Yes:
        """Where it is no more than another, exactly: row by row."""
        no_more: Yes = (self.high < other.high) | ((self.high == other.high) & (self.low <= other.low))
        return no_more

    def times(self, factors: Shares) -> Twofold:
        """Each times a double."""
        product = self.high * factors
        lost = _product_error(self.high, factors, product)
        return _normal(product, lost + self.low * factors)


def _sum(left: Shares, right: Shares) -> tuple[Shares, Shares]:
    """A sum and what it loses."""
    total = left + right
    second = total - left
    return total, (left - (total - second)) + (right - second)


def _normal(high: Shares, low: Shares) -> Twofold:
    total = high + low
    return Twofold(total, low - (total - high))


def _halves(numbers: Shares) -> tuple[Shares, Shares]:
    """Each as a sum of two of half its precision."""
    scaled = numbers * SPLITTER
    high = scaled - (scaled - numbers)
    return high, numbers - high


def _product_error(left: Shares, right: Shares, product: Shares) -> Shares:
    """What a product loses."""
    (half, rest), (other_half, other_rest) = _halves(left), _halves(right)
    lost: Shares = ((half * other_half - product) + half * other_rest + rest * other_half) + rest * other_rest
    return lost
