"""The debrief: the course of the run, decision by decision, and behind it the whole reading with its ledger.

It is there the moment the run ends. What could still have become of the run may take a while to work out; that arrives
later, in its places, and moves neither the cursor nor what is being read.
"""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from crisisengine.debriefing.reachability import Reachability
from crisisengine.session.debrief_view import DebriefView
from crisisengine.session.session import Session
from crisisengine.tui import navigation
from crisisengine.tui.debrief_worker import Explored, RoadsFailed, RoadsFound, seek_roads
from crisisengine.tui.screens.base import BaseScreen
from crisisengine.tui.widgets.debrief.overview import OverviewSheet
from crisisengine.tui.widgets.debrief.report import SOURCES, ReportSheet
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar, when

__all__ = ["DebriefScreen"]

WORKING = "Which endings were still possible is being worked out"
UNKNOWN = "Which endings were still possible could not be worked out"


class DebriefScreen(BaseScreen):
    """Two sheets: the course with a cursor, and the reading with a table of contents and number keys."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", show=False),
        Binding("right", "move(1)", show=False),
        Binding("home", "move_to(1)", show=False),
        Binding("end", "move_to(0)", show=False),
        Binding("space,pagedown", "turn(1)", "read on", key_display="space", priority=True),
        Binding("pageup", "turn(-1)", show=False, priority=True),
        Binding("down", "nudge(1)", show=False),
        Binding("up", "nudge(-1)", show=False),
        *(Binding(str(number), f"jump({number})", show=False) for number in range(1, 10)),
        Binding("w", "what_if", "what if"),
        Binding("a", "questions", "questions"),
        Binding("r", "read", "report"),
        Binding("r", "course", "course"),
        Binding("s", "sources", "sources"),
        Binding("g", "app.glossary", "glossary"),
        Binding("j", "journal", "journal"),
        Binding("n", "turning_point", "turning point"),
        Binding("u", "undo", "undo"),
        Binding("i", "spread", "all indicators", show=False),
        Binding("escape", "back", show=False),
        Binding("l", "app.library", "library"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.debrief_view = session.debrief_view()
        self.reachability: Reachability | None = None
        """Who knows what could still have become of the run, once somebody does."""
        self.course = OverviewSheet(self.debrief_view)
        self.report = ReportSheet(self.debrief_view)

    @property
    def reads(self) -> bool:
        """Whether the long reading is on screen, not the course."""
        return self.has_class("-reads")

    @property
    def sheet(self) -> OverviewSheet | ReportSheet:
        """The one on screen."""
        return self.report if self.reads else self.course

    def compose(self) -> ComposeResult:
        """The course; behind it the reading."""
        view = self.session.view
        yield HeaderBar(self.debrief_view.title or view.scenario, "Debrief", when(view))
        yield self.course
        yield self.report
        yield FooterBar()

    def on_mount(self) -> None:
        """Show the end of the run, and have the roads worked out."""
        for scroll in ("#reading", "#moment", "#chart"):
            self.watch(self.query_one(scroll), "scroll_y", self.refresh_bindings, init=False)
        self._follow()
        if not self.debrief_view.known:
            self.course.work(f"{WORKING}.")
            seek_roads(self, self.lobby.desk, self.session, lambda: self.lobby.session is self.session)

    def _follow(self) -> None:
        """The footer names what works now."""
        parts = min(len(self.report.titles), 9)
        self.query_one(FooterBar).say(f"1-{parts} go to" if self.reads else "←→ decisions")
        self.refresh_bindings()
        self.call_after_refresh(self.refresh_bindings)

    # what arrives later

    @on(Explored)
    def _far(self, message: Explored) -> None:
        self.course.work(f"{WORKING}: {message.states:,} states looked at so far.")

    @on(RoadsFailed)
    def _failed(self, message: RoadsFailed) -> None:
        self.course.work(f"{UNKNOWN}: {message.why}.")

    @on(RoadsFound)
    def _found(self, message: RoadsFound) -> None:
        self.reachability = message.reachability
        as_it_is = message.run is self.session.run  # an answer may have come in meanwhile
        self._take(message.debrief_view if as_it_is else self.session.debrief_view(self.reachability))

    def _take(self, debrief_view: DebriefView) -> None:
        self.debrief_view = debrief_view
        self.course.take(debrief_view)
        self.report.take(debrief_view)
        self._follow()

    # the course

    def action_move(self, direction: int) -> None:
        """To the decision before or after."""
        self.course.choose(self.course.chosen + direction)
        self._follow()

    def action_move_to(self, number: int) -> None:
        """To a decision; 0 for the end."""
        self.course.choose(number or self.course.last)
        self._follow()

    def action_turning_point(self) -> None:
        """To the next turning point."""
        self.course.choose_turning_point()
        self._follow()

    def action_spread(self) -> None:
        """The whole chart, or the chart with the decision."""
        self.course.toggle_spread()
        self._follow()

    def action_what_if(self) -> None:
        """Back to before the decision at the cursor; the run as it was is kept as a branch."""
        number = self.course.chosen
        trouble = self.session.what_if(number)
        self.lobby.go(navigation.play(self.session))
        self.complain(trouble)
        kept = "The run as it was is kept as a branch: see the journal, j"
        self.lobby.say([f"You are back before decision {number}. {kept}"])

    def action_questions(self) -> None:
        """The questions of this run, from those about the decision at the cursor."""
        from crisisengine.tui.screens.questions import QuestionsScreen  # noqa: PLC0415  # not before it is needed

        at_end = self.reads or self.course.chosen >= self.course.last
        number = 0 if at_end else self.course.chosen
        self.app.push_screen(QuestionsScreen(lambda: self.debrief_view.whole.questions, number, self._answer))

    def _answer(self, question: str, text: str) -> None:
        """Keep an answer at once, and show it wherever its question stands."""
        self.complain(self.session.answer(question, text))
        self._take(self.session.debrief_view(self.reachability))

    # the reading

    def action_read(self) -> None:
        """To the reading."""
        self.add_class("-reads")
        self.report.enter()
        self._follow()

    def action_course(self) -> None:
        """Back to the course."""
        self.remove_class("-reads")
        self.set_focus(None)
        self._follow()

    def action_jump(self, number: int) -> None:
        """To a part of the reading by its number."""
        if number <= len(self.report.titles):
            if not self.reads:
                self.action_read()
            self.call_after_refresh(self.report.jump, number)

    def action_sources(self) -> None:
        """To the works that all of this cites."""
        self.action_jump(self.report.titles.index(SOURCES) + 1)

    # both

    def _scroll(self) -> Widget:
        """What space turns the pages of."""
        return self.sheet.scroll

    def action_turn(self, direction: int) -> None:
        """Scroll by a page."""
        scroll = self._scroll()
        scroll.scroll_relative(y=direction * max(scroll.size.height - 2, 1), animate=False)

    def action_nudge(self, direction: int) -> None:
        """Scroll by a line."""
        self._scroll().scroll_relative(y=direction, animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer names only what works now."""
        if not self.is_mounted:
            return True
        match action:
            case "turn" if parameters == (1,):
                scroll = self._scroll()
                return scroll.max_scroll_y > round(scroll.scroll_y)
            case "move" | "move_to" | "spread" | "read":
                return not self.reads
            case "course" | "jump":  # a hasty `1` more than the run had decisions must not turn the page
                return self.reads
            case "turning_point":
                return not self.reads and bool(self.debrief_view.whole.turning_points)
            case "what_if":
                return not self.reads and self.course.chosen < self.course.last
            case "sources":
                return SOURCES in self.report.titles
            case "undo":
                return bool(self.session.run.steps)
            case "questions":
                return bool(self.debrief_view.whole.questions)
            case "glossary":
                return bool(self.session.scenario.glossary)
        return True

    def action_back(self) -> None:
        """Out of the reading, out of the whole chart, out of the debrief."""
        if self.reads:
            self.action_course()
        elif self.course.spread:
            self.action_spread()
        else:
            self.lobby.action_library()

    def action_undo(self) -> None:
        """Back to before the last decision; the ended run is kept as a branch."""
        self.complain(self.session.undo())
        self.lobby.go(navigation.play(self.session))

    def action_journal(self) -> None:
        """The decisions."""
        from crisisengine.tui.screens.journal import JournalScreen  # noqa: PLC0415  # not before it is needed

        self.app.push_screen(JournalScreen(self.session))
