"""Programs that are born of a process in which ours is loaded already.

Most of what a short command costs is Python's start and the program's own: tests that start hundreds of them spend a
minute on it. Whoever is born here is a process as any other, with its own session, folder, environment, streams, signals
and end; it only begins behind its imports. Tests of how the program starts (what it loads, in which order, what Ctrl-C
does meanwhile, how streams are set up) start Python themselves.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).parents[1]
LEFT_OUT = ("tui", "web", "testing", "authoring")
"""Rooms that no short command needs; who does imports them as ever."""
LARGEST_ORDER = 1 << 20


class Born:
    """A process that was born: what tests ask of a `subprocess.Popen`."""

    def __init__(self, pid: int, end: int) -> None:
        self.pid, self.returncode = pid, None
        self._end = end

    def poll(self) -> int | None:
        """How it ended; None while it lives."""
        if self.returncode is None and select.select([self._end], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self) -> int:
        """How it ended, once it has; negative: the signal that ended it."""
        if self.returncode is None:
            self.returncode = int(os.read(self._end, 100))
            os.close(self._end)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it one, if it still lives."""
        if self.poll() is None:
            os.kill(self.pid, number)


class _Nursery:
    """The process that bears; ends with whoever has started it."""

    def __init__(self) -> None:
        self._door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            environment = os.environ | {"PYTHONPATH": str(HOUSE), "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=environment,
            )
        atexit.register(self._close)

    def bear(self, arguments, cwd, environment, streams) -> Born:
        """The program with these arguments, in that folder; `streams`: its standard input, output and error."""
        end, theirs = os.pipe()
        order = json.dumps([[str(each) for each in arguments], str(cwd), dict(environment)]).encode()
        socket.send_fds(self._door, [order], [*(stream.fileno() for stream in streams), theirs])
        os.close(theirs)
        return Born(int(os.read(end, 100)), end)

    def _close(self) -> None:
        self._door.close()
        self._process.wait()


@cache
def nursery() -> _Nursery:
    """One for all tests of this process."""
    return _Nursery()


def born(*arguments, text="", cwd=None, environment=None) -> subprocess.CompletedProcess[str]:
    """The program to its end, as `subprocess.run` would tell of it."""
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as source,
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8") as talk,
    ):
        source.write(text)
        source.seek(0)
        code = nursery().bear(arguments, cwd or Path.cwd(), environment or os.environ, (source, out, talk)).wait()
        out.seek(0)
        talk.seek(0)
        return subprocess.CompletedProcess(arguments, code, out.read(), talk.read())


def _load() -> None:
    """All that a short command may need."""
    import crisisengine

    for room in pkgutil.iter_modules(crisisengine.__path__, "crisisengine."):
        if room.name.removeprefix("crisisengine.") not in (*LEFT_OUT, "__main__"):
            module = importlib.import_module(room.name)
            for found in pkgutil.walk_packages(getattr(module, "__path__", []), f"{room.name}."):
                importlib.import_module(found.name)
    gc.collect()
    gc.freeze()


def _serve(door: socket.socket) -> None:
    """Bear whoever is asked for, and tell how each ended; returns in the child, and never here."""
    bell, ring = os.pipe()
    os.set_blocking(ring, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(ring)
    living: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([door, bell], [], [])
        if bell in ready:
            os.read(bell, 1000)
            while living and (ended := os.waitpid(-1, os.WNOHANG))[0]:
                end = living.pop(ended[0])
                os.write(end, str(os.waitstatus_to_exitcode(ended[1])).encode())
                os.close(end)
        if door in ready:
            order, streams, *_ = socket.recv_fds(door, LARGEST_ORDER, 4)
            if not order:
                os._exit(0)  # nobody is there any more
            child = os.fork()
            if not child:
                for mine in (bell, ring, *living.values()):
                    os.close(mine)
                door.close()
                _become(*json.loads(order), *streams)
                return
            living[child] = streams.pop()
            for stream in streams:
                os.close(stream)


def _become(arguments, folder, environment, *streams) -> None:
    """Be a program that was just started."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    *standard, end = streams
    for number, stream in enumerate(standard):
        os.dup2(stream, number)
        os.close(stream)
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        before = getattr(sys, name)
        buffering = 1 if name == "stderr" else -1
        fresh = open(number, mode, buffering, encoding=before.encoding, errors=before.errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, fresh)
    sys.argv = ["crisisengine", *arguments]
    os.write(end, str(os.getpid()).encode())
    os.close(end)


if __name__ == "__main__":
    sys.path.pop(0)  # this folder
    _load()
    _serve(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_module("crisisengine", run_name="__main__", alter_sys=True)
