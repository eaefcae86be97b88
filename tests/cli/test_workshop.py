"""`crisisengine workshop`: what it refuses, in a sentence with a hint, and how it leaves the terminal."""

from __future__ import annotations

import io
import json
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from contextlib import redirect_stderr, suppress
from pathlib import Path

import pytest

import crisisengine
from crisisengine import storage
from crisisengine.cli import main
from crisisengine.engine.run import start
from crisisengine.session.opening import begin_workshop
from crisisengine.session.session import Session

SCENARIO = crisisengine.load("the_convoy_home")
HOUSE = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def saves(tmp_path, monkeypatch):
    """Where runs are kept."""
    monkeypatch.setenv("CRISISENGINE_SAVES", str(tmp_path / "saves"))
    return tmp_path / "saves"


def refused(*arguments):
    """What is said on standard error; the exit code is 2."""
    talk = io.StringIO()
    with redirect_stderr(talk), pytest.raises(SystemExit) as caught:
        main(["workshop", *map(str, arguments)])
    assert caught.value.code == 2
    return talk.getvalue()


def kept(folder, *measures):
    """A kept run without a room."""
    save = storage.Save(folder)
    session = Session(start(SCENARIO, 7), save)
    session.store(untouched=True)
    for measure in measures:
        assert not session.decide(measure)
    return save.path


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "`SCENARIO|RUN` is missing"),
        (["no_such_crisis"], "no_such_crisis"),
        (["the_convoy_home", "--rule", "lot"], "`lot` is no value of `--rule`"),
        (["the_convoy_home", "--quorum", "0"], "--quorum"),
        (["the_convoy_home", "--heads", "-3"], "--heads"),
        (["the_convoy_home", "--minutes", "-1"], "--minutes"),
        (["the_convoy_home", "--minutes", "nan"], "--minutes"),
        (["the_convoy_home", "--each", "--rule", "majority"], "`--rule` is for a room that votes"),
        (["the_convoy_home", "--wifi", ":no name"], "from 1 to 32 letters"),
        (["the_convoy_home", "--wifi", "hall:short"], "from 8 to 63 letters"),
        (["the_convoy_home", "--seed", "-1"], "a seed goes from 0"),
        (["the_convoy_home", "--scenario", "x"], "write `crisisengine workshop x`"),
        (["the_convoy_home"], "a room needs an interactive terminal"),
    ],
)
def test_a_mistake_is_a_sentence_with_a_hint_and_no_room_is_begun(saves, arguments, sentence):
    told = refused(*arguments)

    assert told.startswith("error: ")
    assert sentence in told
    assert "Traceback" not in told
    assert not list(saves.glob("*"))


def test_a_run_that_was_played_without_a_room_begins_none(saves):
    path = kept(saves, "notice")
    before = path.read_bytes()

    told = refused(path)

    assert "has been played without a room" in told
    assert "crisisengine play" in told
    assert path.read_bytes() == before
    assert not list(saves.glob("*.jsonl"))


def test_a_room_that_goes_on_has_its_own_rule(saves):
    led = begin_workshop(Session(start(SCENARIO, 7), storage.Save(saves)), rule="majority")
    led.record.close()

    assert "`--rule` is for a new room" in refused(led.session.place, "--rule", "plurality")
    assert "a journal has its own seed" in refused(led.session.place, "--seed", "3")


def on_a_terminal(*arguments, steps, saves=None):
    """Run the command on a terminal of 100x30; what was painted, the exit code, and whether the terminal is as before.

    Each of `steps` is what has to be painted, and what is done then: a key, or a signal.
    """
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (30, 100))
    before = termios.tcgetattr(theirs)
    program = subprocess.Popen(
        [sys.executable, "-m", "crisisengine", *map(str, arguments)],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, cwd=HOUSE,
        env={**os.environ, "TERM": "xterm-256color", "CRISISENGINE_SAVES": str(saves)},
    )  # fmt: skip
    painted, since, left, deadline = b"", 0, list(steps), time.monotonic() + 60
    os.set_blocking(ours, False)
    while program.poll() is None and time.monotonic() < deadline:
        try:
            painted += os.read(ours, 65536)
        except BlockingIOError:
            time.sleep(0.02)
        if left and left[0][0] in painted[since:]:
            since, (_, act) = len(painted), left.pop(0)
            os.write(ours, act) if isinstance(act, bytes) else program.send_signal(act)
    program.kill()
    code = program.wait()
    after = termios.tcgetattr(theirs)
    with suppress(BlockingIOError):
        while more := os.read(ours, 65536):
            painted += more
    os.close(ours)
    os.close(theirs)
    assert not left, painted
    return painted, code, after == before


@pytest.mark.parametrize(
    ("ways", "code"),
    [
        pytest.param([(b"space:", b"q"), (b"Leave the room?", b"y")], 0, id="q y"),
        pytest.param([(b"space:", signal.SIGTERM)], 143, id="SIGTERM"),
        pytest.param([(b"space:", signal.SIGINT)], 130, id="SIGINT"),
    ],
)
def test_however_it_is_left_the_terminal_is_what_it_was_and_the_room_is_kept(saves, ways, code):
    command = ("workshop", "the_convoy_home", "--bind", "127.0.0.1")
    painted, ended, restored = on_a_terminal(*command, steps=[(b"Press Enter", b"\r"), *ways], saves=saves)

    assert ended == code
    assert restored
    assert b"\x1b[?1049l" in painted
    (record,) = saves.glob("*.workshop.jsonl")
    assert json.loads(record.read_text().splitlines()[0])["kind"] == "workshop"
    assert b"crisisengine workshop" in painted
