"""The record: what was decided so far, newest last, for windows wide enough to show it beside the story."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from crisisengine.session.entries import JournalEntry
from crisisengine.text.messages import _
from crisisengine.tui.typesetting import Lay, hang, lines, says
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.changes import brief

__all__ = ["Record", "record"]


def record(entries: Sequence[JournalEntry]) -> Lay:
    """Date, measure, what the world decided, and the reason given."""

    def lay(width: int) -> Content:
        out = [says(_("The record so far"), "bold"), Content("")]
        if not entries:
            empty = _("No decision yet. What you decide is written here, with the reason if you give one.")
            out += hang(says(empty, "$quiet"), width)
        for entry in entries:
            if entry.date:
                out += hang(says(entry.date, "$quiet"), width, " " * 4)
            out += hang(Content(entry.label), width, says(f"{entry.number:>2}  ", "bold $accent"))
            out += brief(entry.movements, entry.label, width, " " * 4)
            if entry.why:
                out += hang(says(f"“{entry.why}”", "italic $quiet"), width, " " * 4)
            out.append(Content(""))
        return lines(out[:-1] if entries else out)

    return lay


class Record(TextPane):
    """Beside the story on wide screens."""

    def tell(self, entries: Sequence[JournalEntry]) -> None:
        """Show these decisions."""
        self.show(record(entries))
