"""What is written where a person chooses: pages for a printer, of which ours are written anew, and new files. Nobody else's is touched."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from crisisengine.errors import FilesError
from crisisengine.storage.disk import UNREADABLE, opened, reason, replace, shown
from crisisengine.text.messages import _

__all__ = ["keep_new", "keep_pages"]

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


def keep_new(path: Path, written: bytes) -> None:
    """Write a file that is not there yet, whole.

    Raises:
        FilesError: it is there already, or the disk refuses.
    """
    try:
        with path.open("xb") as file:
            try:
                file.write(written)
                file.flush()
                os.fsync(file.fileno())
            except BaseException:  # half a file is none
                with suppress(OSError):
                    path.unlink()
                raise
    except FileExistsError:
        raise FilesError(
            _("{path} is there already, and is not overwritten", path=shown(path)),
            hint=_("name another file, or move this one away"),
        ) from None
    except UNREADABLE as error:
        raise FilesError(
            _("{path} cannot be written: {reason}", path=shown(path), reason=reason(error)),
            hint=_("choose a folder that is yours to write"),
        ) from None


def _is_ours(path: Path, mark: str) -> bool:
    try:
        with opened(path) as file:
            return mark.encode() in file.read(HEAD)
    except FileNotFoundError:
        return True
