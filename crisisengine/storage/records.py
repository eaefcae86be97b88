"""A room's record on the disk: lines that are only added to, each on the disk before anybody is told that it is.

It knows no kinds of lines: what they mean is the business of whoever writes them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from crisisengine.errors import FilesError
from crisisengine.limits import LARGEST_RECORD
from crisisengine.storage.disk import UNREADABLE, lock_file, opened, reason, remedy, shown, synced
from crisisengine.text.messages import _

if TYPE_CHECKING:
    from filelock import BaseFileLock

__all__ = ["RECORD", "RecordFile", "read_record", "record_path", "seat_journal"]

RECORD = ".workshop.jsonl"
"""How the name of a record ends; before it stands the name of its journal."""


def record_path(journal: Path) -> Path:
    """Where the record beside a journal is."""
    return journal.with_name(journal.stem + RECORD)


def seat_journal(journal: Path, seat: int) -> Path:
    """Where the journal of a seat is that plays a run of its own beside a room's."""
    return journal.with_name(f"{journal.stem}.seat-{seat:02d}.toml")


class RecordFile:
    """A record that is open for writing; nobody else's program may write it meanwhile."""

    def __init__(self, path: Path, size: int, turn: BaseFileLock | None) -> None:
        self.path = path
        self._size = size
        """Bytes that are known to be whole lines."""
        self._torn = False
        """Whether a refused write may have left something behind them."""
        self._turn = turn
        self._writing = Lock()

    @classmethod
    def begin(cls, path: Path) -> RecordFile:
        """A new record.

        Raises:
            FilesError: there is one already, or the disk refuses.
        """
        turn = _turn(path)
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600))
            synced(path.parent)
        except UNREADABLE as error:
            _let_go(turn)
            raise _refused(error, path) from None
        return cls(path, 0, turn)

    @classmethod
    def resume(cls, path: Path) -> tuple[RecordFile, list[bytes]]:
        """A record to go on with, and its lines without their ends; a last line that is torn is cut off by the first new one.

        Raises:
            FilesError: it cannot be read or written, or another program has it open.
        """
        turn = _turn(path)
        try:
            text = _whole_lines(path)
            with path.open("r+b") as file:  # it may be another program's file: whoever asked judges it first
                torn = file.seek(0, os.SEEK_END) > len(text)
        except UNREADABLE as error:
            _let_go(turn)
            raise _refused(error, path) from None
        record = cls(path, len(text), turn)
        record._torn = torn
        return record, text.split(b"\n")[:-1]

    def append(self, lines: Sequence[bytes]) -> None:
        """Write lines, each with its end, and have them on the disk on return: all of them, or none.

        It may be called from any thread.

        Raises:
            FilesError: the disk refuses; the record says what it said before.
        """
        text = b"".join(lines)
        with self._writing:
            try:
                if self._size + len(text) > LARGEST_RECORD:
                    raise OSError(_("the record would be too large"))
                with self.path.open("r+b") as file:
                    end = file.seek(0, os.SEEK_END)
                    if end < self._size or (end > self._size and not self._torn):
                        raise FilesError(
                            _(
                                "the room's record is not written: another program has changed {path}",
                                path=shown(self.path),
                            ),
                            hint=_("leave the room, and go on with it: it is read again then"),
                        )
                    self._torn = True
                    file.truncate(self._size)
                    file.seek(self._size)
                    file.write(text)
                    file.flush()
                    os.fsync(file.fileno())
            except UNREADABLE as error:
                self._cut()
                raise _refused(error, self.path) from None
            self._size += len(text)
            self._torn = False

    def _cut(self) -> None:
        """Take away what a refused write left, where the disk lets us; else the next one does."""
        with suppress(OSError):
            if self._torn and self.path.stat().st_size >= self._size:
                os.truncate(self.path, self._size)
                self._torn = False

    def follow(self, journal: Path) -> None:
        """Go along when the journal moved to another file, by the thread that opened it.

        Raises:
            FilesError: the disk refuses, or another program has that room; the record stays where it was.
        """
        path = record_path(journal)
        if path == self.path:
            return
        turn = _turn(path)
        with self._writing:
            try:
                os.link(self.path, path)  # never over another room's
                self.path.unlink()
                synced(path.parent)
            except UNREADABLE as error:
                _let_go(turn)
                raise _refused(error, path) from None
            _let_go(self._turn)
            self.path, self._turn = path, turn

    def close(self) -> None:
        """Let other programs have it."""
        _let_go(self._turn)


def read_record(journal: Path) -> list[bytes]:
    """The whole lines of the record beside a journal, without their ends; none where there is no record.

    Raises:
        FilesError: it is there and cannot be read.
    """
    path = record_path(journal)
    try:
        return _whole_lines(path).split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    except UNREADABLE as error:
        raise FilesError(_("{path} cannot be read: {reason}", path=shown(path), reason=reason(error))) from None


def _whole_lines(path: Path) -> bytes:
    """A record up to the end of its last whole line."""
    with opened(path) as file:
        text = file.read(LARGEST_RECORD + 1)
    if len(text) > LARGEST_RECORD:
        raise OSError(_("the record is too large"))
    return text[: text.rfind(b"\n") + 1]


def _turn(path: Path) -> BaseFileLock | None:
    """Held against this user's other programs for as long as the room is open; the system lets it go when we die.

    Raises:
        FilesError: another program has this room open.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only rooms

    try:
        lock = FileLock(lock_file(path), timeout=0)
        lock.acquire()
    except Timeout:
        raise FilesError(
            _("another program has this room open: {path}", path=shown(path)), hint=_("close it there first")
        ) from None
    except (*UNREADABLE, NotImplementedError):  # a home that may not be written to has no room for locks
        return None
    return lock


def _let_go(turn: BaseFileLock | None) -> None:
    if turn is not None:
        turn.release()


def _refused(error: Exception, path: Path) -> FilesError:
    if isinstance(error, OSError) and error.errno is None:  # ours
        return FilesError(str(error), hint=_("begin a new room"))
    return FilesError(
        _("the room's record is not written: {reason}", reason=reason(error)), hint=remedy(error, path.parent)
    )
