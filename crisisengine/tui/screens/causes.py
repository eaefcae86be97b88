"""Causes: what a decision changed, and through which rule. Left and right go through the decisions."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from crisisengine.session.session import Session
from crisisengine.tui.markdown import set_prose
from crisisengine.tui.screens.base import BaseDialog
from crisisengine.tui.typesetting import hang, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.changes import causes

__all__ = ["CausesScreen"]


class CausesScreen(BaseDialog[None]):
    """One step, told in full."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,c,enter", "dismiss(None)", "back", key_display="esc"),
        Binding("left", "go(-1)", "earlier", key_display="←", priority=True),
        Binding("right", "go(1)", "later", key_display="→", priority=True),
    ]

    def __init__(self, session: Session, number: int = -1) -> None:
        super().__init__()
        self.session = session
        self.number = number % max(len(session.run.steps), 1)

    def compose(self) -> ComposeResult:
        """The account of one decision."""
        with Vertical(classes="dialog tall"):
            with VerticalScroll():
                yield TextPane(self._account, id="account")
            yield FooterBar()

    def _account(self, width: int) -> Content:
        account = self.session.account(self.number)
        if account is None:
            return Content("No decision yet.")
        total = len(self.session.run.steps)
        out = [says(f"What changed, and why · decision {self.number + 1} of {total}", "bold $accent")]
        out += [*hang(says(account.label, "bold"), width), Content("")]
        told = {movement.route: movement.cause for movement in account.movements if not movement.follows_from}
        if account.movements:
            out.append(causes(account.movements, told)(width))
        else:
            out += hang(Content("Nothing that can be seen has changed."), width)
        for card in account.cards:
            out += [
                Content(""),
                *hang(
                    Content(f"{card.by or 'news'} from {card.sender}" if card.sender else "news"),
                    width,
                    says("arrived: ", "$quiet"),
                ),
            ]
        if account.lesson:
            out += [Content(""), says("What this teaches", "bold"), *set_prose(account.lesson, width)]
        return lines(out)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only where there is somewhere to go."""
        if action == "go":
            return 0 <= self.number + (1 if parameters == (1,) else -1) < len(self.session.run.steps)
        return True

    def action_go(self, direction: int) -> None:
        """To the decision before or after."""
        self.number += direction
        self.query_one("#account", TextPane).show(self._account)
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self.refresh_bindings()
