"""Scenarios and doctrines on the disk: found by id or path, read with all that belongs to them.

A scenario may also lie in one archive (`archives`), or in another bundle of files; what it can reach, `resolvers` knows.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from crisisengine import locations
from crisisengine.budget import SCAN, UNLIMITED, Budget, OverBudget
from crisisengine.diagnostics import Diagnostic
from crisisengine.engine.rendering import render
from crisisengine.engine.rules import begin
from crisisengine.errors import FilesError
from crisisengine.loader import Reading, Resolver, Volume, read, read_doctrine
from crisisengine.model.scenario import Scenario
from crisisengine.storage.archives import is_archive, open_archive
from crisisengine.storage.cache import find_verdict
from crisisengine.storage.disk import UNREADABLE, is_file, reason, shown, tomls
from crisisengine.storage.overlay import Overlay
from crisisengine.storage.recognise import is_scenario, kind_of, weight
from crisisengine.storage.resolvers import Bundle, BundleResolver, DiskResolver
from crisisengine.text.english import did_you_mean
from crisisengine.text.printable import printable

__all__ = ["Listed", "can_be_id", "library", "load", "read_bundle", "read_scenario", "scenario_files", "scenario_path"]


HEAVIEST_SCANNED = 256 * 1024
"""Characters outside texts of a file that is read for a list: Python's parser, which nothing can stop, takes half a second."""
LONGEST_ID = 80
MOST_TOLD = 8
"""Ids that a hint names."""


@frozen(kw_only=True)
class Listed:
    """A scenario as the library shows it."""

    id: str
    title: str
    path: Path
    summary: str = ""
    minutes: int = 0
    content_note: str = ""
    errors: tuple[Diagnostic, ...] = ()
    """What keeps it from loading; empty for a sound one."""
    unread: bool = False
    """Whether reading it would have taken too long for a list."""
    places: Mapping[str, str] = field(factory=dict)
    """The title of each scene and ending."""
    endings: frozenset[str] = frozenset()
    """Which of these end a run."""
    verdict: str = ""
    """`holds` or `violated`, if this very text was checked on this machine."""


def scenario_path(name: str) -> Path:
    """The file of a scenario, by path or id.

    Raises:
        FilesError: there is none; the hint names the nearest id, or the first few.
    """
    if name.endswith(".toml") or "/" in name or os.sep in name or is_file(Path(name)):
        return Path(name)
    folders = locations.scenario_folders()
    for folder in folders:
        file = folder / f"{name}.toml"
        if is_file(file) and not name.startswith(".") and is_scenario(file):
            return file
    if "\0" not in name and os.path.lexists(name):
        return Path(name)  # a folder, a pipe: reading it says so
    hint = _known(name, [path for folder in folders for path in tomls(folder)])
    raise FilesError(f"there is no scenario `{printable(name[:80])}`", hint=hint)


def _known(name: str, files: list[Path]) -> str:
    """The id that is nearest to a name, or the first few; of thousands of files only few are opened."""
    ids = list(dict.fromkeys(path.stem for path in files))
    near = did_you_mean(name, ids)
    if near and any(f"`{path.stem}`" in near and is_scenario(path) for path in files):
        return near
    first = [printable(path.stem) for path in itertools.islice(files, MOST_TOLD * 4) if is_scenario(path)][:MOST_TOLD]
    known = ", ".join(sorted(dict.fromkeys(first)))
    if len(ids) > MOST_TOLD:
        return f"known are {known} and others; `crisisengine list` lists them"
    return f"known: {known or 'none'}"


def read_scenario(
    path: Path, budget: Budget = UNLIMITED, overlay: Overlay | None = None, *, alone: bool = False
) -> Reading:
    """Read a scenario's file, or its archive, with all that belongs to it; an unreadable file is a diagnostic, too.

    Args:
        path: the file.
        budget: for reading it.
        overlay: what stands in front of the disk, and is told which files are read.
        alone: whether a doctrine is read too, by itself.

    Raises:
        OverBudget: the budget is used up.
    """
    budget.ask("reading")
    name = shown(path)
    overlay = overlay or Overlay()
    try:
        text = overlay.content(path, name)
    except UNREADABLE as error:
        hint = "a scenario is a file that ends in `.toml`" if isinstance(error, IsADirectoryError) else ""
        return _refused("unreadable-file", f"the file cannot be read: {reason(error)}", name, hint)
    if is_archive(text):
        try:
            return read_bundle(open_archive(path.name, text), budget)
        except FilesError as fault:
            return _refused("unreadable-file", str(fault), name, fault.hint)
    if alone and kind_of(text) == "doctrine":
        return read_doctrine(Volume(name, text), budget)
    reading = _read(path.stem, Volume(name, text), DiskResolver(path, overlay), budget)
    if path.suffix != ".toml" and {fault.code for fault in reading.errors} & {"toml-syntax", "not-utf8"}:
        return _no_scenario(name)
    return reading


def read_bundle(bundle: Bundle, budget: Budget = UNLIMITED) -> Reading:
    """Read a scenario that lies in no folder; an unreadable file is a diagnostic, too.

    Raises:
        OverBudget: the budget is used up.
    """
    budget.ask("reading")
    name = printable(bundle.name + bundle.main)
    try:
        text = bundle.content(bundle.main)
    except UNREADABLE as error:
        return _refused("unreadable-file", f"the file cannot be read: {reason(error)}", name, "")
    stem = bundle.main.rpartition("/")[2].removesuffix(".toml")
    return _read(stem, Volume(name, text), BundleResolver(bundle), budget)


def _read(stem: str, volume: Volume, resolver: Resolver, budget: Budget) -> Reading:
    """Read what is meant to be a scenario; `stem` is its file's name without the ending."""
    name = volume.name
    if not can_be_id(stem):
        message = f"`{printable(stem[:80])}`, the file's name without its ending, cannot be a scenario's id"
        return _refused("bad-id", message, name, _why_no_id(stem))
    kind = kind_of(volume.content)
    if kind == "journal":
        hint = f"`crisisengine play {name}` goes on with it"
        return _refused("unreadable-file", "this is a kept run, no scenario", name, hint)
    if kind == "doctrine":
        hint = f"a scenario names it with `extends`; `crisisengine check {name}` judges it by itself"
        return _refused("unreadable-file", "this is a doctrine, no scenario", name, hint)
    reading = read(stem, volume, resolver, budget)
    faults = {fault.code for fault in reading.errors}
    if kind == "unknown" and not faults & {"toml-syntax", "not-utf8", "too-large"}:
        return _no_scenario(name)
    return reading


def _no_scenario(name: str) -> Reading:
    hint = "a scenario is a TOML file with a table `[scenario]`; its name ends in `.toml`"
    return _refused("unreadable-file", "this is no scenario", name, hint)


def _refused(code: str, message: str, name: str, hint: str) -> Reading:
    return Reading(
        None,
        (Diagnostic(code=code, severity="error", message=message, route="", file=name, line=0, column=0, hint=hint),),
        (),
        frozenset(),
    )


def can_be_id(stem: str) -> bool:
    """Whether a journal can name the scenario, and lead nowhere else."""
    return 0 < len(stem) <= LONGEST_ID and stem.isprintable() and stem[0] not in ".- " and not set(stem) & set("/\\:")


def _why_no_id(stem: str) -> str:
    """What to change in a name that cannot be an id."""
    if stem[:1] in (".", "-", " "):
        return (
            f"the name begins with {'a blank' if stem[0] == ' ' else f'`{stem[0]}`'}; begin it with a letter or a digit"
        )
    odd = next((character for character in stem if character in "/\\:" or not character.isprintable()), "")
    if odd:
        called = f"`{odd}`" if odd.isprintable() else f"the character U+{ord(odd):04X}"
        return f"the name holds {called}; rename the file without it"
    return f"the name has {len(stem)} characters; {LONGEST_ID} is the most"


def load(name: str, budget: Budget = UNLIMITED) -> Scenario:
    """A scenario by path or id.

    Raises:
        FilesError: there is no such scenario.
        ScenarioError: it does not load.
    """
    return read_scenario(scenario_path(name), budget).sound()


def scenario_files(path: Path) -> list[Path]:
    """A file itself, or the scenarios directly in a folder (not its doctrines, nor files that one includes)."""
    if not path.is_dir():
        return [path]
    return _scenarios_in(path)


def library(budget: Budget = UNLIMITED) -> list[Listed]:
    """Every scenario that an id can name; those for which the budget had no time left are listed unread."""
    found: dict[str, Listed] = {}
    for folder in locations.scenario_folders():
        for path in _scenarios_in(folder):
            if path.stem not in found:
                found[path.stem] = _listed(path, budget)
    return list(found.values())


def _listed(path: Path, budget: Budget) -> Listed:
    """What a person reads of a scenario before opening it; a file that takes long is named and left alone."""
    try:
        budget.ask("looking through a folder")
        if weight(path) > HEAVIEST_SCANNED:
            return Listed(id=path.stem, title=path.stem, path=path, unread=True)
        part = budget.part(SCAN.seconds, SCAN.memory, time.thread_time)
        reading = read_scenario(path, part)
        part.ask("looking through a folder")
    except OverBudget:
        return Listed(id=path.stem, title=path.stem, path=path, unread=True)
    scenario = reading.scenario
    if scenario is None:
        return Listed(id=path.stem, title=path.stem, path=path, errors=reading.errors)
    scenes, endings = scenario.scenes.values(), scenario.endings.values()
    places = {scene.id: scene.title for scene in scenes} | {ending.id: ending.title for ending in endings}
    verdict, _ = find_verdict(scenario.fingerprint) or ("", 0)
    return Listed(
        id=scenario.id,
        title=scenario.title,
        summary=scenario.summary,
        minutes=scenario.minutes,
        content_note=render(scenario, begin(scenario), scenario.content_note),
        path=path,
        places=places,
        endings=frozenset(scenario.endings),
        verdict=verdict,
    )


def _scenarios_in(folder: Path) -> list[Path]:
    return [path for path in tomls(folder) if is_scenario(path)]
