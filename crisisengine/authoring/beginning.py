"""A first text for a new scenario: it holds as it stands, and its comments teach whoever changes it."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from string import Template
from typing import Any

from crisisengine.errors import FilesError
from crisisengine.model.kinds import BeginningShape
from crisisengine.storage import keep_new, read_scenario
from crisisengine.text.printable import printable as shown

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
        doctrine: what it extends, one of `doctrines()`, or a file beside it.
    """
    known = _of_a_file(doctrine) if doctrine.endswith(".toml") else _shipped(doctrine)
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


def _shipped(doctrine: str) -> dict[str, Any]:
    """What a first text watches by a doctrine that comes with the program, and its tags."""
    return tomllib.loads((_DOCTRINES / f"{doctrine}.toml").read_text(encoding="utf-8"))


def _of_a_file(name: str) -> dict[str, Any]:
    """The same by a doctrine of one's own: the text watches what it declares itself, and names what the doctrine brings.

    Raises:
        FilesError: there is no such doctrine here, or it is at fault.
    """
    if Path(name).name != name or not Path(name).is_file():
        raise FilesError(
            f"there is no doctrine `{shown(name)}` here",
            hint=f"known: {', '.join(doctrines())}, or a file in this folder",
        )
    reading = read_scenario(Path(name), alone=True)
    if not reading.is_doctrine or reading.errors:
        why = "is at fault" if reading.is_doctrine else "is no doctrine"
        raise FilesError(f"`{shown(name)}` {why}", hint=f"`crisisengine check {shown(name)}` tells more")
    (source,) = reading.sources
    tables = source.tables
    brings = [f"{kind}s {', '.join(tables[kind])}" for kind in ("attribute", "variable", "tag") if tables.get(kind)]
    told = [f"# The doctrine brings {line}." for line in brings]
    party = ["[party.council]", 'name    = "Town council"', "main    = true"]
    party += [f"{key} = {_middle(raw)}" for key, raw in tables.get("attribute", {}).items()]
    known = _shipped(WITHOUT)
    watched = known["watched"]
    for role in ("trust", "safety"):
        if known[role] in tables.get("variable", {}):
            own = f"first_{known[role]}"
            watched = watched.replace(f"[variable.{known[role]}]", f"[variable.{own}]")
            known[role] = own
    lines = [*told, *([*party, ""] if tables.get("attribute") else []), watched.strip(), ""]
    return known | {"watched": "\n".join(lines)}


def _middle(attribute: dict[str, Any]) -> int:
    low, high = attribute["range"]
    return int((low + high) // 2)


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
