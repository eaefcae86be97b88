"""A text is proved beside whoever writes it: nothing waits for that, the newest text counts, and nothing is left behind."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crisisengine.authoring.outlook import ProofFailed, ProofProgress, ScenarioOutlook, changes, odds_text, played_text
from crisisengine.authoring.proving import Proving, known_outlook
from crisisengine.loader import read
from crisisengine.loader.toml.resolver import MemoryResolver, Volume

STORY = """\
format = 1
[scenario]
title = "T"
summary = "S"
start = "road"
minutes = 1
invented = "All."
[variable.luck]
range = [0, 3]
start = 0
[scene.road]
title = "Road"
text = "R"
[scene.road.measure.wait]
label = "Wait"
effects = ["luck += 1"]
[scene.road.measure.go]
label = "Go"
requires = "luck >= 1"
chance.well = { weight = 3, goto = "home" }
chance.ill = { weight = 1, goto = "late" }
[ending.home]
title = "Home"
rank = 2
text = "E"
history = "E"
[ending.late]
title = "Late"
rank = 1
text = "E"
history = "H"
[property.comes_home]
reachable = "ending.home"
"""


def reading(text=STORY):
    found = read("tale", Volume("tale.toml", text.encode()), MemoryResolver({}))
    assert found.scenario is not None, found.errors
    return found


@pytest.fixture
def proving():
    told: queue.Queue[object] = queue.Queue()
    work = Proving(told.put)
    yield work, told
    work.cancel()


def whole(told):
    """The first whole outlook that is told; a process that fails is a fault."""
    while True:
        found = told.get(timeout=60)
        assert not isinstance(found, ProofFailed)
        if isinstance(found, ScenarioOutlook) and found.whole:
            return found


def test_it_tells_the_verdict_the_odds_and_the_shortest_ways_and_knows_them_the_next_time(proving):
    work, told = proving
    begun = time.monotonic()
    work.start(Path("tale.toml"), reading())
    assert time.monotonic() - begun < 1, "nobody waits for a process to start"
    outlook = whole(told)

    assert outlook.verdict == "holds"
    assert [(odds.id, odds_text(odds), odds.shortest) for odds in outlook.endings] == [
        ("home", "75 %", 2),
        ("late", "25 %", 2),
    ]
    assert [decision.measure for decision in outlook.endings[0].run] == ["wait", "go"]
    assert outlook.promises[0].verdict == "holds"
    assert known_outlook(reading()) == outlook

    work.start(Path("tale.toml"), reading())
    assert told.get(timeout=60) == outlook
    assert work.process is None, "what is known takes no process"


def test_of_a_text_that_differs_in_its_layout_alone_the_odds_are_known_and_the_remarks_looked_for_anew(proving):
    work, told = proving
    work.start(Path("tale.toml"), reading())
    outlook = whole(told)

    known = known_outlook(reading("# a word for the next author\n" + STORY))

    assert known.endings == outlook.endings
    assert not known.whole
    assert not known.remarks


def test_the_next_start_ends_what_is_running_and_only_the_newest_text_is_told_of(proving):
    work, told = proving
    texts = [STORY.replace("weight = 3", f"weight = {weight}") for weight in (5, 7, 9)]
    for text in texts:
        work.start(Path("tale.toml"), reading(text))
    outlook = whole(told)

    assert outlook.fingerprint == reading(texts[-1]).scenario.fingerprint
    assert told.empty()


def test_a_process_that_is_ended_from_outside_is_told_of_and_one_that_was_given_up_is_not(proving):
    work, told = proving
    slow = (
        STORY
        + "".join(f"[variable.v{n}]\nrange = [0, 9]\nstart = 0\nlabel = 'V'\n" for n in range(6))
        + "".join(
            f"[scene.road.measure.m{n}]\nlabel = 'M{n}'\neffects = ['v{n} += 1']\nrequires = 'v{n} < 9'\n"
            for n in range(6)
        )
    )  # a million states
    work.start(Path("tale.toml"), reading(slow))
    assert isinstance(told.get(timeout=60), ProofProgress)
    work.process.kill()
    while isinstance(found := told.get(timeout=60), ProofProgress):
        pass
    assert isinstance(found, ProofFailed)

    work.start(Path("tale.toml"), reading(slow))
    assert isinstance(told.get(timeout=60), ProofProgress)
    process = work.process
    work.cancel()
    assert process.wait(60) != 0
    while not told.empty():
        assert isinstance(told.get(), ProofProgress)


def test_it_ends_with_whoever_started_it():
    parent = f"""
import os, sys, time
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_proving import *
work = Proving(lambda told: None)
work.start(Path("tale.toml"), reading(STORY + "".join(f"[variable.v{{n}}]\\nrange = [0, 9]\\nstart = 0\\nlabel = 'V'\\n[scene.road.measure.m{{n}}]\\nlabel = 'M{{n}}'\\neffects = ['v{{n}} += 1']\\nrequires = 'v{{n}} < 9'\\n" for n in range(8))))
while work.process is None:
    time.sleep(0.01)
print(work.process.pid, flush=True)
os.kill(os.getpid(), 9)
"""
    found = subprocess.run([sys.executable, "-c", parent], capture_output=True, text=True, check=False, timeout=60)
    child = int(found.stdout)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    os.kill(child, 9)
    pytest.fail("the proof outlives whoever asked for it")


def test_what_an_edit_did_is_told_in_words(proving):
    work, told = proving
    work.start(Path("tale.toml"), reading())
    before = whole(told)
    edited = STORY.replace("weight = 3", "weight = 1").replace('reachable = "ending.home"', 'never = "ending.home"')
    work.start(Path("tale.toml"), reading(edited))
    after = whole(told)

    assert changes(before, before) == ()
    assert changes(before, after) == (
        "the scenario is violated now; it held",
        "promise `comes_home` is violated now; it held",
        "“Home”: 50 %, it was 75 %",
        "“Home”: at best 50 %, it was at best 75 %",
        "“Late”: 50 %, it was 25 %",
        "“Late”: at best 50 %, it was at best 25 %",
    )
    assert after.remarks[0].line == edited[: edited.index("[property.comes_home]")].count("\n") + 1


@pytest.mark.parametrize(
    ("best", "worst", "shown", "told"),
    [
        (1, 0, True, ""),
        (0, 0, True, ""),
        (0.63, 0, True, "at best 63 %"),
        (1, 0.02, True, "at worst 2 %"),
        (0.63, 0.02, False, "at best 63 %, at worst 2 %, knowing all"),
        (0.5, 0.5, True, "however it is played"),
    ],
)
def test_what_is_up_to_whoever_plays_is_told_where_something_of_it_is_not(best, worst, shown, told):
    assert played_text(best, worst, shown=shown) == told
