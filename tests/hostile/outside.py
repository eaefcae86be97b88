"""The program as a stranger meets it: started as a process, fed, timed, weighed, interrupted, and judged by what comes out.

Nothing here imports the program. What must hold for every input holds for every `Done` that `Outside.run` returns: it
ended within its time and 1 GB, with a documented exit code, without a traceback, and without a character that steers a
terminal. Memory is read from /proc while the process lives; where there is no /proc it is not judged.

Longer than 300 lines because all that is judged of every process stands in this one place.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from attrs import define, field, frozen
from nursery import Born, nursery

__all__ = [
    "CODES",
    "DEBRIEF",
    "DECISION",
    "HOUSE",
    "PARTING",
    "PATIENCE",
    "READING",
    "SCAN",
    "Done",
    "Outside",
    "Started",
    "slack",
]

HOUSE = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "crisisengine")

# What the program promises, in seconds.
SCAN = 1.5
"""To look at a file of a folder that is listed."""
READING = 10.0
"""To read a file that is asked for; a small one takes no notable time."""
DECISION = 1.0
PARTING = 3.0
"""For the debrief at the end of a run that is played."""
DEBRIEF = 60.0

PATIENCE = 2.0
"""Seconds that a program may need beyond the time that it promises: it has to start, and to say that it stops."""
MOST_MEMORY = 1024
"""Mebibytes that any command may hold on any input, its children counted."""
CODES = frozenset({0, 1, 2, 3, 130, 141})
"""All exit codes that the command line documents."""
LONGEST_WORK = 60.0
"""Seconds after which a program that was to work, and has not, is taken to wait for something."""
SOONEST = 1.0
"""Seconds within which Ctrl-C is answered."""

# Reference work, and how long the machine on which the limits were set takes for it when nobody else uses it.
_ROUNDS, _REFERENCE = 3_000_000, 0.11

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]")
"""Characters that move a cursor, set a title or turn a text round."""
PLACE = re.compile(r"^\s*(?:-->\s*|error(?:\[[\w-]+\])?:\s*)?(\S.*?):(\d+):(\d+)\b", re.MULTILINE)
"""A located line: file, line, column."""


def slack() -> float:
    """How many times slower than alone on the reference machine this machine is now; never below 1."""
    began = time.perf_counter()
    total = 0
    for number in range(_ROUNDS):
        total += number % 7
    return max(1.0, (time.perf_counter() - began) / _REFERENCE)


@frozen
class Done:
    """How one command ended."""

    command: tuple[str, ...]
    code: int
    """The exit code; negative: the signal that ended it."""
    out: str
    """What it wrote to standard output."""
    talk: str
    """What it wrote to standard error."""
    seconds: float
    megabytes: int
    """The most memory that it and its children held, in mebibytes."""
    overdue: bool = False
    """Whether it had to be killed because its time was up."""

    @property
    def said(self) -> str:
        """All that a person saw."""
        return self.out + self.talk

    @property
    def located(self) -> list[str]:
        """The places, as `file:line:column`, that lines of standard output and error name."""
        return [":".join(found) for found in PLACE.findall(self.said)]

    @property
    def told(self) -> str:
        """The sum of it, for whoever reads a failing test."""
        beginning = "\n".join(line[:300] for line in self.said[-3000:].splitlines()[-25:])
        shown = " ".join(word if len(word) < 100 else f"{word[:100]}..." for word in self.command)
        return f"{shown}\nexit code {self.code}, {self.seconds:.1f} s, {self.megabytes} MiB\n{beginning}"

    def json(self):
        """Standard output, read as JSON."""
        return json.loads(self.out)

    def refused(self, *words: str) -> None:
        """One complaint, exit code 2; each of `words` (patterns) is in it, whatever the case."""
        assert self.code == 2, self.told
        complaints = re.findall(r"^error\b", self.said, re.MULTILINE)
        assert len(complaints) == 1, self.told
        for word in words:
            assert re.search(word, self.said, re.IGNORECASE), f"nothing says {word!r}\n{self.told}"

    def located_once(self, file: str) -> None:
        """Just one line says where, and it is in that file."""
        assert len(self.located) == 1, f"{self.located}\n{self.told}"
        assert re.fullmatch(rf"(.*/)?{re.escape(file)}:\d+:\d+", self.located[0]), self.told


@define
class Started:
    """A program that is running."""

    command: tuple[str, ...]
    process: subprocess.Popen[bytes] | Born
    out: IO[bytes]
    talk: IO[bytes]
    began: float
    megabytes: int = 0

    def weigh(self) -> int:
        """What it and its children hold at most until now, in mebibytes."""
        self.megabytes = max(self.megabytes, sum(map(_weight, _family(self.process.pid))))
        return self.megabytes

    def busy(self) -> float:
        """The processor time that it has used, in seconds."""
        try:
            parts = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")

    def work(self, seconds: float) -> bool:
        """Let it work for so much processor time; whether it is still at it."""
        while self.process.poll() is None:
            if self.busy() >= seconds:
                return True
            assert self.weigh() <= MOST_MEMORY, f"{self.command}: {self.megabytes} MiB"
            took = time.monotonic() - self.began  # asking for the slack is work itself
            assert took < LONGEST_WORK or took < LONGEST_WORK * slack(), f"{self.command} waits for something"
            time.sleep(0.01)
        return False

    def work_until(self, words: str) -> None:
        """Let it work until it has said something, however long its start takes on this machine."""
        while words.encode() not in os.pread(self.out.fileno(), 1 << 20, 0):
            assert self.work(self.busy() + 0.05), f"{self.command} ended, and never said {words!r}"

    def wait(self, seconds: float) -> Done:
        """Until it ends; killed once it has lasted so long (the machine's slack included), or holds too much."""
        overdue = False
        while self.process.poll() is None:
            took = time.monotonic() - self.began
            if self.weigh() > MOST_MEMORY or (took > seconds and took > seconds * slack()):
                overdue = self.megabytes <= MOST_MEMORY
                self.kill()
                break
            time.sleep(0.01)
        took = time.monotonic() - self.began
        found = []
        for stream in (self.out, self.talk):
            stream.seek(0)
            found.append(stream.read().decode(errors="replace"))
            stream.close()
        return Done(self.command, self.process.returncode, *found, took, self.megabytes, overdue)

    def interrupt(self) -> Done:
        """Ctrl-C, now: it ends within a second, by its own hand, and says nothing of its inside."""
        asked = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        done = self.wait(asked - self.began + SOONEST)
        assert not done.overdue, (
            f"{done.seconds - asked + self.began:.1f} s after Ctrl-C it is still running\n{done.told}"
        )
        assert done.code in (130, -signal.SIGINT), done.told  # both are 130 to a shell
        assert "Traceback" not in done.said, done.told
        return done

    def kill(self) -> None:
        """`kill -9`, to all of its family."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _family(pid: int) -> list[int]:
    """A process and what it has started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in _family(int(child)))]


def _weight(pid: int) -> int:
    """The most memory that a process ever held, in mebibytes; 0 where nobody knows."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) // 1024 if found else 0


@define
class Outside:
    """A folder with its own saves, cache and home, and the program started in it."""

    folder: Path
    fresh: bool = True
    """Whether Python starts anew for each command that is run to its end."""
    running: list[Started] = field(factory=list)

    def write(self, name: str, content: str | bytes) -> Path:
        """Put a file there; returns its path, from that folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Path(name)

    @property
    def house(self) -> str:
        """The folder from which the program is started."""
        return str(HOUSE)

    @property
    def saves(self) -> Path:
        """Where runs are kept."""
        return self.folder / "saves"

    def kept(self) -> str:
        """All that the kept runs say."""
        return "".join(path.read_text() for path in sorted(self.saves.glob("*.toml")))

    def start(
        self,
        *arguments: object,
        text: str | bytes | IO[bytes] = b"",
        cwd: str = ".",
        fresh: bool = True,
        **environment: str,
    ) -> Started:
        """The program with these arguments and that input; it is killed at the end of the test if it is still there.

        Args:
            arguments: as on the command line.
            text: its standard input.
            cwd: where it is started, from the folder.
            fresh: whether Python starts as well, and the program is loaded.
            environment: what else it finds there.
        """
        source = text if hasattr(text, "fileno") else tempfile.TemporaryFile()  # noqa: SIM115 - closed below
        if isinstance(text, str | bytes):
            source.write(text.encode() if isinstance(text, str) else text)
            source.seek(0)
        command = (*PROGRAM, *map(str, arguments))
        out, talk = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 - read when it has ended
        folder, found = self.folder / cwd, self._environment() | environment
        if fresh or environment:
            process = subprocess.Popen(
                command, stdin=source, stdout=out, stderr=talk, cwd=folder, env=found, start_new_session=True
            )
        else:
            process = nursery().bear(arguments, folder, found, (source, out, talk))
        started = Started(command[1:], process, out, talk, time.monotonic())
        source.close()
        self.running.append(started)
        return started

    def run(
        self,
        *arguments: object,
        seconds: float,
        text: str | bytes | IO[bytes] = b"",
        cwd: str = ".",
        **environment: str,
    ) -> Done:
        """The program, to its end, held against what must be so of every input.

        Args:
            arguments: as on the command line.
            seconds: what the program promises to need at most; `PATIENCE` and the machine's slack come on top.
            text: its standard input.
            cwd: where it is started, from the folder.
            environment: what else it finds there; Python starts with it.
        """
        done = self.start(*arguments, text=text, cwd=cwd, fresh=self.fresh, **environment).wait(seconds + PATIENCE)
        assert done.megabytes <= MOST_MEMORY, f"more than {MOST_MEMORY} MiB\n{done.told}"
        assert not done.overdue, f"not at its end after {done.seconds:.1f} s\n{done.told}"
        assert "Traceback" not in done.said, done.told
        assert done.code in CODES, done.told
        steering = STEERING.search(done.said.replace("\r\n", "\n"))  # as lines of CSV end (RFC 4180)
        assert steering is None, f"{steering[0]!r} comes out\n{done.told}"
        return done

    def end(self) -> None:
        """Whatever still runs is killed."""
        for each in self.running:
            if each.process.poll() is None:
                each.kill()

    def _environment(self) -> dict[str, str]:
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "PYTHONPATH": str(HOUSE),
            "CRISISENGINE_SAVES": str(self.saves),
            "CRISISENGINE_CACHE": str(self.folder / "cache"),
        }
