"""And, or, not over columns: what is decided for all rows at once stays a plain `bool`."""

from __future__ import annotations

from crisisengine.checker.vector.arrays import Column, Truth

__all__ = ["both", "either", "negated", "truth_of"]


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
