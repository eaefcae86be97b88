"""Setting text for a width: the one way anything in this interface reaches the screen.

A `Sheet` is a function from a width to a `Content`, so a resize sets the text anew and one widget can hold what would
otherwise be twenty. Texts enter as `Content(text)`, which interprets nothing: a `[/]` in a scenario stays a `[/]`.
Style names are the `$variables` of `themes`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

from crisisengine.text.wrapping import wrapped

__all__ = [
    "Lay",
    "Sheet",
    "between",
    "broken",
    "columns",
    "cut",
    "flow",
    "followed",
    "hang",
    "leaders",
    "lines",
    "rule",
    "says",
    "unsteady",
]

Lay = Callable[[int], Content]
"""What a thing looks like at a width."""

MARKS = {"Mn", "Mc", "Me", "Cf"}
"""Categories of signs without a place of their own."""
SPACED = re.compile("[\0-\u0dff\u2000-\u2e7f]*")
"""All but the writings that need not have a blank between two words: from Thai to Khmer, and those of East Asia.

Said of the others, since Python takes milliseconds to make a table of those.
"""
NARROWEST = 4
"""Text is never squeezed into fewer cells; the screen then asks for a larger window."""


class Sheet(Visual):
    """Text that is set for whatever width it gets, and set once for each."""

    def __init__(self, lay: Lay) -> None:
        self._lay = lay
        self._width = -1
        self._content = Content("")

    def at(self, width: int) -> Content:
        """The text as set for this width."""
        if width != self._width:
            self._content, self._width = self._lay(max(width, NARROWEST)), width
        return self._content

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """The painted lines."""
        return self.at(width).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002  # Textual's signature
        """As wide as may be."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002  # Textual's signature
        """How many lines there are at this width."""
        plain = self.at(width).plain
        return plain.count("\n") + 1 if plain else 0


def says(text: str, style: str | Style = "") -> Content:
    """Text as text, in a style."""
    content = Content(text)
    return content.stylize(style) if style and text else content


def lines(parts: Iterable[Content]) -> Content:
    """One under the other."""
    return Content("\n").join(parts)


def unsteady(text: str) -> bool:
    """Whether terminals disagree on its width: it has marks that stand on other letters, as Khmer and some signs do.

    Nothing that must be in line stands to the right of such a text.
    """
    return not text.isascii() and any(unicodedata.category(char) in MARKS for char in text)


def broken(text: Content, width: int) -> list[Content]:
    """Lines of a width; where words have no blanks between them, they are broken where their writing allows it."""
    plain = text.plain
    if plain.isascii() or SPACED.fullmatch(plain):
        return text.wrap(width)
    out: list[Content] = []
    start = 0
    for line in plain.split("\n"):
        place = start
        for row in wrapped(line, width).split("\n"):
            found = plain.find(row.strip(), place)
            place = found + len(row.strip())
            out += text[found:place].wrap(width) or [Content("")]
        start += len(line) + 1
    return out


def hang(text: Content, width: int, first: Content | str = "", rest: str | Content | None = None) -> list[Content]:
    """Wrap behind a first prefix and hang the following lines under the text, or behind a prefix of their own."""
    lead = first if isinstance(first, Content) else Content(first)
    follow = Content(" " * lead.cell_length) if rest is None else Content("") + rest
    rows = broken(text, max(width - lead.cell_length, NARROWEST))
    if len(rows) > 1 and follow.cell_length != lead.cell_length:  # the first line has other room than the rest
        opening = rows[0].plain
        read = text.plain.index(opening) + len(opening)
        gap = re.match(" *\n?", text.plain[read:])
        rows[1:] = broken(text[read + (gap.end() if gap else 0) :], max(width - follow.cell_length, NARROWEST))
    return [(follow if number else lead) + line for number, line in enumerate(rows)]


def between(left: Content, right: Content, width: int) -> list[Content]:
    """Left and right on one line; on two where they would touch."""
    gap = width - left.cell_length - right.cell_length
    if gap >= 2:
        return [left + " " * gap + right]
    return [*broken(left, width), *broken(right, width)] if right.plain else broken(left, width)


def leaders(text: Content, tail: Content, width: int, first: Content, *, below: bool = False) -> list[Content]:
    """A hanging text whose first line ends with a tail at the right margin, or the tail below rather than break it."""
    if not tail.plain:
        return hang(text, width, first)
    if width - first.cell_length - tail.cell_length < 2 * NARROWEST:
        return [*hang(text, width, first), *(" " * (width - row.cell_length) + row for row in broken(tail, width))]
    whole = first.cell_length + text.cell_length
    if below and whole <= width < whole + tail.cell_length + 2 and "\n" not in text.plain:
        return [first + text, " " * max(width - tail.cell_length, 0) + tail]
    rows = hang(text, width - tail.cell_length - 2, first)
    gap = width - rows[0].cell_length - tail.cell_length
    return [rows[0] + " " * max(gap, 1) + tail, *rows[1:]]


def flow(items: Iterable[Content], width: int, gap: str = "   ") -> list[Content]:
    """Items running on, none of them broken while it fits a line."""
    out: list[Content] = []
    for item in items:
        if out and out[-1].cell_length + len(gap) + item.cell_length <= width:
            out[-1] = out[-1] + gap + item
        else:
            out += hang(item, width, "", "   ") if item.cell_length > width else [item]
    return out


def followed(text: Content, gap: Content, tail: Content, width: int, rest: str = "") -> list[Content]:
    """A text with a tail behind its last word, or below it rather than broken; a gap stands between them on one line only."""
    *rows, last = hang(text, width, "", rest)
    whole = last + gap + tail if tail.plain else last
    return [*rows, whole] if whole.cell_length <= width else [*rows, last, rest + tail]


def cut(text: str, width: int) -> str:
    """At most so many cells, the loss marked with an ellipsis, the rest filled with blanks."""
    if cell_len(text) > width:
        while text and cell_len(text) > width - 1:
            text = text[:-1]
        text = text.rstrip() + "…"
    return text + " " * (width - cell_len(text))


def rule(width: int) -> Content:
    """A thin line across."""
    return says("─" * width, "$line")


def columns(rows: Sequence[Sequence[Content]], width: int, gap: int = 2) -> list[Content]:
    """Cells under each other; the widest column gives way until all fit."""
    if not rows:
        return []
    count = max(len(row) for row in rows)
    full = [[*row, *[Content("")] * (count - len(row))] for row in rows]
    wide = [max(1, *(row[number].cell_length for row in full)) for number in range(count)]
    while sum(wide) + gap * (count - 1) > width and max(wide) > NARROWEST:
        wide[wide.index(max(wide))] -= 1
    out: list[Content] = []
    for row in full:
        cells = [broken(cell, size) for cell, size in zip(row, wide, strict=True)]
        for number in range(max(len(cell) for cell in cells)):
            parts = [(cell[number] if number < len(cell) else Content("")).pad_right(0) for cell in cells]
            padded = [part + " " * max(size - part.cell_length, 0) for part, size in zip(parts, wide, strict=True)]
            out.append((Content(" " * gap).join(padded)).rstrip())
    return out
