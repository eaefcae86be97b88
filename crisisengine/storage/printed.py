"""Pages for a printer, in a folder of a person's choice: ours are written anew, and nobody else's is touched."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crisisengine.errors import FilesError
from crisisengine.storage.disk import UNREADABLE, opened, reason, replace, shown
from crisisengine.text.messages import _

__all__ = ["keep_pages"]

HEAD = 2_000
"""Bytes in which a page says whose it is."""


def keep_pages(folder: Path, pages: Mapping[str, str], mark: str) -> None:
    """Write pages into a folder, which is made.

    Args:
        folder: where to.
        pages: texts by the names of their files.
        mark: what stands near the beginning of each of our pages; a file without it is somebody else's.

    Raises:
        FilesError: the disk refuses, or a file of that name is not ours; then none of them is written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in pages:
            if not _is_ours(folder / name, mark):
                raise FilesError(
                    _("{path} is there already, and no page of ours", path=shown(folder / name)),
                    hint=_("choose a folder of its own, for instance `--out handouts`"),
                )
        for name, text in pages.items():
            replace(folder / name, text.encode())
    except UNREADABLE as error:
        raise FilesError(
            _("{path} cannot be written: {reason}", path=shown(folder), reason=reason(error)),
            hint=_("choose a folder that is yours to write"),
        ) from None


def _is_ours(path: Path, mark: str) -> bool:
    try:
        with opened(path) as file:
            return mark.encode() in file.read(HEAD)
    except FileNotFoundError:
        return True
