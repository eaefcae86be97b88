"""`crisisengine check`: explore every state of scenarios and judge every promise."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisisengine.cli.output import fail, out
from crisisengine.cli.parameters import complete_scenario
from crisisengine.cli.progress import progress_bar, uncollected

if TYPE_CHECKING:
    from crisisengine.checker import Result


__all__ = ["check"]


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, shell_complete=complete_scenario)
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
@click.option(
    "--show-program", is_flag=True, help="Print the program that a scenario is compiled to, and explore nothing."
)
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
    show_program: bool,
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
    from crisisengine import storage
    from crisisengine.checker import Limits, judge
    from crisisengine.checker.formats.text import exit_code, render

    if show_program:
        _show_programs(paths)
        return
    limits = Limits(max_states, float("inf") if max_seconds is None else max_seconds)
    results = []
    for path in _scenario_paths(paths):
        with uncollected(), progress_bar(path.stem) as progress:
            reading = storage.read_scenario(path)
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
        out(text)
    if talk:
        click.echo(talk, err=True)
    if journals is not None:
        for result in results:
            _keep_runs(result, Path(journals))
    sys.exit(exit_code(results))


def _remember(result: Result) -> None:
    """Keep what was found out for those who ask next: the library shows the verdict, a debrief asks the reachable endings."""
    from crisisengine.storage import cache

    if result.scenario is None or result.extent is None or not result.extent.complete:
        return
    cache.keep_verdict(result.scenario.fingerprint, result.verdict, result.extent.states)
    if result.reachable_endings is not None:
        cache.keep_reachable_endings(result.scenario.fingerprint, result.reachable_endings.parts())


def _keep_runs(result: Result, folder: Path) -> None:
    """Write each run that a report tells of as a journal."""
    from crisisengine import storage
    from crisisengine.engine.run import replay

    if result.scenario is None:
        return
    for name, decisions in result.runs:
        run, refused = replay(result.scenario, decisions)
        assert refused is None, "what the checker found can be played"
        path = folder / f"{result.id}-{name}.toml"
        with suppress(OSError):
            if storage.is_journal(path):
                path.unlink()
        storage.Save(folder, name=name, path=path).store(run)


def _show_programs(paths: tuple[str, ...]) -> None:
    """Print the program of each scenario, as tracebacks call its functions."""
    from crisisengine import storage
    from crisisengine.engine.compile import program_text

    for path in _scenario_paths(paths):
        for piece in program_text(storage.read_scenario(path).sound()):
            out(piece)


def _scenario_paths(paths: tuple[str, ...]) -> list[Path]:
    from crisisengine import storage

    found: list[Path] = []
    for name in paths:
        path = Path(name)
        if path.is_dir():
            inside = storage.scenario_files(path)
            if not inside:
                fail(f"there is no scenario in {path}", "scenarios are files that end in `.toml`")
            found += inside
        else:
            found.append(path if path.exists() else storage.scenario_path(name))
    return list(dict.fromkeys(found))
