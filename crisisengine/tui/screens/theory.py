"""What somebody believes drives it, in one line: asked behind the briefing, and once more before the debrief."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input

from crisisengine.limits import LONGEST_ANSWER
from crisisengine.session.session import Session
from crisisengine.session.theories import TheoryAsked, theory_asked
from crisisengine.text.messages import N_, _
from crisisengine.text.printable import printable
from crisisengine.tui.screens.base import BaseDialog
from crisisengine.tui.typesetting import hang, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.line_input import LineInput
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["TheoryDialog", "with_theory"]


def with_theory(screen: Screen[None], session: Session, go_on: Callable[[str], None]) -> None:
    """Go on, behind the scenario's question if it is due; `go_on` takes what went wrong with keeping the answer."""
    asked = theory_asked(session)
    if asked is None:
        go_on("")
        return

    def keep(text: str | None) -> None:
        go_on(session.answer(asked.question, text) if text else "")

    screen.app.push_screen(TheoryDialog(asked), keep)


class TheoryDialog(BaseDialog[str | None]):
    """Answers with the text, empty or None when the question is passed over."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", N_("pass over"))]

    def __init__(self, asked: TheoryAsked) -> None:
        super().__init__()
        self.asked = asked

    def compose(self) -> ComposeResult:
        """The question, what was said before, a line to write on, and how to go on."""
        with Vertical(classes="dialog"):
            yield TextPane(self._question)
            yield LineInput(placeholder=_("in one line; it is kept with the run"), max_length=LONGEST_ANSWER)
            yield FooterBar(("enter", _("keep")), ("esc", _("pass over")), ("ctrl+u", _("clear")), only=True)

    def _question(self, width: int) -> Content:
        told = hang(says(self.asked.text, "bold $accent"), width)
        if self.asked.before:
            told += [
                Content(""),
                *hang(Content(_("Before it began: {text}", text=printable(self.asked.before))), width),
            ]
        return lines(told)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter keeps it."""
        self.dismiss(event.value.strip())
