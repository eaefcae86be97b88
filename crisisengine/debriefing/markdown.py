"""Writing Markdown: words that shall stay words, authors' texts, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["authored", "escaped", "table"]

_GLOSSARY_LINK = re.compile(r"\[([^\]\[]{1,500})\]\(glossary:[^)\s]{0,500}\)")


def table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    every = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(' '.join(cell.split()) for cell in row)} |" for row in every)


def authored(text: str) -> str:
    """An author's Markdown outside the program: a link into its glossary would lead nowhere."""
    return _GLOSSARY_LINK.sub(r"\1", text.strip())


def escaped(text: str) -> str:
    """Words that no reader of Markdown should take for marks."""
    return re.sub(r"([\\`*_~\[\]<>#|&!])", r"\\\1", text)
