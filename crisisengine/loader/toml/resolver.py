"""Where the loader's texts come from. It never opens a file; whoever does hands it a Resolver."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from typing import Protocol

from attrs import frozen

__all__ = ["MemoryResolver", "Resolver", "ResolverError", "Volume"]


@frozen
class Volume:
    """One file as found: its name for people, and its bytes."""

    name: str
    content: bytes


class ResolverError(Exception):
    """A volume that cannot be had; `str()` says why in one line, `hint` what could be had."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Resolver(Protocol):
    """What a scenario may reach: doctrines by name, and files below its own folder."""

    def doctrine(self, name: str) -> Volume:
        """A shipped doctrine (`peacekeeping`) or a file beside the scenario (`mine.toml`); raises ResolverError."""

    def doctrines(self) -> tuple[str, ...]:
        """The names of the shipped ones, for a hint."""

    def beside(self, name: str) -> Volume:
        """A file beside the scenario that is none of its own TOML: a map's outline; raises ResolverError."""

    def matching(self, pattern: str) -> list[Volume]:
        """The files that an `include` pattern names, by path; raises ResolverError when there is none."""


@frozen
class MemoryResolver:
    """A resolver of texts that were never on a disk."""

    texts: Mapping[str, str]

    def doctrine(self, name: str) -> Volume:
        """The text `name`, `./name` or `name.toml`."""
        for key in (name, name.removeprefix("./"), f"{name}.toml"):
            if key in self.texts:
                return Volume(key, self.texts[key].encode())
        raise ResolverError(f"there is no doctrine `{name}`")

    def doctrines(self) -> tuple[str, ...]:
        """Every text may be one."""
        return tuple(name.removesuffix(".toml") for name in self.texts)

    def beside(self, name: str) -> Volume:
        """The text `name`."""
        if name not in self.texts:
            raise ResolverError(f"there is no file `{name}`")
        return Volume(name, self.texts[name].encode())

    def matching(self, pattern: str) -> list[Volume]:
        """The texts whose name matches."""
        found = [
            Volume(name, self.texts[name].encode()) for name in sorted(self.texts) if fnmatch.fnmatch(name, pattern)
        ]
        if not found:
            raise ResolverError(f"nothing matches `{pattern}`")
        return found
