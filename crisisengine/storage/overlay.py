"""The files of a scenario as somebody is writing them: what is not saved yet stands in front of the disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import define, field

from crisisengine.storage.disk import content

__all__ = ["Overlay"]


@define
class Overlay:
    """Texts that stand in front of the disk; remembers every file that was asked for, by the name that diagnostics use."""

    unsaved: Mapping[Path, bytes] = field(factory=dict)
    """By the file's path, symbolic links followed."""
    files: dict[str, Path] = field(init=False, factory=dict)
    """Filled while reading: name to path, of the author's own files; what came with the program is not among them."""
    paths: dict[str, Path] = field(init=False, factory=dict)
    """Filled while reading: name to path, as it was asked for."""
    texts: dict[str, bytes] = field(init=False, factory=dict)
    """Filled while reading: name to bytes."""

    def content(self, path: Path, name: str) -> bytes:
        """A file's bytes; raises what `disk.content` does."""
        found = path.resolve()
        text = self.unsaved[found] if found in self.unsaved else content(found)
        self.files[name], self.paths[name], self.texts[name] = found, path, text
        return text
