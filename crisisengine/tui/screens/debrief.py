"""The debrief: the run decision by decision on one picture, and behind it the whole report with its ledger.

It is there the moment the run ends. What could still have become of the run may take a while to work out; that arrives
later, in its places, and moves neither the cursor nor what is being read.
"""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from crisisengine.budget import DECISION
from crisisengine.session.debrief_view import DebriefView, answered
from crisisengine.session.library import Library
from crisisengine.session.session import Session
from crisisengine.text.messages import N_, _, _n
from crisisengine.tui.debrief_worker import EndingsFailed, EndingsFound, StatesExplored, seek_endings
from crisisengine.tui.requests import OverlayAsked, PlaceAsked
from crisisengine.tui.screens.base import BaseScreen, HelpPart, more_below, turn
from crisisengine.tui.screens.questions import QuestionsScreen
from crisisengine.tui.screens.search import SearchDialog
from crisisengine.tui.widgets.debrief.overview import OverviewSheet
from crisisengine.tui.widgets.debrief.report import ReportSheet
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar, when

__all__ = ["DebriefScreen"]


class DebriefScreen(BaseScreen):
    """Two sheets: the overview with a cursor, and the report with a table of contents and number keys."""

    AUTO_FOCUS = ""
    help_part: ClassVar[HelpPart] = "debrief"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", show=False),
        Binding("right", "move(1)", show=False),
        Binding("home", "move_to(1)", show=False),
        Binding("end", "move_to(0)", show=False),
        Binding("space,pagedown", "turn(1)", N_("read on"), key_display="space", priority=True),
        Binding("pageup", "turn(-1)", show=False, priority=True),
        Binding("down", "nudge(1)", show=False),
        Binding("up", "nudge(-1)", show=False),
        *(Binding(str(number), f"jump({number})", show=False) for number in range(1, 10)),
        Binding("m", "whole_way", N_("the whole way")),
        Binding("w", "what_if", N_("what if")),
        Binding("a", "questions", N_("questions")),
        Binding("r", "read", N_("report")),  # a key to go there and back: `check_action` leaves the one that works now
        Binding("r", "overview", N_("overview")),
        Binding("slash", "search", N_("search"), key_display="/"),
        Binding("s", "sources", N_("sources")),
        Binding("g", "app.glossary", N_("glossary")),
        Binding("j", "journal", N_("journal")),
        Binding("p", "places", N_("places")),
        Binding("n", "turning_point", N_("turning point")),
        Binding("u", "undo", N_("undo")),
        Binding("i", "spread", N_("all indicators"), show=False),
        Binding("escape", "back", show=False),
        Binding("l", "app.library", N_("library")),
    ]

    def __init__(self, session: Session, library: Library) -> None:
        super().__init__()
        self.session = session
        self.library = library
        self.debrief_view = session.debrief_view(budget=DECISION.begin())
        self.overview = OverviewSheet(self.debrief_view)
        self.report = ReportSheet(self.debrief_view)
        self.words = ""
        """What was searched for last."""

    @property
    def reads(self) -> bool:
        """Whether the report is on screen, not the overview."""
        return self.has_class("-reads")

    @property
    def sheet(self) -> OverviewSheet | ReportSheet:
        """The one on screen."""
        return self.report if self.reads else self.overview

    def compose(self) -> ComposeResult:
        """The overview; behind it the report."""
        view = self.session.view
        yield HeaderBar(self.debrief_view.title or view.scenario, _("Debrief"), when(view))
        yield self.overview
        yield self.report
        yield FooterBar()

    def on_mount(self) -> None:
        """Show the end of the run, and have worked out which endings were still possible."""
        self.watch(self.query_one("#report-text"), "scroll_y", self.report.follow, init=False)
        for scroll in ("#report-text", "#decision", "#chart"):
            self.watch(self.query_one(scroll), "scroll_y", self.refresh_bindings, init=False)
        self._follow()
        if not self.debrief_view.known:
            self.overview.work(_("Which endings were still possible is being worked out."))
            seek_endings(self, self.library, self.session, lambda: not self.left)

    def _follow(self) -> None:
        """The footer names what works now."""
        parts = min(len(self.report.titles), 9)
        keys = [(f"1-{parts}", _("go to"))] if self.reads else [("←→", _("decisions"))]
        if self.overview.spread and not self.reads:
            keys.append(("i", _("back")))
        self.query_one(FooterBar).tell(*keys)
        self.refresh_bindings()
        self.call_after_refresh(self.refresh_bindings)

    # what arrives later

    @on(StatesExplored)
    def _far(self, message: StatesExplored) -> None:
        told = _n(
            "Which endings were still possible is being worked out: {states} state looked at so far.",
            "Which endings were still possible is being worked out: {states} states looked at so far.",
            message.states,
            states=f"{message.states:,}",
        )
        self.overview.work(told)

    @on(EndingsFailed)
    def _failed(self, message: EndingsFailed) -> None:
        told = _("Which endings were still possible could not be worked out: {reason}.", reason=message.why)
        self.overview.work(told)

    @on(EndingsFound)
    def _found(self, message: EndingsFound) -> None:
        self._take(message.debrief_view)

    def _take(self, debrief_view: DebriefView) -> None:
        self.debrief_view = answered(debrief_view, self.session.run.answers)  # one may just have come in
        self.overview.take(self.debrief_view)
        self.report.take(self.debrief_view)
        self._follow()

    # the overview

    def action_move(self, direction: int) -> None:
        """To the decision before or after."""
        self.overview.choose(self.overview.chosen + direction)
        self._follow()

    def action_move_to(self, number: int) -> None:
        """To a decision; 0 for the end."""
        self.overview.choose(number or self.overview.last)
        self._follow()

    def action_turning_point(self) -> None:
        """To the next turning point."""
        self.overview.choose_turning_point()
        self._follow()

    def action_whole_way(self) -> None:
        """The rest of a way that would have kept the best: a person asks for it, since it gives the scenario away."""
        self.overview.tell_whole_way()
        self._follow()

    def action_spread(self) -> None:
        """The whole chart, or the chart with the decision."""
        self.overview.toggle_spread()
        self._follow()

    def action_what_if(self) -> None:
        """Back to before the decision at the cursor; the run as it was is kept as a branch."""
        number = self.overview.chosen
        trouble = self.session.what_if(number)
        said = _(
            "You are back before decision {number}. The run as it was is kept as a branch: see the journal, j",
            number=number,
        )
        self.request(PlaceAsked("scene", self.session, [said, *self.troubles(trouble)]))

    def action_questions(self) -> None:
        """The questions of this run, from those about the decision at the cursor."""
        at_end = self.reads or self.overview.chosen >= self.overview.last
        number = 0 if at_end else self.overview.chosen
        self.app.push_screen(QuestionsScreen(lambda: self.debrief_view.whole.questions, number, self._answer))

    def _answer(self, question: str, text: str) -> None:
        """Keep an answer at once, and show it wherever its question stands."""
        self.complain(self.session.answer(question, text))
        self._take(self.debrief_view)

    # the report

    def action_read(self) -> None:
        """To the report."""
        self.add_class("-reads")
        self.report.enter()
        self._follow()

    def action_overview(self) -> None:
        """Back to the overview."""
        self.remove_class("-reads")
        self.set_focus(None)
        self._follow()

    def action_jump(self, number: int) -> None:
        """To a part of the report by its number."""
        if number <= len(self.report.titles):
            if not self.reads:
                self.action_read()
            self.call_after_refresh(self.report.jump, number)

    def action_sources(self) -> None:
        """To the works that all of this cites."""
        self.action_jump(self.report.sources)

    def action_search(self) -> None:
        """To the next line of the report in which some words stand."""
        self.app.push_screen(SearchDialog(self.words), self._find)

    def _find(self, words: str | None) -> None:
        if words is None:
            return
        again, self.words = words == self.words, words
        if not self.reads:
            self.action_read()
        self.call_after_refresh(self._found_words, words, again=again)

    def _found_words(self, words: str, *, again: bool) -> None:
        if self.report.find(words, again=again):
            self.notify(_("/ and enter go to the next place"))
        else:
            self.notify(_("“{words}” is not in this report.", words=words))

    # both

    def action_turn(self, direction: int) -> None:
        """Scroll by a page."""
        turn(self._scroll(), direction)

    def action_nudge(self, direction: int) -> None:
        """Scroll by a line."""
        self._scroll().scroll_relative(y=direction, animate=False)

    def _scroll(self) -> Widget:
        """What space turns the pages of."""
        return self.sheet.scroll

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer names only what works now."""
        if not self.is_mounted:
            return True
        match action:
            case "turn" if parameters == (1,):
                return more_below(self._scroll())
            case "move" | "move_to" | "spread" | "read":
                return not self.reads
            case "overview" | "jump" | "search":  # a hasty `1` more than the run had decisions must not turn the page
                return self.reads
            case "turning_point":
                return not self.reads and bool(self.debrief_view.whole.turned)
            case "whole_way":
                return not self.reads and self.overview.way_is_cut
            case "what_if":
                return not self.reads and self.overview.chosen < self.overview.last
            case "sources":
                return bool(self.report.sources)
            case "undo":
                return bool(self.session.run.steps)
            case "places":
                return bool(self.session.scenario.sites)
            case "questions":
                return bool(self.debrief_view.whole.questions)
            case "glossary":
                return bool(self.session.scenario.glossary)
        return True

    async def action_back(self) -> None:
        """Out of the report, out of the whole chart, out of the debrief."""
        if self.reads:
            self.action_overview()
        elif self.overview.spread:
            self.action_spread()
        else:
            await self.run_action("app.library")

    def action_undo(self) -> None:
        """Back to before the last decision; the ended run is kept as a branch."""
        self.request(PlaceAsked("scene", self.session, self.troubles(self.session.undo())))

    def action_places(self) -> None:
        """Where it happened."""
        self.request(OverlayAsked("map", self.session))

    def action_journal(self) -> None:
        """The decisions."""
        self.request(OverlayAsked("journal", self.session))
