"""A first text for a new scenario: it holds as it stands, and its comments teach whoever changes it."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

from crisisengine.errors import FilesError
from crisisengine.model.kinds import BeginningDoctrine, BeginningShape

__all__ = ["begin_text", "refused_id", "write_text"]

_ID = re.compile(r"[a-z][a-z0-9_]{0,79}\Z")
_TEXTS = Path(__file__).parent / "beginnings"
_TAGS = {
    "monitoring": "monitoring",
    "warning": "early_warning",
    "waiting": "patience",
    "escort": "escort",
    "dialogue": "dialogue",
    "presence": "presence",
    "offices": "good_offices",
    "caution": "mine_action",
}
"""What kind of measure it is, and the doctrine's tag for it."""
_OWN = """\
[variable.trust]
label  = "Trust"
start  = 3
range  = [0, 6]
bands  = { 0 = "none", 2 = "thin", 4 = "fair", 6 = "firm" }     # each word holds from its number up to the next
better = "high"                 # the direction that is good for people

[variable.safety]
label  = "Safety"
start  = 3
range  = [0, 6]
bands  = { 0 = "lost", 2 = "in danger", 4 = "guarded", 6 = "safe" }
better = "high"
"""
_PEACEKEEPING = """\
# The doctrine brings its own: consent, impartiality, civilian_safety, credibility, authorisation; and tags for measures.
# `crisisengine check` knows all of them. A party declares how far it consents; one of them is a main party.
[party.council]
name    = "Town council"
main    = true
consent = 3
about   = "Elected once, a long time ago. It wants quiet."
"""


def begin_text(name: str, shape: BeginningShape, doctrine: BeginningDoctrine) -> str:
    """The text of a new scenario.

    Args:
        name: its id.
        shape: what it shows.
        doctrine: what it extends.
    """
    own = doctrine == "none"
    values = {
        "id": name,
        "title": name.replace("_", " ").capitalize(),
        "extends": ""
        if own
        else f'extends = "{doctrine}"        # what is watched, and what kinds of measures there are\n',
        "watched": _OWN if own else _PEACEKEEPING,
        "trust": "trust" if own else "credibility",
        "safety": "safety" if own else "civilian_safety",
    }
    text = (_TEXTS / f"{shape}.toml").read_text(encoding="utf-8")
    for kind, tag in _TAGS.items():
        line = "" if own else f'tags    = ["{tag}"]\n'
        text = text.replace(f"$tags_{kind}\n", line)
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
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise FilesError(
            f"{path.name} exists already, and is left as it is",
            hint=f"choose another id, or open it with `crisisengine preview {path.name}`",
        ) from None
    except OSError as error:
        raise FilesError(f"{path.name} cannot be written: {(error.strerror or str(error)).lower()}") from None
    return path
