"""What is written where a person chooses: pages for a printer, of which ours are written anew, and files. Nobody else's is touched unasked."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from crisisengine.errors import FilesError
from crisisengine.storage.archives import is_archive
from crisisengine.storage.disk import UNREADABLE, opened, reason, replace, shown
from crisisengine.text.messages import _

__all__ = ["keep_new", "keep_over", "keep_pages", "refuse_existing"]

HEAD = 2_000
"""Bytes in which a page says whose it is."""
STREAMS = {"/dev/stdout": 1, "/dev/stderr": 2}
"""Names of what is open already, and is written into: whatever file stands behind it is nobody's to replace."""


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


def keep_new(path: Path, written: bytes | Iterable[bytes]) -> None:
    """Write a file that is not there yet, whole; from pieces, which are made while it is written, or not at all.

    Raises:
        FilesError: it is there already, or the disk refuses.
    """
    if _is_stream(path):
        _pour(path, written)
        return
    try:
        with path.open("xb") as file:
            try:
                file.writelines((written,) if isinstance(written, bytes) else written)
                file.flush()
                os.fsync(file.fileno())
            except BaseException:  # half a file is none
                with suppress(OSError):
                    path.unlink()
                raise
    except FileExistsError:
        refuse_existing(path)
        raise
    except UNREADABLE as error:
        raise _refused(path, error) from None


def refuse_existing(path: Path) -> None:
    """Nothing, where there is no such file yet.

    Raises:
        FilesError: there is one.
    """
    if os.path.lexists(path) and not _is_stream(path):
        raise FilesError(
            _("{path} is there already, and is not overwritten", path=shown(path)),
            hint=_("name another file; `--force` writes over this one"),
        ) from None


def keep_over(path: Path, written: bytes | Iterable[bytes]) -> None:
    """Write a file whole, or from pieces, over one that is there: over what was printed before, and never over what somebody wrote.

    Raises:
        FilesError: it is no file, or a scenario, a doctrine or a journal, or the disk refuses.
    """
    if _is_stream(path):
        _pour(path, written)
        return
    mode = None
    try:
        if os.path.lexists(path):
            where = path.resolve(strict=True)  # whoever keeps a link there keeps it
            if not where.is_file():
                raise FilesError(_("{path} is no file that could be replaced", path=shown(path)), hint=_("name a file"))
            packed = isinstance(written, bytes) and is_archive(written)
            if where.suffix == ".toml" or (_begins_as_archive(where) and not packed):
                raise FilesError(
                    _("{path} is an author's text or somebody's run, and is not overwritten", path=shown(path)),
                    hint=_("name another file; `--force` writes over what was printed before"),
                )
            path, mode = where, stat.S_IMODE(where.stat().st_mode)
        replace(path, written, mode)
    except UNREADABLE as error:
        raise _refused(path, error) from None


def _is_stream(path: Path) -> bool:
    return os.name == "posix" and str(path) in STREAMS


def _pour(path: Path, written: bytes | Iterable[bytes]) -> None:
    """Write into what is open under a name, behind what was written there before."""
    sys.stdout.flush()
    try:
        with os.fdopen(os.dup(STREAMS[str(path)]), "wb") as stream:
            stream.writelines((written,) if isinstance(written, bytes) else written)
    except UNREADABLE as error:
        raise _refused(path, error) from None


def _begins_as_archive(path: Path) -> bool:
    with opened(path) as file:
        return is_archive(file.read(HEAD))


def _refused(path: Path, error: Exception) -> FilesError:
    return FilesError(
        _("{path} cannot be written: {reason}", path=shown(path), reason=reason(error)),
        hint=_("choose a folder that is yours to write"),
    )


def _is_ours(path: Path, mark: str) -> bool:
    try:
        with opened(path) as file:
            return mark.encode() in file.read(HEAD)
    except FileNotFoundError:
        return True
