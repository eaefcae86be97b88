"""A slide: what there is to see at once, and how it is cut into pages that a window can show whole.

No text is ever cut off: what does not fit a page stands on the next one.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from textual.content import Content

from crisisengine.tui.projector.letters import big
from crisisengine.tui.typesetting import Lay, broken, lines, says

__all__ = ["Slide", "lines_of", "pages_of"]

LONGEST_LINE = 112
"""Cells; a longer line of prose cannot be followed from a chair."""
ROOMY = 30
"""Lines from which on there is room for large letters."""
VAST = 48
"""Lines from which on they are twice as large."""
MARGIN = 3


@frozen(kw_only=True, eq=False)
class Slide:
    """One thing to see."""

    over: str = ""
    """What kind of thing it is, above its title: `First vote`."""
    title: str = ""
    figure: str = ""
    """What is read from the last row, in the largest letters there is room for: a time, a code."""
    body: Lay = lambda _width: Content("")  # nothing below
    """What is below."""
    dense: bool = False
    """Whether blank lines give way before a second page begins: a list is best seen whole."""
    foot: str = ""
    """What stands at the foot of each page."""


def lines_of(content: Content) -> list[Content]:
    """Its lines; none where it is empty."""
    return list(content.split("\n", allow_blank=True)) if content.plain else []


def pages_of(slide: Slide, width: int, height: int) -> list[Content]:
    """The slide's pages for a window, one at least, each with so many lines at most.

    Args:
        slide: what there is to see.
        width: cells, margins included.
        height: lines.
    """
    room = max(min(width - 2 * MARGIN, LONGEST_LINE if width < 2 * LONGEST_LINE else width), 8)
    foot = [Content(""), *broken(says(slide.foot, "bold"), room)] if slide.foot else []
    head = _head(slide, width - 2 * MARGIN, height)
    if len(head) + len(foot) > height - 4:  # too small a window for large letters
        head = _head(slide, width - 2 * MARGIN, 0)
    left = max(height - len(head) - len(foot), 1)
    body = lines_of(slide.body(room))
    if slide.dense and len(body) > left >= len(tight := [row for row in body if row.plain.strip()]):
        body = tight
    pages = []
    for part in _cut(body, left) or [[]]:
        rows = [*head, *part]
        if foot:
            rows += [Content("")] * (height - len(rows) - len(foot)) + foot
        pages.append(lines(_indented(rows, width, room)))
    return pages


def _indented(rows: Sequence[Content], width: int, room: int) -> list[Content]:
    margin = " " * max((width - room) // 2 if width > LONGEST_LINE + 2 * MARGIN else MARGIN, 0)
    margin = margin if len(margin) < width // 4 else " " * (width // 8)
    return [margin + row if row.plain else row for row in rows]


def _head(slide: Slide, width: int, height: int) -> list[Content]:
    """What stands on every page: the kind, the title, and the figure beside it where there is room."""
    figure = big(slide.figure, width, larger=height >= VAST) if height >= ROOMY or slide.figure else []
    figure = figure or big(slide.figure, width)
    across = max((len(row) for row in figure), default=0)
    beside = width - across - 4 if across else width
    if beside < width // 2:
        beside = width
    left: list[Content] = []
    if slide.over:
        left += [says(slide.over, "$quiet")]
    if slide.title:
        drawn = big(slide.title, beside) if height >= ROOMY else []
        left += [says(row, "$accent") for row in drawn] or broken(says(slide.title, "bold $accent"), beside)
    if not figure:
        return [*left, Content("")] if left else []
    shown = [says(row, "bold") for row in figure]
    if beside == width:
        return [*left, Content(""), *shown, Content("")]
    rows = []
    for number in range(max(len(left), len(shown))):
        text = left[number] if number < len(left) else Content("")
        mark = shown[number] if number < len(shown) else Content("")
        rows.append(text + " " * (width - across - text.cell_length) + mark if mark.plain.strip() else text)
    return [*rows, Content("")]


def _cut(rows: Sequence[Content], height: int) -> list[list[Content]]:
    """In pages, between paragraphs where that leaves no page half empty."""
    pages: list[list[Content]] = []
    rows = list(rows)
    while rows:
        while rows and not rows[0].plain.strip():
            del rows[0]
        if len(rows) <= height:
            pages.append(rows)
            break
        blank = next((at for at in range(height, height // 2, -1) if not rows[at].plain.strip()), height)
        pages.append(rows[:blank])
        rows = rows[blank:]
    return [page for page in pages if page]
