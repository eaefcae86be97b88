"""As much of a scenario as can be read, for whoever shows it while it is being written.

What is at fault is taken away, the smallest part that holds it; what must be there and is missing gets its own id for a
text; then all is read again, until nothing is at fault. What comes out is sound in every part, and not what the author
means: it is for looking at, never for playing on or proving.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from attrs import evolve, frozen

from crisisengine.budget import Budget, OverBudget
from crisisengine.diagnostics import CODES
from crisisengine.loader.faults import Fault, Faults
from crisisengine.loader.link.linker import open_linker
from crisisengine.loader.link.merge import Merged, merge
from crisisengine.loader.link.scenario import link
from crisisengine.loader.link.sizes import refuse_long, refuse_products
from crisisengine.loader.schema import readers
from crisisengine.loader.schema.decode import read_draft
from crisisengine.loader.schema.draft import keys_of, table_at
from crisisengine.loader.schema.strays import rehoused
from crisisengine.loader.toml.paths import Path
from crisisengine.loader.toml.resolver import Resolver, Volume
from crisisengine.loader.toml.source import SourceFault, open_volume
from crisisengine.model.scenario import Scenario

__all__ = ["salvage"]

MOST_ROUNDS = 40
"""Of taking away; each may bring to light what the former hid."""
MOST_CUTS = 100
"""Tables that are cut out of a file until what is left is TOML."""
_HEADER = re.compile(r"^[ \t]*\[", re.MULTILINE)


def salvage(identifier: str, volume: Volume, resolver: Resolver, budget: Budget) -> Scenario | None:
    """The scenario without what is at fault; None where no scene is left, or the budget is used up.

    Args:
        identifier: the scenario's id.
        volume: its file.
        resolver: what it may extend and include.
        budget: for all of it together.

    Raises:
        OverBudget: somebody wants to stop; never because of the text.
    """
    document = Merged()
    try:
        merge(_legible(volume, budget), _Legible(resolver, budget), document, Faults(), budget)
        tables = rehoused(_copied(document.tables), Faults())
        if not _begun(tables, identifier):
            return None
        for _ in range(MOST_ROUNDS):
            scenario, faults = _linked(identifier, tables, budget)
            if not faults:
                return scenario
            if not _lighten(tables, faults):
                return None
            if not _begun(tables, identifier):
                return None
    except OverBudget as over:
        if over.reason == "stopped":
            raise
    return None


def _linked(identifier: str, tables: dict[str, Any], budget: Budget) -> tuple[Scenario | None, list[Fault]]:
    """The scenario, and what is at fault in it that linking did not leave out by itself."""
    faults = Faults()
    draft = read_draft(tables, faults, budget)
    faults.settle()
    scenario = None
    if not refuse_products(draft, faults):
        linker = open_linker(draft, faults, budget)
        scenario = link(identifier, linker)
        if not faults.errors:
            refuse_long(scenario, linker.scope, faults)
    errors = [fault for fault in faults.found if CODES[fault.code].severity == "error"]
    # Of a text, linking leaves out the stretch that it cannot read.
    return scenario, [fault for fault in errors if fault.offset is None or _reader(fault.path) is not readers.prose]


def _lighten(tables: dict[str, Any], faults: list[Fault]) -> bool:
    """Take away what is at fault, and fill in what is missing; whether that changed anything."""
    missing = [fault for fault in faults if fault.code == "missing-key"]
    filled = [_fill(tables, fault.path) for fault in missing]
    doomed = {_there(tables, fault.path) for fault, done in zip(missing, filled, strict=True) if not done}
    doomed |= {_there(tables, fault.path) for fault in faults if fault.code != "missing-key"}
    # The last of an array first, so that the numbers of the others stay what they are.
    for path in sorted(doomed - {()}, key=lambda path: [(isinstance(step, int), step) for step in path], reverse=True):
        del _at(tables, path[:-1])[path[-1]]
    return any(filled) or bool(doomed - {()})


def _fill(tables: dict[str, Any], path: Path) -> bool:
    """Give a table what it must have, where a text will do; whether it has all of it now."""
    if _there(tables, path) != path:
        return False  # it was read from under another name
    table, holder = table_at(path), _at(tables, path)
    if table is None or not isinstance(holder, dict):
        return False
    lacking = {key: found for key, found in keys_of(table).items() if found[1]["required"] and key not in holder}
    for key, (_, metadata, default) in lacking.items():
        if metadata.get("read") in (readers.line, readers.prose):
            holder[key] = str(path[-1]) if path else key
        elif isinstance(default, int):
            holder[key] = default
        else:
            return False
    return bool(lacking)


def _begun(tables: dict[str, Any], identifier: str) -> bool:
    """Whether there is a scene to begin at; a scenario without a sound beginning is given its first scene."""
    scenes = tables.get("scene")
    if not isinstance(scenes, dict) or not scenes:
        return False
    head = tables.get("scenario")
    if not isinstance(head, dict):
        head = tables["scenario"] = {"title": identifier, "summary": identifier, "minutes": 1}
    if not isinstance(head.get("start"), str) or head["start"] not in scenes:
        head["start"] = next(iter(scenes))
    tables["format"] = 1
    return True


def _reader(path: Path) -> Callable[..., Any] | None:
    """The reader of the key at a path."""
    table = table_at(path[:-1])
    known = keys_of(table).get(str(path[-1])) if table is not None else None
    return None if known is None else known[1].get("read")


def _there(tables: dict[str, Any], path: Path) -> Path:
    """As much of a path as the document has."""
    here: Any = tables
    for number, step in enumerate(path):
        inside = range(len(here)) if isinstance(here, list) else here if isinstance(here, dict) else ()
        if step not in inside:
            return path[:number]
        here = here[step]
    return path


def _at(tables: dict[str, Any], path: Path) -> Any:
    here: Any = tables
    for step in path:
        here = here[step]
    return here


def _copied(value: Any) -> Any:
    """Tables and arrays of one's own, to take away from."""
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


@frozen
class _Legible:
    """A resolver of files as far as they can be read; what cannot be had is left out."""

    resolver: Resolver
    budget: Budget

    def doctrine(self, name: str) -> Volume:
        return _legible(self.resolver.doctrine(name), self.budget)

    def doctrines(self) -> tuple[str, ...]:
        return self.resolver.doctrines()

    def beside(self, name: str) -> Volume:
        return self.resolver.beside(name)

    def matching(self, pattern: str) -> list[Volume]:
        return [_legible(volume, self.budget) for volume in self.resolver.matching(pattern)]


def _legible(volume: Volume, budget: Budget) -> Volume:
    """A file without the tables that are no TOML."""
    try:
        text = volume.content.decode("utf-8", "replace").replace("\r\n", "\n")
        for _ in range(MOST_CUTS):
            budget.ask("reading")
            whole = evolve(volume, content=text.encode())
            try:
                open_volume(whole)
            except SourceFault as fault:
                if fault.code == "too-large":
                    break
                text = _cut(text, fault.line)
            else:
                return whole
    except RecursionError:
        pass
    return evolve(volume, content=b"")


def _cut(text: str, line: int) -> str:
    """A text without the line that is no TOML, where that mends its table; else without the table.

    That is the table that holds the line, or a former one, of which a bracket or a text is not closed.
    """
    lines = text.split("\n")
    at = sum(len(whole) + 1 for whole in lines[: line - 1])
    behind = min(at + len(lines[line - 1]) + 1, len(text)) if line <= len(lines) else len(text)
    begins = [found.start() for found in _HEADER.finditer(text)]
    before = [part for part in pairwise([*begins, len(text)]) if part[0] <= at]
    if not before:
        return text[:at] + text[behind:]
    start, end = next((part for part in reversed(before) if not _is_toml(text[slice(*part)])), before[-1])
    if start < at < end and _is_toml(text[start:at] + text[behind:end]):
        return text[:at] + text[behind:]
    return text[:start] + text[end:]


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except ValueError:
        return False
    return True
