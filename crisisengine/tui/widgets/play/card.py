"""An inject as a card: how it came, from whom, how far it can be trusted, and what it says."""

from __future__ import annotations

from textual.content import Content

from crisisengine.engine.view_model import Card
from crisisengine.text.messages import _
from crisisengine.tui.markdown import prose
from crisisengine.tui.typesetting import says, unsteady
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["CardWidget", "origin"]

SEPARATOR = " · "


def origin(card: Card) -> str:
    """`cable · field office Phnom Penh · B2`."""
    return SEPARATOR.join(part for part in (card.by, card.sender, card.grade) if part)


class CardWidget(TextPane):
    """A bordered card with its origin in the border; open to the right where the right border would be out of line."""

    def __init__(self, card: Card, *, after: bool = False, sent: bool = False) -> None:
        classes = ["card", *(["after"] if after else []), *(["open"] if unsteady(card.text) else [])]
        super().__init__(prose(card.text).at, classes=" ".join(classes))
        came = SEPARATOR.join((_("sent by the facilitator"), origin(card))) if sent else origin(card)
        self.border_title = says(came, "bold $accent")
        if card.to:
            self.border_subtitle = Content(_("to {recipient}", recipient=card.to))
