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
from crisisengine.tui.screens.base import BaseDialog
from crisisengine.tui.typesetting import hang, lines, says
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["SaveAsDialog"]


class SaveAsDialog(BaseDialog[None]):
    """Runs are kept after every decision; a slot is a copy that stays as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "back")]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        """The place, a line for a name, and the keys."""
        with Vertical(classes="dialog"):
            yield TextPane(self._place)
            yield Input(placeholder="a name, as: before the lake", max_length=60)
            yield TextPane(
                lambda width: lines(says("enter keep a copy under this name   esc back", "$quiet").wrap(width))
            )

    def _place(self, width: int) -> Content:
        out = [says("This run is kept by itself, after every decision", "bold $accent")]
        out += hang(Content(self.session.place or "Nothing is decided yet, so nothing is kept yet."), width)
        out += [Content(""), *hang(Content("Give it a name to keep a copy that stays as it is now:"), width)]
        return lines(out)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter keeps the copy."""
        name = event.value.strip()
        if not name:
            return
        try:
            path = self.session.keep_as(name)
        except CrisisError as error:
            self.notify(str(error), title="The copy could not be kept", severity="error", timeout=20, markup=False)
            return
        self.notify(str(path), title="A copy is kept as", timeout=6, markup=False)
        self.dismiss(None)
