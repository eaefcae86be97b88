"""Text in lines of a width, in any writing: cells as a terminal counts them, breaks where Unicode allows them.

Width and letters are wcwidth's (https://github.com/jquast/wcwidth). Breaks are those of UAX #14
(https://www.unicode.org/reports/tr14/): at blanks, in Khmer at U+200B, and beside wide characters where uniseg
(https://uniseg-py.readthedocs.io) says so: never before a closing mark. Narrower than the standard in one thing: among
letters and signs of one cell a line breaks at blanks alone, so that an address, an id or a hyphened word stays whole.
Loads either library only for a text that needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

__all__ = ["WIDTH", "clusters", "pieces", "width_of", "wrapped"]

WIDTH = 78
"""Cells of a line of a report."""

_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)]|[a-z]{1,2}\.)\s+")
_NARROW = re.compile(r"[\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e]*\Z")
"""Latin and its marks, each character one cell wide."""
_WORD = re.compile(r"[^ \t\u200b]*[ \t\u200b]*")
_BLANKS = " \t\u200b"
_IDEOGRAPH = "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_LETTER = "[A-Za-z0-9]"


def width_of(text: str) -> int:
    """Cells that a terminal gives to a line; signs that it does not show count for nothing."""
    if _NARROW.match(text):
        return len(text)
    from wcwidth import wcswidth, wcwidth  # noqa: PLC0415 - most texts need no tables of all writings

    cells = wcswidth(text)
    return cells if cells >= 0 else sum(max(wcwidth(char), 0) for char in text)


def wrapped(text: str, width: int = WIDTH) -> str:
    """Lines no wider than so many cells, where they can be broken; an item's further lines are set under its first word."""
    return "\n".join(row for line in text.split("\n") for row in _rows(line, width))


def pieces(line: str) -> Iterator[str]:
    """What a line may not be broken inside of, each with the blanks behind it."""
    for word in _WORD.findall(line):
        if _NARROW.match(word):
            if word:
                yield word
        else:
            yield from _parted(word)


def clusters(text: str) -> Iterator[str]:
    """Letters with their marks: never a vowel sign, nor a Khmer subscript, parted from what it stands on."""
    if text.isascii():
        return iter(text)
    from wcwidth import iter_graphemes  # noqa: PLC0415 - as above

    return iter_graphemes(text)


@cache  # its tables take longer to make than most texts to wrap
def _between_ideographs() -> re.Pattern[str]:
    """Where a break is always allowed, whatever stands around it; so nobody need look there."""
    return re.compile(f"(?<={_IDEOGRAPH})(?={_IDEOGRAPH}|{_LETTER})|(?<={_LETTER})(?={_IDEOGRAPH})")


def _parted(word: str) -> Iterator[str]:
    """A word at the places beside its wide characters where the standard lets it be broken."""
    for stretch in _between_ideographs().split(word):
        yield from _units(stretch)


@lru_cache(maxsize=4096)  # stretches between ideographs are short, and come again
def _units(stretch: str) -> tuple[str, ...]:
    from wcwidth import wcwidth  # noqa: PLC0415 - as above

    if all(wcwidth(char) < 2 for char in stretch):
        return (stretch,)
    from uniseg.linebreak import line_break_units  # type: ignore[import-untyped]  # noqa: PLC0415 - as above

    parts: list[str] = []
    for unit in line_break_units(stretch):
        if parts and wcwidth(parts[-1][-1]) < 2 and wcwidth(unit[0]) < 2:
            parts[-1] += unit
        else:
            parts.append(unit)
    return tuple(parts)


def _rows(line: str, width: int) -> Iterator[str]:
    item = _ITEM.match(line)
    indent = " " * len(item[0]) if item else ""
    row, cells = "", 0
    for piece in pieces(line):
        word = piece.rstrip(_BLANKS)
        if row.strip() and cells + width_of(word) > width:
            yield row.rstrip(_BLANKS)
            row, cells = indent, len(indent)
        if width_of(word) > width - len(indent) and not _NARROW.match(word):  # nowhere to break it but between letters
            *full, row = _letters(row + word, width, indent)
            yield from full
            cells = width_of(row)
            piece = piece[len(word) :]  # noqa: PLW2901 - its blanks are still to come
        row += piece
        cells += width_of(piece)
    yield row.rstrip(_BLANKS)


def _letters(row: str, width: int, indent: str) -> list[str]:
    rows, cells = [""], 0
    for cluster in clusters(row):
        wide = width_of(cluster)
        if cells + wide > width and rows[-1].strip():
            rows.append(indent)
            cells = len(indent)
        rows[-1] += cluster
        cells += wide
    return rows
