"""The roads not taken: each ending as a lane that runs as long as the run could still have come to it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from crisisengine.debriefing.ending_lanes import EndingLane, ending_lanes, fewest_and_most_plays, outlooks
from crisisengine.debriefing.model import Debrief
from crisisengine.reports.charts.axis import Axis, turning_keys
from crisisengine.reports.charts.svg import (
    CAPTION,
    SMALL,
    WIDTH,
    Chart,
    Item,
    element,
    legend,
    lines,
    picture,
    placed,
    plated,
    text,
)
from crisisengine.reports.markup import Markup
from crisisengine.text.english import plural

__all__ = ["endings_chart"]

_LABELS = 204
_LEFT = _LABELS + 22
_RIGHT = WIDTH - 26
_TITLE = "The roads not taken"
_REACHED = element("circle", r=9, fill="paper", stroke="main", stroke_width=3) + element("circle", r=4, fill="main")
_ONWARD = element("path", d="M0 -10L14 0L0 10Z", fill="lane")
_CAP = element("line", y1=-10, y2=10, stroke="ink", stroke_width=3)
_UNSURE = element("rect", x=-2.5, y=-10, width=5, height=20, fill="paper", stroke="ink", stroke_width=1.5)


def endings_chart(debrief: Debrief) -> Chart | None:
    """The picture of the debrief; None where nobody has looked at what was possible."""
    lanes = ending_lanes(debrief)
    if not lanes:
        return None
    time = Axis(debrief, _LEFT, _RIGHT)
    body, height = _drawn(debrief, lanes, time)
    description = _told(debrief, lanes)
    return Chart(
        key="endings",
        title=_TITLE,
        caption=_caption(debrief),
        description=description,
        svg=picture("endings", _TITLE, description, height, body),
        header=("Decision", "Taken", "Closed by it", "Endings still possible", "Turning point"),
        rows=_rows(debrief, lanes),
    )


def _drawn(debrief: Debrief, lanes: Sequence[EndingLane], time: Axis) -> tuple[list[Markup], float]:
    flags, top = time.flags(0)
    top = max(top, 22)
    groups = [list(group) for _, group in groupby(lanes, key=lambda lane: lane.option.rank)]
    under: list[Markup] = []
    over: list[Markup] = []
    y = top
    for place, group in enumerate(groups):
        if place:
            under.append(element("line", x1=0, x2=WIDTH, y1=y, y2=y, stroke="grid"))
        y += 4
        for lane in group:
            found = lines(lane.option.title, _LABELS, bold=lane.option.reached)
            height = max(32, CAPTION * len(found) + 13)
            middle = y + height / 2
            weight = "600" if lane.option.reached else "400"
            first = middle - CAPTION * len(found) / 2 + 12
            over += [text(0, first + CAPTION * row, line, font_weight=weight) for row, line in enumerate(found)]
            over += _marks(lane, time, middle)
            y += height
        y += 4
    if len(groups) > 1:
        over.append(text(0, top - 8, "Best for civilians", size=SMALL, fill="muted"))
        over.append(text(0, y + 17, "Worst for civilians", size=SMALL, fill="muted"))
    grid, lower = time.axis(top, y)
    keys, below = legend(_keys(debrief, lanes), 0, lower + 10)
    return [*under, *grid, *time.verticals(top, y), *over, *flags, *keys], lower + 10 + below


def _marks(lane: EndingLane, time: Axis, y: float) -> list[Markup]:
    x = time.x(lane.closed or max(lane.last, 0))
    report = [] if lane.sure else [_doubt(x, time.x(min(lane.known, len(time.debrief.reviews))), y)]
    if lane.last < 0:
        return [*report, plated(_LEFT + 5, y + 4.5, _fate(lane), fill="muted", font_style="italic")]
    road = [*report, _stretch(time.x(0), x, y, strong=lane.option.reached)]
    if lane.option.reached:
        return [*road, placed(x, y, _REACHED)]
    if lane.closed:
        return [*road, placed(x, y, _CAP if lane.sure else _UNSURE), plated(x + 7, y + 4.5, str(lane.closed))]
    return [*road, placed(x, y, _ONWARD)]


def _stretch(start: float, end: float, y: float, *, strong: bool = False) -> Markup:
    tone = "main" if strong else "lane"
    return element("line", x1=start, x2=end, y1=y, y2=y, stroke=tone, stroke_width=10)


def _doubt(start: float, end: float, y: float) -> Markup:
    return element("line", x1=start, x2=end, y1=y, y2=y, stroke="lane", stroke_width=2, stroke_dasharray="5 4")


def _keys(debrief: Debrief, lanes: Sequence[EndingLane]) -> list[Item]:
    """Only of signs that the picture bears."""
    closed = [lane for lane in lanes if lane.closed]
    keys = [Item(_stretch(-13, 13, 0), "still possible")]
    if any(lane.sure for lane in closed):
        keys.append(Item(_CAP, "closed by the decision of this number"))
    if any(not lane.sure for lane in closed):
        keys.append(Item(_UNSURE, "not met after the decision of this number"))
    if any(not lane.sure for lane in lanes):
        keys.append(Item(_doubt(-13, 13, 0), "not met in random plays: in doubt"))
    if any(lane.option.reached for lane in lanes):
        keys.append(Item(_REACHED, "reached"))
    if any(not lane.closed and not lane.option.reached and lane.last >= 0 for lane in lanes):
        keys.append(Item(placed(-6, 0, _ONWARD), "open at the end"))
    return [*keys, *turning_keys(debrief)]


def _caption(debrief: Debrief) -> str:
    told = "Each lane runs as long as its ending could still be reached, and stops at the decision that closed it."
    fewest, most = fewest_and_most_plays(debrief)
    if not most:
        return told
    many = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    return (
        f"{told} Not exact: this was found by {many} random plays from each state. Along a thin dashed line they did not "
        "meet the ending, which may have been possible all the same."
    )


def _told(debrief: Debrief, lanes: Sequence[EndingLane]) -> str:
    turning = {point.number for point in debrief.turning_points}
    ends = []
    for lane in lanes:
        point = ", a turning point" if lane.closed in turning else ""
        ends.append(f"{lane.option.title}: {_fate(lane)}{point}")
    count = plural(len(debrief.reviews), "decision")
    return f"{plural(len(lanes), 'ending')} over {count}, best for civilians first. {'; '.join(ends)}."


def _fate(lane: EndingLane) -> str:
    if lane.option.reached:
        return "reached"
    if lane.last < 0:
        return "not possible from the start" if lane.sure else "not met in any random play"
    if lane.closed:
        return f"closed by decision {lane.closed}" if lane.sure else f"not met any more after decision {lane.closed}"
    return "open at the end"


def _rows(debrief: Debrief, lanes: Sequence[EndingLane]) -> tuple[tuple[str, ...], ...]:
    plays = [outlook.plays for outlook in outlooks(debrief)]

    def standing(state: int) -> str:
        count = str(sum(lane.last >= state for lane in lanes))
        return f"{count} met in {plays[state]} random plays" if plays[state] else count

    told = [("Start", "", _titles([lane for lane in lanes if lane.last < 0]), standing(0), "")]
    for review in debrief.reviews:
        closed = _titles([lane for lane in lanes if lane.closed == review.number])
        turn = f"yes, by {review.turning.by}" if review.turning else "no"
        told.append((str(review.number), review.label, closed, standing(review.number), turn))
    if reached := [lane for lane in lanes if lane.option.reached]:
        told.append(("Reached", _titles(reached), "", "", ""))
    return tuple(told)


def _titles(lanes: Sequence[EndingLane]) -> str:
    return "; ".join(lane.option.title for lane in lanes) or "none"
