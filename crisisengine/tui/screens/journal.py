"""The journal: the decisions so far, with their reasons. Enter shows what the marked one caused."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from crisisengine.session.branches import BranchLine
from crisisengine.session.entries import JournalEntry
from crisisengine.session.session import Session
from crisisengine.text.messages import N_, _, _n
from crisisengine.tui.requests import OverlayAsked, PlaceAsked
from crisisengine.tui.screens.base import BaseScreen, HelpPart
from crisisengine.tui.screens.search import SearchDialog
from crisisengine.tui.typesetting import Sheet, broken, hang, leaders, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar, when
from crisisengine.tui.widgets.frame.spacing import spaced
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.changes import brief

__all__ = ["JournalScreen"]


def entry_sheet(entry: JournalEntry) -> Sheet:
    """A decision: what, when, where, and what was noted."""

    def lay(width: int) -> Content:
        mark = says(f"{entry.number:>3}  ", "bold $accent")
        out = [
            line
            for label in entry.sent
            for line in hang(says(_("The facilitator sent: {label}", label=label), "$quiet"), width, " " * 5)
        ]
        out += leaders(says(entry.label, "bold"), says(entry.date, "$quiet"), width - 1, mark)
        decided = _("the world decided: {outcome}", outcome=entry.outcome) if entry.outcome else ""
        where = " · ".join(part for part in (entry.scene, decided) if part)
        out += hang(says(where, "$quiet"), width - 1, " " * 5)
        out += brief(entry.movements, entry.label, width - 1, " " * 5)
        notes = ((_("why: "), entry.why), (_("by: "), entry.by), (_("expected: "), entry.expected))
        for word, note in notes:
            if note:
                out += hang(Content(note), width - 1, says(f"     {word}", "$quiet"))
        return lines(out)

    return Sheet(lay)


def branch_sheet(branch_line: BranchLine) -> Sheet:
    """A line that was left: what it is, and what was decided on it."""

    def lay(width: int) -> Content:
        out = hang(says(branch_line.label, "bold"), width - 1, says(" ↳   ", "bold $accent"))
        told = _(
            "from decision {number} on: {decisions}",
            number=branch_line.after + 1,
            decisions="; ".join(branch_line.decisions),
        )
        return lines(out + hang(says(told, "$quiet"), width - 1, " " * 5))

    return Sheet(lay)


def heading(text: str) -> Sheet:
    """What the options below it are."""
    return Sheet(lambda width: lines(hang(says(text, "bold $accent"), width)))


class JournalScreen(BaseScreen):
    """The run as the list that it is, and below it the lines that were left."""

    help_part: ClassVar[HelpPart] = "journal"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,j", "app.pop_screen", N_("back"), key_display="esc"),
        Binding("c", "causes", N_("causes")),
        Binding("b", "earlier", N_("read again")),
        Binding("w", "what_if", N_("what if")),
        Binding("o", "open", N_("open this branch")),
        Binding("slash", "search", N_("search"), key_display="/"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.words = ""
        """What was searched for last."""
        self.texts: dict[str, str] = {}
        """What is searched, by the ids of the options."""

    def compose(self) -> ComposeResult:
        """A list, or a word on how it fills."""
        view, entries, branch_lines = self.session.view, self.session.entries(), self.session.branch_lines()
        yield HeaderBar(_("Journal"), view.scenario, when(view))
        options = [Option(entry_sheet(entry), id=f"decision-{entry.number}") for entry in entries]
        self.texts = {
            f"decision-{entry.number}": f"{entry.label}\n{entry.scene}\n{entry.why}\n{entry.by}\n{entry.expected}"
            + "".join(f"\n{label}" for label in entry.sent)
            for entry in entries
        }
        if branch_lines:
            options.append(Option(heading(_("Branches: what was decided otherwise, and kept")), disabled=True))
            options += [Option(branch_sheet(line), id=f"branch-{line.index}") for line in branch_lines]
            self.texts |= {f"branch-{line.index}": "\n".join((line.label, *line.decisions)) for line in branch_lines}
        if options:
            yield OptionList(*spaced(options), markup=False, id="decisions")
        else:
            nothing = _(
                "Nothing is decided yet. Every decision is written here with its date; press w while playing, and each "
                "one asks for your reason too."
            )
            yield TextPane(lambda width: lines(hang(Content(nothing), width)), classes="empty")
        place = self.session.place
        kept = _("kept in {place}", place=place) if place else ""
        yield TextPane(lambda width: lines(broken(says(kept, "$quiet"), width)), id="place")
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
                kind, _dash, number = (decisions.get_option_at_index(decisions.highlighted).id or "").partition("-")
                return (kind, int(number)) if number else ("", 0)
        return "", 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's signature
        """Causes belong to a decision, and a branch can be opened."""
        if action in {"causes", "what_if", "earlier"}:
            return self.marked[0] == "decision"
        if action == "search":
            return bool(self.texts)
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
        self.request(OverlayAsked("causes", self.session, self.marked[1]))

    def action_earlier(self) -> None:
        """Read the scene of the marked decision again."""
        self.request(OverlayAsked("earlier", self.session, self.marked[1]))

    def action_search(self) -> None:
        """Mark the next line in which some words stand."""
        self.app.push_screen(SearchDialog(self.words), self._find)

    def _find(self, words: str | None) -> None:
        if words is None:
            return
        self.words, wanted = words, words.casefold()
        decisions = self.query_one(OptionList)
        found = [decisions.get_option_index(name) for name, text in self.texts.items() if wanted in text.casefold()]
        here = decisions.highlighted if decisions.highlighted is not None else -1
        if not found:
            self.notify(_("“{words}” is not in this journal.", words=words))
            return
        decisions.highlighted = next((place for place in found if place > here), found[0])
        count = _n("{count} line has it", "{count} lines have it", len(found))
        self.notify(_("{count}; / and enter go to the next", count=count))

    def action_what_if(self) -> None:
        """Back to before the marked decision."""
        number = self.marked[1]
        trouble = self.session.what_if(number)
        said = _("You are back before decision {number}. The run as it was is kept as a branch", number=number)
        self._go(trouble, said)

    def action_open(self) -> None:
        """Go on with the marked branch; the present line becomes a branch in turn."""
        before = self.session.run
        number = len(before.branches)
        trouble = self.session.take_up(self.marked[1])
        if self.session.run is before:  # it does not fit, and nothing has changed
            self.complain(trouble)
            return
        grown = len(self.session.run.branches) > number
        kept = _("You are on this branch again. The run as it was is kept as a branch")
        self._go(trouble, kept if grown else _("You are on this branch again"))

    def _go(self, trouble: str, said: str) -> None:
        self.request(PlaceAsked("run", self.session, [said, *self.troubles(trouble)]))
