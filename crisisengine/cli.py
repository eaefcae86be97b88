"""The porter: subcommands, exit codes, and nothing that knows a scenario.

Standard output is data, standard error is talk. A subcommand imports what it needs when it is called, so `--help`,
`list` and `check` never load a terminal interface.

Exit codes: 0 all holds, 1 something is violated or wrong, 2 cannot be read or asked, 3 undecided.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from crisisengine import __version__

if TYPE_CHECKING:
    from crisisengine.errors import CrisisError
    from crisisengine.files import Save
    from crisisengine.engine.run import Run

__all__ = ["main"]

HOLDS, WRONG, UNREADABLE, UNDECIDED = 0, 1, 2, 3


class _Porter(click.Group):
    """A group that guesses what a mistyped command was meant to be."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if args and (args[0].endswith(".toml") or Path(args[0]).exists()):
                sentence = f"{error.format_message()}\nhint: to play it, write `crisisengine play {args[0]}`"
                raise click.UsageError(sentence, ctx) from None
            raise


def _complete_scenario(_: click.Context, __: click.Parameter, incomplete: str) -> list[Any]:
    from click.shell_completion import CompletionItem

    from crisisengine import locations

    ids = {path.stem for folder in locations.scenario_folders() for path in folder.glob("*.toml")}
    found = [CompletionItem(one) for one in sorted(ids) if one.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


SAVES = click.option("--saves", metavar="DIR", help="Keep runs in this folder.")
SCENARIO = click.option(
    "--scenario", metavar="SCENARIO", help="The scenario of a journal, where its id alone does not lead to it."
)


@click.group(
    cls=_Porter,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  crisisengine                                  the library
  crisisengine play the_convoy_home             begin a run
  crisisengine play saves/RUN.toml              go on with one
  crisisengine play the_convoy_home --plain     line by line, for screen readers and pipes
  crisisengine check scenarios/                 is every scenario sound?
  crisisengine debrief saves/RUN.toml           what was decided, what it changed, and why
""",
)
@click.version_option(__version__, "-V", "--version", prog_name="crisisengine", message="%(prog)s %(version)s")
@click.pass_context
def porter(context: click.Context) -> None:
    """Play, prove and debrief crisis scenarios in the terminal.

    Without a command: the library, or where there is no interactive terminal, the list of scenarios.
    """
    if context.invoked_subcommand is None:
        if _full_screen():
            _run_app(None, None)
        else:
            context.invoke(list_, output_format="text")


@porter.command()
@click.argument("target", metavar="SCENARIO|JOURNAL", shell_complete=_complete_scenario)
@click.option("--plain", is_flag=True, help="Line by line: for screen readers, pipes and scripts.")
@click.option("--seed", type=click.IntRange(0, 2**62), help="What the world decides follows from it; by default drawn.")
@SAVES
@SCENARIO
@click.option("--theme", metavar="NAME", help="crisis-dark, crisis-light, crisis-okabe or crisis-projector.")
def play(target: str, *, plain: bool, seed: int | None, saves: str | None, scenario: str | None, theme: str | None) -> None:
    """Begin a scenario, or go on from a journal.

    SCENARIO is an id (see `crisisengine list`) or a path; JOURNAL is the path of a saved run.

    \b
    Examples:
      crisisengine play the_convoy_home
      crisisengine play ./my_crisis.toml --seed 7
      crisisengine play saves/the_convoy_home-2026-11-21-1800.toml
      printf '1\\n2\\n' | crisisengine play the_convoy_home --plain
    """
    run, save = _open(target, seed, saves, scenario)
    if plain or not _full_screen():
        from crisisengine.plain import Player

        Player(run, save, sys.stdin, sys.stdout).play()
    else:
        _run_app((run, save), theme)


@porter.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, shell_complete=_complete_scenario)
@click.option(
    "--output-format",
    type=click.Choice(["full", "concise", "json"]),
    default="full",
    envvar="CRISISENGINE_OUTPUT_FORMAT",
    show_default=True,
)
def check(paths: tuple[str, ...], output_format: str) -> None:
    """Read scenarios and report everything that is wrong with them.

    PATH is a scenario, a folder of them, or an id.

    \b
    Exit codes: 0 all holds, 1 something is violated or wrong, 2 cannot be read or asked, 3 undecided.

    \b
    Examples:
      crisisengine check scenarios/
      crisisengine check my_crisis.toml --output-format concise
    """
    from crisisengine import files
    from crisisengine.checker import judge
    from crisisengine.checker.report import exit_code, render

    results = [judge(path, files.read_scenario(path)) for path in _scenario_paths(paths)]
    text, talk = render(results, output_format)
    _out(text)
    if talk:
        click.echo(talk, err=True)
    sys.exit(exit_code(results))


@porter.command()
@click.argument("journal", metavar="JOURNAL", type=click.Path(path_type=Path))
@click.option("--output-format", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@SCENARIO
def debrief(journal: Path, output_format: str, scenario: str | None) -> None:
    """Tell what was decided in a run, what it changed, and why.

    \b
    Examples:
      crisisengine debrief saves/RUN.toml
      crisisengine debrief saves/RUN.toml --output-format markdown > debrief.md
    """
    from crisisengine import files
    from crisisengine.debriefing import debrief as read_slowly
    from crisisengine.debriefing import report

    resumed, _ = files.open_journal(journal, scenario)
    _warn(resumed)
    renderers = {"text": report.as_text, "markdown": report.as_markdown, "json": report.as_json}
    _out(renderers[output_format](read_slowly(resumed.run)).rstrip("\n"))


@porter.command(name="list")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def list_(output_format: str) -> None:
    """List the scenarios that can be played by id."""
    from crisisengine import files

    listed = files.library()
    if output_format == "json":
        scenarios = [
            {
                "id": one.id,
                "title": one.title,
                "minutes": one.minutes,
                "path": str(one.path),
                "summary": one.summary,
                "content_note": one.content_note,
                "errors": len(one.errors),
            }
            for one in listed
        ]
        _out(json.dumps({"scenarios": scenarios}, ensure_ascii=False, indent=2))
        return
    for one in listed:
        if one.errors:
            _out(f"{one.id}\n  does not load; `crisisengine check {one.path}` tells why")
        else:
            _out(f"{one.id}\n  {one.title}, about {one.minutes} minutes\n  {one.summary}")
    if not listed:
        click.echo("no scenario found", err=True)


@porter.command()
@SAVES
def info(saves: str | None) -> None:
    """Tell versions, folders and what the terminal can do; for a report of a fault."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from crisisengine import locations

    def installed(package: str) -> str:
        try:
            return version(package)
        except PackageNotFoundError:
            return "not installed"

    width, height = _terminal_size()
    facts = {
        "crisisengine": __version__,
        "python": platform.python_version(),
        "textual": installed("textual"),
        "scenarios": ", ".join(str(folder) for folder in locations.scenario_folders()),
        "doctrines": str(locations.doctrine_folder()),
        "saves": str(locations.saves_folder(saves)),
        "terminal": f"{os.environ.get('TERM', 'unknown')}, {width}x{height}",
        "interface": "full screen" if _full_screen() else "plain",
        "colour": "off (NO_COLOR)" if os.environ.get("NO_COLOR") else os.environ.get("COLORTERM", "as TERM says"),
    }
    for key, fact in facts.items():
        _out(f"{key:<14}{fact}")


@porter.command()
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
    _out(found(porter, {}, "crisisengine", "_CRISISENGINE_COMPLETE").source())


# what several commands need


def _open(target: str, seed: int | None, saves: str | None, scenario: str | None) -> tuple[Run, Save]:
    """A run and where it is kept, from an id, a scenario's path or a journal's."""
    import secrets

    from crisisengine import files, locations
    from crisisengine.engine.run import start

    if Path(target).suffix == ".toml" and files.is_journal(Path(target)):
        if seed is not None:
            raise click.UsageError("`--seed` is for a new run; a journal has its own")
        resumed, save = files.open_journal(Path(target), scenario, Path(saves) if saves else None)
        _warn(resumed)
        return resumed.run, save
    chosen = secrets.randbelow(2**31) if seed is None else seed
    return start(files.load(target), chosen), files.Save(locations.saves_folder(saves))


def _warn(resumed: Any) -> None:
    """Say on standard error what has become of a journal whose scenario was edited."""
    if resumed.refused:
        click.echo(f"warning: {resumed.refused}", err=True)
        done, left = resumed.refused_number - 1, len(resumed.left)
        click.echo(f"  hint: the first {done} decisions stand; {left} are left out, and the journal is kept as it is", err=True)
    elif resumed.changed:
        click.echo("note: the scenario was edited since; every decision still fits", err=True)


def _scenario_paths(paths: tuple[str, ...]) -> list[Path]:
    from crisisengine import files

    found: list[Path] = []
    for name in paths:
        path = Path(name)
        if path.is_dir():
            inside = files.scenario_files(path)
            if not inside:
                _fail(f"there is no scenario in {path}", "scenarios are files that end in `.toml`")
            found += inside
        else:
            found.append(path if path.exists() else files.scenario_path(name))
    return list(dict.fromkeys(found))


def _full_screen() -> bool:
    """Whether the terminal, and the person, can do with a full-screen interface."""
    wished = os.environ.get("ACCESSIBLE", "").lower() in ("", "0", "false")
    return wished and os.environ.get("TERM") != "dumb" and sys.stdin.isatty() and sys.stdout.isatty()


def _terminal_size() -> tuple[int, int]:
    import shutil

    return tuple(shutil.get_terminal_size())  # type: ignore[return-value]


def _run_app(opened: tuple[Run, Save] | None, theme: str | None) -> None:
    from crisisengine.tui.app import run_app

    sys.exit(run_app(opened, theme))


def _out(text: str) -> None:
    """Print data. Not through Rich, not in colour: the same bytes on a terminal and in a pipe."""
    print(text)


def _fail(message: str, hint: str = "") -> NoReturn:
    click.echo(f"error: {message}", err=True)
    if hint:
        click.echo(f"  hint: {hint}", err=True)
    sys.exit(UNREADABLE)


def _fail_with(error: CrisisError) -> NoReturn:
    from crisisengine.diagnostics import full
    from crisisengine.errors import ScenarioError

    if isinstance(error, ScenarioError):
        click.echo("\n\n".join(full(one) for one in error.diagnostics), err=True)
        sys.exit(UNREADABLE)
    _fail(str(error), error.hint)


def main(arguments: list[str] | None = None) -> NoReturn:
    """The program. Never a traceback for what a person can mend."""
    from crisisengine.errors import CrisisError

    try:
        porter.main(args=arguments, prog_name="crisisengine", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(UNREADABLE)
    except CrisisError as error:
        _fail_with(error)
    except BrokenPipeError:
        # Whoever read our output has gone; say nothing more, and let Python not complain while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(HOLDS)
    sys.exit(HOLDS)
