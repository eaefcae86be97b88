"""A run as one picture: indicators above, the line of decisions, how likely the best still was, the endings as lanes below.

Everything stands on the same columns, one for each decision, so that a look up or down from a decision shows what it
moved and which ending it closed. The place of the cursor is told three times: by brackets, by the words on the right,
and by colour. Where not all rows fit, the line and the chance stay, the core indicators and the best endings come before the others,
and a last row says how many wait.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from textual.content import Content

from crisisengine.debriefing.model import Debrief, DecisionReview, Trajectory
from crisisengine.text.messages import _, _n
from crisisengine.tui.gauges import arrow, standing
from crisisengine.tui.typesetting import broken, cut, hang, says
from crisisengine.tui.widgets.debrief.endings import lane_note, lane_rows
from crisisengine.tui.widgets.debrief.grid import COSTLY, DECISION, END, ENDS, START, TURNING, TrackGrid
from crisisengine.tui.widgets.debrief.odds import odds_trajectories

__all__ = ["DebriefTimeline"]

LEVELS = "▁▂▃▄▅▆▇"
"""Never the full block: rows of it would run into each other."""
FULL = "█"
TALLEST = 3
LEAST_ROWS = 2
"""So many rows of indicators and of endings stay, however low the window is."""


Row = tuple[Content, ...]
"""What belongs together: an indicator or an ending, one line or more."""


@frozen(eq=False)
class DebriefTimeline:
    """A debrief, drawn for a width and a height."""

    whole: Debrief
    chosen: int
    """The decision at the cursor, from 1; one more than there are: the end."""
    working: str = ""
    """What to say instead of lanes while nobody knows them."""

    def draw(self, width: int, height: int) -> list[Content]:
        """The rows from the top; a height of 0 is as high as it gets."""
        tracks = TrackGrid.of(self.whole, self.chosen, width)
        line = self._line(tracks) + lane_note(self.whole, width, self.working)
        ending_options = lane_rows(self.whole, tracks)
        trajectories = list(self.whole.trajectories)
        likely = odds_trajectories(self.whole)
        for tall in (TALLEST, 2, 1):
            above = [self._trajectory(trajectory, tracks, tall) for trajectory in trajectories]
            chances = [self._trajectory(trajectory, tracks, tall) for trajectory in likely]
            whole = [*above, tuple(line), *chances, *ending_options]
            if height >= sum(map(len, whole)) or (not height and tall == 1):
                return [row for rows in whole for row in rows]
        line += [row for rows in chances for row in rows]
        return self._folded(above, line, ending_options, width, height)

    def _folded(
        self, above: Sequence[Row], line: Sequence[Content], ending_options: Sequence[Row], width: int, height: int
    ) -> list[Content]:
        """As many as fit: the endings have the first claim, but for the room of a few indicators."""
        room = max(height - len(line) - 1, LEAST_ROWS * 2)
        order = sorted(range(len(above)), key=lambda number: self.whole.trajectories[number].party)
        reserved = sum(len(above[number]) for number in order[:LEAST_ROWS])
        below = _fitting(ending_options, range(len(ending_options)), max(room - reserved, LEAST_ROWS))
        taken = sum(len(ending_options[number]) for number in below)
        kept = sorted(_fitting(above, order, max(room - taken, LEAST_ROWS)))
        waits = []
        if count := len(above) - len(kept):
            waits.append(_n("{count} more indicator", "{count} more indicators", count))
        if count := len(ending_options) - len(below):
            waits.append(_n("{count} more ending", "{count} more endings", count))
        rows = (
            [row for number in kept for row in above[number]]
            + list(line)
            + [row for number in below for row in ending_options[number]]
        )
        if waits:
            told = _("{what}: press i", what=", ".join(waits))
            rows += hang(says(told, "$quiet"), width)
        return rows

    # rows

    def _line(self, tracks: TrackGrid) -> list[Content]:
        """The decisions as marks on a line, their numbers below, brackets around the chosen one."""
        reviews = self.whole.reviews
        marks = []
        for number in tracks.numbers:
            sign, style = self._mark(reviews[number - 1])
            left = tracks.mark
            marks.append(
                tracks.lit(
                    says("─" * left, "$quiet") + says(sign, style) + says("─" * (tracks.cell - left - 1), "$quiet"),
                    number,
                )
            )
        begun = says(START, "$quiet") if tracks.first == 1 else says("‹", "bold $accent")
        more = tracks.last < len(reviews)
        ended = says("›", "bold $accent") if more else says(END if self.whole.ended else "▶", "bold $accent")
        head = says(cut(_("Decisions"), tracks.label), "bold")
        line = Content("").join(
            [
                head,
                Content(" "),
                begun + says("─", "$quiet"),
                *marks,
                tracks.lit(says("─", "$quiet") + ended, tracks.end),
            ]
        )
        return [line + "  " + self._where(), self._numbers(tracks)]

    def _mark(self, review: DecisionReview) -> tuple[str, str]:
        """Sign and style of a decision on the line."""
        if review.turning:
            return TURNING, "bold $bad"
        return (COSTLY, "bold $bad") if review in self.whole.turned else (DECISION, "$foreground")

    def _where(self) -> Content:
        if self.chosen > len(self.whole.reviews):
            return says(_("at the end") if self.whole.ended else _("now"), "bold")
        return says(_("after {number}", number=self.chosen), "bold")

    def _numbers(self, tracks: TrackGrid) -> Content:
        cells = []
        for number in tracks.numbers:
            here = number == self.chosen
            text = f"[{number}]" if here else str(number)
            left = max(tracks.mark - len(text) // 2, 0)
            cell = " " * left + text
            cells.append(
                tracks.lit(says(cell + " " * (tracks.cell - len(cell)), "bold $chosen" if here else "$quiet"), number)
            )
        at_end = self.chosen == tracks.end
        end = tracks.lit(says("[]" if at_end else "  ", "bold $chosen" if at_end else ""), tracks.end)
        return Content("").join([Content(" " * (tracks.label + 1 + 2)), *cells, end])

    def _trajectory(self, trajectory: Trajectory, tracks: TrackGrid, tall: int) -> Row:
        """An indicator: its steps on the full scale, and the word at the cursor on the right."""
        after = min(self.chosen, len(trajectory.values) - 1)
        stands = standing(trajectory.values[after], trajectory.low, trajectory.high, trajectory.better)
        moved = trajectory.values[after] - trajectory.values[after - 1] if 0 < after == self.chosen else 0
        sign = arrow(moved, trajectory.better, trajectory.sort)
        word = says(trajectory.words[after], stands)
        words = broken(word + " " + sign if sign.plain else word, tracks.word)
        steps = [self._steps(trajectory, tracks, row, tall) for row in reversed(range(tall))]
        label = hang(Content(trajectory.label), tracks.label)
        blank = Content(" " * (tracks.cell * len(tracks.numbers) + ENDS))
        rows = []
        for number in range(max(tall, len(label), tall - 1 + len(words))):
            name = label[number] if number < len(label) else Content("")
            drawn = steps[number] if number < tall else blank
            line = name + " " * (tracks.label - name.cell_length + 1) + drawn
            said = number - (tall - 1)
            rows.append((line + "  " + words[said] if 0 <= said < len(words) else line).rstrip())
        if tall > 1:
            rows.append(Content(""))
        return tuple(rows)

    def _steps(self, trajectory: Trajectory, tracks: TrackGrid, row: int, tall: int) -> Content:
        """One line of the steps, `row` counted from the bottom."""
        span = max(trajectory.high - trajectory.low, 1)
        top = tall * (len(LEVELS) + 1) - 2

        def piece(state: int, width: int, number: int) -> Content:
            value = trajectory.values[state]
            height = 1 + round(top * (value - trajectory.low) / span) - row * (len(LEVELS) + 1)
            sign = " " if height <= 0 else FULL if height > len(LEVELS) else LEVELS[height - 1]
            stands = standing(value, trajectory.low, trajectory.high, trajectory.better)
            neither = "$quiet" if number == self.chosen else "$trace"
            return says(sign * width, neither if stands == "$gauge" else stands)

        cells = [tracks.lit(piece(number, tracks.cell, number), number) for number in tracks.numbers]
        last = min(tracks.last, len(trajectory.values) - 1)
        return Content("").join(
            [piece(tracks.first - 1, 2, 0), *cells, tracks.lit(piece(last, 2, tracks.end), tracks.end)]
        )


def _fitting(rows: Sequence[Row], order: Sequence[int], room: int) -> list[int]:
    """Those that fit into so many lines, the first in this order before the others."""
    out: list[int] = []
    for number in order:
        if len(rows[number]) <= room:
            out.append(number)
            room -= len(rows[number])
    return out
