"""`crisisengine workshop ID --rehearse`: the day before, at a real terminal and through a pipe."""

from __future__ import annotations

import io
import re
import socket
import sys
from contextlib import redirect_stderr, redirect_stdout

import pytest

from crisisengine.cli import main

sys.path.append(__file__.rpartition("/cli/")[0])

from free_port import free_port
from terminal import Terminal


@pytest.fixture(autouse=True)
def saves(tmp_path, monkeypatch):
    monkeypatch.setenv("CRISISENGINE_SAVES", str(tmp_path / "saves"))
    monkeypatch.setenv("CRISISENGINE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "saves"


def called(*arguments):
    """(exit code, what is printed, what is said)."""
    out, talk = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(talk), pytest.raises(SystemExit) as left:
        main(list(arguments))
    return left.value.code, out.getvalue(), talk.getvalue()


def test_through_a_pipe_the_run_sheet_is_printed_and_no_phone_is_waited_for(saves):
    code, printed, said = called(
        "workshop", "the_convoy_home", "--rehearse", "--rule", "majority", "--quorum", "5", "--minutes", "6"
    )

    assert code == 0
    assert printed.startswith("Run sheet: The Convoy Home\n")
    assert "A measure is taken when more than half of the votes are for it." in printed
    assert "At least 5 votes are needed." in printed
    assert "in a terminal, this also waits for a phone" in said
    assert not saves.exists(), "a rehearsal begins no run"


def test_the_pages_are_written_where_they_are_asked_for(tmp_path):
    code, _printed, said = called("workshop", "the_convoy_home", "--rehearse", "--out", str(tmp_path / "handouts"))

    assert code == 0
    assert str(tmp_path / "handouts" / "index.html") in said
    assert len(list((tmp_path / "handouts").glob("role-*.html"))) == 6


def test_pages_without_a_rehearsal_are_refused_with_a_hint():
    code, _printed, said = called("workshop", "the_convoy_home", "--out", "handouts")

    assert code == 2
    assert "`--out` goes with `--rehearse`" in said


@pytest.mark.skipif(sys.platform != "linux", reason="a second address of this computer plays the phone")
def test_in_a_terminal_it_waits_for_a_phone_and_ends_when_one_came(saves):
    port = free_port()
    terminal = Terminal(
        "workshop",
        "the_convoy_home",
        "--rehearse",
        "--bind",
        "127.0.0.1",
        "--port",
        str(port),
        CRISISENGINE_SAVES=str(saves),
    )
    shown = terminal.until("Waiting for one phone.")
    assert re.search(r"this computer reaches itself at\s+127\.0\.0\.1", shown)
    assert f"type into its browser: http://127.0.0.1:{port}" in shown

    with socket.create_connection(("127.0.0.1", port), 5, source_address=("127.0.0.2", 0)) as phone:
        phone.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        assert b"It works" in phone.recv(65536) + phone.recv(65536)

    terminal.until("A phone came, from 127.0.0.2")
    assert terminal.leave() == 0


def test_when_no_phone_comes_it_asks_and_says_what_to_do(saves):
    terminal = Terminal(
        "workshop",
        "the_convoy_home",
        "--rehearse",
        "--bind",
        "127.0.0.1",
        "--port",
        str(free_port()),
        CRISISENGINE_SAVES=str(saves),
    )
    terminal.until("Waiting for one phone.")
    terminal.type("\n")
    terminal.until("in the same Wi-Fi")
    terminal.type("perhaps\n")
    terminal.until("in the same Wi-Fi")
    terminal.type("n\n")
    terminal.until("Put it into that Wi-Fi")
    terminal.type("q\n")
    terminal.until("led by raised hands")

    assert terminal.leave() == 1
