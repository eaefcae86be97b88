"""What a script is made of, before it is HTML, Markdown or a document of a word processor.

All texts are Markdown. A reference to another place of the document is a link to its anchor: `[12, The gate](#scene-12)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

__all__ = ["Block", "Entry", "EntryKind", "Grid", "Passage", "Rows", "ScriptDocument", "anchors"]

EntryKind = Literal["part", "scene", "standing", "measure", "outcome", "inject", "ending"]


@frozen
class Passage:
    """A text that is read as it stands: the author's, or ours."""

    markdown: str
    authored: bool = True
    """Whether it is what a player, or a room, reads; else it is about that."""


@frozen
class Rows:
    """What holds of a thing, term by term."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]
    """(term in bare words, what is said of it: Markdown in one line each)."""


@frozen
class Grid:
    """A table."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Cells of Markdown in one line."""


@frozen(kw_only=True)
class Entry:
    """A part of the document, or a numbered thing in it."""

    kind: EntryKind
    title: str
    """In bare words."""
    anchor: str = ""
    """By which other places refer to it: letters, digits and hyphens."""
    number: str = ""
    """`12`, `12.3`, `E1`; empty where nothing refers to it by one."""
    aside: str = ""
    """What stands beside the title, in bare words."""
    blocks: tuple[Block, ...] = ()

    @property
    def heading(self) -> str:
        """Number and title, in bare words."""
        return f"{self.number}  {self.title}" if self.number else self.title


Block = Passage | Rows | Grid | Entry


@frozen(kw_only=True)
class ScriptDocument:
    """The whole script."""

    title: str
    """In bare words."""
    subtitle: str
    language: str
    """Of the author's texts."""
    head: tuple[str, ...]
    """What it is, and how it is read; Markdown."""
    parts: tuple[Entry, ...]
    sources: frozenset[str]
    """The numbers that its list of sources explains."""


def anchors(document: ScriptDocument) -> frozenset[str]:
    """Every place that can be referred to."""
    return frozenset(entry.anchor for entry in _entries(document.parts) if entry.anchor)


def _entries(blocks: tuple[Block, ...] | tuple[Entry, ...]) -> Iterator[Entry]:
    for block in blocks:
        if isinstance(block, Entry):
            yield block
            yield from _entries(block.blocks)
