"""And, or, not, larger, smaller, held within a range, over columns: what all rows agree on stays a plain value."""

from __future__ import annotations

import numpy as np

from crisisengine.checker.vector.arrays import Column, Truth

__all__ = ["both", "clamped", "either", "larger", "negated", "smaller", "truth_of"]


def both(left: Truth, right: Truth) -> Truth:
    """And, of two columns of yes and no."""
    if left is False or right is False:
        return False
    if left is True:
        return right
    return left if right is True else left & right


def either(left: Truth, right: Truth) -> Truth:
    """Or, of two columns of yes and no."""
    if left is True or right is True:
        return True
    if left is False:
        return right
    return left if right is False else left | right


def negated(column: Truth) -> Truth:
    """Not, of a column of yes and no."""
    return (not column) if isinstance(column, bool) else ~column


def truth_of(column: Column) -> Truth:
    """A column of 0 and 1 as yes and no."""
    return bool(column) if isinstance(column, int) else column != 0


def larger(left: Column, right: Column) -> Column:
    """The larger of two, row by row."""
    return max(left, right) if isinstance(left, int) and isinstance(right, int) else np.maximum(left, right)


def smaller(left: Column, right: Column) -> Column:
    """The smaller of two, row by row."""
    return min(left, right) if isinstance(left, int) and isinstance(right, int) else np.minimum(left, right)


def clamped(value: Column, high: int | None, low: int | None, *, in_place: bool = False) -> Column:
    """Held by the ends of a range, where it has them; in place only what nobody else holds."""
    if isinstance(value, int):
        value = value if high is None else min(value, high)
        return value if low is None else max(value, low)
    out = value if in_place else None
    value = value if high is None else np.minimum(value, high, out=out)
    return value if low is None else np.maximum(value, low, out=out)
