"""The end of a run, read before anything is made of it: what the last decision led to, where it ended, what really happened.

Enter goes on to the debrief. Whoever opens an ended run again has read this, and goes there at once.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from crisisengine.session.session import Session
from crisisengine.tui import navigation
from crisisengine.tui.screens.base import BaseScreen
from crisisengine.tui.screens.briefing import parts
from crisisengine.tui.screens.play import result, scene
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar, when
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.card import CardWidget

__all__ = ["EndingScreen"]


class EndingScreen(BaseScreen):
    """One sheet, in the order in which it happened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "debrief", "debrief"),
        Binding("space,pagedown", "turn(1)", "read on", key_display="space", priority=True),
        Binding("pageup", "turn(-1)", show=False, priority=True),
        Binding("down", "nudge(1)", show=False, priority=True),
        Binding("up", "nudge(-1)", show=False, priority=True),
        Binding("u", "undo", "undo"),
        Binding("g", "app.glossary", "glossary"),
        Binding("l,escape", "app.library", "library", key_display="l"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        """What the last decision led to, what arrived, the ending, its history."""
        view, account = self.session.view, self.session.account()
        yield HeaderBar(view.scenario, "The end of the run", when(view))
        with VerticalScroll(id="end", can_focus=False):
            if account is not None:
                yield TextPane(result(account), id="result")
                for card in account.cards:
                    yield CardWidget(card)
            yield TextPane(scene(view), id="scene")
            if view.ending is not None and view.ending.history.strip():
                yield TextPane(parts(("What really happened", view.ending.history)), id="history")
        yield FooterBar()

    def on_mount(self) -> None:
        """The footer follows what is left to read."""
        self.watch(self.query_one("#end"), "scroll_y", self.refresh_bindings, init=False)
        self.call_after_refresh(self.refresh_bindings)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer names only what works now."""
        if action == "turn" and parameters == (1,) and self.is_mounted:
            sheet = self.query_one("#end")
            return sheet.max_scroll_y > round(sheet.scroll_y)
        if action == "glossary":
            return bool(self.session.scenario.glossary)
        return True

    def action_debrief(self) -> None:
        """On to what can be learned from it."""
        self.lobby.go(navigation.room_of(self.session))

    def action_undo(self) -> None:
        """Back to before the last decision; what it led to is kept as a branch."""
        self.complain(self.session.undo())
        self.lobby.go(navigation.play(self.session))

    def action_turn(self, direction: int) -> None:
        """Scroll by a page."""
        sheet = self.query_one("#end")
        sheet.scroll_relative(y=direction * max(sheet.size.height - 2, 1), animate=False)

    def action_nudge(self, direction: int) -> None:
        """Scroll by a line."""
        self.query_one("#end").scroll_relative(y=direction, animate=False)
