"""`crisisengine lsp`: what an editor asks about a scenario, answered while somebody writes it."""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import NoReturn

import click

from crisisengine.cli.output import STOPPED, fail

__all__ = ["lsp"]


@click.command()
def lsp() -> None:
    """Tell an editor of faults, names and odds.

    It speaks the Language Server Protocol on standard input and output; an
    editor starts it. The handbook, scenarios/EDITORS.md, says how in VS Code,
    Neovim, Helix and Zed.

    \b
    Examples:
      crisisengine lsp
    """
    from importlib.util import find_spec

    if find_spec("pygls") is None:
        fail("the language server needs pygls", "`pip install 'crisisengine[author]'` brings it")
    from crisisengine.authoring.language.language_server import serve

    signal.signal(signal.SIGINT, _stop)
    serve()


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    """At once: a thread waits for what an editor says next, and cannot be told that there is nothing more to wait for.

    A proof that is running ends with us, as it would with a server that was killed.
    """
    os._exit(STOPPED)
