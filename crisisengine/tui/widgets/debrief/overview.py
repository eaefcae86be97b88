"""A run on one sheet: the timeline with its cursor, and the decision at the cursor read slowly."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from crisisengine.session.debrief_view import DebriefView
from crisisengine.text.messages import _
from crisisengine.tui.typesetting import lines
from crisisengine.tui.widgets.debrief.decision import WAY, decision_sheet, end_sheet
from crisisengine.tui.widgets.debrief.timeline import DebriefTimeline
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["OverviewSheet"]

CHART_SHARE = 0.56
"""The chart takes no more of the height than this; the decision below it has the rest."""
SMALLEST = 8
"""Lines that are drawn at least, in whatever window."""


class OverviewSheet(Container):
    """Chart and decision: one above the other, or side by side in a wide window."""

    def __init__(self, debrief_view: DebriefView) -> None:
        super().__init__(id="overview")
        self.debrief_view = debrief_view
        self.chosen = self.last
        """The decision at the cursor, from 1; one more than there are: the end."""
        self.spread = False
        """Whether the chart has all the room."""
        self.whole_way = False
        """Whether somebody has asked for the whole way that would have kept the best."""
        self.working = ""
        """What there is to say while it is not known which endings were possible."""

    @property
    def last(self) -> int:
        """The cursor's place at the end of the run."""
        return len(self.debrief_view.whole.reviews) + 1

    @property
    def scroll(self) -> Widget:
        """What is longer than the window."""
        return self.query_one("#chart" if self.spread else "#decision")

    def compose(self) -> ComposeResult:
        """The chart first."""
        with VerticalScroll(id="chart", can_focus=False):
            yield TextPane(id="timeline")
        with VerticalScroll(id="decision", can_focus=False):
            yield TextPane(id="decision-text")

    def on_mount(self) -> None:
        """At the end of the run."""
        self.tell()

    def on_resize(self, _event: events.Resize) -> None:
        """The chart is drawn for the height there is."""
        self.draw()

    def draw(self) -> None:
        """Draw the chart."""
        height = self.size.height or self.app.size.height
        wide = self.screen.has_class("-wide")
        room = 0 if self.spread else max(height if wide else round(height * CHART_SHARE), SMALLEST)
        timeline = DebriefTimeline(
            self.debrief_view.whole, self.chosen, "" if self.debrief_view.known else self.working
        )

        def lay(width: int) -> Content:
            return lines(timeline.draw(width, room))

        self.query_one("#timeline", TextPane).show(lay)

    def tell(self) -> None:
        """Put the decision at the cursor on the sheet."""
        self.draw()
        at_end = self.chosen >= self.last
        told = (
            end_sheet(self.debrief_view)
            if at_end
            else decision_sheet(self.debrief_view, self.chosen, whole_way=self.whole_way)
        )
        self.query_one("#decision-text", TextPane).show(told)

    def take(self, debrief_view: DebriefView) -> None:
        """A fuller reading of the same run; the cursor and what is being read stay where they are."""
        self.debrief_view = debrief_view
        self.tell()

    def work(self, working: str) -> None:
        """Say how far the work on the possible endings is."""
        self.working = working
        if self.is_mounted:
            self.draw()

    def choose(self, number: int) -> None:
        """Move the cursor; beyond the ends it stays."""
        number = min(max(number, 1), self.last)
        if number != self.chosen:
            self.chosen, self.whole_way = number, False
            self.tell()
            self.query_one("#decision").scroll_home(animate=False)

    @property
    def way_is_cut(self) -> bool:
        """Whether more of the way that would have kept the best can be told."""
        turning = self.debrief_view.whole.reviews[self.chosen - 1].turning if self.chosen < self.last else None
        return turning is not None and len(turning.told) > 1 and not self.whole_way

    def tell_whole_way(self) -> None:
        """Tell all of it, and show where it begins."""
        self.whole_way = True
        self.tell()
        self.call_after_refresh(self._show_way)

    def _show_way(self) -> None:
        pane = self.query_one("#decision-text", TextPane)
        rows = pane.sheet.at(pane.content_size.width).plain.split("\n")
        begins = next((number for number, row in enumerate(rows) if _(WAY) in row), 0)
        self.scroll.scroll_to(y=begins, animate=False)

    def choose_turning_point(self) -> None:
        """To the next decision that closed the best or made it less likely, and from the last one to the first."""
        numbers = [review.number for review in self.debrief_view.whole.turned]
        if numbers:
            self.choose(next((number for number in numbers if number > self.chosen), numbers[0]))

    def toggle_spread(self) -> None:
        """The whole chart, or the chart with the decision."""
        self.spread = not self.spread
        self.set_class(self.spread, "-spread")
        self.draw()
