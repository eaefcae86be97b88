"""What a TOML file is, told by the names at its top without parsing it: a folder may hold anything, and a lot of it.

Looks at each character once, so that neither a hostile file nor two thousand honest ones hold up whoever looks through a
folder; whether the file is sound is found out by whoever reads it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from attrs import fields

from crisisengine.limits import LARGEST_FILE
from crisisengine.loader.schema.draft import Draft
from crisisengine.loader.toml.texts import without_texts
from crisisengine.storage.disk import UNREADABLE, content

__all__ = ["FileKind", "file_kind", "is_journal", "is_scenario", "kind_of", "weight"]

FileKind = Literal["scenario", "journal", "doctrine", "part", "empty", "unknown"]
"""`part`: what a scenario includes; `unknown`: nothing in it is of a scenario, or it cannot be read."""

_PARTS = frozenset(known.metadata["name"] or known.name for known in fields(Draft))
"""The names at the top of a scenario's files."""
_BLANK = re.compile(r"\n\s+")
_QUOTED = re.compile(r"""(^[ \t]*(?:\[{1,2}[ \t]*)?)["'](scenario|extends|journal)["']""", re.MULTILINE)
_HEADER = re.compile(r"^[ \t]*\[{1,2}[ \t]*([\w-]*)", re.MULTILINE)
_KEY = re.compile(r"^[ \t]*([\w-]+)[ \t]*[.=]", re.MULTILINE)


def kind_of(text: bytes) -> FileKind:
    """What a file with these bytes is meant to be."""
    if len(text) > LARGEST_FILE:
        return "unknown"
    if not text.strip(b"\0 \t\r\n"):
        return "empty"
    lines = _BLANK.sub("\n", text.decode("utf-8-sig", "replace"))  # some editors begin a file with a mark
    bare = _BLANK.sub("\n", without_texts(_QUOTED.sub(r"\1\2", lines)))
    first = _HEADER.search(bare)
    keys = set(_KEY.findall(bare[: first.start()] if first else bare))
    tables = set(_HEADER.findall(bare))
    if "journal" in keys:
        return "journal"
    if {"scenario", "extends"} & keys or "scenario" in tables:
        return "scenario"
    if "doctrine" in keys | tables:
        return "doctrine"
    return "part" if _PARTS & (keys | tables) else "unknown"


def file_kind(path: Path) -> FileKind:
    """What a file is meant to be; `unknown` where it cannot be read."""
    try:
        return kind_of(content(path))
    except UNREADABLE:
        return "unknown"


def is_journal(path: Path) -> bool:
    """Whether a file says so above its first table; False for whatever cannot be read."""
    return file_kind(path) == "journal"


def is_scenario(path: Path) -> bool:
    """Whether reading it as a scenario tells more than leaving it alone: it is one, or nobody can tell."""
    return file_kind(path) not in ("journal", "doctrine", "part")


def weight(path: Path) -> int:
    """How many characters of a file a parser has work with: those outside texts and comments; 0 where it cannot be read."""
    try:
        return len(without_texts(content(path).decode("utf-8", "replace")))
    except UNREADABLE:
        return 0
