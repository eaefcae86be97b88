"""Markdown as plain text: for terminals, screen readers and mails.

One pass finds the blocks, a second the marks inside them. What was escaped is put out of reach meanwhile, as control
characters: no text of ours holds any (the loader and the journal refuse them), and there are as many of them as there
are marks.
"""

from __future__ import annotations

import re
import string
import textwrap
from collections.abc import Iterator

__all__ = ["WIDTH", "plain", "words", "wrapped"]

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
    (re.compile(r"!\[([^\]\[]*)\]\([^)\s]*\)"), r"\1"),
    (re.compile(r"\[([^\]\[]+)\]\([^)\s]*\)"), r"\1"),
    (re.compile(r"<((?:https?|mailto):[^>\s]*)>"), r"\1"),
    (re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=[^\s_])(.+?)(?<=[^\s_])_(?!\w)"), r"\1"),
)
_CODE = re.compile(r"(`+)(.+?)\1(?!`)")


def plain(markdown: str) -> str:
    """Each paragraph, item and table row on a line of its own, without marks; blank lines between paragraphs."""
    lines: list[str] = []
    for line in _blocks(markdown):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n")


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


def _blocks(markdown: str) -> Iterator[str]:
    paragraph: list[str] = []
    fenced = False
    header = ""

    def close() -> Iterator[str]:
        if paragraph:
            yield words(" ".join(paragraph))
            paragraph.clear()

    lines = [*markdown.split("\n"), ""]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        quoted = _QUOTE.match(line)
        line = line[quoted.end() :] if quoted else line
        if _FENCE.match(line):
            yield from close()
            fenced = not fenced
        elif fenced:
            yield line
        elif line.startswith("|"):
            yield from close()
            if _TABLE_RULE.match(following):
                header = _cells(line)[0]
            elif not _TABLE_RULE.match(line):
                yield _row(header, _cells(line))
        elif not line.strip() or _RULE.match(line):
            yield from close()
            yield ""
        elif heading := _HEADING.match(line):
            yield from close()
            yield words(line[heading.end() :].rstrip("# "))
            yield ""
        else:
            if _ITEM.match(line):
                yield from close()
            paragraph.append(line.strip())
            if line.endswith(("  ", "\\")):
                paragraph[-1] = paragraph[-1].removesuffix("\\")
                yield from close()
    yield from close()


def _cells(line: str) -> list[str]:
    inside = _ESCAPE.sub(lambda found: f"\\{chr(_HIDDEN[ord(found[1])])}", line.strip().strip("|"))
    return [cell.strip() for cell in inside.split("|")]


def _row(header: str, cells: list[str]) -> str:
    """A table's row as a sentence; a bare number keeps the word at the head of its column."""
    told = [words(re.sub(r"\\([\x80-\x9f])", r"\1", cell)) for cell in cells if cell]
    if cells[0].isdecimal() and header:
        told[0] = f"{header} {told[0]}"
    return "; ".join(told)
