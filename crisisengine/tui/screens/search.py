"""A line to search for words on the screen below."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from crisisengine.text.messages import N_, _
from crisisengine.tui.screens.base import BaseDialog
from crisisengine.tui.typesetting import says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.line_input import LineInput
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["SearchDialog"]

LONGEST = 200


class SearchDialog(BaseDialog[str | None]):
    """Answers with the words, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", N_("back"))]

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self.words = words
        """What was searched for before: enter goes to the next place."""

    def compose(self) -> ComposeResult:
        """A line to write on."""
        head = _("Search")
        with Vertical(classes="dialog"):
            yield TextPane(lambda _width: says(head, "bold $accent"))
            yield LineInput(self.words, placeholder=_("words to look for"), max_length=LONGEST)
            yield FooterBar(("enter", _("go to the next place")), ("esc", _("back")), ("ctrl+u", _("clear")), only=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter searches."""
        self.dismiss(event.value.strip() or None)
