"""A line to write on. Several lines that are pasted become one: what somebody wrote is kept whole."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from crisisengine.text.messages import _, _n

__all__ = ["LineInput"]


class LineInput(Input):
    """Joins pasted lines, and says what did not fit."""

    def _on_paste(self, event: events.Paste) -> None:
        """Put the lines in as one; Textual would keep the first in silence."""
        event.stop()
        event.prevent_default()
        pasted = [line.strip() for line in event.text.splitlines() if line.strip()]
        text = " ".join(pasted)
        room = len(text)
        if self.max_length:
            room = max(self.max_length - len(self.value) + len(self.selected_text), 0)
        if self.selection.is_empty:
            self.insert_text_at_cursor(text[:room])
        else:
            self.replace(text[:room], *self.selection)
        if room < len(text):
            self.notify(
                _(
                    "There is room for {most} characters; the last {lost} of what was pasted are left out.",
                    most=self.max_length,
                    lost=len(text) - room,
                ),
                severity="warning",
            )
        elif len(pasted) > 1:
            self.notify(_n("{count} line was pasted.", "{count} lines were pasted, joined into one.", len(pasted)))
