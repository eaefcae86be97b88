"""What was found out about a scenario, by its fingerprint: kept in the user's cache folder, safe to delete.

A cache is a favour, never a duty: what cannot be written is not kept, what cannot be read is found out again.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from crisisengine import locations
from crisisengine.storage.disk import UNREADABLE, opened
from crisisengine.version import __version__

__all__ = [
    "find_origins",
    "find_outlook",
    "find_rank_chances",
    "find_reachable_endings",
    "find_verdict",
    "keep_origin",
    "keep_outlook",
    "keep_rank_chances",
    "keep_reachable_endings",
    "keep_verdict",
]

MOST_KEPT = {"endings": 12, "chances": 12, "verdict": 500, "origin": 2_000, "outlook": 60}
"""Files of a kind; the ones used least recently go."""
LARGEST_NOTE = 16_384
"""Bytes of a verdict, or of a list of origins."""
LARGEST_OUTLOOK = 4 * 1024**2
"""Bytes."""
MOST_ORIGINS = 8
FORSAKEN = 3600
"""Seconds after which a half-written file belongs to a program that was killed; no writing takes so long."""


def keep_reachable_endings(fingerprint: str, parts: Iterable[bytes | memoryview]) -> None:
    """Put reachable endings away (`checker.search.reachable_endings`)."""
    _keep(_path(fingerprint, "endings"), parts)


def find_reachable_endings(fingerprint: str) -> memoryview | None:
    """Reachable endings as they were put away, mapped rather than read; None if there is none."""
    return _mapped(_path(fingerprint, "endings"))


def keep_rank_chances(fingerprint: str, parts: Iterable[bytes | memoryview]) -> None:
    """Put away how likely the best rank is from each state (`checker.shown.rank_chances`)."""
    _keep(_path(fingerprint, "chances"), parts)


def find_rank_chances(fingerprint: str) -> memoryview | None:
    """The same as it was put away, mapped rather than read; None if there is none."""
    return _mapped(_path(fingerprint, "chances"))


def _mapped(path: Path) -> memoryview | None:
    try:
        with opened(path) as file:
            found = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        with suppress(OSError):
            os.utime(path)
    except UNREADABLE:
        return None
    return found


def keep_verdict(fingerprint: str, verdict: str, states: int) -> None:
    """Remember what `check` concluded when it had seen every state."""
    found = {"verdict": verdict, "states": states, "engine": __version__}
    _keep(_path(fingerprint, "verdict"), [json.dumps(found).encode()])


def find_verdict(fingerprint: str) -> tuple[str, int] | None:
    """(verdict, states) of a scenario that was checked by this version; None if it was not, or that is not known."""
    try:
        with opened(_path(fingerprint, "verdict")) as file:
            found = json.loads(file.read(LARGEST_NOTE))
        if found["engine"] == __version__ and found["verdict"] in ("holds", "violated"):
            return found["verdict"], int(found["states"])
    except (*UNREADABLE, KeyError, TypeError, OverflowError):
        return None
    return None


def keep_outlook(fingerprint: str, digest: str, text: str) -> None:
    """Put away what a proof found (`authoring.outlook`), and of which text to the letter."""
    _keep(_path(fingerprint, "outlook"), [json.dumps([__version__, digest]).encode(), b"\n", text.encode()])


def find_outlook(fingerprint: str) -> tuple[str, str] | None:
    """(digest of the text, what was found) of a scenario that was proved by this version; None where that is not known."""
    try:
        with opened(_path(fingerprint, "outlook")) as file:
            head, _newline, text = file.read(LARGEST_OUTLOOK).decode().partition("\n")
        version, digest = json.loads(head)
    except (*UNREADABLE, TypeError):
        return None
    return (str(digest), text) if version == __version__ else None


def keep_origin(fingerprint: str, path: Path) -> None:
    """Remember that a scenario with this fingerprint was played from that file."""
    known = find_origins(fingerprint)
    if path not in known:
        origins = [str(path), *map(str, known)][:MOST_ORIGINS]
        _keep(_path(fingerprint, "origin"), [json.dumps(origins).encode()])


def find_origins(fingerprint: str) -> tuple[Path, ...]:
    """The files that a scenario with this fingerprint was played from, the latest first; they may have changed since."""
    try:
        with opened(_path(fingerprint, "origin")) as file:
            found = json.loads(file.read(LARGEST_NOTE))
        return tuple(Path(path) for path in found)
    except (*UNREADABLE, TypeError):
        return ()


def _path(fingerprint: str, kind: str) -> Path:
    name = fingerprint.removeprefix("sha256:")
    if not name.isalnum():  # a journal can say anything
        name = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    return locations.cache_folder() / f"{name}.{kind}"


def _keep(path: Path, parts: Iterable[bytes | memoryview]) -> None:
    """Whole or not at all, and no more than a few of its kind."""
    temporary = path.with_name(f".{os.urandom(6).hex()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())  # else a power cut can leave a whole length of nothing under the final name
        temporary.replace(path)
        kept = sorted(path.parent.glob(f"*{path.suffix}"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in kept[MOST_KEPT[path.suffix[1:]] :]:
            old.unlink()
        for left in path.parent.glob(".*.tmp"):
            if left.stat().st_mtime < time.time() - FORSAKEN:
                left.unlink()
    except UNREADABLE:
        return
    finally:
        with suppress(*UNREADABLE):
            temporary.unlink(missing_ok=True)
