"""Journals on the disk: written whole after every decision, read and replayed to go on."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from attrs import define, field, frozen

from crisisengine import locations
from crisisengine.budget import UNLIMITED, Budget, OverBudget
from crisisengine.engine.plain_words import plainly
from crisisengine.engine.run import Run
from crisisengine.errors import CrisisError, FilesError, JournalError
from crisisengine.storage.cache import keep_origin
from crisisengine.storage.disk import (
    UNREADABLE,
    content,
    create,
    file_name,
    is_file,
    locked,
    reason,
    remedy,
    replace,
    shown,
    sweep,
    tomls,
)
from crisisengine.storage.journal_format import Journal, journal_of, read_journal, write_journal
from crisisengine.storage.origins import Origin, origin_of
from crisisengine.storage.resumed import Resumed, resume
from crisisengine.storage.scenarios import read_scenario, scenario_path
from crisisengine.text.english import did_you_mean
from crisisengine.text.messages import _
from crisisengine.text.printable import printable
from crisisengine.version import __version__

__all__ = [
    "Save",
    "Saved",
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
    scenario_path: Path | None = field(default=None, kw_only=True)
    """Where the scenario was read, so that the run is found to belong to it again; None where nobody knows."""
    _written: bytes | None = field(default=None, repr=False)

    def store(self, run: Run) -> str:
        """Write the run; returns a sentence for the person when it had to go to another file, else nothing.

        Raises:
            FilesError: the disk is full, the folder cannot be written, ...; the last journal is still whole.
            JournalError: nobody could read this run again; nothing is written, the last journal stays.
        """
        started = self.started or now()
        text = write_journal(journal_of(run, engine=__version__, started=started, name=self.name)).encode()
        notice = ""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            sweep(self.folder)
            with locked(self.folder):
                path = self.path
                if path is not None and self._is_ours(path):
                    replace(path, text)
                else:
                    path = create(self.folder, file_name(run.scenario.id, started), text)
                    if self.path is not None:
                        notice = _(
                            "another program went on with {old}; this run is kept in {new}",
                            old=shown(self.path),
                            new=shown(path),
                        )
        except UNREADABLE as error:
            raise FilesError(
                _("the run is not saved: {reason}", reason=reason(error)), hint=remedy(error, self.folder)
            ) from None
        if self._written is None and self.scenario_path is not None:
            keep_origin(run.scenario.fingerprint, self.scenario_path.resolve())
        self.started, self.path, self._written = started, path, text
        return notice

    def copy(self, run: Run, name: str) -> Save:
        """The same run in a slot of its own, under a name. Raises as `store`."""
        slot = Save(self.folder, name, self.started, scenario_path=self.scenario_path)
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


def open_journal(
    path: Path,
    scenario: str | None = None,
    folder: Path | None = None,
    budget: Budget = UNLIMITED,
    *,
    plain_words: bool = False,
) -> tuple[Resumed, Save]:
    """Read a journal and replay it; the Save goes on in the same file only where the scenario is the same.

    Args:
        path: the journal.
        scenario: a path or id, where the journal's own id does not lead to the scenario.
        folder: where to go on saving; by default beside the journal.
        budget: for reading the scenario and for the replay.
        plain_words: read the scenario's texts in plain words, where it has them.

    Raises:
        JournalError: the journal cannot be read.
        FilesError: the journal or its scenario cannot be found.
        ScenarioError: the scenario does not load.
        OverBudget: the budget is used up.
    """
    text, journal = _read_journal(path)
    origin = _named(scenario, budget) if scenario else origin_of(journal, path, budget)
    found = plainly(origin.scenario) if plain_words else origin.scenario
    resumed = resume(journal, found, recognised=origin.recognised, budget=budget)
    home = folder or path.parent
    if resumed.changed or resumed.refused or home.resolve() != path.parent.resolve():
        return resumed, Save(home, journal.name, scenario_path=origin.path)  # the old journal stays as it is
    return resumed, Save(home, journal.name, journal.started, path.resolve(), text, scenario_path=origin.path)


def _named(name: str, budget: Budget) -> Origin:
    """The scenario that a person names by path or id."""
    path = scenario_path(name)
    return Origin(read_scenario(path, budget).sound(), path)


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


def saves(folder: Path, budget: Budget = UNLIMITED) -> list[Saved]:
    """The journals in a folder, the latest first; unreadable ones with the reason.

    Those for which the budget had no time left are the oldest, and say so.
    """
    files = [(path, _modified(path)) for path in tomls(folder)]
    return sorted(
        (_saved(path, modified, budget) for path, modified in sorted(files, key=lambda file: -file[1])),
        key=lambda saved: -saved.modified,
    )


def _saved(path: Path, modified: float, budget: Budget) -> Saved:
    try:
        budget.ask("looking through a folder")
        return Saved(path, _read_journal(path)[1], "", modified)
    except OverBudget:
        return Saved(path, None, _("there was no time left to read it"), modified)
    except (CrisisError, OSError) as error:
        return Saved(path, None, str(error), 0.0)


def _modified(path: Path) -> float:
    """Seconds since the epoch; 0 where that cannot be told."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _read_journal(path: Path) -> tuple[bytes, Journal]:
    try:
        text = content(path)
    except UNREADABLE as error:
        raise FilesError(f"{shown(path)} cannot be read: {reason(error)}") from None
    return text, read_journal(shown(path), text)


def now() -> str:
    """The wall clock, in UTC, for notes."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
