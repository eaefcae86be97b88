"""`check --watch` in a terminal and in a pipe: again at every save, the newest text counts, Ctrl-C ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from terminal import Terminal

from crisisengine.authoring.beginning import begin_text

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals of this kind are not to be had there"),
    pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"),
]

SLOW = "".join(
    f"[variable.v{n}]\nrange = [0, 9]\nstart = 0\nlabel = 'V{n}'\n"
    f"[scene.square.measure.m{n}]\nlabel = 'M{n}'\neffects = ['v{n} += 1']\nrequires = 'v{n} < 9'\n"
    for n in range(9)
)
"""A thousand million states."""


@pytest.fixture
def text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = Path("tale.toml")
    path.write_text(begin_text("tale", "hub", "none"))
    return path


def save(text, old, new):
    beside = text.with_suffix(".new")
    beside.write_text(text.read_text().replace(old, new))
    beside.replace(text)


def test_in_a_pipe_each_verdict_is_printed_as_it_comes_and_ctrl_c_ends_with_130(text):
    command = [sys.executable, "-m", "crisisengine", "check", "--watch", "--output-format=concise", str(text)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watch:
        try:
            assert watch.stdout.readline().startswith("tale.toml: holds; all states seen")
            save(text, "errands > 0", "erands > 0")
            assert "unknown-name" in watch.stdout.readline()
            while not (line := watch.stdout.readline()).startswith("tale.toml: "):
                assert line
            assert line.startswith("tale.toml: invalid")
            text.unlink()
            text.mkdir()
            while not (line := watch.stdout.readline()).startswith("error: "):
                assert line, "its verdict is what is wrong, not the hint beside it"
            assert line == "error: there is no scenario in tale.toml\n"
            os.kill(watch.pid, signal.SIGINT)
            assert watch.wait(60) == 130
            assert watch.stderr.read().strip() == "stopped"
        finally:
            watch.kill()


def test_a_save_ends_the_proof_of_what_was_written_before(text):
    sound = text.read_text()
    text.write_text(sound + SLOW)
    command = [sys.executable, "-m", "crisisengine", "check", "--watch", "--output-format=concise", str(text)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as watch:
        try:
            end = time.monotonic() + 60
            while not _children(watch.pid):
                assert time.monotonic() < end
                time.sleep(0.02)
            (proof,) = _children(watch.pid)
            text.write_text(sound)
            assert watch.stdout.readline().startswith("tale.toml: holds")
            assert proof not in _children(watch.pid)
        finally:
            watch.kill()


def test_a_check_dies_with_the_watch_that_started_it_also_where_that_is_killed(text):
    text.write_text(text.read_text() + SLOW)
    command = [sys.executable, "-m", "crisisengine", "check", "--watch", str(text)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as watch:
        end = time.monotonic() + 60
        while not (proofs := _children(watch.pid)):
            assert time.monotonic() < end
            time.sleep(0.02)
        watch.kill()
    (proof,) = proofs
    while _runs(proof):
        assert time.monotonic() < end
        time.sleep(0.02)


def _runs(pid):
    import psutil

    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _children(pid):
    import psutil

    return [child.pid for child in psutil.Process(pid).children()]


def test_on_a_terminal_the_list_stays_in_its_place(text):
    terminal = Terminal("check", "--watch", str(text), columns=100)
    terminal.until("holds")
    save(text, 'reachable = "ending.quiet"', 'never = "ending.quiet"')
    shown = terminal.until("violated, 1 broken promise")
    assert "\x1b[" in shown, "the lines are painted over"
    terminal.end(signal.SIGINT)
    assert terminal.leave() == 130


@pytest.mark.parametrize("command", [["check", "--watch", "tale.toml"], ["preview", "tale.toml"]])
def test_without_the_part_for_authors_it_says_in_one_line_what_brings_it(command, text):  # noqa: ARG001  # the file
    program = f"""
import sys
sys.modules["watchfiles"] = None
sys.stdin.isatty = sys.stdout.isatty = lambda: True
from crisisengine.cli.main import main
main({command!r})
"""
    environment = {**os.environ, "TERM": "xterm", "ACCESSIBLE": ""}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 2
    assert done.stderr == "error: watching files needs one part more: pip install 'crisisengine[author]'\n"
