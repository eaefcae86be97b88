"""Bars, one to a row; for a single run and for a whole cohort."""

from __future__ import annotations

from attrs import frozen

from crisisengine.reports.charts.svg import CAPTION, WIDTH, element, lines, text
from crisisengine.reports.markup import Markup

__all__ = ["Bar", "Drawing", "bars"]

_LABELS = 240
_NOTES = 134
_LEFT = _LABELS + 16
_ROOM = WIDTH - _LEFT - _NOTES


@frozen
class Drawing:
    """Marks that start at y = 0, and their height."""

    body: tuple[Markup, ...]
    height: float


@frozen
class Bar:
    """A row: a label, a bar, and the same in words."""

    label: str
    share: float
    """Of the full width, between 0 and 1."""
    note: str
    group: str = ""
    """The heading it stands under; rows of one group follow each other."""
    beyond: float = 0
    """The share of an outlined bar behind it: what there could have been."""
    strong: bool = False
    hollow: bool = False
    """Outlined and dashed: not of the same kind as the others."""


def bars(rows: tuple[Bar, ...]) -> Drawing:
    """Horizontal bars with their labels to the left and their values, in words, to the right."""
    body: list[Markup] = []
    y = 0.0
    group = ""
    for row in rows:
        if row.group != group:
            y += 10 if body else 0
            body.append(text(0, y + 14, row.group, fill="muted", font_weight="600"))
            y += 24
            group = row.group
        label, height = _label(row.label, y, strong=row.strong)
        body += label
        middle = y + height / 2
        tone = "main" if row.strong else "lane"
        if row.beyond:
            body.append(_bar(row.beyond, middle, 16, fill="soft", stroke=tone))
        if row.hollow:
            body.append(_bar(row.share, middle, 10, fill="paper", stroke="muted", stroke_dasharray="4 3"))
        elif row.share:
            body.append(_bar(row.share, middle, 8 if row.beyond else 16, fill=tone))
        end = _LEFT + _ROOM * max(row.share, row.beyond)
        body.append(text(end + 8, middle + 4.5, row.note, font_weight="600" if row.strong else "400"))
        y += height
    axis = element("line", x1=_LEFT, x2=_LEFT, y1=0, y2=y, stroke="muted", stroke_width=1)
    return Drawing((*body, axis), y)


def _label(label: str, y: float, *, strong: bool) -> tuple[list[Markup], float]:
    """A row's label, and the height of the row, which it decides."""
    found = lines(label, _LABELS, bold=strong)
    weight = "600" if strong else "400"
    drawn = [
        text(_LABELS, y + 18 + CAPTION * place, line, font_weight=weight, text_anchor="end")
        for place, line in enumerate(found)
    ]
    return drawn, 12 + CAPTION * len(found)


def _bar(share: float, middle: float, height: float, **look: str | float) -> Markup:
    return element("rect", x=_LEFT, y=middle - height / 2, width=max(1, _ROOM * share), height=height, **look)
