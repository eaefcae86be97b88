"""The porter: subcommands, exit codes, and nothing that knows a scenario.

Standard output is data, standard error is talk. A subcommand imports what it needs when it is called, so `--help`,
`list` and `check` never load a terminal interface.

Exit codes: 0 all holds, 1 something is violated or wrong, 2 cannot be read or asked, 3 undecided; 130 after Ctrl-C, and
141 when whoever read the output has gone, as other programs have it.

Longer than 300 lines because the help of all commands, which is most of it, is read side by side.
"""

from __future__ import annotations

import gc
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from crisisengine import __version__

if TYPE_CHECKING:
    from crisisengine.checker import Extent, Result
    from crisisengine.debriefing.oracle import Oracle
    from crisisengine.engine.run import Run
    from crisisengine.files import Save
    from crisisengine.model.scenario import Scenario

__all__ = ["main"]

HOLDS, WRONG, UNREADABLE, STOPPED, UNHEARD = 0, 1, 2, 130, 141  # what `check` ends with, its report decides
LARGEST_SEED = 2**62
THEMES = ["crisis-dark", "crisis-light", "crisis-okabe", "crisis-projector"]


class _Mistake(click.UsageError):
    """What was asked for does not exist, with a hint at what does."""

    def __init__(self, message: str, ctx: click.Context | None, hint: str) -> None:
        super().__init__(message, ctx)
        self.hint = hint


class _Unheard(Exception):  # noqa: N818 - no error: whoever read the output has gone
    """Carries a broken pipe past click, which would make an exit code of 1 of it."""


class _Porter(click.Group):
    """A group that guesses what a mistyped command was meant to be."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except BrokenPipeError:
            raise _Unheard from None

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _Unheard from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            from crisisengine.diagnostics import did_you_mean

            hint = did_you_mean(name, self.list_commands(ctx)) or "`crisisengine --help` lists the commands"
            if name.endswith(".toml") or _known(name):
                hint = f"to play it, write `crisisengine play {_shown(name)}`"
            raise _Mistake(f"there is no command `{_shown(name)}`", ctx, hint)
        return super().resolve_command(ctx, args)


def _known(name: str) -> bool:
    """Whether it is a scenario's id."""
    from crisisengine import locations

    return any(name == path.stem for folder in locations.scenario_folders() for path in folder.glob("*.toml"))


def _shown(text: str) -> str:
    """What a person typed, fit to be printed back."""
    return "".join(one if one.isprintable() else "?" for one in text[:120])


def _seed(_: click.Context, __: click.Parameter, seed: int | None) -> int | None:
    if seed is not None and not 0 <= seed <= LARGEST_SEED:
        raise click.BadParameter(f"a seed goes from 0 to {LARGEST_SEED}")
    return seed


def _complete_journal(_: click.Context, __: click.Parameter, incomplete: str) -> list[Any]:
    from click.shell_completion import CompletionItem

    from crisisengine import locations

    names = sorted(path.stem for path in locations.saves_folder().glob("*.toml"))
    found = [CompletionItem(one) for one in names if one.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def _complete_scenario(_: click.Context, __: click.Parameter, incomplete: str) -> list[Any]:
    from click.shell_completion import CompletionItem

    from crisisengine import locations

    ids = {path.stem for folder in locations.scenario_folders() for path in folder.glob("*.toml")}
    found = [CompletionItem(one) for one in sorted(ids) if one.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


SAVES = click.option(
    "--saves", metavar="DIR", help="Where runs are kept; else $CRISISENGINE_SAVES, else where `crisisengine info` says."
)
SCENARIO = click.option(
    "--scenario", metavar="SCENARIO", help="The scenario of a journal, where its id alone does not lead to it."
)


@click.group(
    cls=_Porter,
    invoke_without_command=True,
    # A fixed width: help is the same text on every terminal, and the README can quote it.
    context_settings={"help_option_names": ["-h", "--help"], "terminal_width": 80},
    epilog="""\b
Examples:
  crisisengine                                the library
  crisisengine play the_convoy_home           begin a run
  crisisengine play saves/RUN.toml            go on with one
  crisisengine play the_convoy_home --plain   line by line, for screen readers
  crisisengine check scenarios/               is every scenario sound?
  crisisengine debrief saves/RUN.toml         what was decided, and why
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
            from crisisengine.tui import launch

            sys.exit(launch())
        else:
            context.invoke(list_, output_format="text")


@porter.command()
@click.argument("target", metavar="SCENARIO|JOURNAL", shell_complete=_complete_scenario)
@click.option("--plain", is_flag=True, help="Line by line: for screen readers, pipes and scripts.")
@click.option(
    "--seed", type=int, metavar="N", callback=_seed, help="What the world decides follows from it; by default drawn."
)
@SAVES
@SCENARIO
@click.option("--theme", metavar="NAME", type=click.Choice(THEMES), help=f"{', '.join(THEMES[:-1])} or {THEMES[-1]}.")
def play(
    target: str, *, plain: bool, seed: int | None, saves: str | None, scenario: str | None, theme: str | None
) -> None:
    """Begin a scenario, or go on from a journal.

    SCENARIO is an id (see `crisisengine list`) or a path; JOURNAL is the path of a kept run, or its name without `.toml`.
    Where there is no interactive terminal, with TERM=dumb or ACCESSIBLE=1, it is played line by line.

    \b
    Examples:
      crisisengine play the_convoy_home
      crisisengine play ./my_crisis.toml --seed 7
      crisisengine play saves/the_convoy_home-2026-11-21-1800.toml
      printf '1\\n2\\n' | crisisengine play the_convoy_home --plain
    """
    run, save, notes = _open(target, seed, saves, scenario)
    if plain or not _full_screen():
        from crisisengine.plain import Player

        _note(notes)
        Player(run, save, sys.stdin, sys.stdout, _foreseen).play()
    else:
        from crisisengine.tui import launch

        sys.exit(launch((run, save), theme, notes))


@porter.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, shell_complete=_complete_scenario)
@click.option(
    "--output-format",
    type=click.Choice(["full", "concise", "json", "github", "sarif"]),
    default="full",
    envvar="CRISISENGINE_OUTPUT_FORMAT",
    show_default=True,
)
@click.option(
    "--max-states", type=click.IntRange(1), default=20_000_000, help="Undecided beyond so many.  [default: 20 million]"
)
@click.option("--max-seconds", type=click.FloatRange(0, min_open=True), help="Undecided after so long, each scenario.")
@click.option("--sizes", is_flag=True, help="Tell what makes the state space large, slot by slot.")
@click.option(
    "--balance", is_flag=True, help="Tell the share of each ending under random play, and who needs which measure."
)
@click.option(
    "--journals", metavar="DIR", help="Write every witness and counterexample as a journal that `play` opens."
)
@click.option("--no-reduction", is_flag=True, help="Forget nothing: tell states apart that no question can tell apart.")
def check(
    paths: tuple[str, ...],
    *,
    output_format: str,
    max_states: int,
    max_seconds: float | None,
    sizes: bool,
    balance: bool,
    journals: str | None,
    no_reduction: bool,
) -> None:
    """Explore every state of scenarios and judge every promise.

    Whatever is wrong with them is reported. PATH is a scenario, a folder of
    them, or an id.

    \b
    Exit codes: 0 all holds, 1 something is violated or wrong, 2 cannot be read
    or asked, 3 undecided.

    \b
    Examples:
      crisisengine check scenarios/
      crisisengine check my_crisis.toml --output-format concise
      crisisengine check the_convoy_home --balance --journals found/
    """
    from crisisengine import files
    from crisisengine.checker import Limits, judge
    from crisisengine.checker.report import exit_code, render

    limits = Limits(max_states, float("inf") if max_seconds is None else max_seconds)
    results = []
    for path in _scenario_paths(paths):
        with _uncollected(), _progress(path.stem) as progress:
            reading = files.read_scenario(path)
            result = judge(
                path,
                reading,
                limits,
                reduce=not no_reduction,
                progress=progress,
                with_sizes=sizes,
                with_balance=balance,
            )
        results.append(result)
        if not no_reduction:
            _remember(result)
        if result.extent is not None and result.extent.reason == "stopped":
            break
    text, talk = render(results, output_format)
    if text:
        _out(text)
    if talk:
        click.echo(talk, err=True)
    if journals is not None:
        for result in results:
            _keep_runs(result, Path(journals))
    sys.exit(exit_code(results))


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collector for a while: it would walk a large plan again and again, and find no circle in it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _progress(name: str) -> Iterator[Callable[[Extent], None] | None]:
    """A bar on standard error that says how far an exploration has come; none where nobody looks.

    How much is left is not known to anybody: the bar says that it goes on, the numbers how far it is.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(20),
        TextColumn("{task.fields[far]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True, highlight=False), transient=True) as bar:
        task = bar.add_task(name, total=None, far="")

        def show(extent: Extent) -> None:
            bar.update(task, far=f"{extent.states:,} states, depth {extent.depth}")

        yield show


def _remember(result: Result) -> None:
    """Keep what was found out for those who ask next: the library shows the verdict, a debrief asks the atlas."""
    from crisisengine.files import cache

    if result.scenario is None or result.extent is None or not result.extent.complete:
        return
    cache.keep_verdict(result.scenario.fingerprint, result.verdict, result.extent.states)
    if result.atlas is not None:
        cache.keep_atlas(result.scenario.fingerprint, result.atlas.parts())


def _keep_runs(result: Result, folder: Path) -> None:
    """Write each run that a report tells of as a journal."""
    from crisisengine import files
    from crisisengine.engine.run import replay

    if result.scenario is None:
        return
    for name, decisions in result.runs:
        run, refused = replay(result.scenario, decisions)
        assert refused is None, "what the checker found can be played"
        path = folder / f"{result.id}-{name}.toml"
        with suppress(OSError):
            if files.is_journal(path):
                path.unlink()
        files.Save(folder, name=name, path=path).store(run)


@porter.command()
@click.argument("journals", metavar="JOURNAL...", nargs=-1, required=True, shell_complete=_complete_journal)
@click.option(
    "--output-format",
    type=click.Choice(["text", "markdown", "html", "json", "csv"]),
    default="text",
    show_default=True,
)
@click.option(
    "--max-states",
    type=click.IntRange(0),
    default=20_000_000,
    show_default=True,
    help="Look at no more states to find the roads not taken; beyond that they are sampled.",
)
@SAVES
@SCENARIO
def debrief(
    journals: tuple[str, ...], output_format: str, max_states: int, saves: str | None, scenario: str | None
) -> None:
    """Tell what a run decided, changed and closed.

    JOURNAL is the path of a kept run, or its name without `.toml`. Several journals of one scenario are read together, as
    a cohort. Which endings were still possible is worked out once for a scenario and kept. The exit code is 1 when the
    scenario was edited and only a part of a run still fits.

    \b
    Examples:
      crisisengine debrief saves/RUN.toml
      crisisengine debrief saves/RUN.toml --output-format html > debrief.html
      crisisengine debrief team_a team_b team_c --output-format markdown
    """
    from crisisengine import files, locations

    folder = locations.saves_folder(saves)
    opened = [files.open_journal(files.journal_path(each, folder), scenario)[0] for each in journals]
    for each in opened:
        _note(each.notes)
    runs = [each.run for each in opened]
    if len({run.scenario.fingerprint for run in runs}) > 1:
        known = ", ".join(f"`{name}`" for name in dict.fromkeys(run.scenario.id for run in runs))
        raise _Mistake("the journals are of different scenarios", None, f"they are of {known}; debrief each alone")
    _out(_debriefed(runs, _told_apart(journals), output_format, max_states).rstrip("\n"))
    sys.exit(WRONG if any(each.refused for each in opened) else HOLDS)


def _told_apart(journals: tuple[str, ...]) -> list[str]:
    """A name for each run of a cohort: that of its file, with its number where two are alike."""
    names = [Path(each).stem for each in journals]
    return [f"{name} ({at})" if names.count(name) > 1 else name for at, name in enumerate(names, 1)]


def _debriefed(runs: list[Run], names: list[str], output_format: str, max_states: int) -> str:
    from crisisengine.debriefing import debrief as read_slowly
    from crisisengine.debriefing import records, report, rooms
    from crisisengine.debriefing.cohort import cohort

    oracle = _oracle(runs[0].scenario, max_states)
    found = [read_slowly(run, oracle) for run in runs]
    if output_format == "html":
        from crisisengine.debriefing.html import as_html, cohort_as_html

        return as_html(found[0]) if len(found) == 1 else cohort_as_html(cohort(found, names))
    if len(found) == 1:
        write = {
            "text": report.as_text,
            "markdown": report.as_markdown,
            "json": records.as_json,
            "csv": records.as_csv,
        }[output_format]
        return write(found[0])
    together = {"text": rooms.as_text, "markdown": rooms.as_markdown, "json": rooms.as_json, "csv": rooms.as_csv}
    return together[output_format](cohort(found, names))


def _foreseen(scenario: Scenario) -> Oracle | None:
    """What was found out before, by a check or a debrief; nothing is explored for it."""
    from crisisengine.files import cache

    if cache.find_atlas(scenario.fingerprint) is None:
        return None
    from crisisengine.debriefing import Known
    from crisisengine.files.charting import known_atlas

    atlas = known_atlas(scenario)
    return None if atlas is None else Known(scenario, atlas)


def _oracle(scenario: Scenario, max_states: int) -> Oracle:
    """Whoever tells what could still become of a state: all states where there are not too many, else random play."""
    from crisisengine.checker import Extent, Limits
    from crisisengine.debriefing import Known, Sampled
    from crisisengine.files.charting import atlas_of

    with _uncollected(), _progress(scenario.id) as progress:
        atlas = atlas_of(scenario, Limits(max_states), progress)
    return Sampled(scenario) if isinstance(atlas, Extent) else Known(scenario, atlas)


@porter.command(name="list")
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
                "verdict": one.verdict or None,
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
    talk = "hint: `crisisengine play ID` begins one of these" if listed else "no scenario was found"
    click.echo(talk, err=True)


@porter.command()
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
        "cache": str(locations.cache_folder()),
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


def _open(target: str, seed: int | None, saves: str | None, scenario: str | None) -> tuple[Run, Save, tuple[str, ...]]:
    """A run, where it is kept, and what there is to say about it, from an id, a scenario's path or a journal's."""
    import secrets

    from crisisengine import files, locations
    from crisisengine.engine.run import start

    folder = locations.saves_folder(saves)
    journal = next((one for one in (Path(target), folder / f"{target}.toml") if files.is_journal(one)), None)
    if journal is not None:
        if seed is not None:
            raise _Mistake("`--seed` is for a new run", None, "a journal has its own seed")
        resumed, save = files.open_journal(journal, scenario, folder if saves else None)
        return resumed.run, save, resumed.notes
    if scenario is not None:
        raise _Mistake(
            "`--scenario` goes with a journal", None, f"to begin a run, write `crisisengine play {_shown(scenario)}`"
        )
    chosen = secrets.randbelow(2**31) if seed is None else seed
    return start(files.load(target), chosen), files.Save(folder), ()


def _note(notes: tuple[str, ...]) -> None:
    """Say on standard error what has become of a journal whose scenario was edited."""
    for number, note in enumerate(notes):
        click.echo(f"  hint: {note}" if number else f"note: {note}", err=True)


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


def _out(text: str) -> None:
    """Print data. Not through Rich, not in colour: the same bytes on a terminal and in a pipe."""
    print(text)


def _say(message: str, hint: str = "") -> None:
    click.echo(f"error: {message}", err=True)
    if hint:
        click.echo(f"  hint: {hint}", err=True)


def _fail(message: str, hint: str = "") -> NoReturn:
    _say(message, hint)
    sys.exit(UNREADABLE)


def _misused(error: click.ClickException) -> tuple[str, str]:
    """Click's complaint in our voice: one line, and a hint at what would do."""
    from crisisengine.diagnostics import did_you_mean

    context: click.Context | None = getattr(error, "ctx", None)
    hint = f"`{context.command_path if context else 'crisisengine'} --help` tells how it is used"
    match error:
        case _Mistake():
            return error.message, error.hint
        case click.NoSuchOption():
            known = [name for one in (context.command.params if context else ()) for name in one.opts]
            return f"there is no option `{_shown(error.option_name)}`", did_you_mean(error.option_name, known) or hint
        case click.MissingParameter(param=click.Parameter() as param):
            name = getattr(param, "metavar", None) or str(param.name).upper()
            return f"`{name.removesuffix('...')}` is missing", hint
        case click.BadParameter(param=click.Parameter(type=click.Choice() as kind) as param):
            asked = re.match(r"'(.*)' is not one of", error.message, re.DOTALL)
            words = [str(one) for one in kind.choices]
            listed = ", ".join(f"`{word}`" for word in words)
            value, name = asked[1] if asked else "", max(param.opts, key=len)
            return f"`{_shown(value)}` is no value of `{name}`", did_you_mean(value, words) or f"it is one of {listed}"
    sentence = error.format_message().replace("'", "`").rstrip(".")
    return sentence[:1].lower() + _shown(sentence[1:]), hint


def main(arguments: list[str] | None = None) -> NoReturn:
    """The program. Never a traceback for what a person can mend."""
    _prepare_streams()
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
        code = STOPPED
    except (_Unheard, BrokenPipeError):
        _give_up_output()
        code = UNHEARD
    except OSError as error:
        _give_up_output()
        _say(f"the output cannot be written: {(error.strerror or str(error)).lower()}")
        code = UNREADABLE
    sys.exit(code)


def _give_up_output() -> None:
    """Nobody hears what is left over; Python shall not complain about that while it closes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _run(arguments: list[str] | None) -> int:
    """Find the command and run it; returns the exit code."""
    try:
        porter.main(args=arguments, prog_name="crisisengine", standalone_mode=False)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else HOLDS
    except click.exceptions.Abort:
        raise KeyboardInterrupt from None
    except (_Unheard, OSError):
        raise
    except Exception as error:
        if not _told(error):
            raise
        return UNREADABLE
    return HOLDS


def _told(error: Exception) -> bool:
    """Tell a person what can be mended; anything else is a fault of ours, and shows where it lies."""
    from crisisengine.diagnostics import full
    from crisisengine.errors import CrisisError, ScenarioError

    match error:
        case click.ClickException():
            _say(*_misused(error))
        case ScenarioError():
            click.echo("\n\n".join(full(one) for one in error.diagnostics), err=True)
        case CrisisError():
            _say(str(error), error.hint)
        case _:
            return False
    return True


def _prepare_streams() -> None:
    """The same bytes in a pipe on any machine; and neither a closed stream nor an odd character ends the program."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, io.StringIO())
        elif isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace", newline=None if name == "stdin" else "\n")
