"""Journals on the disk: written whole after every decision, read and replayed to go on."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

from attrs import define, field, frozen

from crisisengine import locations
from crisisengine.engine.run import Run
from crisisengine.errors import CrisisError, FilesError, JournalError
from crisisengine.model.scenario import Scenario
from crisisengine.storage.disk import (
    UNREADABLE,
    content,
    free_name,
    is_file,
    locked,
    reason,
    remedy,
    replace,
    shown,
    sweep,
    tomls,
)
from crisisengine.storage.journal_format import Journal, Resumed, journal_of, read_journal, resume, write_journal
from crisisengine.storage.scenarios import can_be_id, load, read_scenario
from crisisengine.text.english import did_you_mean
from crisisengine.text.printable import printable
from crisisengine.version import __version__

__all__ = [
    "Save",
    "Saved",
    "is_journal",
    "journal_path",
    "now",
    "open_journal",
    "resume_file",
    "save_run",
    "saves",
]


@frozen
class Saved:
    """A journal as the library shows it."""

    path: Path
    journal: Journal | None
    fault: str
    """Why it cannot be read; empty for a sound one."""
    modified: float
    """Seconds since the epoch."""


@define
class Save:
    """Where a run is kept; `store` after every decision."""

    folder: Path
    name: str = ""
    started: str = ""
    path: Path | None = None
    """None until the first `store`."""
    _written: bytes | None = field(default=None, repr=False)

    def store(self, run: Run) -> str:
        """Write the run; returns a sentence for the person when it had to go to another file, else nothing.

        Raises:
            FilesError: the disk is full, the folder cannot be written, ...; the last journal is still whole.
        """
        self.started = self.started or now()
        text = write_journal(journal_of(run, engine=__version__, started=self.started, name=self.name)).encode()
        notice = ""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with locked(self.folder) as alone:
                if alone:
                    sweep(self.folder)
                path = self.path
                if path is None or not self._is_ours(path):
                    path = free_name(self.folder, run.scenario.id, self.started, alone=alone)
                    if self.path is not None:
                        notice = f"another program went on with {shown(self.path)}; this run is kept in {shown(path)}"
                replace(path, text)
        except UNREADABLE as error:
            raise FilesError(f"the run is not saved: {reason(error)}", hint=remedy(error, self.folder)) from None
        self.path, self._written = path, text
        return notice

    def copy(self, run: Run, name: str) -> Save:
        """The same run in a slot of its own, under a name."""
        slot = Save(self.folder, name, self.started)
        slot.store(run)
        return slot

    def _is_ours(self, path: Path) -> bool:
        """Whether the file still says what this program wrote or read last."""
        try:
            return content(path) == self._written
        except FileNotFoundError:
            return True  # deleted: written again at the same place
        except OSError:
            return False


def save_run(run: Run, folder: Path | None = None) -> Path:
    """Write a run as a new journal; returns its path. Raises FilesError."""
    save = Save(folder or locations.saves_folder())
    save.store(run)
    assert save.path is not None, "store sets it or raises"
    return save.path


def resume_file(path: str | os.PathLike[str], scenario: str | None = None) -> Run:
    """The run that a journal holds.

    Raises:
        JournalError: the journal cannot be read, or a decision no longer fits the scenario.
        FilesError, ScenarioError: as `open_journal`.
    """
    resumed, _ = open_journal(Path(path), scenario)
    if resumed.refused:
        raise JournalError(f"{shown(Path(path))}: {resumed.refused}", hint="`crisisengine play` goes on from there")
    return resumed.run


def open_journal(path: Path, scenario: str | None = None, folder: Path | None = None) -> tuple[Resumed, Save]:
    """Read a journal and replay it; the Save goes on in the same file only where the scenario is the same.

    Args:
        path: the journal.
        scenario: a path or id, where the journal's own id does not lead to the scenario.
        folder: where to go on saving; by default beside the journal.

    Raises:
        JournalError: the journal cannot be read.
        FilesError: the journal or its scenario cannot be found.
        ScenarioError: the scenario does not load.
    """
    text, journal = _read_journal(path)
    found = load(scenario) if scenario else _scenario_of(journal, path)
    resumed = resume(journal, found)
    home = folder or path.parent
    if resumed.changed or resumed.refused or home.resolve() != path.parent.resolve():
        return resumed, Save(home, journal.name)  # the old journal stays as it is
    return resumed, Save(home, journal.name, journal.started, path.resolve(), text)


def journal_path(name: str, folder: Path) -> Path:
    """The file of a kept run, by path, or by its name in the folder where runs are kept.

    Raises:
        FilesError: there is none; the hint names the nearest.
    """
    for path in (Path(name), folder / name, folder / f"{name}.toml"):
        if is_file(path):
            return path
    if "\0" not in name and os.path.lexists(name):
        return Path(name)  # a folder, a pipe: reading it says so
    hint = did_you_mean(name, [path.stem for path in tomls(folder)]) or f"runs are kept in {shown(folder)}"
    raise FilesError(f"there is no journal `{printable(name[:80])}`", hint=hint)


def is_journal(path: Path) -> bool:
    """Whether a file says so above its first table; False for whatever cannot be read."""
    try:
        head = re.split(rb"^\s*\[", content(path), maxsplit=1, flags=re.MULTILINE)[0]
    except UNREADABLE:
        return False
    return re.search(rb"^\s*journal\s*=", head, re.MULTILINE) is not None


def saves(folder: Path) -> list[Saved]:
    """The journals in a folder, the latest first; unreadable ones with the reason."""
    found = []
    for path in tomls(folder):
        try:
            modified = path.stat().st_mtime
            found.append(Saved(path, _read_journal(path)[1], "", modified))
        except (CrisisError, OSError) as error:
            found.append(Saved(path, None, str(error), 0.0))
    return sorted(found, key=lambda one: -one.modified)


def _read_journal(path: Path) -> tuple[bytes, Journal]:
    try:
        text = content(path)
    except UNREADABLE as error:
        raise FilesError(f"{shown(path)} cannot be read: {reason(error)}") from None
    return text, read_journal(shown(path), text)


def _scenario_of(journal: Journal, path: Path) -> Scenario:
    """The scenario that a journal names by id: among the known ones, beside the journal, or in `scenarios/` near it."""
    if not can_be_id(journal.scenario):
        raise JournalError(f"{shown(path)}: `{printable(journal.scenario[:80])}` is no scenario's id")
    folders = (*locations.scenario_folders(), Path(), path.parent, path.parent.parent / "scenarios")
    candidates = [
        one for folder in folders if is_file(one := folder / f"{journal.scenario}.toml") and not is_journal(one)
    ]
    if not candidates:
        hint = "say where it is with `--scenario PATH`"
        raise FilesError(f"there is no scenario `{journal.scenario}` to go with {shown(path)}", hint=hint)
    readings = [read_scenario(one) for one in dict.fromkeys(candidates)]
    for reading in readings:
        if reading.scenario is not None and reading.scenario.fingerprint == journal.fingerprint:
            return reading.scenario
    return readings[0].sound()


def now() -> str:
    """The wall clock, in UTC, for notes."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
