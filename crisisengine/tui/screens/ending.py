"""The end of a run, read before anything is made of it: what the last decision led to, where it ended, what really happened.

Enter goes on to the debrief. Whoever opens an ended run again has read this, and goes there at once.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from crisisengine.session.session import Session
from crisisengine.text.messages import N_, _
from crisisengine.tui.markdown import headed
from crisisengine.tui.requests import PlaceAsked
from crisisengine.tui.screens.base import PagedScreen
from crisisengine.tui.screens.theory import with_theory
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar, when
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.card import CardWidget
from crisisengine.tui.widgets.play.story import result, scene

__all__ = ["EndingScreen"]


class EndingScreen(PagedScreen):
    """One page, in the order in which it happened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "debrief", N_("debrief"), key_display="enter"),
        Binding("u", "undo", N_("undo")),
        Binding("g", "app.glossary", N_("glossary")),
        Binding("l,escape", "app.library", N_("library"), key_display="l"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        """What the last decision led to, what arrived, the ending, its history."""
        view, account = self.session.view, self.session.account()
        yield HeaderBar(view.scenario, _("The end of the run"), when(view))
        with VerticalScroll(id="end", can_focus=False):
            if account is not None:
                yield TextPane(result(account), id="result")
                for card in account.cards:
                    yield CardWidget(card)
            for told in self.session.sent(len(self.session.run.steps)):
                for card in told.cards:
                    yield CardWidget(card, sent=True)
            yield TextPane(scene(view), id="scene")
            if view.ending is not None and view.ending.history.strip():
                yield TextPane(headed((_("What really happened"), view.ending.history)), id="history")
        yield FooterBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer names only what works now."""
        if action == "glossary":
            return bool(self.session.scenario.glossary)
        return super().check_action(action, parameters)

    def action_debrief(self) -> None:
        """On to what can be learned from it, behind the scenario's question if it has one."""
        with_theory(self, self.session, self._over)

    def _over(self, trouble: str) -> None:
        self.request(PlaceAsked("run", self.session, self.troubles(trouble)))

    def action_undo(self) -> None:
        """Back to before the last decision; what it led to is kept as a branch."""
        trouble = self.session.undo()
        self.request(PlaceAsked("scene", self.session, self.troubles(trouble)))
