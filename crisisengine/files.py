"""The only door to the disk: scenarios and doctrines come in through it, journals go both ways.

A journal is written whole: to a temporary file beside it, flushed to the disk, renamed over the old one; so a power
cut leaves the old journal or the new one, never half of one. The folder is locked meanwhile, and a journal that
another program has changed since is left alone: the run goes on in a file of its own.

Longer than 300 lines because there is one door, not two: who may open what is decided in one place.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from attrs import define, field, frozen

from crisisengine import __version__, locations
from crisisengine.diagnostics import Diagnostic, did_you_mean
from crisisengine.engine.run import Run
from crisisengine.errors import CrisisError, FilesError, JournalError
from crisisengine.journal import Journal, Resumed, journal_of, read_journal, resume, write_journal
from crisisengine.loader import Reading, ShelfError, Volume, read
from crisisengine.model.scenario import Scenario

try:
    import fcntl
except ImportError:  # Windows has no folder locks; the check for foreign changes still stands
    fcntl = None  # type: ignore[assignment]

__all__ = [
    "Listed",
    "Save",
    "Saved",
    "is_journal",
    "journal_path",
    "library",
    "load",
    "now",
    "open_journal",
    "printable",
    "read_scenario",
    "resume_file",
    "save_run",
    "saves",
    "scenario_files",
    "scenario_path",
]

LARGEST_FILE = 4 * 1024 * 1024
LONGEST_WAIT = 2.0
"""Seconds that a decision waits for another program's turn."""

_UNREADABLE = (OSError, ValueError, RuntimeError)
"""What a path can raise: the disk's refusal, a zero byte in a name, links that lead in a circle."""

_ID = re.compile(r"[a-z][a-z0-9_]{0,79}\Z")
_PATTERN = re.compile(r"[^/\\]+(/[^/\\]+){0,3}\Z")


# scenarios


@frozen
class Listed:
    """A scenario as the library shows it."""

    id: str
    title: str
    summary: str
    minutes: int
    content_note: str
    path: Path
    errors: tuple[Diagnostic, ...]
    """What keeps it from loading; empty for a sound one."""


@frozen
class _DiskShelf:
    """What a scenario on disk may reach: shipped doctrines, and files in and below its own folder."""

    main: Path

    @property
    def _folder(self) -> Path:
        return self.main.parent

    def doctrine(self, name: str) -> Volume:
        if name.startswith("./"):
            inside = name.removeprefix("./")
            if "/" in inside or "\\" in inside or not inside.endswith(".toml"):
                raise ShelfError(f"`{printable(name[:80])}` is no file beside this one; write `./mine.toml`")
            return self._volume(self._folder / inside)
        path = locations.doctrine_folder() / f"{name}.toml"
        if not _ID.match(name) or not path.is_file():
            raise ShelfError(f"there is no doctrine `{printable(name[:80])}`")
        return Volume(_shown(path), path.read_bytes())

    def doctrines(self) -> tuple[str, ...]:
        return tuple(path.stem for path in locations.doctrine_folder().glob("*.toml"))

    def matching(self, pattern: str) -> list[Volume]:
        parts, shown = pattern.split("/"), f"`{printable(pattern[:80])}`"
        below = _PATTERN.match(pattern) and Path(pattern).parts and not Path(pattern).is_absolute()
        if not below or ".." in parts or "**" in pattern:
            raise ShelfError(f"{shown} must lead to files below this one's folder, without `..` and `**`")
        try:
            found = sorted(self._folder.glob(pattern), key=lambda path: path.as_posix())
        except (OSError, ValueError) as error:
            raise ShelfError(f"{shown} cannot be looked for: {_reason(error)}") from None
        if not found:
            raise ShelfError(f"no file matches {shown}")
        return [self._volume(path) for path in found if not _same(path, self.main)]

    def _volume(self, path: Path) -> Volume:
        """A file below the folder, also once every symbolic link is followed."""
        name = _shown(path)
        try:
            real = path.resolve()
            if not real.is_relative_to(self._folder.resolve()):
                raise ShelfError(f"`{name}` leads out of the scenario's folder")
            return Volume(name, _content(real))
        except _UNREADABLE as error:
            raise ShelfError(f"`{name}` cannot be read: {_reason(error)}") from None


def scenario_path(name: str) -> Path:
    """The file of a scenario, by path or id.

    Raises:
        FilesError: there is none; the hint names the nearest id.
    """
    if name.endswith(".toml") or "/" in name or os.sep in name or _is_file(Path(name)):
        return Path(name)
    known = {path.stem: path for folder in reversed(locations.scenario_folders()) for path in _scenarios_in(folder)}
    if name not in known:
        if "\0" not in name and os.path.lexists(name):
            return Path(name)  # a folder, a pipe: reading it says so
        hint = did_you_mean(name, known) or f"known: {', '.join(sorted(known)) or 'none'}"
        raise FilesError(f"there is no scenario `{printable(name[:80])}`", hint=hint)
    return known[name]


def _is_file(path: Path) -> bool:
    """Whether it is a file; a name that no disk could hold is none."""
    try:
        return path.is_file()
    except _UNREADABLE:
        return False


def _same(one: Path, other: Path) -> bool:
    try:
        return one.resolve() == other.resolve()
    except _UNREADABLE:
        return False


def read_scenario(path: Path) -> Reading:
    """Read a scenario's file with all that belongs to it; an unreadable file is a diagnostic, too."""
    name = _shown(path)
    try:
        content = _content(path)
    except _UNREADABLE as error:
        hint = "a scenario is a file that ends in `.toml`" if isinstance(error, IsADirectoryError) else ""
        return _refused("unreadable-file", f"the file cannot be read: {_reason(error)}", name, hint)
    if not _can_be_id(path.stem):
        message = f"`{printable(path.stem[:80])}`, the file's name without its ending, cannot be a scenario's id"
        return _refused("bad-id", message, name, "give the file a name of at most 80 printable characters")
    return read(path.stem, Volume(name, content), _DiskShelf(path))


def _refused(code: str, message: str, name: str, hint: str) -> Reading:
    return Reading(None, (Diagnostic(code, "error", message, "", name, 0, 0, hint),), (), frozenset())


def _can_be_id(stem: str) -> bool:
    """Whether a journal can name the scenario, and lead nowhere else."""
    return 0 < len(stem) <= 80 and stem.isprintable() and stem[0] not in ".- " and not set(stem) & set("/\\:")


def load(name: str) -> Scenario:
    """A scenario by path or id.

    Raises:
        FilesError: there is no such scenario.
        ScenarioError: it does not load.
    """
    return read_scenario(scenario_path(name)).sound()


def scenario_files(path: Path) -> list[Path]:
    """A file itself, or the scenarios directly in a folder (not its doctrines, nor files that one includes)."""
    if not path.is_dir():
        return [path]
    return _scenarios_in(path)


def library() -> list[Listed]:
    """Every scenario that an id can name."""
    found: dict[str, Listed] = {}
    for folder in locations.scenario_folders():
        for path in _scenarios_in(folder):
            found.setdefault(path.stem, _listed(path))
    return list(found.values())


def _listed(path: Path) -> Listed:
    reading = read_scenario(path)
    one = reading.scenario
    if one is None:
        return Listed(path.stem, path.stem, "", 0, "", path, reading.errors)
    return Listed(one.id, one.title, one.summary, one.minutes, one.content_note, path, ())


def _scenarios_in(folder: Path) -> list[Path]:
    return [one for one in _tomls(folder) if not _is_part(one)]


def _tomls(folder: Path) -> list[Path]:
    """The TOML files directly in a folder; none where there is no folder, or where it may not be read."""
    try:
        return sorted(path for path in folder.glob("*.toml") if not path.name.startswith("."))
    except OSError:
        return []


def _is_part(path: Path) -> bool:
    """Whether a sound TOML file is something else than a scenario: a doctrine, an included part, a journal."""
    import tomllib  # noqa: PLC0415 - only a folder needs it

    try:
        tables = tomllib.loads(_content(path).decode())
    except (OSError, ValueError, RecursionError):
        return False  # reading it will say what is wrong
    return "journal" in tables or not (tables.keys() & {"scenario", "extends"} or not tables)


# journals


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
            with _locked(self.folder) as alone:
                if alone:
                    _sweep(self.folder)
                path = self.path
                if path is None or not self._is_ours(path):
                    path = _free(self.folder, run.scenario.id, self.started, alone=alone)
                    if self.path is not None:
                        notice = f"another program went on with {_shown(self.path)}; this run is kept in {_shown(path)}"
                _replace(path, text)
        except _UNREADABLE as error:
            raise FilesError(f"the run is not saved: {_reason(error)}", hint=_remedy(error, self.folder)) from None
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
            return _content(path) == self._written
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
        raise JournalError(f"{_shown(Path(path))}: {resumed.refused}", hint="`crisisengine play` goes on from there")
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
    content, journal = _read_journal(path)
    found = load(scenario) if scenario else _scenario_of(journal, path)
    resumed = resume(journal, found)
    home = folder or path.parent
    if resumed.changed or resumed.refused or home.resolve() != path.parent.resolve():
        return resumed, Save(home, journal.name)  # the old journal stays as it is
    return resumed, Save(home, journal.name, journal.started, path.resolve(), content)


def journal_path(name: str, folder: Path) -> Path:
    """The file of a kept run, by path, or by its name in the folder where runs are kept.

    Raises:
        FilesError: there is none; the hint names the nearest.
    """
    for path in (Path(name), folder / name, folder / f"{name}.toml"):
        if _is_file(path):
            return path
    if "\0" not in name and os.path.lexists(name):
        return Path(name)  # a folder, a pipe: reading it says so
    hint = did_you_mean(name, [path.stem for path in _tomls(folder)]) or f"runs are kept in {_shown(folder)}"
    raise FilesError(f"there is no journal `{printable(name[:80])}`", hint=hint)


def is_journal(path: Path) -> bool:
    """Whether a file says so above its first table; False for whatever cannot be read."""
    try:
        head = re.split(rb"^\s*\[", _content(path), maxsplit=1, flags=re.MULTILINE)[0]
    except _UNREADABLE:
        return False
    return re.search(rb"^\s*journal\s*=", head, re.MULTILINE) is not None


def saves(folder: Path) -> list[Saved]:
    """The journals in a folder, the latest first; unreadable ones with the reason."""
    found = []
    for path in _tomls(folder):
        try:
            modified = path.stat().st_mtime
            found.append(Saved(path, _read_journal(path)[1], "", modified))
        except (CrisisError, OSError) as error:
            found.append(Saved(path, None, str(error), 0.0))
    return sorted(found, key=lambda one: -one.modified)


def now() -> str:
    """The wall clock, in UTC, for notes."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_journal(path: Path) -> tuple[bytes, Journal]:
    try:
        content = _content(path)
    except _UNREADABLE as error:
        raise FilesError(f"{_shown(path)} cannot be read: {_reason(error)}") from None
    return content, read_journal(_shown(path), content)


def _scenario_of(journal: Journal, path: Path) -> Scenario:
    """The scenario that a journal names by id: among the known ones, beside the journal, or in `scenarios/` near it."""
    if not _can_be_id(journal.scenario):
        raise JournalError(f"{_shown(path)}: `{printable(journal.scenario[:80])}` is no scenario's id")
    folders = (*locations.scenario_folders(), Path(), path.parent, path.parent.parent / "scenarios")
    candidates = [
        one for folder in folders if _is_file(one := folder / f"{journal.scenario}.toml") and not is_journal(one)
    ]
    if not candidates:
        hint = "say where it is with `--scenario PATH`"
        raise FilesError(f"there is no scenario `{journal.scenario}` to go with {_shown(path)}", hint=hint)
    readings = [read_scenario(one) for one in dict.fromkeys(candidates)]
    for reading in readings:
        if reading.scenario is not None and reading.scenario.fingerprint == journal.fingerprint:
            return reading.scenario
    return readings[0].sound()


# the disk


def _content(path: Path) -> bytes:
    """A regular file's bytes; never a pipe that could block, nor more than any of our files needs."""
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0))) as file:
        status = os.fstat(file.fileno())
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        return file.read(LARGEST_FILE + 1)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold the folder against other programs of this kind; yields whether that was to be had.

    Without it the run is still written: some network folders refuse locks, and one held for long belongs to a program
    that was stopped in the middle.
    """
    if fcntl is None:
        yield False
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield _lock(handle)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    patience = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > patience:
                return False
            time.sleep(0.005)
        except OSError:
            return False
        else:
            return True


def _sweep(folder: Path) -> None:
    """Remove what a killed program left half written; the lock tells that nobody is writing now."""
    for left in folder.glob(".*.toml.tmp"):
        with suppress(OSError):
            left.unlink()


def _free(folder: Path, scenario: str, started: str, *, alone: bool) -> Path:
    """A name that no file in the folder has; of `started`, which a stranger may have written, only digits count.

    Where others may be choosing a name at this moment, it has a part that they will not hit upon.
    """
    when = re.sub(r"[^0-9-]", "", started[:16].replace("T", "-"))
    stem = f"{scenario.encode()[:200].decode(errors='ignore')}-{when or 'undated'}"
    number = 1
    while alone and os.path.lexists(path := folder / (f"{stem}.toml" if number == 1 else f"{stem}-{number}.toml")):
        number += 1
    return path if alone else folder / f"{stem}-{os.urandom(4).hex()}.toml"


def _replace(path: Path, content: bytes) -> None:
    """Old file or new file, whatever happens in between."""
    temporary = path.with_name(f".{os.urandom(6).hex()}.toml.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o644)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:  # Ctrl-C as well: nothing half written stays behind
        with suppress(OSError):
            temporary.unlink()
        raise
    if fcntl is not None:  # a rename is on the disk only when its folder is; that it failed to sync does not undo it
        with suppress(OSError):
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


_REASONS = {
    errno.ENOENT: "there is no such file",
    errno.EACCES: "permission is denied",
    errno.EPERM: "permission is denied",
    errno.EROFS: "the disk is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EISDIR: "it is a folder",
    errno.ENOTDIR: "a part of its path is no folder",
    errno.EFBIG: "the file would be too large",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ELOOP: "its links lead in a circle",
}


def _reason(error: Exception) -> str:
    if isinstance(error, RuntimeError):  # how pathlib tells of links that lead in a circle
        return _REASONS[errno.ELOOP]
    number = getattr(error, "errno", None)
    return _REASONS.get(number or 0) or (getattr(error, "strerror", None) or str(error)).lower()


def _remedy(error: Exception, folder: Path) -> str:
    if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
        return f"make room for {_shown(folder)}; the run goes on, and is saved with the next decision"
    return f"is {_shown(folder)} yours to write? `--saves DIR` keeps runs elsewhere"


def _shown(path: Path) -> str:
    """A path as a person would name it: below the current folder without the way there; no control characters."""
    try:
        text = str(path.relative_to(Path.cwd()) if path.is_absolute() else path)
    except (ValueError, OSError):  # elsewhere; or the current folder is no more
        text = str(path)
    return printable(text)


def printable(text: str) -> str:
    """What a stranger wrote, without what could steer a terminal."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
