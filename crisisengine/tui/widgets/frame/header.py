"""The header line: where we are on the left, when we are on the right, a thin rule below."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from crisisengine.engine.view_model import View
from crisisengine.text.messages import _
from crisisengine.tui.typesetting import Lay, cut, lines, rule, says
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["HeaderBar", "heading", "when"]

SEPARATOR = " · "


def when(view: View) -> str:
    """`12 March 1975 · day 70 of 127`, or nothing without a clock."""
    clock = view.clock
    if clock is None:
        return ""
    count = _("{unit} {reading} of {length}", unit=clock.unit, reading=clock.reading, length=clock.length)
    if not clock.date or clock.date == f"{clock.unit} {clock.reading}":
        return count
    return f"{clock.date}{SEPARATOR}{count}"


def heading(title: str, part: str, right: str) -> Lay:
    """The header; where the room is short the part goes first, then the title is cut, never the date."""

    def lay(width: int) -> Content:
        tail = f" {right}" if right else ""
        room = width - 2 - cell_len(tail)
        spare = room - cell_len(title) - cell_len(SEPARATOR)
        left = says(cut(title, min(cell_len(title), max(room, 1))), "bold $accent")
        if part and spare > 6:
            left += says(SEPARATOR, "$quiet") + says(cut(part, min(cell_len(part), spare)))
        gap = width - 2 - left.cell_length - cell_len(tail)
        line = Content(" ") + left + " " * max(gap, 0) + says(tail, "$quiet")
        return lines([line, rule(width)])

    return lay


class HeaderBar(TextPane):
    """Two lines at the top of every screen."""

    def __init__(self, title: str = "", part: str = "", right: str = "") -> None:
        super().__init__(heading(title, part, right), id="header")

    def tell(self, title: str, part: str = "", right: str = "") -> None:
        """Change what it says."""
        self.show(heading(title, part, right))
