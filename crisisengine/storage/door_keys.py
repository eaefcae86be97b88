"""What a room's server must know again after the laptop was restarted: a file that only this user can read.

It lies in the user's cache folder. Where it is lost, seats stay what they were (the record holds their hashes); the room
has another code at its door, and consoles are asked in again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from crisisengine import locations
from crisisengine.errors import FilesError
from crisisengine.storage.disk import UNREADABLE, opened, reason, remedy, shown
from crisisengine.text.messages import _

__all__ = ["find_room_keys", "keep_room_keys", "kept_room_keys"]

LARGEST = 64 * 1024
"""Bytes of a file."""
MOST_KEPT = 50
"""Rooms; the ones used least recently go."""


def keep_room_keys(name: str, keys: Mapping[str, object]) -> None:
    """Put a room's keys away.

    Args:
        name: of the room, in letters and digits.
        keys: fit for JSON.

    Raises:
        FilesError: the disk refuses.
    """
    path = _path(name)
    temporary = path.with_name(f".{os.urandom(6).hex()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(keys, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        for forsaken in _newest()[MOST_KEPT:]:
            forsaken.unlink(missing_ok=True)
    except UNREADABLE as error:
        with suppress(OSError):
            temporary.unlink()
        raise FilesError(
            _("{path} cannot be written: {reason}", path=shown(path), reason=reason(error)),
            hint=remedy(error, path.parent),
        ) from None


def find_room_keys(name: str) -> dict[str, Any]:
    """A room's keys as they were put away; nothing where there are none that can be read."""
    return _read(_path(name))


def kept_room_keys() -> list[dict[str, Any]]:
    """The keys of every room, the one that was opened last first."""
    return [keys for path in _newest() if (keys := _read(path))]


def _path(name: str) -> Path:
    return locations.cache_folder() / "rooms" / f"{name}.json"


def _newest() -> list[Path]:
    found = []
    for path in _path("any").parent.glob("*.json"):
        with suppress(OSError):
            found.append((path.stat().st_mtime, path))
    return [path for _moment, path in sorted(found, reverse=True)]


def _read(path: Path) -> dict[str, Any]:
    try:
        with opened(path) as file:
            keys: Any = json.loads(file.read(LARGEST))
    except (*UNREADABLE, RecursionError):
        return {}
    return keys if isinstance(keys, dict) else {}
