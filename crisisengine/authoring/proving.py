"""A process of its own that proves a text while its author goes on writing; nothing that a person does waits for it.

One text at a time: the next start ends what is running. It gets what was read (and not the file, which may have changed
since), tells how far it came, then the verdict, then the odds; it has a budget, and ends with whoever started it,
however that came about. What it found is kept in the cache; a text that is known is told without any process.
"""

from __future__ import annotations

import hashlib
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread

from attrs import Factory, define, evolve

from crisisengine import locations
from crisisengine.authoring.outlook import ProofFailed, ProofProgress, ProofTold, ScenarioOutlook
from crisisengine.loader import Reading
from crisisengine.storage import cache

__all__ = ["Proving", "digest_of", "known_outlook"]

WORK = """
import os, sys, threading
source = os.fdopen(os.dup(0), "rb")
sys.path.append(sys.argv[1])
from crisisengine.authoring.proof_work import work
work(source)
"""
HOME = str(locations.package_folder().parent)
"""Where the program lies; without `-P` modules of the current folder would come before everybody else's."""


def known_outlook(reading: Reading) -> ScenarioOutlook | None:
    """What is known already: whole where this very text was proved, without its remarks where only its layout differs."""
    assert reading.scenario is not None, "a text that does not load has no outlook"
    kept = cache.find_outlook(reading.scenario.fingerprint)
    if kept is None:
        return None
    digest, text = kept
    try:
        found = ScenarioOutlook.read(text)
    except (ValueError, TypeError, KeyError):
        return None
    return found if digest == digest_of(reading) else evolve(found, remarks=(), whole=False)


def digest_of(reading: Reading) -> str:
    """Of all that was read, to the letter: remarks stand in their places only there."""
    found = hashlib.sha256()
    for source in reading.sources:
        found.update(f"{source.name}\0{len(source.text)}\0{source.text}".encode("utf-8", "surrogatepass"))
    return found.hexdigest()


@define(eq=False)
class Proving:
    """At most one process. What it tells comes from a thread, and bears the fingerprint of what it is about."""

    tell: Callable[[ProofTold], None]
    """Called from another thread; it shall return at once."""
    seconds: float = 300.0
    """For one proof."""
    memory: int | None = 1024**3
    """Bytes for one proof: whoever writes has other programs open. None for no limit."""
    process: subprocess.Popen[bytes] | None = None
    _wanted: object = None
    """What the newest start is known by; what an older one still says is dropped."""
    _turn: Lock = Factory(Lock)
    """Held while it is settled whose process is the present one."""

    def start(self, path: Path, reading: Reading) -> None:
        """Find out about a text that loads; whatever was running is given up. Returns at once.

        Args:
            path: its file, as it is told.
            reading: what came of reading it.
        """
        wanted = object()
        self._replace(wanted)
        Thread(target=self._follow, args=(path, reading, wanted), daemon=True).start()

    def cancel(self) -> None:
        """Give up what is running, if anything is."""
        self._replace(None)

    def _replace(self, wanted: object) -> None:
        with self._turn:
            self._wanted = wanted
            process, self.process = self.process, None
        if process is not None:
            process.kill()

    def _say(self, told: ProofTold, wanted: object) -> None:
        if self._wanted is wanted:
            self.tell(told)

    def _follow(self, path: Path, reading: Reading, wanted: object) -> None:
        """What the thread does: start the process, hand the text over, pass on what it says."""
        assert reading.scenario is not None, "a text that does not load is not proved"
        fingerprint, whole = reading.scenario.fingerprint, False
        known = known_outlook(reading)
        if known is not None:
            self._say(known, wanted)
            if known.whole:
                return
        scenario = evolve(reading.scenario)  # a copy, without the compiled forms that are kept beside the plan
        parcel = pickle.dumps(
            (
                path,
                (scenario, reading.diagnostics, reading.sources, reading.allowed),
                digest_of(reading),
                (self.seconds, self.memory),
            ),
            -1,
        )
        process = self._begun(wanted)
        if process is not None and process.stdin is not None and process.stdout is not None:
            with suppress(OSError, ValueError):  # it may be ended at any moment
                process.stdin.write(len(parcel).to_bytes(8, "big") + parcel)
                process.stdin.flush()
                for line in process.stdout:
                    told = _heard(line, fingerprint)
                    whole = whole or (isinstance(told, ScenarioOutlook) and told.whole)
                    self._say(told, wanted)
            with suppress(OSError):
                process.communicate()
        if not whole:
            self._say(ProofFailed(fingerprint), wanted)

    def _begun(self, wanted: object) -> subprocess.Popen[bytes] | None:
        """The process; None where there can be none, or nobody wants it any more."""
        command = [sys.executable, "-P", "-c", WORK, HOME]
        try:
            process = subprocess.Popen(  # noqa: S603  # our own program
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            return None
        with self._turn:
            if self._wanted is wanted:
                self.process = process
            else:
                process.kill()
        return process


def _heard(line: bytes, fingerprint: str) -> ProofTold:
    """What a line of the process says.

    Raises:
        ValueError: it was ended in the middle of it.
    """
    kind, _blank, rest = line.decode().partition(" ")
    if kind == "far":
        states, depth = rest.split()
        return ProofProgress(fingerprint, int(states), int(depth))
    return ScenarioOutlook.read(rest)
