"""As much of a scenario as can be read, for whoever shows it while it is being written.

What is at fault is taken away, the smallest part that holds it; what must be there and is missing gets its own id for a
text; then all is read again, until nothing is at fault. What comes out is sound in every part, and not what the author
means: it is for looking at, never for playing on or proving.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from attrs import Factory, define, frozen

from crisisengine.budget import Budget, OverBudget
from crisisengine.diagnostics import CODES
from crisisengine.loader.faults import Fault, Faults
from crisisengine.loader.link.linker import open_linker
from crisisengine.loader.link.merge import Merged, merge
from crisisengine.loader.link.scenario import link
from crisisengine.loader.link.sizes import refuse_long, refuse_products
from crisisengine.loader.remains import Omission, Remains
from crisisengine.loader.schema import readers
from crisisengine.loader.schema.decode import read_draft
from crisisengine.loader.schema.draft import keys_of, table_at
from crisisengine.loader.schema.strays import rehoused
from crisisengine.loader.toml.legible import legible_volume
from crisisengine.loader.toml.paths import Path
from crisisengine.loader.toml.resolver import Resolver, Volume
from crisisengine.model.scenario import Scenario

__all__ = ["salvage"]

MOST_ROUNDS = 40
"""Of taking away; each may bring to light what the former hid."""


@define
class _Losses:
    """What has been left out so far, by path; what was said of a path first is what stands there."""

    found: dict[Path, str] = Factory(dict)
    parts: list[str] = Factory(list)
    """Of files, of which no path can be told."""

    def add(self, path: Path, was: object) -> None:
        if path:
            self.found.setdefault(path, was if isinstance(was, str) else repr(was))
        else:
            self.parts.append(str(was))

    def told(self) -> tuple[Omission, ...]:
        return (*(Omission(*known) for known in self.found.items()), *(Omission((), part) for part in self.parts))


def salvage(identifier: str, volume: Volume, resolver: Resolver, budget: Budget) -> Remains:
    """The scenario without what is at fault, and what that is; no scenario where no scene is left, or the budget is used up.

    Args:
        identifier: the scenario's id.
        volume: its file.
        resolver: what it may extend and include.
        budget: for all of it together.

    Raises:
        OverBudget: somebody wants to stop; never because of the text.
    """
    document, losses, merging = Merged(), _Losses(), Faults()
    try:
        files = _Legible(resolver, budget, losses)
        merge(files.legible(volume), files, document, merging, budget)
        for fault in _errors(merging):
            losses.add(fault.path, fault.message)
        tables = rehoused(_copied(document.tables), Faults())
        for _ in range(MOST_ROUNDS):
            if not _begun(tables, identifier, losses):
                break
            scenario, faults = _linked(identifier, tables, budget, losses)
            if not faults:
                return Remains(scenario, losses.told())
            if not _lighten(tables, faults, losses):
                break
    except OverBudget as over:
        if over.reason == "stopped":
            raise
    return Remains()


def _linked(
    identifier: str, tables: dict[str, Any], budget: Budget, losses: _Losses
) -> tuple[Scenario | None, list[Fault]]:
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
    graver = []
    for fault in _errors(faults):
        if fault.offset is None or _reader(fault.path) is not readers.prose:
            graver.append(fault)
        else:  # of a text, linking leaves out the stretch that it cannot read
            losses.add(fault.path, _at(tables, _there(tables, fault.path)))
    return scenario, graver


def _errors(faults: Faults) -> list[Fault]:
    return [fault for fault in faults.found if CODES[fault.code].severity == "error"]


def _lighten(tables: dict[str, Any], faults: Iterable[Fault], losses: _Losses) -> bool:
    """Take away what is at fault, and fill in what is missing; whether that changed anything."""
    missing = {fault.path for fault in faults if fault.code == "missing-key"}  # a table may miss several
    filled = {path for path in missing if _fill(tables, path, losses)}
    doomed = {_there(tables, path) for path in missing - filled}
    doomed |= {_there(tables, fault.path) for fault in faults if fault.code != "missing-key"}
    # The last of an array first, so that the numbers of the others stay what they are.
    for path in sorted(doomed - {()}, key=lambda path: [(isinstance(step, int), step) for step in path], reverse=True):
        losses.add(path, _at(tables, path))
        del _at(tables, path[:-1])[path[-1]]
    return bool(filled) or bool(doomed - {()})


def _fill(tables: dict[str, Any], path: Path, losses: _Losses) -> bool:
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
        losses.add((*path, key), "")
    return bool(lacking)


def _begun(tables: dict[str, Any], identifier: str, losses: _Losses) -> bool:
    """Whether there is a scene to begin at; a scenario without a sound beginning is given its first scene."""
    scenes = tables.get("scene")
    if not isinstance(scenes, dict) or not scenes:
        return False
    head = tables.get("scenario")
    if not isinstance(head, dict):
        losses.add(("scenario",), "" if head is None else head)
        head = tables["scenario"] = {"title": identifier, "summary": identifier, "minutes": 1}
    if not isinstance(head.get("start"), str) or head["start"] not in scenes:
        losses.add(("scenario", "start"), head.get("start", ""))
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
    losses: _Losses

    def doctrine(self, name: str) -> Volume:
        return self.legible(self.resolver.doctrine(name))

    def doctrines(self) -> tuple[str, ...]:
        return self.resolver.doctrines()

    def beside(self, name: str) -> Volume:
        return self.resolver.beside(name)

    def matching(self, pattern: str) -> list[Volume]:
        return [self.legible(volume) for volume in self.resolver.matching(pattern)]

    def legible(self, volume: Volume) -> Volume:
        """A file as far as it is TOML."""
        whole, cuts = legible_volume(volume, self.budget)
        for cut in cuts:
            self.losses.add(cut.path, cut.text)
        return whole
