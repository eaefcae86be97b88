"""The indicators over a run, as small pictures of the same shape: what moved when is seen by comparing them."""

from __future__ import annotations

from attrs import frozen

from crisisengine.debriefing.model import Debrief, Trajectory
from crisisengine.reports.charts.axis import Axis
from crisisengine.reports.charts.svg import (
    CAPTION,
    SMALL,
    WIDTH,
    Chart,
    Item,
    breadth,
    element,
    legend,
    lines,
    number,
    picture,
    text,
)
from crisisengine.reports.markup import Markup
from crisisengine.text.english import plural

__all__ = ["fields", "indicators_chart"]

_GAP = 30
_PLOT = 52
"""The height of the field of one picture."""
_RUNGS = 6
_MOST = 12
"""More than these are read neither on a slide nor on a sheet; then those that never moved stand in the table alone."""
_TITLE = "The indicators, decision by decision"


@frozen
class _Frame:
    """One picture's left edge, top and breadth."""

    x: float
    y: float
    width: float


def indicators_chart(debrief: Debrief) -> Chart | None:
    """Every indicator over the whole run; None where there is none, or nothing was decided."""
    if not debrief.trajectories or not debrief.reviews:
        return None
    shown = debrief.trajectories
    if len(shown) > _MOST:
        shown = tuple(trajectory for trajectory in shown if len(set(trajectory.values)) > 1)[: 2 * _MOST]
    if not shown:
        return None
    body, height = fields(debrief, shown)
    described = [_told(trajectory) for trajectory in debrief.trajectories]
    count = plural(len(debrief.reviews), "decision")
    description = f"{plural(len(debrief.trajectories), 'indicator')} over {count}. {' '.join(described)}"
    turning = _turning(debrief)
    left_out = len(debrief.trajectories) - len(shown)
    caption = "From the start on the left to the last decision on the right."
    if left_out:
        caption += f" {left_out} more stand in the table only."
    header = ("Indicator", "Range", "Better", "At the start", "Changes: after decision", "At the end")
    rows = [
        (
            trajectory.label,
            _span(trajectory),
            _better(trajectory),
            trajectory.words[0],
            _changes(trajectory),
            trajectory.words[-1],
        )
        for trajectory in debrief.trajectories
    ]
    if turning:
        rows.append(("Turning points", "", "", "", turning, ""))
    svg = picture("indicators", _TITLE, description, height, body)
    return Chart("indicators", _TITLE, caption, description, svg, header, tuple(rows))


def fields(debrief: Debrief, shown: tuple[Trajectory, ...]) -> tuple[list[Markup], float]:
    """Some lines over the run, a field each, and how tall they are together."""
    columns = 1 if len(shown) == 1 else 2 if len(shown) <= 4 else 3
    width = (WIDTH - _GAP * (columns - 1)) / columns
    body: list[Markup] = []
    y = 0.0
    for first in range(0, len(shown), columns):
        row = shown[first : first + columns]
        heads = [lines(trajectory.label, width, most=3, bold=True) for trajectory in row]
        tallest = max(map(len, heads))
        notes = any(_note(trajectory) for trajectory in row)
        top = y + CAPTION * (tallest + notes) + 12
        deepest = 0.0
        for place, (trajectory, head) in enumerate(zip(row, heads, strict=True)):
            x = place * (width + _GAP)
            # Headings of one line stand close to their field, not to the row above.
            over = top - 12 - CAPTION * (len(head) + notes) + 12
            body += [text(x, over + CAPTION * at, line, font_weight="600") for at, line in enumerate(head)]
            if note := _note(trajectory):
                body.append(text(x, over + CAPTION * len(head), note, size=SMALL, fill="muted"))
            marks, depth = _field(debrief, trajectory, _Frame(x, top, width))
            body += marks
            deepest = max(deepest, depth)
        y = top + deepest + 18
    dotted = element("line", x1=0, x2=0, y1=-9, y2=9, stroke="turn", stroke_dasharray="2 3")
    meaning = "turning point, with the number of the decision"
    keys, below = legend([Item(dotted, meaning)] if debrief.turning_points else [], 0, y - 4)
    return [*body, *keys], y - 4 + below


def _field(debrief: Debrief, trajectory: Trajectory, place: _Frame) -> tuple[list[Markup], float]:
    """The rungs, the steps and the first and last word, and how deep it all is."""
    time = Axis(debrief, place.x + 5, place.x + place.width - 6)
    reach = max(1, trajectory.high - trajectory.low)
    bottom = place.y + _PLOT

    def height(value: int) -> float:
        return bottom - _PLOT * (value - trajectory.low) / reach

    # Of a long ladder only the ends and the middle: lines that touch each other are read by nobody.
    rungs = range(
        trajectory.low, trajectory.high + 1, 1 if reach <= _RUNGS else reach // 2 if reach % 2 == 0 else reach
    )
    drawn = [
        element("line", x1=place.x, x2=place.x + place.width, y1=height(rung), y2=height(rung), stroke="grid")
        for rung in rungs
    ]
    depth = float(_PLOT)
    if debrief.turning_points:
        depth += 16
        end = place.x - 99
        for point in debrief.turning_points:
            x = time.x(point.number)
            drawn.append(element("line", x1=x, x2=x, y1=place.y, y2=bottom + 4, stroke="turn", stroke_dasharray="2 3"))
            half = breadth(str(point.number), SMALL) / 2
            if x - half >= end + 3:  # else it would run into its neighbour's
                drawn.append(text(x, bottom + 16, str(point.number), size=SMALL, fill="turn", text_anchor="middle"))
                end = x + half
    path = f"M{number(time.x(0))} {number(height(trajectory.values[0]))}"
    for state, value in enumerate(trajectory.values[1:], start=1):
        path += f"H{number(time.x(state))}"
        if value != trajectory.values[state - 1]:
            path += f"V{number(height(value))}"
    drawn.append(element("path", d=path, fill="none", stroke="main", stroke_width=2.5, stroke_linejoin="round"))
    last = len(trajectory.values) - 1
    drawn.append(element("circle", cx=time.x(last), cy=height(trajectory.values[-1]), r=4, fill="main"))
    words, below = _ends(trajectory, place, place.y + depth)
    return [*drawn, *words], depth + below


def _ends(trajectory: Trajectory, place: _Frame, y: float) -> tuple[list[Markup], float]:
    """Where it began and where it ended, in words under both ends of the line."""
    if len(set(trajectory.values)) == 1:
        steady = _fitting(f"{trajectory.words[0]} throughout", place)
        drawn = [text(place.x, y + 15 + CAPTION * row, line, size=SMALL) for row, line in enumerate(steady)]
        return drawn, CAPTION * len(steady) + 2
    first, last = _fitting(trajectory.words[0], place), _fitting(trajectory.words[-1], place)
    together = len(first) == len(last) == 1 and breadth(first[0] + last[0], SMALL) + 20 <= place.width
    lower = 0 if together else CAPTION * len(first)
    ends = [text(place.x, y + 15 + CAPTION * row, line, size=SMALL) for row, line in enumerate(first)]
    ends += [
        text(
            place.x + place.width,
            y + 15 + lower + CAPTION * row,
            line,
            size=SMALL,
            font_weight="600",
            text_anchor="end",
        )
        for row, line in enumerate(last)
    ]
    return ends, lower + CAPTION * len(last) + 2


def _fitting(word: str, place: _Frame) -> tuple[str, ...]:
    return lines(word, place.width, size=SMALL, most=2, bold=True)


def _note(trajectory: Trajectory) -> str:
    """What its field spans, and which way is better."""
    direction = f"better {_better(trajectory)}" if _better(trajectory) else ""
    return ", ".join(part for part in (_span(trajectory), direction) if part)


def _span(trajectory: Trajectory) -> str:
    if trajectory.sort == "number":
        return f"{trajectory.low} to {trajectory.high}"
    return "no or yes" if trajectory.sort == "truth" else ""


def _better(trajectory: Trajectory) -> str:
    return {"high": "up", "low": "down"}.get(trajectory.better, "")


def _changes(trajectory: Trajectory) -> str:
    moved = [
        f"{state}: {trajectory.words[state]}"
        for state in range(1, len(trajectory.values))
        if trajectory.values[state] != trajectory.values[state - 1]
    ]
    return "; ".join(moved) or "none"


def _told(trajectory: Trajectory) -> str:
    if len(set(trajectory.values)) == 1:
        return f"{trajectory.label}: {trajectory.words[0]} throughout."
    note = f", better {_better(trajectory)}" if _better(trajectory) else ""
    return f"{trajectory.label}{note}: from {trajectory.words[0]} to {trajectory.words[-1]}."


def _turning(debrief: Debrief) -> str:
    return "; ".join(str(point.number) for point in debrief.turning_points)
