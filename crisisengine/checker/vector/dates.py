"""Units of the clock in which nothing comes: how many may pass at once, row by row, so that a step costs what fires."""

from __future__ import annotations

import numpy as np

from crisisengine.checker.vector.arrays import Column
from crisisengine.checker.vector.context import Context
from crisisengine.checker.vector.logic import smaller
from crisisengine.checker.vector.values import Values

__all__ = ["counted_down", "passing"]


def passing(values: Values, context: Context, left: Column) -> Column:
    """Units before the next date of any inject; no more than are left, and none past the clock's length."""
    clock = context.program.clock
    assert clock is not None
    now = values.get(clock)
    found = smaller(left, context.length - now)
    following = context.readings[np.searchsorted(context.readings, now, side="right")]
    found = smaller(found, (int(following) if isinstance(now, int) else following) - now - 1)
    for slot in context.countdowns:
        due = values.get(slot)
        if isinstance(due, int):
            found = smaller(found, due - 2) if due >= 2 else found
        else:
            found = np.where(due >= 2, np.minimum(found, due - 2), found)
    return found


def counted_down(due: Column, units: Column) -> Column:
    """A countdown when so many units have passed; none, and what is held, stay as they are."""
    if isinstance(due, int):
        return due - units if due >= 2 else due
    return np.where(due >= 2, due - units, due)
