"""The program called inside this process, as its commands' tests do it: as much is said in a twentieth of the time."""

from __future__ import annotations

import io
import subprocess
from contextlib import redirect_stderr, redirect_stdout

import pytest

from crisisengine.cli import main


def inside(*arguments):
    """What the program would print, say and end with."""
    out, talk = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(talk), pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments])
    return subprocess.CompletedProcess(arguments, caught.value.code, out.getvalue(), talk.getvalue())
