"""The columns that all rows of the timeline share: label, start, one cell for each decision, end, word."""

from __future__ import annotations

from attrs import frozen
from rich.cells import cell_len
from textual.content import Content

from crisisengine.debriefing.model import Debrief
from crisisengine.text.messages import _
from crisisengine.tui.widgets.debrief.odds import odds_trajectories

__all__ = ["CLOSED", "COSTLY", "DECISION", "END", "ENDS", "START", "TURNING", "TrackGrid"]

START, DECISION, TURNING, COSTLY, END = "○", "●", "◆", "▼", "◉"
CLOSED = "┫"
WIDEST = 13
"""A cell takes no more, however wide the window."""
ENDS = 4
"""The start and the end have two columns each."""
ARROW = 4


@frozen
class TrackGrid:
    """Where everything stands. Of a long run only the stretch around the cursor is drawn."""

    label: int
    cell: int
    word: int
    first: int
    """The first decision drawn, from 1."""
    last: int
    end: int
    """The cursor's place behind the last decision of the run."""
    chosen: int

    @classmethod
    def of(cls, whole: Debrief, chosen: int, width: int) -> TrackGrid:
        """The columns for a width."""
        count = len(whole.reviews)
        least = len(str(count)) + 2
        drawn = [*whole.trajectories, *odds_trajectories(whole)]
        names = [trajectory.label for trajectory in drawn] + [option.title for option in whole.ending_options]
        words = [word for trajectory in drawn for word in trajectory.words]
        label = min(max((cell_len(name) for name in names), default=9), max(width * 8 // 25, 14), 26)
        label = max(label, cell_len(_("Decisions")))
        word = min(max([cell_len(word) for word in words] + [10]) + ARROW, max(width // 4, 13))
        room = max(width - label - word - ENDS - 3, least)
        shown = max(min(count, room // least), 1)
        cell = max(min(room // shown, WIDEST), least)
        first = min(max(chosen - shown // 2, 1), max(count - shown + 1, 1))
        return cls(label, cell, word, first, min(first + shown - 1, count), count + 1, chosen)

    @property
    def numbers(self) -> range:
        """The decisions drawn."""
        return range(self.first, self.last + 1)

    @property
    def mark(self) -> int:
        """Where in a cell a decision's mark stands."""
        return (self.cell - 1) // 2

    def lit(self, content: Content, number: int) -> Content:
        """A cell, on a ground of its own under the cursor."""
        return content.stylize_before("on $chosen-ground") if number == self.chosen else content
