"""`crisisengine words`: how much there is to read."""

from __future__ import annotations

import sys

import click

from crisisengine.cli.amounts import seconds
from crisisengine.cli.in_time import or_undecided, read_in_time
from crisisengine.cli.output import HOLDS, WRONG, out
from crisisengine.cli.parameters import complete_scenario
from crisisengine.cli.progress import progress_bar, uncollected

__all__ = ["words"]

SECONDS = 60.0


@click.command()
@click.argument("scenario", metavar="SCENARIO", shell_complete=complete_scenario)
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--max-seconds", metavar="S", callback=seconds, help="In all; leave out what takes longer.  [default: 60]"
)
def words(scenario: str, output_format: str, max_seconds: float | None) -> None:
    """Count how much there is to read, and how long it takes.

    Of a run the least and the most, exactly, and the median and 95 in 100 of 10,000 random plays, sampled; by ending; each
    scene, with those above 140 words; and phrases that stand in more than one text. A scenario that does not load is
    counted as far as it can be read, and the exit code is 1; it is 3 where the time is up before anything is counted.

    \b
    Examples:
      crisisengine words my_crisis.toml
      crisisengine words the_convoy_home --output-format json
    """
    from crisisengine import storage
    from crisisengine.authoring.word_counts import count_words
    from crisisengine.authoring.word_report import words_json, words_text
    from crisisengine.budget import Budget
    from crisisengine.errors import ScenarioError

    path = storage.scenario_path(scenario)
    budget = Budget(max_seconds or SECONDS, 2 * 1024**3)
    with or_undecided(str(path), "nothing was counted"):
        reading = read_in_time(path, budget)
    legible = reading.legible
    if legible is None:
        raise ScenarioError(reading.errors)
    with uncollected(), progress_bar(legible.id) as progress:
        counted = count_words(legible, budget, playable=reading.scenario is not None, progress=progress)
    out((words_json if output_format == "json" else words_text)(legible, counted).rstrip("\n"))
    sys.exit(WRONG if reading.errors else HOLDS)
