"""Scenarios and doctrines on the disk: found by id or path, read with all that belongs to them.

What a scenario names cannot lead out of its own folder, symbolic links followed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from crisisengine import locations
from crisisengine.diagnostics import Diagnostic
from crisisengine.errors import FilesError
from crisisengine.loader import Reading, ShelfError, Volume, read
from crisisengine.model.scenario import Scenario
from crisisengine.storage.cache import find_verdict
from crisisengine.storage.disk import UNREADABLE, content, is_file, reason, same, shown, tomls
from crisisengine.text.english import did_you_mean
from crisisengine.text.printable import printable

__all__ = ["Listed", "can_be_id", "library", "load", "read_scenario", "scenario_files", "scenario_path"]

_ID = re.compile(r"[a-z][a-z0-9_]{0,79}\Z")
_PATTERN = re.compile(r"[^/\\]+(/[^/\\]+){0,3}\Z")


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
    places: Mapping[str, str]
    """The title of each scene and ending."""
    endings: frozenset[str] = frozenset()
    """Which of these end a run."""
    verdict: str = ""
    """`holds` or `violated`, if this very text was checked on this machine."""


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
        return Volume(shown(path), path.read_bytes())

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
            raise ShelfError(f"{shown} cannot be looked for: {reason(error)}") from None
        if not found:
            raise ShelfError(f"no file matches {shown}")
        return [self._volume(path) for path in found if not same(path, self.main)]

    def _volume(self, path: Path) -> Volume:
        """A file below the folder, also once every symbolic link is followed."""
        name = shown(path)
        try:
            real = path.resolve()
            if not real.is_relative_to(self._folder.resolve()):
                raise ShelfError(f"`{name}` leads out of the scenario's folder")
            return Volume(name, content(real))
        except UNREADABLE as error:
            raise ShelfError(f"`{name}` cannot be read: {reason(error)}") from None


def scenario_path(name: str) -> Path:
    """The file of a scenario, by path or id.

    Raises:
        FilesError: there is none; the hint names the nearest id.
    """
    if name.endswith(".toml") or "/" in name or os.sep in name or is_file(Path(name)):
        return Path(name)
    known = {path.stem: path for folder in reversed(locations.scenario_folders()) for path in _scenarios_in(folder)}
    if name not in known:
        if "\0" not in name and os.path.lexists(name):
            return Path(name)  # a folder, a pipe: reading it says so
        hint = did_you_mean(name, known) or f"known: {', '.join(sorted(known)) or 'none'}"
        raise FilesError(f"there is no scenario `{printable(name[:80])}`", hint=hint)
    return known[name]


def read_scenario(path: Path) -> Reading:
    """Read a scenario's file with all that belongs to it; an unreadable file is a diagnostic, too."""
    name = shown(path)
    try:
        text = content(path)
    except UNREADABLE as error:
        hint = "a scenario is a file that ends in `.toml`" if isinstance(error, IsADirectoryError) else ""
        return _refused("unreadable-file", f"the file cannot be read: {reason(error)}", name, hint)
    if not can_be_id(path.stem):
        message = f"`{printable(path.stem[:80])}`, the file's name without its ending, cannot be a scenario's id"
        return _refused("bad-id", message, name, "give the file a name of at most 80 printable characters")
    return read(path.stem, Volume(name, text), _DiskShelf(path))


def _refused(code: str, message: str, name: str, hint: str) -> Reading:
    return Reading(None, (Diagnostic(code, "error", message, "", name, 0, 0, hint),), (), frozenset())


def can_be_id(stem: str) -> bool:
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
        return Listed(path.stem, path.stem, "", 0, "", path, reading.errors, {})
    places = {each.id: each.title for each in one.scenes.values()} | {
        each.id: each.title for each in one.endings.values()
    }
    verdict, _ = find_verdict(one.fingerprint) or ("", 0)
    return Listed(
        one.id, one.title, one.summary, one.minutes, one.content_note, path, (), places, frozenset(one.endings), verdict
    )


def _scenarios_in(folder: Path) -> list[Path]:
    return [one for one in tomls(folder) if not _is_part(one)]


def _is_part(path: Path) -> bool:
    """Whether a sound TOML file is something else than a scenario: a doctrine, an included part, a journal."""
    import tomllib  # noqa: PLC0415 - only a folder needs it

    try:
        tables = tomllib.loads(content(path).decode())
    except (OSError, ValueError, RecursionError):
        return False  # reading it will say what is wrong
    return "journal" in tables or not (tables.keys() & {"scenario", "extends"} or not tables)
