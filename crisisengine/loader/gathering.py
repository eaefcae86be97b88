"""One document out of several files: doctrine, scenario, includes, in that order.

A same-id table overlays the doctrine's key by key, arrays whole. Outside the doctrine an id stands once; twice is an
error, reported at both places. Scenes and endings share one namespace.
"""

from __future__ import annotations

from typing import Any

from attrs import define, field

from crisisengine.diagnostics import Diagnostic, did_you_mean
from crisisengine.loader.draft import KINDS
from crisisengine.loader.faults import Faults
from crisisengine.loader.shelf import Shelf, ShelfError, Volume
from crisisengine.loader.source import SourceFault, SourceText, open_volume

__all__ = ["Gathered", "gather"]

MOST_FILES = 200
LARGEST_WHOLE = 16 * 1024 * 1024

_DOCTRINE_TABLES = frozenset(
    ("format", "doctrine", "attribute", "variable", "tier", "phase", "principle", "tag", "glossary", "source")
)


@define
class Gathered:
    """The merged tables, and the files that they come from."""

    tables: dict[str, Any] = field(factory=dict)
    sources: list[SourceText] = field(factory=list)
    """The doctrine first, if any, then the scenario, then its includes."""
    unreadable: list[Diagnostic] = field(factory=list)
    """Files that are not TOML; when there are any, nothing else has been looked at."""


def gather(volume: Volume, shelf: Shelf, faults: Faults) -> Gathered:
    """Open a scenario with all that it extends and includes, and merge it."""
    gathered = Gathered()
    main = _open(volume, gathered)
    if main is None:
        return gathered
    doctrine = _doctrine(main, shelf, gathered, faults)
    gathered.sources.append(main)
    _includes(main, shelf, gathered, faults)
    if not gathered.unreadable:
        _merge(gathered, doctrine, faults)
    return gathered


def _open(volume: Volume, gathered: Gathered) -> SourceText | None:
    try:
        return open_volume(volume)
    except SourceFault as one:
        place = Diagnostic(
            one.code, "error", one.message, "", volume.name, one.line, one.column, one.hint, one.excerpt
        )
        gathered.unreadable.append(place)
        return None


def _doctrine(main: SourceText, shelf: Shelf, gathered: Gathered, faults: Faults) -> SourceText | None:
    name = main.tables.get("extends")
    if type(name) is not str:
        return None
    try:
        volume = shelf.doctrine(name)
    except ShelfError as reason:
        hint = did_you_mean(name, shelf.doctrines())
        faults.add("bad-include", str(reason), ("extends",), hint)
        return None
    doctrine = _open(volume, gathered)
    if doctrine is not None:
        gathered.sources.append(doctrine)
    return doctrine


def _includes(main: SourceText, shelf: Shelf, gathered: Gathered, faults: Faults) -> None:
    head = main.tables.get("scenario")
    patterns = head.get("include") if type(head) is dict else None
    if type(patterns) is not list:
        return
    size = len(main.text)
    seen = {main.name}
    for number, pattern in enumerate(patterns):
        if type(pattern) is not str:
            continue  # the draft says so
        path = ("scenario", "include", number)
        try:
            volumes = shelf.matching(pattern)
        except ShelfError as reason:
            faults.add("bad-include", str(reason), path)
            continue
        for volume in volumes:
            if volume.name in seen:
                continue  # two patterns may match one file; it stands where it was named first
            seen.add(volume.name)
            size += len(volume.content)
            if len(seen) > MOST_FILES or size > LARGEST_WHOLE:
                message = f"a scenario has at most {MOST_FILES} files and {LARGEST_WHOLE:,} bytes in all"
                faults.add("too-large", message, path)
                return
            source = _open(volume, gathered)
            if source is not None:
                gathered.sources.append(source)


def _merge(gathered: Gathered, doctrine: SourceText | None, faults: Faults) -> None:
    tables = gathered.tables
    first = 0
    if doctrine is not None:
        first = 1
        _check_doctrine(doctrine, faults)
        tables.update({key: dict(value) if key in KINDS else value for key, value in doctrine.tables.items()
                       if key in _DOCTRINE_TABLES and (key not in KINDS or type(value) is dict)})
        tables.pop("format", None)
    declared: dict[tuple[str, str], int] = {}
    for number, source in enumerate(gathered.sources[first:], first):
        for key, value in source.tables.items():
            if number > first and key not in KINDS and key != "format":
                hint = f"write `{key}` in {gathered.sources[first].name}"
                faults.add("misplaced", f"`{key}` stands in an included file", (key,), hint, on_key=True, source=number)
            elif key == "doctrine":
                hint = "a scenario says `extends`; a doctrine has a file of its own"
                faults.add("misplaced", "`doctrine` stands in a scenario", (key,), hint, on_key=True, source=number)
            elif key in KINDS and type(value) is dict:
                _merge_kind(key, value, number, gathered, doctrine, declared, faults)
            elif number == first:
                tables[key] = value


def _merge_kind(  # noqa: PLR0913 - one loop's body, named
    kind: str,
    value: dict[str, Any],
    number: int,
    gathered: Gathered,
    doctrine: SourceText | None,
    declared: dict[tuple[str, str], int],
    faults: Faults,
) -> None:
    merged = gathered.tables.setdefault(kind, {})
    inherited = doctrine.tables.get(kind, {}) if doctrine is not None else {}
    space = "place" if kind in ("scene", "ending") else kind
    for identifier, table in value.items():
        before = declared.setdefault((space, identifier), number)
        if before != number or (space == "place" and identifier in gathered.tables.get(_other(kind), {})):
            twice = f"`{identifier[:80]}` is declared twice"
            other = _other(kind) if space == "place" and identifier not in merged else kind
            where = f"the other one is `[{other}.{identifier[:80]}]` in {gathered.sources[before].name}"
            faults.add("duplicate-id", twice, (kind, identifier), where, on_key=True, source=number)
            back = f"the other one is `[{kind}.{identifier[:80]}]` in {gathered.sources[number].name}"
            faults.add("duplicate-id", twice, (other, identifier), back, on_key=True, source=before)
        elif identifier in inherited and type(table) is dict and type(inherited[identifier]) is dict:
            if kind == "variable":
                _check_overlay(identifier, inherited[identifier], table, faults)
            merged[identifier] = {**inherited[identifier], **table}
        else:
            merged[identifier] = table


def _other(kind: str) -> str:
    return {"scene": "ending", "ending": "scene"}.get(kind, kind)


def _check_doctrine(doctrine: SourceText, faults: Faults) -> None:
    if type(doctrine.tables.get("format")) is not int or doctrine.tables["format"] != 1:
        faults.add("unknown-format", "the doctrine needs `format`", (), "begin the file with `format = 1`", source=0)
    if "doctrine" not in doctrine.tables:
        faults.add("missing-key", "the doctrine needs a `[doctrine]` table", (), source=0)
    for key in doctrine.tables:
        if key not in _DOCTRINE_TABLES:
            hint = "a doctrine holds attributes, variables, tags, headings, a glossary and sources"
            faults.add("misplaced", f"`{key[:80]}` stands in a doctrine", (key,), hint, on_key=True, source=0)


def _check_overlay(identifier: str, inherited: dict[str, Any], table: dict[str, Any], faults: Faults) -> None:
    """A scenario may start a doctrine's variable elsewhere, relabel or rescale it, not make it another thing."""
    path = ("variable", identifier)
    for key in ("is", "values"):
        if key in table and table[key] != inherited.get(key):
            faults.add("doctrine-conflict", f"`{key}` of `{identifier}` is the doctrine's to say", (*path, key))
    if "start" in table and ("is" in inherited or type(table["start"]) is not type(inherited.get("start"))):
        message = f"`{identifier}` is of another kind in the doctrine"
        faults.add("doctrine-conflict", message, (*path, "start"), "choose another id")
