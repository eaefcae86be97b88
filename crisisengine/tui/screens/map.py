"""The map of a run: where the scene is, where the parties stand, what has happened where."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from crisisengine.session.session import Session
from crisisengine.text.messages import N_, _
from crisisengine.tui.screens.base import PagedDialog
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.map import map_and_list

__all__ = ["MapDialog"]

SHARE = 0.55
"""Of a window's rows, for the picture: it is seen whole, and from 32 rows on with what its signs mean and the first of the list."""


class MapDialog(PagedDialog):
    """Opened from the play screen and the debrief."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,m,p,enter", "dismiss(None)", N_("back"), key_display="esc"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.situation = session.situation()

    def compose(self) -> ComposeResult:
        """One page."""
        with Vertical(classes="dialog tall"):
            with VerticalScroll():
                yield TextPane(self._told)
            yield FooterBar()

    def _told(self, width: int) -> Content:
        if self.situation is None:
            return Content(_("This scenario names no places."))
        return map_and_list(self.situation, int(self.app.size.height * SHARE))(width)
