"""A slide: what there is to see at once, and how it is cut into pages that a window can show whole.

No text is ever cut off: what does not fit a page stands on the next one. Where there is room, letters are large.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from textual.content import Content

from crisisengine.tui.projector.letters import big
from crisisengine.tui.typesetting import Lay, broken, lines, says

__all__ = ["Slide", "lines_of", "pages_of"]

LONGEST_LINE = 124
"""Cells; a longer line cannot be followed from a chair."""
ROOMY = 30
"""Lines from which on there is room for large letters."""
VAST = 48
"""Lines from which on they are twice as large."""
MARGIN = 3
LEAST_BODY = 4
"""Lines of a page that are left to what stands below the title, or the title is small."""


def _nothing(_width: int) -> Content:
    return Content("")


@frozen(kw_only=True, eq=False)
class Slide:
    """One thing to see."""

    over: str = ""
    """What kind of thing it is, above its title: `First vote`."""
    title: str = ""
    figure: str = ""
    """What is read from the last row, in the largest letters there is room for: a time, a code."""
    body: Lay = _nothing
    """What is below."""
    foot: str = ""
    """What stands at the foot of each page."""
    dense: bool = False
    """Whether blank lines give way before a second page begins: a list is best seen whole."""


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
    margin = max(MARGIN, width // 16)
    across = max(width - 2 * margin, 8)
    room = min(across, LONGEST_LINE)
    foot = [Content(""), *broken(says(slide.foot, "bold"), room)] if slide.foot else []
    head = _head(slide, across, height)
    if len(head) + len(foot) > height - LEAST_BODY:
        head = [*broken(says(slide.title, "bold $accent"), room), Content("")]
    left = max(height - len(head) - len(foot), 1)
    pages = []
    for body in _cut(_spaced(slide, lines_of(slide.body(room)), left), left) or [[]]:
        rows = [*head, *body]
        if foot:
            rows += [Content("")] * (height - len(rows) - len(foot)) + foot
        pages.append(lines(" " * margin + row if row.plain else row for row in rows))
    return pages


def _spaced(slide: Slide, body: list[Content], height: int) -> list[Content]:
    """As it is set; without blank lines, where a list then stays whole."""
    tight = [row for row in body if row.plain.strip()]
    if slide.dense and len(body) > height >= len(tight):
        return tight
    return body


def _head(slide: Slide, across: int, height: int) -> list[Content]:
    """What stands on every page: the kind, the title, and the figure beside it where there is room."""
    figure = _drawn(slide.figure, across, height) or big(slide.figure, across) or [slide.figure] * bool(slide.figure)
    wide = max((len(row) for row in figure), default=-4)
    beside = across - wide - 4 if across - wide - 4 >= across // 2 else across
    left = broken(says(slide.over, "$quiet"), beside) if slide.over else []
    if slide.title:
        drawn = _drawn(slide.title, beside, height)
        left += [Content("")] * bool(drawn and left and height >= VAST)
        left += [says(row, "$accent") for row in drawn] or broken(says(slide.title, "bold $accent"), beside)
    right = [says(row, "bold") for row in figure]
    if beside == across:
        parts = [part for part in (left, right) if part]
        return [row for part in parts for row in (*part, Content(""))]
    left += [Content("")] * (len(right) - len(left))
    right += [Content("")] * (len(left) - len(right))
    rows = [text + " " * (across - wide - text.cell_length) + mark for text, mark in zip(left, right, strict=True)]
    return [*rows, Content("")]


def _drawn(text: str, width: int, height: int) -> list[str]:
    """In large letters, as far as the window has room for them."""
    if height < ROOMY:
        return []
    return (big(text, width, larger=True) if height >= VAST else []) or big(text, width)


def _cut(rows: Sequence[Content], height: int) -> list[list[Content]]:
    """In pages, between paragraphs where that leaves no page half empty."""
    pages: list[list[Content]] = []
    rest = list(rows)
    while rest:
        while rest and not rest[0].plain.strip():
            del rest[0]
        end = len(rest)
        if end > height:
            end = next((at for at in range(height, height // 2, -1) if not rest[at].plain.strip()), height)
        pages.append(rest[:end])
        rest = rest[end:]
    return [page for page in pages if page]
