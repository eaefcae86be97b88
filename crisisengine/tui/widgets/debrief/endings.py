"""The endings as lanes: drawn as long as a run could still come to them, with a cap at the decision that closed them."""

from __future__ import annotations

from textual.content import Content

from crisisengine.debriefing.ending_lanes import EndingLane, ending_lanes, fewest_and_most_plays
from crisisengine.debriefing.model import Debrief, EndingOption
from crisisengine.text.messages import _, _n
from crisisengine.tui.typesetting import hang, says
from crisisengine.tui.widgets.debrief.grid import CLOSED, END, ENDS, TrackGrid

__all__ = ["lane_note", "lane_rows", "sampled"]

SURE, GUESSED = "━", "╍"
ONWARD = "▶"


def sampled(whole: Debrief) -> int:
    """How many random plays it rests on; 0 where it is exact, or where nobody has looked."""
    return fewest_and_most_plays(whole)[1]


def lane_rows(whole: Debrief, tracks: TrackGrid) -> list[tuple[Content, ...]]:
    """One lane for each ending, the best first; where they are not known, their titles alone."""
    lanes = ending_lanes(whole) or (None,) * len(whole.ending_options)
    return [tuple(_row(lane, option, tracks)) for lane, option in zip(lanes, whole.ending_options, strict=True)]


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


def _row(lane: EndingLane | None, option: EndingOption, tracks: TrackGrid) -> list[Content]:
    strong = "bold" if option.reached else ""
    label = hang(says(option.title, strong), tracks.label)
    lead = label[0] + " " * (tracks.label - label[0].cell_length + 1)
    if lane is None:
        blank = " " * (tracks.cell * len(tracks.numbers) + ENDS - 1)
        return [lead + blank + says(f"{END}  {_('reached')}", "bold $accent"), *label[1:]] if option.reached else label
    style = "bold $accent" if lane.option.reached else "$foreground"
    stroke = SURE if lane.sure else GUESSED
    parts = [says(stroke * 2 if lane.last >= 0 else "  ", style)]
    parts += [tracks.lit(_cell(lane, number, tracks, stroke, style), number) for number in tracks.numbers]
    finished = tracks.last == tracks.end - 1
    end = "  "
    if lane.last >= tracks.last:
        end = stroke * 2 if not finished else stroke + (END if lane.option.reached else ONWARD)
    parts.append(tracks.lit(says(end, style), tracks.end))
    return [lead + Content("").join(parts) + "  " + says(_fate(lane), strong or "$quiet"), *label[1:]]


def _cell(lane: EndingLane, number: int, tracks: TrackGrid, stroke: str, style: str) -> Content:
    """A lane's stretch over one decision: on, capped under the mark of the decision that closed it, or gone."""
    if number <= lane.last:
        return says(stroke * tracks.cell, style)
    if number == lane.closed:
        return says(stroke * tracks.mark, style) + says(CLOSED, "bold $bad") + " " * (tracks.cell - tracks.mark - 1)
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
