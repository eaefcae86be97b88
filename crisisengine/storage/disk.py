"""Bytes and folders: read what is a regular file, replace a file whole, keep other programs out meanwhile."""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from crisisengine.limits import LARGEST_FILE
from crisisengine.text.printable import printable

try:
    import fcntl
except ImportError:  # Windows has no folder locks; the check for foreign changes still stands
    fcntl = None  # type: ignore[assignment]

__all__ = [
    "UNREADABLE",
    "content",
    "free_name",
    "is_file",
    "locked",
    "opened",
    "reason",
    "remedy",
    "replace",
    "same",
    "shown",
    "sweep",
    "tomls",
]

LONGEST_WAIT = 2.0
"""Seconds that a decision waits for another program's turn."""

UNREADABLE = (OSError, ValueError, RuntimeError)
"""What a path can raise: the disk's refusal, a zero byte in a name, links that lead in a circle."""


def content(path: Path) -> bytes:
    """A regular file's bytes, no more than any of our files needs."""
    with opened(path) as file:
        return file.read(LARGEST_FILE + 1)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A regular file to read from; never a pipe that could block."""
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0))) as file:
        status = os.fstat(file.fileno())
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        yield file


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold the folder against other programs of this kind; yields whether that was to be had.

    Without it the run is still written: some network folders refuse locks, and one held for long belongs to a program
    that was stopped in the middle.
    """
    if fcntl is None:
        yield False
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield _lock(handle)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    patience = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > patience:
                return False
            time.sleep(0.005)
        except OSError:
            return False
        else:
            return True


def sweep(folder: Path) -> None:
    """Remove what a killed program left half written; the lock tells that nobody is writing now."""
    for left in folder.glob(".*.toml.tmp"):
        with suppress(OSError):
            left.unlink()


def free_name(folder: Path, scenario: str, started: str, *, alone: bool) -> Path:
    """A name that no file in the folder has; of `started`, which a stranger may have written, only digits count.

    Where others may be choosing a name at this moment, it has a part that they will not hit upon.
    """
    when = re.sub(r"[^0-9-]", "", started[:16].replace("T", "-"))
    stem = f"{scenario.encode()[:200].decode(errors='ignore')}-{when or 'undated'}"
    number = 1
    while alone and os.path.lexists(path := folder / (f"{stem}.toml" if number == 1 else f"{stem}-{number}.toml")):
        number += 1
    return path if alone else folder / f"{stem}-{os.urandom(4).hex()}.toml"


def replace(path: Path, text: bytes) -> None:
    """Old file or new file, whatever happens in between."""
    temporary = path.with_name(f".{os.urandom(6).hex()}.toml.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o644)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:  # Ctrl-C as well: nothing half written stays behind
        with suppress(OSError):
            temporary.unlink()
        raise
    if fcntl is not None:  # a rename is on the disk only when its folder is; that it failed to sync does not undo it
        with suppress(OSError):
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


_REASONS = {
    errno.ENOENT: "there is no such file",
    errno.EACCES: "permission is denied",
    errno.EPERM: "permission is denied",
    errno.EROFS: "the disk is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EISDIR: "it is a folder",
    errno.ENOTDIR: "a part of its path is no folder",
    errno.EFBIG: "the file would be too large",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ELOOP: "its links lead in a circle",
}


def reason(error: Exception) -> str:
    """What went wrong, in words."""
    if isinstance(error, RuntimeError):  # how pathlib tells of links that lead in a circle
        return _REASONS[errno.ELOOP]
    number = getattr(error, "errno", None)
    return _REASONS.get(number or 0) or (getattr(error, "strerror", None) or str(error)).lower()


def remedy(error: Exception, folder: Path) -> str:
    """What a person can do about a run that could not be written."""
    if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
        return f"make room for {shown(folder)}; the run goes on, and is saved with the next decision"
    return f"is {shown(folder)} yours to write? `--saves DIR` keeps runs elsewhere"


def shown(path: Path) -> str:
    """A path as a person would name it: below the current folder without the way there; no control characters."""
    try:
        text = str(path.relative_to(Path.cwd()) if path.is_absolute() else path)
    except (ValueError, OSError):  # elsewhere; or the current folder is no more
        text = str(path)
    return printable(text)


def is_file(path: Path) -> bool:
    """Whether it is a file; a name that no disk could hold is none."""
    try:
        return path.is_file()
    except UNREADABLE:
        return False


def same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file."""
    try:
        return one.resolve() == other.resolve()
    except UNREADABLE:
        return False


def tomls(folder: Path) -> list[Path]:
    """The TOML files directly in a folder; none where there is no folder, or where it may not be read."""
    try:
        return sorted(path for path in folder.glob("*.toml") if not path.name.startswith("."))
    except OSError:
        return []
