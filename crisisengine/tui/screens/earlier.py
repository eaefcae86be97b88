"""Back over the scenes that were read: the scene as it read then, what was decided there, and what followed."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from crisisengine.session.session import Session
from crisisengine.text.messages import N_, _
from crisisengine.tui.requests import OverlayAsked
from crisisengine.tui.screens.base import PagedScreen
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar, when
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.card import CardWidget
from crisisengine.tui.widgets.play.story import result, scene

__all__ = ["EarlierScreen"]


class EarlierScreen(PagedScreen):
    """A decision with the scene that it was taken in; left and right go through the run."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,b", "app.pop_screen", N_("back"), key_display="esc"),
        Binding("left", "go(-1)", N_("earlier"), key_display="←", priority=True),
        Binding("right", "go(1)", N_("later"), key_display="→", priority=True),
        Binding("c", "causes", N_("causes")),
    ]

    def __init__(self, session: Session, number: int) -> None:
        super().__init__()
        self.session = session
        self.number = number
        """The decision, from 1."""

    def compose(self) -> ComposeResult:
        """The scene, then what followed from the decision."""
        yield HeaderBar()
        with VerticalScroll(id="earlier", can_focus=False):
            yield TextPane(id="scene")
            yield TextPane(id="result")
        yield FooterBar()

    def on_mount(self) -> None:
        """Begin at the decision that was asked for."""
        self._tell()

    def _tell(self) -> None:
        view, account = self.session.views[self.number - 1], self.session.account(self.number)
        part = _("Decision {number} of {total}", number=self.number, total=len(self.session.run.steps))
        self.query_one(HeaderBar).tell(view.scenario, part, when(view))
        self.query_one("#scene", TextPane).show(scene(view))
        self.query(CardWidget).remove()
        page = self.query_one("#earlier")
        sent = [card for told in self.session.sent(self.number - 1) for card in told.cards]
        page.mount_all([CardWidget(card, sent=True) for card in sent], before="#scene")
        if account is not None:
            self.query_one("#result", TextPane).show(result(account))
            page.mount_all([CardWidget(card) for card in account.cards])
        page.scroll_home(animate=False)
        self.call_after_refresh(self.refresh_bindings)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only where there is somewhere to go."""
        if action == "go":
            return 0 < self.number + (1 if parameters == (1,) else -1) <= len(self.session.run.steps)
        return super().check_action(action, parameters)

    def action_go(self, direction: int) -> None:
        """To the decision before or after."""
        self.number += direction
        self._tell()

    def action_causes(self) -> None:
        """What this decision changed, and why."""
        self.request(OverlayAsked("causes", self.session, self.number))
