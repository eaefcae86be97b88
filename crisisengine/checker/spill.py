"""`check --spill DIR`: what grows with the states lies on a disk, and memory holds only what is being looked at.

The files have no names: nobody else can open them, nothing that lies in the folder is ever read, and they are gone with
the process, however it ends. What is read is mapped: the system fetches pages as they are asked for. Mapped pages count as
memory of the process, so that they are let go again now and then; the system keeps as many of them as it has room for.
"""

from __future__ import annotations

import errno
import mmap
import os
import sys
import tempfile
import time
import weakref
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
from attrs import define, field

from crisisengine.budget import OverBudget
from crisisengine.checker.memory import Held, Memory
from crisisengine.checker.task import Task

__all__ = ["Disk", "SpillingTask"]

MOST = 1 << 22
"""States that are held at a time before they are written."""
SMALL = 1 << 19
"""Bytes that are worth no file of their own."""
PIECE = 1 << 20
"""Bytes that are written until somebody is asked whether to go on."""
BETWEEN = 0.002
"""Seconds between two times that mapped pages are let go."""
LETS_GO = sys.platform == "linux"
"""Whether a page of a file that is let go stays what it is; elsewhere the system has other ways to make room."""


@define(eq=False)
class SpillingTask(Task):
    """A task that holds on a disk what grows with the states."""

    folder: Path = field(kw_only=True)
    _disk: Disk = field(init=False, repr=False)
    _next: float = field(init=False, default=0.0)

    def __attrs_post_init__(self) -> None:
        self.memory = self._disk = Disk(self, self.folder)

    def ask(self) -> None:
        """Go on, or leave; what was read and need not stay in memory is let go.

        Raises:
            OverBudget: as of any task, or the disk takes no more.
        """
        now = time.monotonic()
        if now >= self._next:
            self._disk.let_go()
            self._next = now + BETWEEN
        super().ask()


@define(eq=False)
class Disk(Memory):
    """Long arrays lie in files, short ones in memory.

    Whatever writes raises `OverBudget` where the disk takes no more.
    """

    task: Task = field(repr=False)
    folder: Path
    most: float = field(init=False, factory=lambda: MOST)
    merges: bool = field(init=False, default=True)
    _maps: weakref.WeakSet[mmap.mmap] = field(init=False, factory=weakref.WeakSet)

    def let_go(self) -> None:
        """Of all that is mapped nothing counts as held any more; what is asked for again is fetched again."""
        if LETS_GO:
            for mapped in self._maps:
                mapped.madvise(mmap.MADV_DONTNEED)

    def pile(self, kind: np.dtype[Any]) -> FilePile:
        """An empty pile of arrays of a kind."""
        return FilePile(self, kind)

    def held(self, array: Held) -> Held:
        """An array, on the disk if it is long."""
        return array if array.nbytes <= SMALL else self.joined([array], array.dtype)

    def joined(self, pieces: Iterable[Held], kind: np.dtype[Any]) -> Held:
        """Pieces as one array, one behind the other, written as they come."""
        with self.file() as file:
            count = 0
            for piece in pieces:
                self.write(file, piece)
                count += len(piece)
            return self.mapped(file, kind, count)

    def zeros(self, count: int, kind: npt.DTypeLike) -> Held:
        """An array of so many zeros, on the disk if it is long; what is changed in it is changed there.

        Its place is taken at once: a page that finds none when it is written would end the process.
        """
        kind = np.dtype(kind)
        if count * kind.itemsize <= SMALL:
            return np.zeros(count, dtype=kind)
        with self.file() as file:
            self._reserve(file, count * kind.itemsize)
            return self.mapped(file, kind, count, writable=True)

    def _reserve(self, file: IO[bytes], size: int) -> None:
        if hasattr(os, "posix_fallocate"):
            with self._refusing():
                os.posix_fallocate(file.fileno(), 0, size)
        else:
            none = np.zeros(PIECE, dtype=np.uint8)
            for at in range(0, size, PIECE):
                self.write(file, none[: size - at])

    def file(self) -> IO[bytes]:
        """A file without a name."""
        with self._refusing():
            return tempfile.TemporaryFile(dir=self.folder, buffering=0)

    def write(self, file: IO[bytes], array: Held) -> None:
        """Put an array at the end of a file."""
        content = np.ascontiguousarray(array).view(np.uint8).data
        at = 0
        while at < len(content):
            self.task.ask()
            with self._refusing():
                at += file.write(content[at : at + PIECE])

    def read(self, file: IO[bytes], kind: np.dtype[Any], count: int, first: int) -> Held:
        """The same as `mapped`, into memory."""
        with self._refusing():
            file.seek(first * kind.itemsize)
            return np.frombuffer(file.read(count * kind.itemsize), kind, count)

    def mapped(
        self, file: IO[bytes], kind: np.dtype[Any], count: int, first: int = 0, *, writable: bool = False
    ) -> Held:
        """Some of the entries of a file, `count` from number `first` on."""
        if not count:
            return np.empty(0, dtype=kind)
        start = first * kind.itemsize
        before = start % mmap.ALLOCATIONGRANULARITY
        access = mmap.ACCESS_WRITE if writable else mmap.ACCESS_READ
        with self._refusing():
            found = mmap.mmap(file.fileno(), before + count * kind.itemsize, access=access, offset=start - before)
        self._maps.add(found)
        return np.frombuffer(found, kind, count, before)

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """What the disk refuses is over the budget."""
        try:
            yield
        except OSError as error:
            if error.errno == errno.ENOMEM:
                raise MemoryError from error
            raise OverBudget(self.task.phase, "disk") from error


class FilePile:
    """Arrays one behind the other in one file; short ones are read, long ones mapped, when they are asked for."""

    def __init__(self, disk: Disk, kind: np.dtype[Any]) -> None:
        self.disk = disk
        self.kind = kind
        self._file = disk.file()
        self._ends = array("q", [0])
        weakref.finalize(self, self._file.close)

    def append(self, array: Held, /) -> None:
        """One more."""
        self._file.seek(self._ends[-1] * self.kind.itemsize)
        self.disk.write(self._file, array)
        self._ends.append(self._ends[-1] + len(array))

    def __getitem__(self, number: int, /) -> Held:
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        number %= len(self)
        first, end = self._ends[number], self._ends[number + 1]
        long = (end - first) * self.kind.itemsize > SMALL
        return (self.disk.mapped if long else self.disk.read)(self._file, self.kind, end - first, first)

    def __iter__(self) -> Iterator[Held]:
        return (self[number] for number in range(len(self)))

    def __len__(self) -> int:
        return len(self._ends) - 1
