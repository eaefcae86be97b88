"""The endings as lanes: drawn as long as a run could still come to them, with a cap at the decision that closed them.

The cap says what closing it was, by the signs that the decision below it has, too: a loss, no loss, or neither.
"""

from __future__ import annotations

from typing import Literal

from textual.content import Content

from crisisengine.debriefing.ending_lanes import EndingLane, closed_endings, ending_lanes, fewest_and_most_plays
from crisisengine.debriefing.model import Debrief, EndingOption
from crisisengine.text.messages import N_, _, _n
from crisisengine.tui.typesetting import hang, says
from crisisengine.tui.widgets.debrief.grid import CLOSED, END, ENDS, TrackGrid

__all__ = ["CLOSINGS", "Closing", "lane_note", "lane_rows", "sampled"]

Closing = Literal["lost", "passed", "averted"]
"""What closing an ending was; see `ClosedEndings`."""
CLOSINGS: dict[Closing, tuple[str, str, str]] = {
    "lost": (CLOSED, "$bad", N_("lost")),
    "passed": ("·", "$quiet", N_("no longer possible")),
    "averted": ("✓", "$good", N_("averted")),
}
"""Sign, style and word: that an ending is out of reach is a loss only where it was better than what was left."""

SURE, GUESSED = "━", "╍"
ONWARD = "▶"


def sampled(whole: Debrief) -> int:
    """How many random plays it rests on; 0 where it is exact, or where nobody has looked."""
    return fewest_and_most_plays(whole)[1]


def lane_rows(whole: Debrief, tracks: TrackGrid) -> list[tuple[Content, ...]]:
    """One lane for each ending, the best first; where they are not known, their titles alone."""
    lanes = ending_lanes(whole)
    if not lanes:
        return [tuple(_title_row(option, tracks)) for option in whole.ending_options]
    return [tuple(_row(lane, tracks, _cap(whole, lane))) for lane in lanes]


def lane_note(whole: Debrief, width: int, working: str) -> list[Content]:
    """What must be said before the lanes: that nobody knows them yet, or that they are sampled; mostly nothing."""
    plays, note = sampled(whole), working
    if plays:
        told = _n(
            "sampled, not exact: {count} random play from each state may miss an ending",
            "sampled, not exact: {count} random plays from each state may miss an ending",
            plays,
        )
        note = f"{GUESSED * 2} {told}"
    return hang(says(note, "italic $quiet"), width) if note else []


def _title_row(option: EndingOption, tracks: TrackGrid) -> list[Content]:
    """An ending of which nobody knows how long it was possible; that it was reached is known."""
    lead, *rest = _label(option, tracks)
    if not option.reached:
        return [lead, *rest]
    blank = " " * (tracks.cell * len(tracks.numbers) + ENDS - 1)
    return [lead + blank + says(f"{END}  {_('reached')}", "bold $accent"), *rest]


def _row(lane: EndingLane, tracks: TrackGrid, cap: Content) -> list[Content]:
    reached = lane.option.reached
    lead, *rest = _label(lane.option, tracks)
    style = "bold $accent" if reached else "$foreground"
    stroke = SURE if lane.sure else GUESSED
    parts = [says(stroke * 2 if lane.last >= tracks.first - 1 else "  ", style)]
    parts += [
        tracks.lit(_cell(lane, number, tracks, says(stroke * tracks.cell, style), cap), number)
        for number in tracks.numbers
    ]
    finished = tracks.last == tracks.end - 1
    end = "  "
    if lane.last >= tracks.last:
        end = stroke * 2 if not finished else stroke + (END if reached else ONWARD)
    parts.append(tracks.lit(says(end, style), tracks.end))
    return [lead + Content("").join(parts) + "  " + says(_fate(lane), "bold" if reached else "$quiet"), *rest]


def _label(option: EndingOption, tracks: TrackGrid) -> list[Content]:
    first, *rest = hang(says(option.title, "bold" if option.reached else ""), tracks.label)
    return [first + " " * (tracks.label - first.cell_length + 1), *rest]


def _cap(whole: Debrief, lane: EndingLane) -> Content:
    """What stands at the decision that closed an ending."""
    if not lane.closed:
        return Content("")
    closed = closed_endings(whole, lane.closed)
    closing: Closing = "lost"
    if lane.option.id in closed.averted:
        closing = "averted"
    elif lane.option.id in closed.passed:
        closing = "passed"
    sign, style, _word = CLOSINGS[closing]
    return says(sign, f"bold {style}")


def _cell(lane: EndingLane, number: int, tracks: TrackGrid, line: Content, cap: Content) -> Content:
    """A lane's stretch over one decision: on, capped under the mark of the decision that closed it, or gone."""
    if number <= lane.last:
        return line
    if number == lane.closed:
        return line[: tracks.mark] + cap + " " * (tracks.cell - tracks.mark - 1)
    return Content(" " * tracks.cell)


def _fate(lane: EndingLane) -> str:
    """In words; with a question mark where only random plays say so."""
    if lane.option.reached:
        return _("reached")
    if lane.closed:
        told = _("until {number}", number=lane.closed)
        return told if lane.sure else f"{told}?"
    if lane.last < 0:
        return _("never") if lane.sure else _("not met")
    return _("open")
