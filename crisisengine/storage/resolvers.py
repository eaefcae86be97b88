"""What a scenario may reach: shipped doctrines, and files in and below its own folder, on the disk or held otherwise.

What it names cannot lead out of that folder, symbolic links followed; nor is told what lies there.
"""

from __future__ import annotations

import fnmatch
import itertools
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from crisisengine import locations
from crisisengine.limits import MOST_FILES
from crisisengine.loader import ResolverError, Volume
from crisisengine.storage.disk import UNREADABLE, reason, same, shown
from crisisengine.storage.overlay import Overlay
from crisisengine.text.english import nearest
from crisisengine.text.printable import printable

__all__ = ["Bundle", "BundleResolver", "DiskResolver"]

_ID = re.compile(r"[a-z][a-z0-9_]{0,79}\Z")
_OUTLINE = re.compile(r"[^.\0/\\][^\0/\\]{0,200}\.(?:geo)?json\Z")
_PATTERN = re.compile(r"[^/\\]+(/[^/\\]+){0,3}\Z")


class _OwnFolder(ABC):
    """The rules; where files lie, others know."""

    def doctrine(self, name: str) -> Volume:
        """A shipped doctrine, or a file beside the scenario."""
        if name.startswith("./") or name.endswith(".toml"):
            inside = name.removeprefix("./")
            if "/" in inside or "\\" in inside or not inside.endswith(".toml"):
                raise ResolverError(f"`{printable(name[:80])}` is no file beside this one; write `mine.toml`")
            return self._beside(inside)
        path = locations.doctrine_folder() / f"{name}.toml"
        if not _ID.match(name) or not path.is_file():
            beside = _ID.match(name) and self._lies_beside(f"{name}.toml")
            whole = f"; the file beside this one is `{name}.toml`" if beside else ""
            raise ResolverError(f"there is no doctrine `{printable(name[:80])}`{whole}")
        return Volume(shown(path), path.read_bytes())

    def doctrines(self) -> tuple[str, ...]:
        """Of the shipped ones."""
        return tuple(path.stem for path in locations.doctrine_folder().glob("*.toml"))

    def beside(self, name: str) -> Volume:
        """A file beside the scenario that is none of its own TOML: a map's outline."""
        inside = name.removeprefix("./")
        if not _OUTLINE.match(inside):
            raise ResolverError(f"`{printable(name[:80])}` is no file beside this one; write `outline.geojson`")
        return self._beside(inside)

    def matching(self, pattern: str) -> list[Volume]:
        """The files below the folder that a pattern names."""
        parts, named = pattern.split("/"), f"`{printable(pattern[:80])}`"
        below = _PATTERN.match(pattern) and Path(pattern).parts and not Path(pattern).is_absolute()
        if not below or ".." in parts or "**" in pattern:
            raise ResolverError(f"{named} must lead to files below this one's folder, without `..` and `**`")
        return self._found(pattern, named)

    @abstractmethod
    def _beside(self, name: str) -> Volume: ...

    @abstractmethod
    def _lies_beside(self, name: str) -> bool: ...

    @abstractmethod
    def _found(self, pattern: str, named: str) -> list[Volume]: ...


@frozen
class DiskResolver(_OwnFolder):
    """Of a scenario on the disk."""

    main: Path
    overlay: Overlay

    @property
    def _folder(self) -> Path:
        return self.main.parent

    def _beside(self, name: str) -> Volume:
        return self._volume(self._folder / name)

    def _lies_beside(self, name: str) -> bool:
        return (self._folder / name).is_file()

    def _found(self, pattern: str, named: str) -> list[Volume]:
        try:
            found = sorted(
                itertools.islice(self._folder.glob(pattern), MOST_FILES + 2), key=lambda path: path.as_posix()
            )
        except (OSError, ValueError) as error:
            raise ResolverError(f"{named} cannot be looked for: {reason(error)}") from None
        if not found:
            raise ResolverError(f"no file matches {named}", _instead(pattern, self._others()))
        if not all(self._is_below(path) for path in found):
            raise ResolverError(f"{named} leads out of the scenario's folder")
        return [self._read(path) for path in found if not same(path, self.main)]

    def _others(self) -> list[str]:
        """The files that a pattern could name, as paths below the folder."""
        found = itertools.chain(self._folder.glob("*.toml"), self._folder.glob("*/*.toml"))
        files = [path for path in itertools.islice(found, MOST_FILES) if path != self.main and self._is_below(path)]
        return sorted(path.relative_to(self._folder).as_posix() for path in files)

    def _is_below(self, path: Path) -> bool:
        """Whether it lies in the folder, also once every symbolic link is followed; a circle of links leads nowhere."""
        try:
            return path.resolve().is_relative_to(self._folder.resolve())
        except UNREADABLE:
            return True

    def _volume(self, path: Path) -> Volume:
        """A file below the folder, and none that only seems to be."""
        if not self._is_below(path):
            raise ResolverError(f"`{shown(path)}` leads out of the scenario's folder")
        return self._read(path)

    def _read(self, path: Path) -> Volume:
        name = shown(path)
        try:
            return Volume(name, self.overlay.content(path, name))
        except UNREADABLE as error:
            raise ResolverError(f"`{name}` cannot be read: {reason(error)}") from None


@frozen(kw_only=True)
class Bundle:
    """A scenario's files that lie in no folder: in an archive, or in a revision of long ago."""

    name: str
    """What a person knows it by, before the names of its files: `the_lake.crisis/`, `HEAD:`."""
    main: str
    """The scenario's own file."""
    names: tuple[str, ...]
    """Of all files, each as a path below one folder, which holds `main`."""
    content: Callable[[str], bytes]
    """A file's bytes, by its name; raises OSError or ValueError."""


@frozen
class BundleResolver(_OwnFolder):
    """Of a scenario in a bundle."""

    bundle: Bundle

    def _beside(self, name: str) -> Volume:
        if name not in self.bundle.names:
            raise ResolverError(f"`{printable(self.bundle.name + name)}` cannot be read: there is no such file")
        return self._volume(name)

    def _lies_beside(self, name: str) -> bool:
        return name in self.bundle.names

    def _found(self, pattern: str, named: str) -> list[Volume]:
        wanted = [part for part in pattern.split("/") if part not in ("", ".")]
        found = sorted(name for name in self.bundle.names if _fits(name.split("/"), wanted))
        if not found:
            others = [name for name in self.bundle.names if name != self.bundle.main]
            raise ResolverError(f"no file matches {named}", _instead(pattern, sorted(others)))
        return [self._volume(name) for name in found[: MOST_FILES + 2] if name != self.bundle.main]

    def _volume(self, name: str) -> Volume:
        told = printable(self.bundle.name + name)
        try:
            return Volume(told, self.bundle.content(name))
        except UNREADABLE as error:
            raise ResolverError(f"`{told}` cannot be read: {reason(error)}") from None


def _instead(pattern: str, files: list[str]) -> str:
    """What a pattern would match: the nearest of these files and their folders, or the first few."""
    folders = [f"{folder}/*.toml" for folder in dict.fromkeys(file.rpartition("/")[0] for file in files) if folder]
    near = nearest(pattern, folders if "*" in pattern else [*folders, *files])
    if near:
        return f"did you mean `{printable(near)}`?"
    if not files:
        return "there is no other `.toml` file below this one's folder"
    listed = ", ".join(f"`{printable(name)}`" for name in [*folders, *files][:4])
    return f"these would match: {listed}"


def _fits(parts: list[str], wanted: list[str]) -> bool:
    """As on the disk: a star stands for anything within one part of a path."""
    return len(parts) == len(wanted) and all(map(fnmatch.fnmatchcase, parts, wanted))
