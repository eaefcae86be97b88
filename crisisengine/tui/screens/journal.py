"""The journal: the decisions so far, with their reasons. Enter shows what one of them caused."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from crisisengine.tui.desk import Entry, Sitting
from crisisengine.tui.screens.room import Room
from crisisengine.tui.typeset import Sheet, hang, leaders, lines, says
from crisisengine.tui.widgets.keyline import KeyLine
from crisisengine.tui.widgets.masthead import Masthead, when
from crisisengine.tui.widgets.offers import spaced
from crisisengine.tui.widgets.paper import Paper
from crisisengine.tui.widgets.since import brief

__all__ = ["Journal"]

NOTHING_YET = "Nothing is decided yet. Every decision is written here with its date; press w while playing, and each one asks for your reason too."


def entry_sheet(entry: Entry) -> Sheet:
    """One decision: what, when, where, and what was noted."""

    def lay(width: int) -> Content:
        mark = says(f"{entry.number:>3}  ", "bold $accent")
        out = leaders(says(entry.label, "bold"), says(entry.date, "$quiet"), width - 1, mark)
        where = entry.scene + (f" · the world decided: {entry.outcome}" if entry.outcome else "")
        out += hang(says(where, "$quiet"), width, " " * 5)
        out += brief(entry.movements, width, " " * 5)
        for word, note in (("why", entry.why), ("by", entry.by), ("expected", entry.expected)):
            if note:
                out += hang(Content(note), width, says(f"     {word}: ", "$quiet"))
        return lines(out)

    return Sheet(lay)


class Journal(Room):
    """The run as the list that it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,j", "app.pop_screen", "back", key_display="esc"),
        Binding("c", "causes", "causes"),
    ]

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting

    def compose(self) -> ComposeResult:
        """A list, or a word on how it fills."""
        view, entries = self.sitting.view, self.sitting.entries()
        yield Masthead("Journal", view.scenario, when(view))
        if entries:
            yield OptionList(
                *spaced([Option(entry_sheet(entry), id=f"decision-{entry.number}") for entry in entries]),
                markup=False,
                id="decisions",
            )
        else:
            yield Paper(lambda width: lines(hang(Content(NOTHING_YET), width)), classes="empty")
        place = self.sitting.place
        yield Paper(
            lambda width: lines(says(f"kept in {place}", "$quiet").wrap(width)) if place else Content(""), id="place"
        )
        yield KeyLine()

    def on_mount(self) -> None:
        """Start at the last decision."""
        for decisions in self.query(OptionList):
            decisions.focus()
            decisions.highlighted = decisions.option_count - 1

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's signature
        """No causes without a decision."""
        return bool(self.sitting.run.steps) if action == "causes" else True

    @on(OptionList.OptionSelected)
    def action_causes(self) -> None:
        """Show what the marked decision caused."""
        from crisisengine.tui.screens.causes import Causes  # noqa: PLC0415  # not before it is needed

        self.app.push_screen(Causes(self.sitting, (self.query_one(OptionList).highlighted or 0) // 2))
