"""Ctrl-C is answered within a second, with 130, whatever the program is at."""

from __future__ import annotations

import os
import random
import sys
import time

import files
import pytest
from attrs import frozen
from outside import CODES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the processor time of a process is read from /proc")


@frozen
class Phase:
    """A command that is long at one kind of work."""

    text: str
    """The scenario."""
    arguments: tuple[str, ...]
    """What is asked; the scenario is `m.toml`."""
    moments: tuple[float, ...]
    """Seconds of processor time, between which Ctrl-C comes; the program is at that work then."""
    says: str = ""
    """Standard input."""


PROMISES = "".join(f'[property.p{at}]\nreachable = "m == {at}"\n' for at in range(1, 1_000))
BULK = "".join(f"[variable.w{at}]\nstart = 0\nrange = [0, 1_000_000_000]\n" for at in range(40))
"""It makes a state several words long, and so slow to sort."""
PHASES = {
    "reading": lambda: Phase(files.many_measures(15_000), ("check", "m.toml"), (0.4, 1)),
    "linking": lambda: Phase(files.standing_times_scenes(420, 420), ("check", "m.toml"), (0.3, 0.8)),
    "exploring": lambda: Phase(files.wide(9), ("check", "m.toml"), (0.5, 6)),
    "judging promises": lambda: Phase(files.wide(6, 300), ("check", "m.toml"), (1, 3)),
    "asking whether it always ends": lambda: Phase(files.two_strides(3_000_000), ("check", "m.toml"), (1.4, 2.3)),
    "working out shares": lambda: Phase(files.wide(6), ("check", "m.toml", "--balance"), (0.8, 1.8)),
    "working out chances": lambda: Phase(files.talks(200), ("check", "m.toml", "--chances"), (1, 8)),
    "working out sizes": lambda: Phase(files.wide(5, top=9) + BULK, ("check", "m.toml", "--sizes"), (1.6, 3)),
    "writing journals": lambda: Phase(
        files.fair_walk(10, 1_010) + PROMISES, ("check", "m.toml", "--journals", "found"), (1.2, 2.6)
    ),
    "playing": lambda: Phase(files.SOUND, ("play", "m.toml", "--plain"), (0.3, 2), "wait\n" * 20_000),
    "the parting debrief": lambda: Phase(files.wide(9), ("play", "m.toml", "--plain"), (0.4, 2), "up0\nup1\nfinish\n"),
    "a debrief": lambda: Phase(files.wide(9), ("debrief", "run.toml"), (0.6, 4)),
}
RUN = files.journal([files.decision(each) for each in ("up0", "up1", "finish")])


@pytest.mark.parametrize("number", [0, *(pytest.param(at, marks=pytest.mark.campaign) for at in range(1, 6))])
@pytest.mark.parametrize("name", PHASES)
def test_ctrl_c_is_answered_in_every_phase(outside, name, number):
    phase = PHASES[name]()
    outside.write("m.toml", phase.text)
    outside.write("run.toml", RUN)
    first, last = phase.moments
    moment = first if number == 0 else random.Random(number).uniform(first, last)

    working = outside.start(*phase.arguments, text=phase.says)
    if working.work(moment):
        working.interrupt()
    else:  # it was quick, and there was nothing to stop; never at the first moment, or nothing would be tested
        assert number > 0
        assert working.wait(0).code in CODES


def test_ctrl_c_is_answered_while_a_folder_is_listed(outside):
    text = files.many_measures(300)
    for number in range(200):
        outside.write(f"scenarios/s{number}.toml", text)

    listing = outside.start("list")
    assert listing.work(0.5)

    listing.interrupt()


def test_ctrl_c_is_answered_at_the_prompt_and_the_run_is_kept(outside):
    outside.write("m.toml", files.SOUND)
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as source, os.fdopen(writer, "wb") as keys:
        keys.write(b"wait\n")
        keys.flush()
        waiting = outside.start("play", "m.toml", "--plain", text=source)
        while not list(outside.saves.glob("*.toml")):
            assert waiting.process.poll() is None
            time.sleep(0.02)
        time.sleep(0.1)
        done = waiting.interrupt()

    assert "The run is kept in" in done.out
    assert outside.kept().count("[[decision]]") == 1


BELL = """
import os, sys

class Bell:
    def find_spec(self, name, path=None, target=None):
        if name == "crisisengine.cli":
            open(os.environ["BELL"], "w").close()

sys.meta_path.insert(0, Bell())
"""
"""Rings when the program asks for its command line, which is the second thing that it does: the first is to heed Ctrl-C.

Until then Python starts, and answers by itself: it ends by the signal, which is 130 to a shell, with a traceback of its own.
"""


@pytest.mark.parametrize("delay", [0, 0.02, 0.05, 0.09])
@pytest.mark.parametrize("command", [["check", "m.toml"], ["play", "m.toml", "--plain"]], ids=lambda each: each[0])
def test_ctrl_c_is_answered_from_the_first_moment_on(outside, command, delay):
    outside.write("m.toml", files.wide(9))
    outside.write("bell/sitecustomize.py", BELL)
    rung = outside.folder / "rung"
    path = os.pathsep.join([str(outside.folder / "bell"), outside.house])
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as source, os.fdopen(writer, "wb"):
        begun = outside.start(*command, text=source, PYTHONPATH=path, BELL=str(rung))
        while not rung.exists():
            assert begun.process.poll() is None
            time.sleep(0.001)
        time.sleep(delay)

        begun.interrupt()
