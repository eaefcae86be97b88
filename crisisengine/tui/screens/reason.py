"""A one-line reason, asked for before a decision is taken."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from crisisengine.limits import LONGEST_NOTE
from crisisengine.text.messages import N_, _
from crisisengine.tui.screens.base import BaseDialog
from crisisengine.tui.typesetting import hang, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.line_input import LineInput
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["ReasonDialog"]


class ReasonDialog(BaseDialog[str | None]):
    """Answers with the reason, empty if none is given, or with None when the decision is not to be taken."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", N_("not yet"))]

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def compose(self) -> ComposeResult:
        """The measure, a line to write on, and how to go on."""
        with Vertical(classes="dialog"):
            yield TextPane(self._question)
            yield LineInput(placeholder=_("in one line; it goes into the journal"), max_length=LONGEST_NOTE)
            yield FooterBar(("enter", _("decide")), ("esc", _("not yet")), ("ctrl+u", _("clear")), only=True)

    def _question(self, width: int) -> Content:
        return lines([says(_("Why this?"), "bold $accent"), *hang(Content(self.label), width)])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter decides."""
        self.dismiss(event.value.strip())
