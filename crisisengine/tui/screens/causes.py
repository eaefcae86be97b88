"""Causes: what a decision changed, and through which rule. Left and right go through the decisions."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from crisisengine.session.session import Session
from crisisengine.text.english import mid_sentence
from crisisengine.text.messages import N_, _
from crisisengine.tui.markdown import set_prose
from crisisengine.tui.screens.base import PagedDialog
from crisisengine.tui.typesetting import hang, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.changes import causes

__all__ = ["CausesScreen"]


class CausesScreen(PagedDialog):
    """A step, told in full."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,c,enter", "dismiss(None)", N_("back"), key_display="esc"),
        Binding("left", "go(-1)", N_("earlier"), key_display="←", priority=True),
        Binding("right", "go(1)", N_("later"), key_display="→", priority=True),
    ]

    def __init__(self, session: Session, number: int) -> None:
        super().__init__()
        self.session = session
        self.number = number
        """The decision, from 1."""

    def compose(self) -> ComposeResult:
        """The account of a decision."""
        with Vertical(classes="dialog tall"):
            with VerticalScroll():
                yield TextPane(self._account, id="account")
            yield FooterBar()

    def _account(self, width: int) -> Content:
        account = self.session.account(self.number)
        if account is None:
            return Content(_("No decision yet."))
        total = len(self.session.run.steps)
        title = _("What changed, and why · decision {number} of {total}", number=self.number, total=total)
        out = [*hang(says(title, "bold $accent"), width), *hang(says(account.label, "bold"), width), Content("")]
        if account.movements:
            out.append(causes(account.movements, account.label)(width))
        else:
            out += hang(Content(_("Nothing that can be seen has changed.")), width)
        for card in account.cards:
            by = card.by or _("news")
            told = _("{by} from {sender}", by=by, sender=mid_sentence(card.sender)) if card.sender else by
            out += [Content(""), *hang(Content(told), width, says(_("arrived: "), "$quiet"))]
        if account.lesson:
            out += [Content(""), says(_("What this teaches"), "bold"), *set_prose(account.lesson, width)]
        return lines(out)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only where there is somewhere to go."""
        if action == "go":
            return 0 < self.number + (1 if parameters == (1,) else -1) <= len(self.session.run.steps)
        return super().check_action(action, parameters)

    def action_go(self, direction: int) -> None:
        """To the decision before or after."""
        self.number += direction
        self.query_one("#account", TextPane).show(self._account)
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self.call_after_refresh(self.refresh_bindings)
