"""Where a program's slots lie in a row: a number for each, but the marks are the bits of one number, the last.

A mark says whether something happened: a measure taken, an inject fired or held. A scenario may have thousands of them,
a step copies the row, and hardly a step sets more than one. The place and the variables come first, so each of these
lies where its slot's number says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import field, frozen

from crisisengine.engine.state import Row
from crisisengine.model.kinds import SlotKind

__all__ = ["Cell", "Cells"]

MARKS: tuple[SlotKind, ...] = ("taken", "fired", "held")


@frozen
class Cell:
    """Where one slot lies."""

    place: int
    """In the row."""
    bit: int | None = None
    """Of the number there; None where all of it is the slot's."""

    def value(self, row: Row) -> int:
        """What the slot holds in a row."""
        number = row[self.place]
        return number if self.bit is None else number >> self.bit & 1

    def put(self, row: list[int], value: int) -> None:
        """Set the slot in a row that is being made."""
        row[self.place] = value if self.bit is None else row[self.place] & ~(1 << self.bit) | value << self.bit


@frozen(eq=False)
class Cells:
    """Rows, made of the values of all slots and read as such."""

    kinds: Sequence[SlotKind]
    """Of the slots, by number."""
    of: tuple[Cell, ...] = field(init=False, repr=False)
    """By number of a slot."""
    length: int = field(init=False)
    """Of a row."""

    def __attrs_post_init__(self) -> None:
        whole, marks, cells = 0, 0, []
        last = sum(kind not in MARKS for kind in self.kinds)
        for kind in self.kinds:
            if kind in MARKS:
                cells.append(Cell(last, marks))
                marks += 1
            else:
                cells.append(Cell(whole))
                whole += 1
        object.__setattr__(self, "of", tuple(cells))
        object.__setattr__(self, "length", last + (marks > 0))

    def row(self, values: Iterable[int]) -> Row:
        """The row in which the slots hold these values, one for each."""
        return self.changed((0,) * self.length, enumerate(values))

    def values(self, row: Row) -> tuple[int, ...]:
        """What each slot holds in a row, by number."""
        return tuple([cell.value(row) for cell in self.of])

    def changed(self, row: Row, values: Iterable[tuple[int, int]]) -> Row:
        """A row with other values: (slot, value) of each."""
        made = list(row)
        for slot, value in values:
            self.of[slot].put(made, value)
        return tuple(made)
