"""`crisisengine lsp`: what an editor asks about a scenario, answered while somebody writes it."""

from __future__ import annotations

import click

from crisisengine.cli.output import fail

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

    serve()
