"""A one-line reason, asked for before a decision is taken."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from crisisengine.tui.screens.base import BaseDialog
from crisisengine.tui.typesetting import hang, lines, says
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["ReasonDialog"]

LONGEST = 200


class ReasonDialog(BaseDialog[str | None]):
    """Answers with the reason, empty if none is given, or with None when the decision is not to be taken."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "not yet")]

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def compose(self) -> ComposeResult:
        """The measure, a line to write on, and how to go on."""
        with Vertical(classes="dialog"):
            yield TextPane(self._question)
            yield Input(placeholder="in one line; it goes into the journal", max_length=LONGEST)
            yield TextPane(lambda width: lines(says("enter decide   esc not yet   ctrl+u clear", "$quiet").wrap(width)))

    def _question(self, width: int) -> Content:
        return lines([says("Why this?", "bold $accent"), *hang(Content(self.label), width)])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter decides."""
        self.dismiss(event.value.strip())
