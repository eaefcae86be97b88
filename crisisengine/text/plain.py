"""Markdown as plain text: for terminals, screen readers and mails.

One pass finds the blocks, a second the marks inside them. What was escaped is put out of reach meanwhile, as control
characters: no text of ours holds any (the loader and the journal refuse them), and there are as many of them as there
are marks.
"""

from __future__ import annotations

import re
import string
import textwrap

from attrs import Factory, define

__all__ = ["WIDTH", "percent", "plain", "words", "wrapped"]

WIDTH = 78

_HIDDEN = dict(zip(map(ord, string.punctuation), range(0x80, 0xA0), strict=True))
_SHOWN = {hidden: mark for mark, hidden in _HIDDEN.items()}
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")

_HEADING = re.compile(r" {0,3}#{1,6}\s+")
_RULE = re.compile(r" {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})\Z")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_TABLE_RULE = re.compile(r"\|[-| :]+\|\s*\Z")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+")
_QUOTE = re.compile(r" {0,3}>\s?")

_MARKS = (
    (re.compile(r"!\[([^\]\[]{0,500})\]\([^)\s]{0,500}\)"), r"\1"),
    (re.compile(r"\[([^\]\[]{1,500})\]\([^)\s]{0,500}\)"), r"\1"),
    (re.compile(r"<((?:https?|mailto):[^>\s]{0,500})>"), r"\1"),
    (re.compile(r"(\*\*|__|~~)(?=\S)(.{1,500}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])(.{1,500}?)(?<=[^\s*])\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=[^\s_])(.{1,500}?)(?<=[^\s_])_(?!\w)"), r"\1"),
)
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)(.{1,500}?)(?<!`)\1(?!`)")
"""All bounded: a hostile text must not make them look far ahead from every mark."""


def plain(markdown: str) -> str:
    """Each paragraph, item and table row on a line of its own, without marks; blank lines between paragraphs."""
    reader = _Reader()
    lines = [*markdown.split("\n"), ""]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        quoted = _QUOTE.match(line)
        reader.read(line[quoted.end() :] if quoted else line, following)
    return "\n".join(reader.lines).strip("\n")


def words(markdown: str) -> str:
    """The same for a stretch inside one paragraph: links as their words, emphasis and code without marks."""
    text = _ESCAPE.sub(lambda found: chr(_HIDDEN[ord(found[1])]), markdown)
    text = _CODE.sub(lambda found: found[2].strip().translate(_HIDDEN), text)
    for pattern, kept in _MARKS:
        text = pattern.sub(kept, text)
    return text.translate(_SHOWN)


def wrapped(text: str) -> str:
    """Lines no longer than a terminal is wide; an item's further lines are set under its first word."""
    return "\n".join(row for line in text.split("\n") for row in _rows(line))


def _rows(line: str) -> list[str]:
    item = _ITEM.match(line)
    indent = " " * len(item[0]) if item else ""
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False) or [""]


def percent(share: float) -> str:
    """A share between 0 and 1 in words that do not pretend: never 0 % for what happens, nor 100 % for what may not."""
    if 0 < share < 0.001:
        return "under 0.1 %"
    if 0.999 < share < 1:
        return "over 99.9 %"
    return f"{share * 100:.1f} %".replace(".0 %", " %")


@define
class _Reader:
    """Puts the lines of a block together."""

    lines: list[str] = Factory(list)
    _paragraph: list[str] = Factory(list)
    _fenced: bool = False
    _header: tuple[str, ...] = ()
    """The heads of the columns of the table being read."""

    def read(self, line: str, following: str) -> None:
        """One line, and the one after it."""
        if _FENCE.match(line):
            self._close()
            self._fenced = not self._fenced
        elif self._fenced:
            self._put(line)
        elif line.startswith("|"):
            self._close()
            self._table(line, following)
        elif not line.strip() or _RULE.match(line):
            self._close()
            self._put("")
        elif heading := _HEADING.match(line):
            self._close()
            self._put(words(line[heading.end() :].rstrip("# ")))
            self._put("")
        else:
            self._text(line)

    def _text(self, line: str) -> None:
        if _ITEM.match(line):
            self._close()
        broken = line.endswith(("  ", "\\"))
        self._paragraph.append(line.removesuffix("\\").strip() if broken else line.strip())
        if broken:
            self._close()

    def _table(self, line: str, following: str) -> None:
        if _TABLE_RULE.match(following):
            self._header = tuple(_cells(line))
        elif not _TABLE_RULE.match(line):
            self._put(_row(self._header, _cells(line)))

    def _close(self) -> None:
        if self._paragraph:
            self._put(words(" ".join(self._paragraph)))
            self._paragraph.clear()

    def _put(self, line: str) -> None:
        if line or (self.lines and self.lines[-1]):  # never two blank lines, nor one at the top
            self.lines.append(line)


def _cells(line: str) -> list[str]:
    inside = _ESCAPE.sub(lambda found: chr(_HIDDEN[ord(found[1])]), line.strip().strip("|"))
    return [cell.strip() for cell in inside.split("|")]


def _row(header: tuple[str, ...], cells: list[str]) -> str:
    """A table's row as a sentence: every cell but the first says what it is, the first only if it is a bare number."""
    told = []
    for number, cell in enumerate(cells):
        if cell:
            name = words(header[number]) if number < len(header) else ""
            if number == 0:
                told.append(f"{name} {words(cell)}" if cell.isdecimal() and name else words(cell))
            else:
                told.append(f"{name[:1].lower()}{name[1:]}: {words(cell)}" if name else words(cell))
    return "; ".join(told)
