"""`crisisengine list`, `info` and `completion`: what there is, and where it is."""

from __future__ import annotations

import os

import click

from crisisengine.cli.output import full_screen, out, terminal_size
from crisisengine.cli.parameters import SAVES
from crisisengine.version import __version__

__all__ = ["completion", "info", "list_"]


@click.command(name="list")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def list_(output_format: str) -> None:
    """List the scenarios that can be played by id.

    `crisisengine play ID` plays one. Besides those that came with the program, whatever lies in the folder `scenarios`
    below the current one is listed.

    \b
    Examples:
      crisisengine list
      crisisengine list --output-format json
    """
    from crisisengine import storage
    from crisisengine.budget import LIST
    from crisisengine.text.json_text import json_text
    from crisisengine.text.messages import _, _n
    from crisisengine.text.printable import printable

    library = storage.library(LIST.begin())
    if output_format == "json":
        scenarios = [
            {
                "id": listed.id,
                "title": listed.title,
                "minutes": listed.minutes,
                "path": str(listed.path),
                "summary": listed.summary,
                "content_note": listed.content_note,
                "errors": len(listed.errors),
                "verdict": listed.verdict or None,
            }
            for listed in library
            if not listed.unread
        ]
        out(json_text({"scenarios": scenarios}))
    else:
        for listed in library:
            command = f"crisisengine check {printable(str(listed.path))}"
            out(printable(listed.id))
            if listed.errors:
                out(_("  does not load; `{command}` tells why", command=command))
            elif listed.unread:
                out(_("  takes too long to read for a list; `{command}` reads it", command=command))
            else:
                about = _n(
                    "{title}, about {count} minute",
                    "{title}, about {count} minutes",
                    listed.minutes,
                    title=listed.title,
                )
                out(f"  {about}\n  {listed.summary}")
        talk = _("hint: `crisisengine play ID` begins one of these") if library else _("no scenario was found")
        click.echo(talk, err=True)
    unread = sum(listed.unread for listed in library)
    if unread:
        click.echo(
            _n("note: {count} file took too long to read", "note: {count} files took too long to read", unread),
            err=True,
        )


@click.command()
@SAVES
def info(saves: str | None) -> None:
    """Tell versions, folders and what the terminal can do.

    It is what a report of a fault should begin with.

    \b
    Examples:
      crisisengine info
    """
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from crisisengine import locations
    from crisisengine.text.printable import printable

    def installed(package: str) -> str:
        try:
            return version(package)
        except PackageNotFoundError:
            return "not installed"

    width, height = terminal_size()
    facts = {
        "crisisengine": __version__,
        "python": platform.python_version(),
        "textual": installed("textual"),
        "scenarios": ", ".join(str(folder) for folder in locations.scenario_folders()),
        "doctrines": str(locations.doctrine_folder()),
        "saves": str(locations.saves_folder(saves)),
        "cache": str(locations.cache_folder()),
        "terminal": f"{os.environ.get('TERM', 'unknown')}, {width}x{height}",
        "interface": "full screen" if full_screen() else "plain",
        "colour": "off (NO_COLOR)" if os.environ.get("NO_COLOR") else os.environ.get("COLORTERM", "as TERM says"),
    }
    for key, fact in facts.items():
        out(f"{key:<14}{printable(fact)}")


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for a shell.

    \b
    Examples:
      eval "$(crisisengine completion bash)"
      crisisengine completion fish > ~/.config/fish/completions/crisisengine.fish
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None, "the choice above names only shells that click knows"
    out(found(click.get_current_context().find_root().command, {}, "crisisengine", "_CRISISENGINE_COMPLETE").source())
