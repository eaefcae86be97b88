"""A drawing of dots in the cells of a terminal, eight to a cell; for those who cannot see it, whoever draws puts a table beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from attrs import Factory, define

__all__ = ["Dots"]

ACROSS, DOWN = 2, 4
"""Dots of a cell."""
_BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""What a dot adds to the code of its sign, by column and row in its cell (Unicode, Braille Patterns)."""
_BLANK = 0x2800

Point = tuple[float, float]


@define(eq=False)
class Dots:
    """So many cells, and the dots that are set in them."""

    width: int
    height: int
    """In cells."""
    _set: dict[tuple[int, int], int] = Factory(dict)

    def line(self, points: Sequence[Point], every: int = 1) -> None:
        """Join points, in dots from the upper left corner; what lies outside is not drawn.

        Args:
            points: any, however far away.
            every: 2 for a dotted line: each second dot alone.
        """
        walked = 0
        for start, end in pairwise(points):
            inside = _inside(start, end, self.width * ACROSS - 1, self.height * DOWN - 1)
            for x, y in () if inside is None else _between(*inside):
                if walked % every == 0:
                    self._dot(x, y)
                walked += 1

    def _dot(self, x: int, y: int) -> None:
        cell = x // ACROSS, y // DOWN
        self._set[cell] = self._set.get(cell, 0) | _BITS[x % ACROSS][y % DOWN]

    def __contains__(self, cell: tuple[int, int]) -> bool:
        return cell in self._set

    def sign(self, column: int, row: int) -> str:
        """What stands in a cell; a blank where no dot is set."""
        found = self._set.get((column, row), 0)
        return chr(_BLANK + found) if found else " "


def _between(start: Point, end: Point) -> Iterator[tuple[int, int]]:
    """The dots of a straight line, its end left to the next one."""
    steps = max(round(max(abs(end[0] - start[0]), abs(end[1] - start[1]))), 1)
    for step in range(steps):
        part = step / steps
        yield round(start[0] + (end[0] - start[0]) * part), round(start[1] + (end[1] - start[1]) * part)


def _inside(start: Point, end: Point, right: float, bottom: float) -> tuple[Point, Point] | None:
    """The part of a line that lies in the picture (Liang and Barsky, 1984); None where none does."""
    first, last = 0.0, 1.0
    way = end[0] - start[0], end[1] - start[1]
    for axis, limit in ((0, right), (1, bottom)):
        for speed, room in ((-way[axis], start[axis]), (way[axis], limit - start[axis])):
            if speed == 0:
                if room < 0:
                    return None
            elif speed < 0:
                first = max(first, room / speed)
            else:
                last = min(last, room / speed)
    if first > last:
        return None
    return (
        (start[0] + way[0] * first, start[1] + way[1] * first),
        (start[0] + way[0] * last, start[1] + way[1] * last),
    )
