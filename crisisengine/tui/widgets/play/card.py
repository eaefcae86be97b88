"""An inject as a card: how it came, from whom, how far it can be trusted, and what it says.

How far it can be trusted is never cut off: an origin too long for the border stands in the card, above the text.
"""

from __future__ import annotations

from textual import events
from textual.content import Content

from crisisengine.engine.view_model import Card
from crisisengine.text.messages import _
from crisisengine.tui.markdown import set_prose
from crisisengine.tui.typesetting import followed, lines, says, unsteady
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["CardWidget"]

SEPARATOR = says(" · ", "bold $accent")
BESIDE = 2
"""Of the width of its text, the border keeps so much for itself beside what is written in it."""


class CardWidget(TextPane):
    """A bordered card with its origin in the border; open to the right where the right border would be out of line."""

    def __init__(self, card: Card, *, sent: bool = False) -> None:
        self.card = card
        parts = (_("sent by the facilitator") if sent else "", card.by, card.sender)
        self.sender = SEPARATOR.join(says(part, "bold $accent") for part in parts if part)
        self.grade = says(card.grade, "bold $accent")
        self.origin = SEPARATOR.join(part for part in (self.sender, self.grade) if part.plain)
        super().__init__(self._lay, classes="card open" if unsteady(card.text) else "card")
        if card.to:
            self.border_subtitle = Content(_("to {recipient}", recipient=card.to))

    def on_resize(self, _event: events.Resize) -> None:
        """The origin stands in the border where it fits."""
        self.border_title = self.origin if self._fits(self.content_size.width) else ""

    def _fits(self, width: int) -> bool:
        return self.origin.cell_length <= width - BESIDE

    def _lay(self, width: int) -> Content:
        above = [] if self._fits(width) else followed(self.sender, SEPARATOR, self.grade, width)
        return lines([*above, *set_prose(self.card.text, width)])
