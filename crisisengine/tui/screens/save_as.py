"""Where the run is kept, and a copy of it under a name of your own."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from crisisengine.errors import CrisisError
from crisisengine.session.session import Session
from crisisengine.text.messages import N_, _
from crisisengine.tui.screens.base import BaseDialog
from crisisengine.tui.typesetting import hang, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.line_input import LineInput
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["SaveAsDialog"]

LONGEST_NAME = 60


class SaveAsDialog(BaseDialog[str | None]):
    """Runs are kept after every decision; a copy stays as it is. Answers with a word on where it is, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", N_("back"))]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        """The place, a line for a name, and the keys."""
        with Vertical(classes="dialog"):
            yield TextPane(self._place)
            yield LineInput(placeholder=_("a name, as: before the lake"), max_length=LONGEST_NAME)
            yield FooterBar(("enter", _("keep a copy under this name")), ("esc", _("back")), only=True)

    def _place(self, width: int) -> Content:
        out = hang(says(_("This run is kept by itself, after every decision"), "bold $accent"), width)
        out += hang(Content(self.session.place or _("Nothing is decided yet, so nothing is kept yet.")), width)
        out += [Content(""), *hang(Content(_("Give it a name to keep a copy that stays as it is now:")), width)]
        return lines(out)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter keeps the copy."""
        name = event.value.strip()
        if not name:
            return
        try:
            path = self.session.keep_as(name)
        except CrisisError as error:
            self.notify(_("The copy could not be kept: {reason}", reason=error), severity="error")
            return
        self.dismiss(_("A copy is kept as {path}", path=path))
