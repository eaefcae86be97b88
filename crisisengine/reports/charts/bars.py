"""Bars: one to a row, or one row divided into shares; for a single run and for a whole cohort."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from crisisengine.reports.charts.svg import CAPTION, SMALL, WIDTH, Item, element, legend, lines, text
from crisisengine.text.plain import percent

__all__ = ["Bar", "Drawing", "Stack", "bars", "stacked_shares"]

_LABELS = 240
_NOTES = 134
_LEFT = _LABELS + 16
_ROOM = WIDTH - _LEFT - _NOTES

_LOOKS = (("main", "paper", ""), ("soft", "ink", "lane"), ("lane", "paper", ""), ("paper", "ink", "main"))
"""(fill, text, edge) of the first, second, ... part of a stack: neighbours differ in lightness, not in hue alone."""


@frozen
class Drawing:
    """Marks that start at y = 0, and their height."""

    body: tuple[str, ...]
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


@frozen
class Stack:
    """A row divided into parts."""

    label: str
    shares: tuple[float, ...]
    """In the order of the names; together at most 1."""
    note: str = ""


def bars(rows: tuple[Bar, ...]) -> Drawing:
    """Horizontal bars with their labels to the left and their values, in words, to the right."""
    body: list[str] = []
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


def stacked_shares(names: tuple[str, ...], rows: tuple[Stack, ...]) -> Drawing:
    """Rows of the same width divided into shares, each with its percentage written in it where it fits."""
    keys = [
        Item(element("rect", x=-11, y=-7, width=22, height=14, **_look(place)), name)
        for place, name in enumerate(names)
    ]
    body, y = legend(keys, 0, 0)
    y += 8
    for row in rows:
        label, height = _label(row.label, y, strong=False)
        body += label
        middle = y + height / 2
        left = float(_LEFT)
        for place, share in enumerate(row.shares):
            width = _ROOM * share
            if width:
                body.append(element("rect", x=left, y=middle - 9, width=width, height=18, **_look(place)))
            if width >= 36:
                fill = _LOOKS[place % len(_LOOKS)][1]
                body.append(
                    text(left + width / 2, middle + 4.5, percent(share), size=SMALL, fill=fill, text_anchor="middle")
                )
            left += width
        body.append(text(_LEFT + _ROOM + 8, middle + 4.5, row.note))
        y += height
    return Drawing(tuple(body), y)


def _look(place: int) -> dict[str, str | float]:
    fill, _, edge = _LOOKS[place % len(_LOOKS)]
    return {"fill": fill, "stroke": edge or fill, "stroke_width": 1}


def _label(label: str, y: float, *, strong: bool) -> tuple[list[str], float]:
    """A row's label, and the height of the row, which it decides."""
    found = lines(label, _LABELS, bold=strong)
    look: dict[str, Any] = {"font_weight": "600" if strong else "400", "text_anchor": "end"}
    drawn = [text(_LABELS, y + 18 + CAPTION * place, line, **look) for place, line in enumerate(found)]
    return drawn, 12 + CAPTION * len(found)


def _bar(share: float, middle: float, height: float, **look: str | float) -> str:
    return element("rect", x=_LEFT, y=middle - height / 2, width=max(1, _ROOM * share), height=height, **look)
