"""`crisisengine simulate`: play at random, ten million times, and say how often each ending comes."""

from __future__ import annotations

import sys
import time

import click

from crisisengine.cli.amounts import count, seconds, share, size
from crisisengine.cli.chapter_named import chapter_named
from crisisengine.cli.in_time import or_undecided, read_in_time
from crisisengine.cli.output import HOLDS, STOPPED, UNDECIDED, out
from crisisengine.cli.parameters import complete_scenario, seed_of
from crisisengine.cli.progress import progress_line, uncollected

__all__ = ["simulate"]


@click.command()
@click.argument("scenario", metavar="SCENARIO", shell_complete=complete_scenario)
@click.option("--plays", metavar="N", callback=count, help="Play so many times.  [default: 10 million]")
@click.option(
    "--seed", type=int, metavar="N", callback=seed_of, default=0, show_default=True, help="Of the dice: the same plays."
)
@click.option(
    "--until-width",
    metavar="W",
    callback=share,
    help="Play until the interval of every ending is narrower, as in 0.001 or 0.1%; with --plays no longer than that.",
)
@click.option("--chapter", metavar="N|ID", help="Where plays begin; `crisisengine info SCENARIO` lists them.")
@click.option(
    "--max-decisions",
    metavar="N",
    callback=count,
    help="Leave a play after so many, still under way.  [default: 1,000]",
)
@click.option("--max-seconds", metavar="S", callback=seconds, help="Tell what was sampled by then.")
@click.option("--max-memory", metavar="SIZE", callback=size, help="The same beyond so much, as in 500MB or 2GB.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def simulate(
    scenario: str,
    *,
    plays: int | None,
    seed: int,
    until_width: float | None,
    chapter: str | None,
    max_decisions: int | None,
    max_seconds: float | None,
    max_memory: int | None,
    output_format: str,
) -> None:
    """Play at random, and sample how often each ending comes.

    Every open measure is as likely as the others, every outcome as its weight says, as in `check --balance`. That
    works the shares out exactly, where all states can be seen; this samples them, however many there are. Each share
    is told with an interval that holds the true one in 99 of 100 samples.
    Nothing is kept, and the same seed gives the same output.

    \b
    Exit codes: 0 as much as was asked for, 2 cannot be read, 3 less than was
    asked for, 130 stopped by hand; what was sampled is told.

    \b
    Examples:
      crisisengine simulate the_border
      crisisengine simulate my_crisis.toml --until-width 0.1%
      crisisengine simulate my_crisis.toml --chapter 2 --output-format json
    """
    from crisisengine import storage
    from crisisengine.budget import Budget
    from crisisengine.checker.formats.sampled import sampled_json, sampled_summary, sampled_text
    from crisisengine.checker.sampling.simulation import LONGEST, SampleRequest, Simulation
    from crisisengine.checker.sampling.simulation import simulate as sample
    from crisisengine.checker.task import Stopped

    began = time.perf_counter()
    budget = Budget(float("inf") if max_seconds is None else max_seconds, max_memory)
    budget.weigh()
    path = storage.scenario_path(scenario)
    with or_undecided(str(path), "nothing was sampled"):
        found = read_in_time(path, budget).sound()
    asked = SampleRequest(
        plays=plays,
        seed=seed,
        width=until_width,
        chapter="" if chapter is None else chapter_named(found, chapter),
        longest=max_decisions or LONGEST,
    )
    with uncollected(), progress_line(found.id) as show:

        def progress(simulation: Simulation) -> None:
            if show is not None:
                rare = f", then {simulation.splitting}" if simulation.splitting else ""
                show(f"{simulation.tally.plays:,} plays{rare}")

        try:
            simulation = sample(found, asked, budget, progress)
            code = HOLDS if simulation.is_complete else UNDECIDED
        except Stopped as stop:
            simulation, code = stop.kept, STOPPED
    out((sampled_json if output_format == "json" else sampled_text)(simulation))
    click.echo(sampled_summary(simulation, time.perf_counter() - began), err=True)
    sys.exit(code)
