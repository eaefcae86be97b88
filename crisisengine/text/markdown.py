"""Writing Markdown: words that shall stay words, authors' texts, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["authored", "literal", "table"]

_GLOSSARY_LINK = re.compile(r"\[([^\]\[]{1,500})\]\(glossary:[^)\s]{0,500}\)")

_LEADING = re.compile(r"^(\d{0,9})((?<=\d)[.)]|(?<!\d)[-+=])(?=[-+=\s]|$)")
"""What would begin a list, or underline a heading."""


def table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    every = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(' '.join(cell.split()) for cell in row)} |" for row in every)


def authored(text: str) -> str:
    """An author's Markdown outside the program: a link into its glossary would lead nowhere."""
    return _GLOSSARY_LINK.sub(r"\1", text.strip())


def literal(text: str) -> str:
    """Words that no reader of Markdown should take for marks; on one line, since a line's beginning can be a mark too."""
    line = " ".join(filter(None, map(str.strip, text.splitlines())))
    line = re.sub(r"([\\`*_~\[\]<>#|&!])", r"\\\1", line)
    return _LEADING.sub(r"\1\\\2", line)
