"""Raised hands: a count for each of what can be voted for, typed in by the facilitator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input

from crisisengine.errors import ChoiceRefused
from crisisengine.session.workshop import Command, WorkshopSession
from crisisengine.text.messages import N_, _, _n
from crisisengine.tui.projector.sentences import trend_word
from crisisengine.tui.projector.voting_lines import open_offers
from crisisengine.tui.screens.base import BaseDialog
from crisisengine.tui.typesetting import hang, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.workshop import commands
from crisisengine.workshop.events import TRENDS

__all__ = ["HandsForm", "hands_form"]

DIGITS = 5
"""Of a count at most."""


class HandsForm(BaseDialog[None]):
    """A line for each option; enter goes to the next, and after the last it counts. Refusals are said in the form."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("back"), priority=True),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(
        self,
        title: str,
        rows: Sequence[tuple[str, str]],
        known: Mapping[str, int],
        heads: int,
        count: Callable[[dict[str, int]], None],
    ) -> None:
        """Make a form.

        Args:
            title: what is asked.
            rows: (option, label) of each line.
            known: what was counted before.
            heads: how many hands there can be; 0: not known.
            count: takes the counts; raises ChoiceRefused.
        """
        super().__init__()
        self.asked = title
        self.rows = rows
        self.known = known
        self.heads = heads
        self.count = count
        self.refused = ""

    def compose(self) -> ComposeResult:
        """The question, a line for each option, the sum, and the keys."""
        with Vertical(classes="dialog tall"):
            yield TextPane(lambda width: lines(hang(says(self.asked, "bold $accent"), width)))
            with VerticalScroll(can_focus=False):
                for number, (_option, label) in enumerate(self.rows):
                    with Horizontal(classes="count"):
                        value = str(self.known[_option]) if self.known.get(_option) else ""
                        yield Input(
                            value,
                            placeholder="0",
                            type="integer",
                            max_length=DIGITS,
                            id=f"count-{number}",
                            compact=True,
                        )
                        yield TextPane(lambda width, label=label: lines(hang(Content(label), width)))  # type: ignore[misc]
            yield TextPane(self._sum, id="sum")
            yield FooterBar(("enter", _("next, then count them")), ("↑↓", _("choose")), ("esc", _("back")), only=True)

    def _sum(self, width: int) -> Content:
        total = sum(self.counts().values()) if self.is_mounted else 0
        told = _n("{count} hand", "{count} hands", total)
        if self.heads:
            told = _("{hands} of {heads} heads", hands=told, heads=self.heads)
        out = hang(says(told, "bold $bad" if self.heads and total > self.heads else "bold"), width)
        if self.refused:
            out += hang(says(self.refused, "bold $bad"), width, says("! ", "bold $bad"))
        return lines([Content(""), *out])

    def counts(self) -> dict[str, int]:
        """What stands in the lines; an empty line is none."""
        found = {}
        for number, (option, _label) in enumerate(self.rows):
            text = self.query_one(f"#count-{number}", Input).value.strip()
            found[option] = int(text) if text.isdecimal() else -1 if text else 0
        return found

    def on_input_changed(self) -> None:
        """The sum follows."""
        self.refused = ""
        self.query_one("#sum", TextPane).show(self._sum)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next line; in the last it counts."""
        if event.input.id != f"count-{len(self.rows) - 1}":
            self.app.action_focus_next()
            return
        try:
            self.count(self.counts())
        except ChoiceRefused as refusal:
            self.refused = f"{str(refusal)[:1].upper()}{str(refusal)[1:]}."
            self.query_one("#sum", TextPane).show(self._sum)
            return
        self.dismiss(None)


def hands_form(led: WorkshopSession, count: Callable[[Command], None]) -> HandsForm | None:
    """The form for what is asked now: which measure, or what is expected; None where nothing is.

    Args:
        led: the room.
        count: takes the counts to the room; raises ChoiceRefused.
    """
    room, question, current = led.room, led.room.question, led.room.round
    heads = commands.heads_of(room) if room.settings.heads else 0
    if room.phase == "vote" and current is not None:
        offers = open_offers(led.session.view, current.opened.options)
        rows = [(offer.measure, f"{offer.sign}  {offer.label}") for offer in offers]
        votes = lambda counts: count(lambda room, now: commands.hands(room, counts, now))  # noqa: E731
        return HandsForm(_("How many hands for each?"), rows, current.hands or {}, heads, votes)
    if room.phase in ("lock", "expect") and question is not None:
        number = question.number
        rows = [(trend, trend_word(trend)) for trend in TRENDS]
        expected = lambda counts: count(lambda room, now: commands.expect(room, 0, number, now, votes=counts))  # noqa: E731
        return HandsForm(_("How many expect what?"), rows, question.expectations, heads, expected)
    return None
