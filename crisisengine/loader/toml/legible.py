"""A file as far as it is TOML: what keeps it from being read is closed where it was left open, or else cut out.

A text, or a bracket, that nobody closed ends where the next table begins, or the file: what its author had written of it
is kept. Where that does not help, the line goes, then what stands behind it in its table, then the table.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from attrs import evolve, frozen

from crisisengine.budget import Budget
from crisisengine.loader.toml.paths import Path
from crisisengine.loader.toml.resolver import Volume
from crisisengine.loader.toml.source import SourceFault, open_volume

__all__ = ["Cut", "legible_volume"]

MOST_CUTS = 100
"""Of a file, until what is left is TOML."""
_HEADER = re.compile(r"^[ \t]*\[", re.MULTILINE)
_KEY = re.compile(r"^[ \t]*([A-Za-z0-9_-]+)[ \t]*=", re.MULTILINE)
_CLOSES_LINE = ('"', "'")
_CLOSES_TABLE = ('"""', "'''", "]")


@frozen
class Cut:
    """A part of a file that is not read, or not as it stands."""

    path: Path
    """Of the key, or else the table, that it stands in, as far as that can be told."""
    text: str
    """What stands there."""


def legible_volume(volume: Volume, budget: Budget) -> tuple[Volume, tuple[Cut, ...]]:
    """A file that is TOML, and what was cut to make it so.

    Raises:
        OverBudget: the budget is used up.
    """
    cuts: list[Cut] = []
    text = volume.content.decode("utf-8", "replace").replace("\r\n", "\n")
    try:
        for _ in range(MOST_CUTS):
            budget.ask("reading")
            whole = evolve(volume, content=text.encode())
            try:
                open_volume(whole)
            except SourceFault as fault:
                large = fault.code == "too-large"
                if large and (fault.line, fault.column) == (1, 1):
                    break  # the file as a whole
                text, cut = _without_line(text, fault.line) if large else _mended(text, fault.line)
                cuts.append(cut)
            else:
                return whole, tuple(cuts)
    except RecursionError:
        pass
    return evolve(volume, content=b""), (Cut((), text),)


def _without_line(text: str, line: int) -> tuple[str, Cut]:
    """A text without a line that is too long to be looked at."""
    at, behind = _line(text, line)
    return text[:at] + text[behind:], Cut(_path(text, at), text[at:behind])


def _mended(text: str, line: int) -> tuple[str, Cut]:
    """A text in which the table that holds a line is TOML, and as much of it is left as can be.

    That is the table that holds the line, or a former one, of which a bracket or a text is not closed.
    """
    at, behind = _line(text, line)
    begins = [found.start() for found in _HEADER.finditer(text)]
    before = [part for part in pairwise([*begins, len(text)]) if part[0] <= at]
    if not before:
        return text[:at] + text[behind:], Cut(_path(text, at), text[at:behind])
    start, end = next((part for part in reversed(before) if not _is_toml(text[slice(*part)])), before[-1])
    if not start < at < end:  # the table is a former one: what it leaves open begins somewhere in it
        at, behind = _line(text, text.count("\n", 0, start) + _first_fault(text[start:end]))
    ways = _ways(text[start:end], at - start, behind - start) if at > start else ()  # a header names all that follows
    for table, lost in ways:
        if _is_toml(table):
            return text[:start] + table + text[end:], Cut(_path(text, at), lost)
    return text[:start] + text[end:], Cut(_path(text, start), text[start:end])


def _ways(table: str, at: int, behind: int) -> Iterator[tuple[str, str]]:
    """What a table could be mended to, the way that keeps most of it first; and what is lost, or taken as closed."""
    line = table[at:behind].rstrip("\n")
    for sign in _CLOSES_LINE:
        yield f"{table[:at]}{line}{sign}\n{table[behind:]}", line
    for sign in _CLOSES_TABLE:
        yield f"{table.rstrip()}{sign}\n", table[at:]
    yield table[:at] + table[behind:], line
    yield table[:at], table[at:]


def _first_fault(table: str) -> int:
    """The number of the line, in a table that is no TOML, at which that shows; what is not closed shows where it begins."""
    try:
        open_volume(Volume("", table.encode()))
    except SourceFault as fault:
        return fault.line
    return 1


def _line(text: str, number: int) -> tuple[int, int]:
    """Where a line begins, and the one behind it."""
    lines = text.split("\n")
    at = sum(len(whole) + 1 for whole in lines[: number - 1])
    return at, min(at + len(lines[number - 1]) + 1, len(text)) if number <= len(lines) else len(text)


def _path(text: str, at: int) -> Path:
    """The path of what stands at a place: its table's, and behind it the key that was begun last; empty where none can be told."""
    end = text.find("\n", at)
    above = text[: end if end >= 0 else len(text)]
    header = next((found.start() for found in reversed(list(_HEADER.finditer(above)))), None)
    if header is None:
        keys, path = _KEY.findall(above), Path()
    else:
        first, _newline, inside = above[header:].partition("\n")
        keys, path = _KEY.findall(inside), _named(first)
        if not path:
            return ()
    return (*path, keys[-1]) if keys else path


def _named(header: str) -> Path:
    """What a table's header names."""
    try:
        here: Any = tomllib.loads(header)
    except ValueError:
        return ()
    path: Path = ()
    while isinstance(here, dict) and len(here) == 1:
        ((step, here),) = here.items()
        path = (*path, step)
    return path


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except ValueError:
        return False
    return True
