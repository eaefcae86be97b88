"""The journal: the decisions so far, with their reasons. Enter shows what one of them caused."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from crisisengine.session.branches import BranchLine
from crisisengine.session.session import JournalEntry, Session
from crisisengine.tui.screens.base import BaseScreen
from crisisengine.tui.typesetting import Sheet, hang, leaders, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar, when
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.changes import brief
from crisisengine.tui.widgets.play.offers import spaced

__all__ = ["JournalScreen"]

KEPT = "The run as it was is kept as a branch"

NOTHING_YET = "Nothing is decided yet. Every decision is written here with its date; press w while playing, and each one asks for your reason too."


def entry_sheet(entry: JournalEntry) -> Sheet:
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


def fork_sheet(branch_line: BranchLine) -> Sheet:
    """A line that was left: what it is, and what was decided on it."""

    def lay(width: int) -> Content:
        out = hang(says(branch_line.label, "bold"), width, says(" ↳   ", "bold $accent"))
        told = f"from decision {branch_line.after + 1} on: " + "; ".join(branch_line.decisions)
        return lines(out + hang(says(told, "$quiet"), width, " " * 5))

    return Sheet(lay)


def heading(text: str) -> Sheet:
    """What the options below it are."""
    return Sheet(lambda width: lines(hang(says(text, "bold $accent"), width)))


class JournalScreen(BaseScreen):
    """The run as the list that it is, and below it the lines that were left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,j", "app.pop_screen", "back", key_display="esc"),
        Binding("c", "causes", "causes"),
        Binding("w", "what_if", "what if"),
        Binding("o", "open", "open this branch"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        """A list, or a word on how it fills."""
        view, entries, branch_lines = self.session.view, self.session.entries(), self.session.branch_lines()
        yield HeaderBar("Journal", view.scenario, when(view))
        options = [Option(entry_sheet(entry), id=f"decision-{entry.number}") for entry in entries]
        if branch_lines:
            options.append(Option(heading("Branches: what was decided otherwise, and kept"), disabled=True))
            options += [
                Option(fork_sheet(branch_line), id=f"branch-{branch_line.index}") for branch_line in branch_lines
            ]
        if options:
            yield OptionList(*spaced(options), markup=False, id="decisions")
        else:
            yield TextPane(lambda width: lines(hang(Content(NOTHING_YET), width)), classes="empty")
        place = self.session.place
        yield TextPane(
            lambda width: lines(says(f"kept in {place}", "$quiet").wrap(width)) if place else Content(""), id="place"
        )
        yield FooterBar()

    def on_mount(self) -> None:
        """Start at the last decision, or at the first branch where nothing is decided."""
        for decisions in self.query(OptionList):
            decisions.focus()
            count = len(self.session.run.steps)
            decisions.highlighted = 2 * (count - 1) if count else 2
            decisions.scroll_to_highlight()

    @property
    def marked(self) -> tuple[str, int]:
        """(`decision` or `branch`, its number) at the mark; an empty word where nothing is marked."""
        for decisions in self.query(OptionList):
            if decisions.highlighted is not None:
                kind, _, number = (decisions.get_option_at_index(decisions.highlighted).id or "").partition("-")
                return (kind, int(number)) if number else ("", 0)
        return "", 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's signature
        """Causes belong to a decision, and a branch can be opened."""
        if action in {"causes", "what_if"}:
            return self.marked[0] == "decision"
        return self.marked[0] == "branch" if action == "open" else True

    @on(OptionList.OptionHighlighted)
    def follow(self) -> None:
        """The footer names what works at the mark."""
        self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def enter(self) -> None:
        """The causes of a decision; a branch again."""
        if self.marked[0] == "branch":
            self.action_open()
        else:
            self.action_causes()

    def action_causes(self) -> None:
        """Show what the marked decision caused."""
        from crisisengine.tui.screens.causes import CausesScreen  # noqa: PLC0415  # not before it is needed

        self.app.push_screen(CausesScreen(self.session, self.marked[1] - 1))

    def action_what_if(self) -> None:
        """Back to before the marked decision."""
        number = self.marked[1]
        self._go(self.session.what_if(number), f"You are back before decision {number}. {KEPT}")

    def action_open(self) -> None:
        """Go on with the marked branch; the present line becomes a branch in turn."""
        before = self.session.run
        number = len(before.branches)
        trouble = self.session.take_up(self.marked[1])
        if self.session.run is before:  # it does not fit, and nothing has changed
            self.complain(trouble)
            return
        grown = len(self.session.run.branches) > number
        self._go(trouble, f"You are on this branch again. {KEPT}" if grown else "You are on this branch again")

    def _go(self, trouble: str, said: str) -> None:
        self.lobby.sit_down(self.session, [said])
        self.complain(trouble)
