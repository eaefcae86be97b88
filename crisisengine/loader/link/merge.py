"""One document out of several files: doctrine, scenario, includes, in that order.

A same-id table overlays the doctrine's key by key, arrays whole. Outside the doctrine an id stands once; twice is an
error, reported at both places. Scenes and endings share one namespace.
"""

from __future__ import annotations

from typing import Any

from attrs import define, field

from crisisengine.budget import Budget
from crisisengine.diagnostics import Diagnostic
from crisisengine.limits import LARGEST_FILE, MOST_FILES, MOST_MARKS
from crisisengine.loader.advice import meant_or_listed
from crisisengine.loader.faults import Faults
from crisisengine.loader.schema.draft import DOCTRINE_KINDS, KINDS, Draft, keys_of
from crisisengine.loader.schema.habits import key_advice
from crisisengine.loader.toml.paths import Path
from crisisengine.loader.toml.resolver import Resolver, ResolverError, Volume
from crisisengine.loader.toml.source import SourceFault, SourceText, open_volume

__all__ = ["Merged", "check_doctrine", "merge", "open_source"]

_KEYS = frozenset(keys_of(Draft))
_DOCTRINE_TABLES = DOCTRINE_KINDS | {"format", "doctrine"}


@define
class Merged:
    """The merged tables, and the files that they come from."""

    tables: dict[str, Any] = field(factory=dict)
    sources: list[SourceText] = field(factory=list)
    """The doctrine first, if any, then the scenario, then its includes."""
    outline: Volume | None = None
    """What a map shows beside the sites."""
    unreadable: list[Diagnostic] = field(factory=list)
    """Files that are not TOML; when there are any, nothing else has been looked at."""
    incomplete: bool = False
    """Whether a file is missing: what it declares would all be reported as unknown."""


def merge(volume: Volume, resolver: Resolver, document: Merged, faults: Faults, budget: Budget) -> None:
    """Open a scenario with all that it extends and includes, and merge it.

    Raises:
        Enough: nothing behind a fault can be read.
        OverBudget: the time or the memory is up.
    """
    main = open_source(volume, document)
    if main is None:
        return
    document.sources.append(main)
    budget.ask("reading")
    doctrine = _doctrine(main, resolver, document, faults)
    _includes(main, resolver, document, faults, budget)
    _outline(main, resolver, document, faults)
    if not document.unreadable:
        _merge(document, doctrine, faults)


def open_source(volume: Volume, document: Merged) -> SourceText | None:
    """A file, or None where it cannot be read; all files together hold no more than one may."""
    try:
        return open_volume(volume, MOST_MARKS - sum(source.marks for source in document.sources))
    except SourceFault as found:
        fault = Diagnostic(
            code=found.code,
            severity="error",
            message=found.message,
            route="",
            file=volume.name,
            line=found.line,
            column=found.column,
            hint=found.hint,
            excerpt=found.excerpt,
            width=found.width,
            fix=found.fix,
        )
        document.unreadable.append(fault)
        return None


def _doctrine(main: SourceText, resolver: Resolver, document: Merged, faults: Faults) -> SourceText | None:
    name = main.tables.get("extends")
    if type(name) is not str:
        document.incomplete |= name is not None  # the draft says what is wrong with it
        return None
    try:
        volume = resolver.doctrine(name)
    except ResolverError as reason:
        hint = meant_or_listed(name, resolver.doctrines())
        faults.add("bad-include", str(reason), ("extends",), hint)
        document.incomplete = True
        return None
    doctrine = open_source(volume, document)
    if doctrine is not None:
        document.sources.insert(0, doctrine)
    return doctrine


def _outline(main: SourceText, resolver: Resolver, document: Merged, faults: Faults) -> None:
    head = main.tables.get("map")
    name = head.get("outline") if type(head) is dict else None
    if type(name) is str and name:
        try:
            document.outline = resolver.beside(name)
        except ResolverError as reason:
            faults.add("bad-outline", str(reason), ("map", "outline"))


def _includes(main: SourceText, resolver: Resolver, document: Merged, faults: Faults, budget: Budget) -> None:
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
            volumes = resolver.matching(pattern)
        except ResolverError as reason:
            faults.add("bad-include", str(reason), path, reason.hint)
            document.incomplete = True
            continue
        for volume in volumes:
            if volume.name in seen:
                continue  # two patterns may match one file; it stands where it was named first
            budget.ask("reading")
            seen.add(volume.name)
            size += len(volume.content)
            if len(seen) > MOST_FILES or size > LARGEST_FILE:
                message = f"a scenario has at most {MOST_FILES} files, together no larger than one may be"
                faults.add("too-large", message, path)
                document.incomplete = True
                return
            source = open_source(volume, document)
            if source is not None:
                document.sources.append(source)


def _merge(document: Merged, doctrine: SourceText | None, faults: Faults) -> None:
    tables = document.tables
    inherited: dict[str, Any] = {}
    first = 0
    if doctrine is not None:
        first = 1
        inherited = check_doctrine(doctrine, faults)
        tables.update({key: dict(value) if key in KINDS else value for key, value in inherited.items()})
    declared: dict[tuple[str, str], int] = {}
    for number, source in enumerate(document.sources[first:], first):
        for key, value in _by_kind(source, number, faults).items():
            if key in KINDS:
                if _has_ids(key, value, number, faults):
                    _merge_kind(key, value, number, document, inherited.get(key, {}), declared, faults)
            elif key == "doctrine":
                hint = "a scenario says `extends`; a doctrine has a file of its own"
                faults.add("misplaced", "`doctrine` stands in a scenario", (key,), hint, on_key=True, source=number)
            elif number == first:
                tables[key] = value
            elif key != "format":
                hint = f"write `{key[:80]}` in {document.sources[first].name}"
                faults.add(
                    "misplaced", f"`{key[:80]}` stands in an included file", (key,), hint, on_key=True, source=number
                )
            elif not _is_one(value):
                faults.add("unknown-format", "this version reads format 1", (key,), "write `format = 1`", source=number)


def _by_kind(source: SourceText, number: int, faults: Faults) -> dict[str, Any]:
    """The tables of a file by the kinds that they were meant to be of; what stands under two names of one kind, together."""
    found: dict[str, Any] = {}
    for written, value in source.tables.items():
        key = _kind_meant(written, value, number, faults)
        found[key] = _joined(found[key], value) if key in found else value
    return found


def _joined(there: object, more: object) -> Any:
    """Two tables as one. Documents nest about six deep, so this may recurse."""
    if type(there) is not dict or type(more) is not dict:
        return there
    return {**there, **{key: _joined(there[key], value) if key in there else value for key, value in more.items()}}


def _kind_meant(key: str, value: object, number: int, faults: Faults) -> str:
    """The kind that a misnamed table was meant to be of, which is told; any other key as it is."""
    if key in _KEYS or type(value) is not dict:
        return key
    advice = key_advice(key, KINDS, ())
    if not advice.instead:
        return key
    faults.add("unknown-key", f"the file has no key `{key[:80]}`", (key,), advice, on_key=True, source=number)
    return advice.instead


def _has_ids(kind: str, value: object, number: int, faults: Faults) -> bool:
    """Whether what stands under `scene`, `variable`, ... is a table."""
    if type(value) is dict:
        return True
    hint = f"write `[{kind}.ID]` above its keys, in single brackets"
    faults.add("wrong-type", f"`{kind}` needs a table for each id", (kind,), hint, source=number)
    return False


def _is_one(value: object) -> bool:
    return type(value) is int and value == 1


def _merge_kind(
    kind: str,
    value: dict[str, Any],
    number: int,
    document: Merged,
    inherited: dict[str, Any],
    declared: dict[tuple[str, str], int],
    faults: Faults,
) -> None:
    merged = document.tables.setdefault(kind, {})
    space = "place" if kind in ("scene", "ending") else kind
    for identifier, table in value.items():
        before = declared.setdefault((space, identifier), number)
        if before != number or (space == "place" and identifier in document.tables.get(_other(kind), {})):
            twice = f"`{identifier[:80]}` is declared twice"
            other = _other(kind) if space == "place" and identifier not in merged else kind
            first, second = (other, identifier), (kind, identifier)
            where = _the_other(document.sources[before], first)
            faults.add("duplicate-id", twice, second, where, on_key=True, source=number)
            back = _the_other(document.sources[number], second)
            faults.add("duplicate-id", twice, first, back, on_key=True, source=before)
        elif identifier in inherited and type(table) is dict and type(inherited[identifier]) is dict:
            overlay = _overlay(identifier, inherited[identifier], table, faults) if kind == "variable" else table
            merged[identifier] = {**inherited[identifier], **overlay}
        else:
            merged[identifier] = table


def _the_other(source: SourceText, path: Path) -> str:
    line, *_ = source.place(path, key=True)
    return (
        f"the other one is `[{path[0]}.{str(path[1])[:80]}]` in {source.name}, line {line}; give one of them another id"
    )


def _other(kind: str) -> str:
    return {"scene": "ending", "ending": "scene"}.get(kind, kind)


def check_doctrine(doctrine: SourceText, faults: Faults) -> dict[str, Any]:
    """What a scenario inherits; whatever else the doctrine holds is recorded."""
    if not _is_one(doctrine.tables.get("format")):
        faults.add("unknown-format", "the doctrine needs `format = 1`", ("format",), "begin the file with it", source=0)
    if "doctrine" not in doctrine.tables:
        faults.add("missing-key", "the doctrine needs a `[doctrine]` table", (), source=0)
    inherited = {}
    for key, value in doctrine.tables.items():
        if key not in _DOCTRINE_TABLES:
            hint = "a doctrine holds attributes, variables, tags, headings, a glossary and sources"
            faults.add("misplaced", f"`{key[:80]}` stands in a doctrine", (key,), hint, on_key=True, source=0)
        elif key != "format" and (key not in KINDS or _has_ids(key, value, 0, faults)):
            inherited[key] = value
    return inherited


def _overlay(identifier: str, inherited: dict[str, Any], table: dict[str, Any], faults: Faults) -> dict[str, Any]:
    """A scenario may start a doctrine's variable elsewhere, relabel or rescale it, not make it another thing."""
    path = ("variable", identifier)
    refused: list[str] = [key for key in ("is", "values") if key in table and table[key] != inherited.get(key)]
    for key in refused:
        faults.add("doctrine-conflict", f"`{key}` of `{identifier}` is the doctrine's to say", (*path, key))
    if "start" in table and ("is" in inherited or _kind({**inherited, **table}) is not _kind(inherited)):
        message = f"`{identifier}` is of another kind in the doctrine"
        faults.add("doctrine-conflict", message, (*path, "start"), "choose another id")
        refused.append("start")
    return {key: value for key, value in table.items() if key not in refused}


def _kind(table: dict[str, Any]) -> type:
    """What a variable holds: by its first value, or where that is drawn by what stands beside it."""
    start = table.get("start")
    if type(start) is not dict:
        return type(start)
    return str if "values" in table else int if "range" in table else bool
