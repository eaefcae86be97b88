"""Ended from outside, the full screen gives the terminal back as it was, and tells by its exit code what ended it."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import Terminal

from crisisengine import storage

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="a terminal of this kind is not to be had there"),
    pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"),  # xdist has threads; our children need none
]

ALTERNATE_SCREEN, CURSOR = "1049", "25"
MOUSE = ("1000", "1003", "1006")
PASTE = "2004"


def modes(shown):
    """The private modes of a terminal, by number: whether each was last set or reset."""
    return {
        number: found[2] == "h"
        for found in re.finditer(r"\x1b\[\?([\d;]+)([hl])", shown)
        for number in found[1].split(";")
    }


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_leaves_the_terminal_as_it_was_and_is_the_exit_code(tmp_path, name):
    terminal = Terminal("play", "the_convoy_home", "--saves", str(tmp_path))
    shown = terminal.settled("begin")
    terminal.end(number := getattr(signal, name))

    assert terminal.leave() == 128 + number
    assert modes(shown)[ALTERNATE_SCREEN]
    last = modes(shown + terminal.shown)
    assert last[CURSOR]
    assert not any(last[mode] for mode in (ALTERNATE_SCREEN, *MOUSE, PASTE))
    assert "Traceback" not in terminal.shown


def test_a_window_that_is_closed_ends_the_program_and_the_run_is_kept(tmp_path):
    terminal = Terminal("play", "the_convoy_home", "--saves", str(tmp_path))
    terminal.settled("begin")
    terminal.type("\r")
    terminal.settled("pass over")
    terminal.type("\r")
    terminal.settled(" decide")
    terminal.type("1")
    terminal.settled("four times")
    terminal.hang_up()

    assert terminal.leave() == 128 + signal.SIGHUP
    assert len(storage.saves(tmp_path)[0].journal.decisions) == 1


@pytest.mark.parametrize("command", [("play", "the_convoy_home"), ("preview", "the_convoy_home")])
def test_a_terminal_that_goes_without_a_signal_ends_the_program_too(tmp_path, command):
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
    program = [sys.executable, "-m", "crisisengine", *command, "--saves", str(tmp_path)]
    with subprocess.Popen(
        program, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, env=environment
    ) as process:  # it belongs to no terminal, so nobody tells it
        os.close(theirs)
        shown = b""
        while ALTERNATE_SCREEN.encode() not in shown:
            shown += os.read(ours, 65536)
        os.close(ours)
        try:
            assert process.wait(60) == 128 + signal.SIGHUP
        finally:
            process.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="a folder is below a file")
def test_a_run_that_the_disk_refused_is_told_on_leaving_and_is_exit_code_2(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a longer path would break the line within the words that are waited for
    Path("file").write_text("no folder")
    terminal = Terminal("play", "the_convoy_home", "--saves", "file/runs")
    terminal.settled("begin")
    terminal.type("\r")
    terminal.settled("pass over")
    terminal.type("\r")
    terminal.settled(" decide")
    terminal.type("1")
    terminal.settled("not saved")
    terminal.type("q")
    terminal.settled("once more")
    terminal.type("q")

    assert terminal.leave() == 2
    assert "error: the run is not saved: a part of its path is no folder; is " in terminal.shown
