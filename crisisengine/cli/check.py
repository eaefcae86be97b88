"""`crisisengine check`: explore every state of scenarios and judge every promise."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from crisisengine.cli.amounts import count, seconds, size
from crisisengine.cli.chapter_named import chapter_named
from crisisengine.cli.check_journals import keep_runs
from crisisengine.cli.output import STOPPED, UNREADABLE, fail, out, say, shown
from crisisengine.cli.parameters import EXPORT_GRAPH, FORCE, complete_scenario, named
from crisisengine.cli.progress import make_room, progress_bar, uncollected
from crisisengine.limits import MOST_STATES
from crisisengine.model.kinds import CheckFormat

if TYPE_CHECKING:
    from crisisengine.checker.result import Result

__all__ = ["check"]

GRACE = 1.0
"""Seconds in which runs are written although the time is up."""
HASTE = 0.3
"""The same where somebody waits for the program to stop."""
LITTLE = 10_000
"""States that leave nothing over worth the time that freeing it takes."""


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, shell_complete=complete_scenario)
@click.option(
    "--output-format",
    type=click.Choice(get_args(CheckFormat)),
    default="full",
    envvar="CRISISENGINE_OUTPUT_FORMAT",
    show_default=True,
)
@click.option("--max-states", metavar="N", callback=count, help="Undecided beyond so many.  [default: 20 million]")
@click.option("--max-seconds", metavar="S", callback=seconds, help="Undecided after so long, each scenario.")
@click.option(
    "--max-memory", metavar="SIZE", callback=size, help="Undecided beyond so much, as in 500MB or 2GB, each scenario."
)
@click.option(
    "--spill",
    metavar="DIR",
    callback=named,
    help="Hold the states in files in DIR rather than in memory; for more than 20 million raise --max-states as well.",
)
@click.option(
    "--chapter",
    metavar="N|ID",
    help="One chapter alone: from its own beginning to where another begins. What only the whole can decide is not asked.",
)
@click.option("--sizes", is_flag=True, help="Tell what makes the state space large, slot by slot.")
@click.option(
    "--balance",
    is_flag=True,
    help="Tell how often each ending comes: in random play, in the best and in the worst; what each measure leaves of the best end, and what checking each report is worth.",
)
@click.option(
    "--chances",
    is_flag=True,
    help="Of the tables of `--balance` only the best and the worst chance of each ending, for one who knows all; they come much sooner. With `--balance` there is no need of it.",
)
@click.option(
    "--journals",
    metavar="DIR",
    callback=named,
    help="Write every witness and counterexample, and the likeliest plays of every policy, as journals that `play` opens, over those of an earlier check.",
)
@click.option(
    "--no-reduction",
    is_flag=True,
    help="Forget nothing: keep states apart even where nothing that is asked differs; slower, the same answers.",
)
@click.option("--watch", is_flag=True, help="Again at every save, each verdict in its place, until Ctrl-C.")
@EXPORT_GRAPH
@FORCE
@click.option(
    "--show-program", is_flag=True, help="Print the program that a scenario is compiled to, and explore nothing."
)
def check(
    paths: tuple[str, ...],
    *,
    output_format: CheckFormat,
    max_states: int | None,
    max_seconds: float | None,
    max_memory: int | None,
    spill: str | None,
    chapter: str | None,
    sizes: bool,
    balance: bool,
    chances: bool,
    journals: str | None,
    no_reduction: bool,
    watch: bool,
    export_graph: str | None,
    force: bool,
    show_program: bool,
) -> None:
    """Explore every state of scenarios and judge every promise.

    Whatever is wrong with them is reported. PATH is a scenario, a folder of
    them, an id, or a doctrine alone.

    \b
    Exit codes: 0 all holds, 1 something is violated or wrong, 2 cannot be read
    or asked, 3 undecided, 130 stopped by hand; what was found is told.

    \b
    Examples:
      crisisengine check scenarios/
      crisisengine check my_crisis.toml --output-format concise
      crisisengine check the_convoy_home --balance --journals found/
      crisisengine check the_transitional_authority --chapter 2
      crisisengine check my_crisis.toml --watch
    """
    from crisisengine import storage
    from crisisengine.budget import READING, Budget
    from crisisengine.checker import Stopped, judge
    from crisisengine.checker.formats.registry import FORMATS
    from crisisengine.checker.formats.verdict_line import exit_code, summary

    if show_program:
        _show_programs(paths)
        return
    named_paths = _scenario_paths(paths)
    for asked, option in (
        (balance, "--balance"),
        (chances, "--chances"),
        (watch, "--watch"),
        (export_graph is not None, "--export-graph"),
    ):
        if asked and chapter is not None:
            fail(f"`{option}` is of the whole, and `--chapter` of a part", "leave one of them out")
    graph = None
    if export_graph is not None:
        from crisisengine.cli.graph_file import GraphFile

        graph = GraphFile.asked(export_graph, len(named_paths), watch=watch, force=force)
    folder = None if spill is None else _spill_folder(spill, watch=watch)
    if watch:
        from crisisengine.cli.check_watch import watch_as_asked

        watch_as_asked(named_paths)
        return
    results: list[Result] = []
    limit = float("inf") if max_seconds is None else max_seconds
    left, stopped = limit, False
    try:
        for path in named_paths:
            budget = Budget(limit, max_memory)
            budget.weigh()
            with uncollected(), progress_bar(path.stem) as progress:
                reading = storage.read_scenario(path, budget.part(READING.seconds, READING.memory), alone=True)
                result = judge(
                    path,
                    reading,
                    max_states=max_states or MOST_STATES,
                    budget=budget,
                    reduce=not no_reduction,
                    progress=progress,
                    with_sizes=sizes,
                    with_balance=balance,
                    with_chances=chances and not balance,
                    proved=None if graph is None else graph.write,
                    spill=folder,
                    chapter=None
                    if chapter is None or reading.scenario is None
                    else chapter_named(reading.scenario, chapter),
                )
            results.append(result)
            left = min(left, budget.left)
            if not no_reduction and chapter is None:
                _remember(result, keeps_all=folder is None)
            results[-1] = _kept(result, spilled=folder is not None, last=path == named_paths[-1])
    except Stopped as stop:
        results.append(stop.kept)
        stopped = True
    except KeyboardInterrupt:
        stopped = True
    text = FORMATS[output_format](results)
    if text:
        out(text)
    for result in results:
        click.echo(summary(result), err=True)
    code = STOPPED if stopped else exit_code(results)
    if journals is not None and not keep_runs(results, Path(journals), Budget(HASTE if stopped else max(left, GRACE))):
        code = code or UNREADABLE
    if graph is not None and not graph.written:
        say(*graph.why_not(results))
        code = code or UNREADABLE
    sys.exit(code)


def _remember(result: Result, *, keeps_all: bool) -> None:
    """Keep what was found out for those who ask next: the library shows the verdict, a debrief asks the reachable endings.

    Unless it `keeps_all`, the endings of more states than a debrief would explore are not kept.
    """
    from crisisengine.storage import cache

    if result.scenario is None or result.extent is None or not result.extent.complete:
        return
    if result.verdict != "undecided":
        cache.keep_verdict(result.scenario.fingerprint, result.verdict, result.extent.states)
    if result.reachable_endings is not None and (keeps_all or result.extent.states <= MOST_STATES):
        cache.keep_reachable_endings(result.scenario.fingerprint, result.reachable_endings.parts())


def _spill_folder(name: str, *, watch: bool) -> Path:
    """A folder of our own in one that somebody named, until the command ends."""
    from crisisengine.cli.spill_folder import spill_folder

    if watch:
        fail("`--spill` is for a long check, and `--watch` checks at every save", "leave one of them out")
    return click.get_current_context().with_resource(spill_folder(name))


def _kept(result: Result, *, spilled: bool, last: bool) -> Result:
    """Without what lies on a disk, and without what was left over, so that there is room for the next scenario."""
    from attrs import evolve

    kept = evolve(result, reachable_endings=None) if spilled else result
    if not last and result.extent is not None and result.extent.states > LITTLE:
        make_room()
    return kept


def _show_programs(paths: tuple[str, ...]) -> None:
    """Print the program of each scenario, as tracebacks call its functions."""
    from crisisengine import storage
    from crisisengine.budget import READING
    from crisisengine.engine.compile import program_text

    for path in _scenario_paths(paths):
        for piece in program_text(storage.read_scenario(path, READING.begin()).sound()):
            out(piece)


def _scenario_paths(paths: tuple[str, ...]) -> list[Path]:
    from crisisengine import storage

    found: list[Path] = []
    for name in paths:
        path = Path(name)
        if name and os.path.isdir(name):  # noqa: PTH112 - a Path's own raises for a name that no disk could hold
            inside = storage.scenario_files(path)
            if not inside:
                fail(f"there is no scenario in {shown(name)}", "scenarios are files that end in `.toml`")
            found += inside
        else:
            known = name and os.path.exists(name)  # noqa: PTH110 - as above
            found.append(path if known else storage.scenario_path(name))
    return list(dict.fromkeys(found))
