"""Asks before something that is hard to take back."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from crisisengine.text.messages import N_, _
from crisisengine.tui.screens.base import BaseDialog
from crisisengine.tui.typesetting import hang, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["ConfirmDialog"]


class ConfirmDialog(BaseDialog[bool]):
    """A question, and yes or no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", N_("yes"), key_display="y"),
        Binding("n,escape", "dismiss(False)", N_("no"), key_display="n"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question

    def compose(self) -> ComposeResult:
        """The question and its two keys."""
        with Vertical(classes="dialog"):
            yield TextPane(lambda width: lines(hang(says(self.question, "bold"), width)))
            yield FooterBar(("y", _("yes")), ("n", _("no")), only=True)
