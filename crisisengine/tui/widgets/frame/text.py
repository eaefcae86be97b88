"""A sheet of text: the plainest widget, and the base of most others."""

from __future__ import annotations

from textual.content import Content
from textual.selection import Selection
from textual.widgets import Static

from crisisengine.tui.typesetting import Lay, Sheet

__all__ = ["TextPane"]


def _blank(_width: int) -> Content:
    return Content("")


class TextPane(Static):
    """Shows whatever `lay` sets for its width; never reads markup."""

    def __init__(self, lay: Lay = _blank, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        self.sheet = Sheet(lay)
        super().__init__(self.sheet, markup=False, id=id, classes=classes)

    def show(self, lay: Lay) -> None:
        """Put something else on the sheet; the screen is laid out anew only where that takes more lines or fewer."""
        self.sheet = Sheet(lay)
        width, height = self.content_size
        fits = bool(width) and self.sheet.get_height(self.styles.get_rules(), width) == height
        self.update(self.sheet, layout=not fits)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What the mouse has marked, as text."""
        return selection.extract(self.sheet.at(self.content_size.width).plain), "\n"
