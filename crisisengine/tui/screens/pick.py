"""Dialogs that ask for one of several: where a run begins; in the preview which page to look at, which value to set, which ending to play to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from crisisengine.errors import ChoiceRefused
from crisisengine.text.messages import N_, _
from crisisengine.text.printable import printable
from crisisengine.tui.screens.base import BaseDialog
from crisisengine.tui.typesetting import Sheet, hang, leaders, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.line_input import LineInput
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["PickDialog", "ValueDialog"]

LONGEST = 120

Choices = Sequence[tuple[str, str, str]]
"""(what is answered, what it is called, what stands to the right of it)."""


def choice_sheet(name: str, aside: str) -> Sheet:
    """A line of the list."""
    tail = says(printable(aside), "$quiet")
    return Sheet(lambda width: lines(leaders(Content(printable(name)), tail, width - 1, Content(""))))


class PickDialog(BaseDialog[str | None]):
    """A list, and a line that makes it shorter. Answers with what was picked, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("back"), priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(self, head: str, choices: Choices) -> None:
        super().__init__()
        self.head = head
        self.choices = choices
        self.fitting = list(choices)

    def compose(self) -> ComposeResult:
        """What is asked, the line, the list."""
        head = self.head
        with Vertical(classes="dialog tall"):
            yield TextPane(lambda width: lines(hang(says(head, "bold $accent"), width)))
            yield LineInput(placeholder=_("a part of the name"), max_length=LONGEST)
            yield OptionList(markup=False, id="choices")
            yield FooterBar(("↑↓", _("choose")), ("enter", _("take it")), ("esc", _("back")), only=True)

    def on_mount(self) -> None:
        """Everything to choose from."""
        self.query_one("#choices", OptionList).can_focus = False
        self._fit("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Fewer, or more again."""
        self._fit(event.value)

    def _fit(self, part: str) -> None:
        wanted = part.strip().lower()
        self.fitting = [choice for choice in self.choices if wanted in f"{choice[0]}\n{choice[1]}".lower()]
        shown = self.query_one("#choices", OptionList)
        shown.set_options([Option(choice_sheet(name, aside)) for _answer, name, aside in self.fitting])
        shown.highlighted = 0 if self.fitting else None

    def action_move(self, by: int) -> None:
        """Mark another one."""
        shown = self.query_one("#choices", OptionList)
        (shown.action_cursor_down if by > 0 else shown.action_cursor_up)()

    def on_input_submitted(self) -> None:
        """Take the marked one."""
        place = self.query_one("#choices", OptionList).highlighted
        if place is not None:
            self.dismiss(self.fitting[place][0])

    @on(OptionList.OptionSelected, "#choices")
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self.fitting[event.option_index][0])


class ValueDialog(BaseDialog[None]):
    """A line for a value; it stays open until the value can be taken."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", N_("back"))]

    def __init__(self, name: str, stands: str, take: Callable[[str], None]) -> None:
        super().__init__()
        self.variable_name = name
        self.stands = stands
        self.take = take
        self.refused = ""

    def compose(self) -> ComposeResult:
        """The name, the line, why a value was refused."""
        with Vertical(classes="dialog"):
            yield TextPane(self._head)
            yield LineInput(placeholder=_("a number or a word"), max_length=LONGEST)
            yield TextPane(self._trouble, id="trouble")
            yield FooterBar(("enter", _("set it")), ("esc", _("back")), only=True)

    def _head(self, width: int) -> Content:
        now = _("{name} is {value} now", name=self.variable_name, value=printable(self.stands))
        return lines(hang(says(now, "bold $accent"), width))

    def _trouble(self, width: int) -> Content:
        return lines(hang(says(self.refused, "$bad"), width, says("× ", "bold $bad"))) if self.refused else Content("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Set it, or say why not."""
        try:
            self.take(event.value)
        except ChoiceRefused as refusal:
            self.refused = f"{refusal}; {refusal.hint}" if refusal.hint else str(refusal)
            self.query_one("#trouble", TextPane).show(self._trouble)
        else:
            self.dismiss(None)
