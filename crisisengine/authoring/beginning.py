"""A first text for a new scenario: it holds as it stands, and its comments teach whoever changes it."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from string import Template

from crisisengine.errors import FilesError
from crisisengine.model.kinds import BeginningShape
from crisisengine.storage import keep_new

__all__ = ["begin_text", "doctrines", "refused_id", "write_text"]

_ID = re.compile(r"[a-z][a-z0-9_]{0,79}\Z")
_TEXTS = Path(__file__).parent / "beginnings"
_DOCTRINES = _TEXTS / "doctrines"
_TAGS = re.compile(r"^\$tags_(\w+)\n", re.MULTILINE)
WITHOUT = "none"
"""The name of no doctrine."""


def doctrines() -> tuple[str, ...]:
    """What a first text may extend, by name; `none` among them."""
    return tuple(sorted(path.stem for path in _DOCTRINES.glob("*.toml")))


def begin_text(name: str, shape: BeginningShape, doctrine: str) -> str:
    """The text of a new scenario.

    Args:
        name: its id.
        shape: what it shows.
        doctrine: what it extends, one of `doctrines()`.
    """
    known = tomllib.loads((_DOCTRINES / f"{doctrine}.toml").read_text(encoding="utf-8"))
    whence = f'extends = "{doctrine}"        # what is watched, and what kinds of measures there are\n'
    values = {
        "id": name,
        "title": name.replace("_", " ").capitalize(),
        "extends": "" if doctrine == WITHOUT else whence,
        "watched": known["watched"],
        "trust": known["trust"],
        "safety": known["safety"],
    }
    tags = known["tags"]
    text = (_TEXTS / f"{shape}.toml").read_text(encoding="utf-8")
    text = _TAGS.sub(lambda found: f'tags    = ["{tags[found[1]]}"]\n' if tags else "", text)
    return Template(text).substitute(values)


def refused_id(name: str) -> tuple[str, str] | None:
    """Why a name cannot be the id of a new scenario, and what could; None where it can."""
    if _ID.match(name):
        return None
    near = re.sub(r"[^a-z0-9]+", "_", name.removesuffix(".toml").lower()).strip("_")[:80]
    near = near.lstrip("0123456789_")
    hint = f"`{near}` would do" if _ID.match(near) else "as in `the_last_ferry`"
    return "an id has small letters, digits and `_`, and begins with a letter", hint


def write_text(folder: Path, name: str, text: str) -> Path:
    """Write a new scenario's file; returns its path.

    Raises:
        FilesError: it exists already, and is left as it is; or the disk refused it.
    """
    path = folder / f"{name}.toml"
    if os.path.lexists(path):
        raise FilesError(
            f"{path.name} exists already, and is left as it is",
            hint=f"choose another id, or open it with `crisisengine preview {path.name}`",
        )
    keep_new(path, text.encode())
    return path
