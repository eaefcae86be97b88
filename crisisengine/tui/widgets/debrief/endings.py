"""The endings as lanes: drawn as long as a run could still come to them, with a cap at the decision that closed them."""

from __future__ import annotations

from attrs import frozen
from textual.content import Content

from crisisengine.debriefing.model import Debrief, EndingOption
from crisisengine.tui.typesetting import hang, says
from crisisengine.tui.widgets.debrief.grid import CLOSED, END, ENDS, TrackGrid

__all__ = ["EndingLane", "lane_note", "lane_of", "lane_rows", "sampled"]

SURE, GUESSED = "━", "╍"
ONWARD = "▶"


@frozen
class EndingLane:
    """An ending, and how long it stayed possible."""

    option: EndingOption
    last: int
    """The last state in which it was possible, the start being 0; -1 for in none."""
    closed: int
    """The decision that closed it; 0 where none did."""
    exact: bool

    @property
    def fate(self) -> str:
        """In words."""
        if self.option.reached:
            return "reached"
        if self.closed:
            return f"until {self.closed}"
        if self.last < 0:
            return "never" if self.exact else "not met"
        return "open"


def lane_of(whole: Debrief, option: EndingOption) -> EndingLane | None:
    """How long an ending was possible; None where nobody has looked."""
    if not whole.reviews or whole.reviews[0].before is None:
        return None
    seen = [one for one in (whole.reviews[0].before, *(review.after for review in whole.reviews)) if one is not None]
    end = len(whole.reviews)
    possible = [state for state, outlook in enumerate(seen) if option.id in outlook.endings]
    last = end if option.reached else max(possible, default=-1)
    return EndingLane(option, last, last + 1 if 0 <= last < end else 0, not any(one.plays for one in seen))


def sampled(whole: Debrief) -> int:
    """How many random plays it rests on; 0 where it is exact, or where nobody has looked."""
    found = [outlook.plays for review in whole.reviews for outlook in (review.before, review.after) if outlook]
    return max(found, default=0)


def lane_rows(whole: Debrief, tracks: TrackGrid) -> list[tuple[Content, ...]]:
    """One lane for each ending, the best first; where they are not known, their titles alone."""
    return [tuple(_row(lane_of(whole, option), option, tracks)) for option in whole.ending_options]


def lane_note(whole: Debrief, width: int, working: str) -> list[Content]:
    """What must be said before the lanes: that nobody knows them yet, or that they are sampled; mostly nothing."""
    plays = sampled(whole)
    note = (
        f"{GUESSED * 2} sampled, not exact: {plays} random plays from each state may miss an ending"
        if plays
        else working
    )
    return hang(says(note, "italic $quiet"), width) if note else []


def _row(lane: EndingLane | None, option: EndingOption, tracks: TrackGrid) -> list[Content]:
    strong = "bold" if option.reached else ""
    label = hang(says(option.title, strong), tracks.label)
    lead = label[0] + " " * (tracks.label - label[0].cell_length + 1)
    if lane is None:
        blank = " " * (tracks.cell * len(tracks.numbers) + ENDS - 1)
        return [lead + blank + says(f"{END}  reached", "bold $accent"), *label[1:]] if option.reached else label
    style = "bold $accent" if lane.option.reached else "$foreground"
    stroke = SURE if lane.exact else GUESSED
    parts = [says(stroke * 2 if lane.last >= 0 else "  ", style)]
    parts += [tracks.lit(_cell(lane, number, tracks, stroke, style), number) for number in tracks.numbers]
    finished = tracks.last == tracks.end - 1
    end = "  "
    if lane.last >= tracks.last:
        end = stroke * 2 if not finished else stroke + (END if lane.option.reached else ONWARD)
    parts.append(tracks.lit(says(end, style), tracks.end))
    return [lead + Content("").join(parts) + "  " + says(lane.fate, strong or "$quiet"), *label[1:]]


def _cell(lane: EndingLane, number: int, tracks: TrackGrid, stroke: str, style: str) -> Content:
    """A lane's stretch over one decision: on, capped under the mark of the decision that closed it, or gone."""
    if number <= lane.last:
        return says(stroke * tracks.cell, style)
    if number == lane.closed:
        return says(stroke * tracks.mark, style) + says(CLOSED, "bold $bad") + " " * (tracks.cell - tracks.mark - 1)
    return Content(" " * tracks.cell)
