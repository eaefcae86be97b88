"""Bytes and folders: read what is a regular file, write a file whole, keep other programs out meanwhile.

The lock of a folder lies in the user's cache folder, named after the folder that it guards, so that the folder holds
journals and nothing else. It keeps out this user's other programs on this machine. Whoever shares a folder over a
network is not kept out, and need not be: a new journal never takes a name that is taken (`create`), and one that another
program has changed is left alone. The system lets a lock go when its holder dies.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from crisisengine import locations
from crisisengine.errors import FilesError
from crisisengine.limits import LARGEST_FILE
from crisisengine.text.messages import N_, _
from crisisengine.text.printable import printable

__all__ = [
    "UNREADABLE",
    "content",
    "create",
    "file_name",
    "is_file",
    "lock_file",
    "locked",
    "opened",
    "reason",
    "remedy",
    "replace",
    "rewrite",
    "same",
    "shown",
    "sweep",
    "synced",
    "tomls",
]

LONGEST_WAIT = 2.0
"""Seconds that a decision waits for another program's turn."""
FORSAKEN = 60.0
"""Seconds after which a half-written file belongs to a program that was killed; no journal takes so long to write."""
MOST_TRIES = 1_000
"""For a name that is free."""

UNREADABLE = (OSError, ValueError, RuntimeError)
"""What a path can raise: the disk's refusal, a zero byte in a name, links that lead in a circle."""


def content(path: Path) -> bytes:
    """A regular file's bytes, no more than any of our files needs."""
    with opened(path) as file:
        text: bytes | None = file.read(LARGEST_FILE + 1)
    if text is None:  # a file of the system's own that has nothing to say at the moment
        raise OSError(errno.EINVAL, "it is no regular file")
    return text


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
    """Hold a folder against this user's other programs; yields whether that was to be had.

    Without it the run is still written: a home that may not be written to has no room for locks, and one held for long
    belongs to a program that was stopped in the middle.
    """
    from filelock import FileLock  # noqa: PLC0415 - only who writes waits for its turn

    try:
        lock = FileLock(lock_file(folder), timeout=LONGEST_WAIT, poll_interval=0.005)
        lock.acquire()
    except (*UNREADABLE, NotImplementedError):
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def lock_file(guarded: Path) -> Path:
    """Where the lock of a file or folder lies; its folder is made.

    Raises:
        OSError: the user's cache folder may not be written to.
    """
    name = hashlib.blake2b(os.path.realpath(guarded).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    home = locations.cache_folder() / "locks"
    home.mkdir(parents=True, exist_ok=True)
    return home / f"{name}.lock"


def sweep(folder: Path) -> None:
    """Remove what a killed program left half written."""
    for left in folder.glob(".*.toml.tmp"):
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - FORSAKEN:
                left.unlink()


def file_name(scenario: str, started: str) -> str:
    """A journal's name without its ending; of `started`, which a stranger may have written, only digits count."""
    when = re.sub(r"[^0-9-]", "", started[:16].replace("T", "-"))
    return f"{scenario.encode()[:200].decode(errors='ignore')}-{when or 'undated'}"


def create(folder: Path, stem: str, text: bytes) -> Path:
    """A new file, whole, under a name that no other has, whoever else is choosing one at this moment; its path."""
    temporary = _temporary(folder, text)
    try:
        for name in (stem, *(f"{stem}-{number}" for number in range(2, MOST_TRIES))):
            try:
                os.link(temporary, path := folder / f"{name}.toml")
            except FileExistsError:
                continue
            except OSError:  # a disk without links
                break
            return path
        path = folder / f"{stem}-{os.urandom(4).hex()}.toml"  # nobody else will hit upon it
        temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink()
        synced(folder)
    return path


def replace(path: Path, text: bytes | Iterable[bytes], mode: int | None = None) -> None:
    """Old file or new file, whatever happens in between; `text`: whole or in pieces; `mode`: who may read and write it."""
    temporary = _temporary(path.parent, text)
    try:
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:  # Ctrl-C as well: nothing half written stays behind
        with suppress(OSError):
            temporary.unlink()
        raise
    synced(path.parent)


def rewrite(path: Path, before: bytes, after: bytes) -> None:
    """Replace an author's file, which must still say `before`; whoever could read and write it still can.

    Raises:
        FilesError: it has changed meanwhile, or cannot be written; it is as it was.
    """
    try:
        with locked(path.parent):
            if content(path) != before:
                raise FilesError(f"{shown(path)} was changed meanwhile", hint="nothing was written; try again")
            replace(path, after, stat.S_IMODE(path.stat().st_mode))
    except UNREADABLE as error:
        raise FilesError(f"{shown(path)} cannot be written: {reason(error)}") from None


def _temporary(folder: Path, text: bytes | Iterable[bytes]) -> Path:
    """A file that nobody takes for a journal yet, on the disk whole."""
    temporary = folder / f".{os.urandom(6).hex()}.toml.tmp"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o644)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines((text,) if isinstance(text, bytes) else text)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:  # as above
        with suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def synced(folder: Path) -> None:
    """A rename is on the disk only when its folder is; that it failed to sync does not undo it."""
    if hasattr(os, "O_DIRECTORY"):  # Windows syncs no folders
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


_REASONS = {
    errno.ENOENT: N_("there is no such file"),
    errno.EACCES: N_("permission is denied"),
    errno.EPERM: N_("permission is denied"),
    errno.EROFS: N_("the disk is read-only"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk quota is used up"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of its path is no folder"),
    errno.EEXIST: N_("what has this name is no folder"),
    errno.EFBIG: N_("the file would be too large"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ELOOP: N_("its links lead in a circle"),
}


def reason(error: Exception) -> str:
    """What went wrong, in words."""
    if isinstance(error, RuntimeError):  # how pathlib tells of links that lead in a circle
        return _(_REASONS[errno.ELOOP])
    known = _REASONS.get(getattr(error, "errno", None) or 0)
    return _(known) if known else (getattr(error, "strerror", None) or str(error)).lower()


def remedy(error: Exception, folder: Path) -> str:
    """What a person can do about a run that could not be written."""
    if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
        return _("make room for {folder}; the run goes on, and is saved with the next decision", folder=shown(folder))
    return _("is {folder} yours to write? `--saves DIR` keeps runs elsewhere", folder=shown(folder))


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


def same(path: Path, other: Path) -> bool:
    """Whether two paths lead to the same file."""
    try:
        return path.resolve() == other.resolve()
    except UNREADABLE:
        return False


def tomls(folder: Path) -> list[Path]:
    """The TOML files directly in a folder; none where there is no folder, or where it may not be read."""
    try:
        return sorted(path for path in folder.glob("*.toml") if not path.name.startswith("."))
    except OSError:
        return []
