"""The indicators over a run, as small pictures of the same shape: what moved when is seen by comparing them."""

from __future__ import annotations

from attrs import frozen

from crisisengine.debriefing.model import Course, Debrief
from crisisengine.diagnostics import plural
from crisisengine.reports.charts.axis import Timeline
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

__all__ = ["courses"]

_GAP = 30
_PLOT = 52
"""The height of the field of one picture."""
_RUNGS = 6
_MOST = 12
"""More than these are read neither on a slide nor on a sheet; then those that never moved stand in the table alone."""
_TITLE = "The indicators, decision by decision"


@frozen
class _Place:
    """One picture's left edge, top and breadth."""

    x: float
    y: float
    width: float


def courses(one: Debrief) -> Chart | None:
    """Every indicator over the whole run; None where there is none, or nothing was decided."""
    if not one.courses or not one.moments:
        return None
    shown = one.courses
    if len(shown) > _MOST:
        shown = tuple(course for course in shown if len(set(course.values)) > 1)[: 2 * _MOST]
    if not shown:
        return None
    body, height = _drawn(one, shown)
    described = [_told(course) for course in one.courses]
    count = plural(len(one.moments), "decision")
    description = f"{plural(len(one.courses), 'indicator')} over {count}. {' '.join(described)}"
    turning = _turning(one)
    left_out = len(one.courses) - len(shown)
    caption = "From the start on the left to the last decision on the right."
    if left_out:
        caption += f" {left_out} more stand in the table only."
    header = ("Indicator", "Range", "Better", "At the start", "Changes: after decision", "At the end")
    rows = [
        (course.label, _span(course), _better(course), course.words[0], _changes(course), course.words[-1])
        for course in one.courses
    ]
    if turning:
        rows.append(("Turning points", "", "", "", turning, ""))
    svg = picture("courses", _TITLE, description, height, body)
    return Chart("courses", _TITLE, caption, description, svg, header, tuple(rows))


def _drawn(one: Debrief, shown: tuple[Course, ...]) -> tuple[list[str], float]:
    columns = 1 if len(shown) == 1 else 2 if len(shown) <= 4 else 3
    width = (WIDTH - _GAP * (columns - 1)) / columns
    body: list[str] = []
    y = 0.0
    for first in range(0, len(shown), columns):
        row = shown[first : first + columns]
        heads = [lines(course.label, width, most=3, bold=True) for course in row]
        tallest = max(map(len, heads))
        notes = any(_note(course) for course in row)
        top = y + CAPTION * (tallest + notes) + 12
        deepest = 0.0
        for place, (course, head) in enumerate(zip(row, heads, strict=True)):
            x = place * (width + _GAP)
            # Headings of one line stand close to their field, not to the row above.
            over = top - 12 - CAPTION * (len(head) + notes) + 12
            body += [text(x, over + CAPTION * at, line, font_weight="600") for at, line in enumerate(head)]
            if note := _note(course):
                body.append(text(x, over + CAPTION * len(head), note, size=SMALL, fill="muted"))
            marks, depth = _field(one, course, _Place(x, top, width))
            body += marks
            deepest = max(deepest, depth)
        y = top + deepest + 18
    dotted = element("line", x1=0, x2=0, y1=-9, y2=9, stroke="turn", stroke_dasharray="2 3")
    meaning = "turning point, with the number of the decision"
    keys, below = legend([Item(dotted, meaning)] if one.turning_points else [], 0, y - 4)
    return [*body, *keys], y - 4 + below


def _field(one: Debrief, course: Course, place: _Place) -> tuple[list[str], float]:
    """The rungs, the steps and the first and last word, and how deep it all is."""
    time = Timeline(one, place.x + 5, place.x + place.width - 6)
    reach = max(1, course.high - course.low)
    bottom = place.y + _PLOT

    def height(value: int) -> float:
        return bottom - _PLOT * (value - course.low) / reach

    # Of a long ladder only the ends and the middle: lines that touch each other are read by nobody.
    rungs = range(course.low, course.high + 1, 1 if reach <= _RUNGS else reach // 2 if reach % 2 == 0 else reach)
    drawn = [
        element("line", x1=place.x, x2=place.x + place.width, y1=height(rung), y2=height(rung), stroke="grid")
        for rung in rungs
    ]
    depth = float(_PLOT)
    if one.turning_points:
        depth += 16
        end = place.x - 99
        for point in one.turning_points:
            x = time.x(point.number)
            drawn.append(element("line", x1=x, x2=x, y1=place.y, y2=bottom + 4, stroke="turn", stroke_dasharray="2 3"))
            half = breadth(str(point.number), SMALL) / 2
            if x - half >= end + 3:  # else it would run into its neighbour's
                drawn.append(text(x, bottom + 16, str(point.number), size=SMALL, fill="turn", text_anchor="middle"))
                end = x + half
    path = f"M{number(time.x(0))} {number(height(course.values[0]))}"
    for state, value in enumerate(course.values[1:], start=1):
        path += f"H{number(time.x(state))}"
        if value != course.values[state - 1]:
            path += f"V{number(height(value))}"
    drawn.append(element("path", d=path, fill="none", stroke="main", stroke_width=2.5, stroke_linejoin="round"))
    last = len(course.values) - 1
    drawn.append(element("circle", cx=time.x(last), cy=height(course.values[-1]), r=4, fill="main"))
    words, below = _ends(course, place, place.y + depth)
    return [*drawn, *words], depth + below


def _ends(course: Course, place: _Place, y: float) -> tuple[list[str], float]:
    """Where it began and where it ended, in words under both ends of the line."""
    if len(set(course.values)) == 1:
        steady = _fitting(f"{course.words[0]} throughout", place)
        drawn = [text(place.x, y + 15 + CAPTION * row, line, size=SMALL) for row, line in enumerate(steady)]
        return drawn, CAPTION * len(steady) + 2
    first, last = _fitting(course.words[0], place), _fitting(course.words[-1], place)
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


def _fitting(word: str, place: _Place) -> tuple[str, ...]:
    return lines(word, place.width, size=SMALL, most=2, bold=True)


def _note(course: Course) -> str:
    """What its field spans, and which way is better."""
    direction = f"better {_better(course)}" if _better(course) else ""
    return ", ".join(part for part in (_span(course), direction) if part)


def _span(course: Course) -> str:
    if course.sort == "number":
        return f"{course.low} to {course.high}"
    return "no or yes" if course.sort == "truth" else ""


def _better(course: Course) -> str:
    return {"high": "up", "low": "down"}.get(course.better, "")


def _changes(course: Course) -> str:
    moved = [
        f"{state}: {course.words[state]}"
        for state in range(1, len(course.values))
        if course.values[state] != course.values[state - 1]
    ]
    return "; ".join(moved) or "none"


def _told(course: Course) -> str:
    if len(set(course.values)) == 1:
        return f"{course.label}: {course.words[0]} throughout."
    note = f", better {_better(course)}" if _better(course) else ""
    return f"{course.label}{note}: from {course.words[0]} to {course.words[-1]}."


def _turning(one: Debrief) -> str:
    return "; ".join(str(point.number) for point in one.turning_points)
