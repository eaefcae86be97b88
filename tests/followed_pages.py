"""Pages that tell what the program prints, followed by tests: fences, commands and what they show, rows of tables.

A console fence holds commands and what they print. A line `...` stands for any lines; seconds are not compared; what is
typed at `Your choice:` is given to the player.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout

__all__ = ["FENCE", "call", "commands", "fits", "quoted", "rows", "shown_by", "typed_in"]

FENCE = re.compile(r"^```(?P<language>\w+)(?P<marks>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
SECONDS = re.compile(r"\d+\.\d+ ?s\b")


def commands(text):
    """(command, what it prints) of a console fence."""
    parts = re.split(r"^\$ (.*)\n", text, flags=re.MULTILINE)
    assert parts[0] == "", "a console begins with a command"
    return list(zip(parts[1::2], parts[2::2], strict=True))


def call(command, typed):
    """What a terminal shows, errors and all."""
    program, *arguments = command.split()
    if program != "crisisengine":
        done = subprocess.run([sys.executable, "-m", program, *arguments], capture_output=True, text=True, check=False)
        return done.stdout + done.stderr
    from crisisengine.cli import main

    shown, keyboard = io.StringIO(), sys.stdin
    sys.stdin = io.StringIO("".join(f"{line}\n" for line in typed))
    try:
        with redirect_stdout(shown), redirect_stderr(shown):
            main(arguments)
    except SystemExit:
        return shown.getvalue()
    finally:
        sys.stdin = keyboard


def fits(expected, shown):
    """Whether what is shown is what the page says, `...` standing for any lines."""
    parts = []
    for one in expected.splitlines():
        exact = SECONDS.pattern.join(re.escape(part) for part in SECONDS.split(one))
        parts.append(r"(?:[^\n]*\n)*?" if one == "..." else exact + r"\n")
    return re.fullmatch("".join(parts), shown) is not None


def typed_in(expected):
    """What a person types in what a page shows."""
    return re.findall(r"^Your choice: (.*)$", expected, re.MULTILINE)


def shown_by(command, expected):
    """What the program shows where a page shows something."""
    return call(command, typed_in(expected))


def rows(text):
    """The rows of all tables in a part of the page, their heads left out."""
    found = []
    for body in re.findall(r"^\|[-|]+\n((?:\|[^\n]*\n)+)", text, re.MULTILINE):
        for line in body.splitlines():
            cells = re.split(r"(?<!\\)\|", line.strip("|"))
            found.append([cell.strip().replace("\\|", "|") for cell in cells])
    return found


def quoted(cell):
    return re.findall(r"`([^`]+)`", cell)
