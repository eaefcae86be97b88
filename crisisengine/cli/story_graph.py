"""`crisisengine graph`: the story of a scenario as a picture."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from crisisengine.cli.amounts import seconds
from crisisengine.cli.in_time import FOR_WORK, or_undecided, read_in_time
from crisisengine.cli.output import HOLDS, WRONG, Mistake, deliver, shown
from crisisengine.cli.parameters import FORCE, OUTPUT, complete_scenario, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crisisengine.authoring.graph.plot import Plot
    from crisisengine.authoring.graph.sheets import StorySheet
    from crisisengine.budget import Budget
    from crisisengine.model.scenario import Scenario

__all__ = ["graph"]

LONGEST = 90.0
"""Seconds for reading, finding out who comes where and drawing, unless somebody asks for more."""


@click.command()
@click.argument("scenario", metavar="SCENARIO", shell_complete=complete_scenario)
@click.option("--output-format", type=click.Choice(["svg", "html", "mermaid", "dot"]), default="svg", show_default=True)
@click.option("--chapter", metavar="TITLE|N|ID", callback=named, help="Of one chapter alone; N or ID as in `play`.")
@click.option(
    "--max-seconds",
    metavar="S",
    callback=seconds,
    help="In all; two thirds to find out who comes where.  [default: 90]",
)
@OUTPUT
@FORCE
def graph(
    scenario: str, output_format: str, chapter: str | None, max_seconds: float | None, output: str | None, force: bool
) -> None:
    """Draw the story of a scenario: its scenes, ways and endings, chapter by chapter.

    Each scene says who comes there: every play, so many of random plays, or
    nobody; each ending its odds. svg is one tall picture of all chapters, or with
    --chapter a sheet to print on A4; html is a page with a picture for each
    chapter, a search, and every scene's text and measures behind its box; mermaid and dot are for other programs. What cannot
    be proved in time is marked as not known, and a scenario that does not load
    is drawn as far as it can be read; the exit code is 1 then. It is 3 where the
    time is up before anything is drawn.

    \b
    Examples:
      crisisengine graph the_convoy_home --output convoy.svg
      crisisengine graph my_crisis.toml --output-format html --output story.html
      crisisengine graph the_lake --chapter "The tenth of March" > march.svg
    """
    from crisisengine import storage
    from crisisengine.authoring.graph.findings import findings_of, nothing_known
    from crisisengine.authoring.graph.plot import plot_of
    from crisisengine.authoring.graph.sheets import chapters_of, sheets_of
    from crisisengine.budget import DOCUMENT, Budget
    from crisisengine.errors import ScenarioError

    path = storage.scenario_path(scenario)
    budget = Budget(max_seconds or LONGEST)
    with or_undecided(str(path), "nothing is drawn"):
        reading = read_in_time(path, budget)
    legible = reading.legible
    if legible is None:
        raise ScenarioError(reading.errors)
    unknown = nothing_known(legible, "who comes where is not known, for this scenario does not load yet")
    story = plot_of(legible, unknown, len(reading.errors))
    names = chapters_of(story)
    begun = [(str(number), found) for number, found in enumerate(legible.chapters.values(), 1)]
    for number, found in begun if chapter not in names else ():
        if chapter in (number, found.id) and found.start in legible.scenes:
            chapter = legible.scenes[found.start].chapter
            break
    if chapter is not None and chapter not in names:
        raise Mistake(f"there is no chapter {shown(chapter)}", None, _chapters(legible, names))
    if reading.scenario is not None:
        story = plot_of(legible, findings_of(legible, budget.part(budget.left * FOR_WORK)))
    with or_undecided(str(path), "nothing is drawn"):
        writing = budget.part(memory=DOCUMENT.memory)
        sheets = [sheet for sheet in sheets_of(story, writing) if chapter is None or sheet.chapter == chapter]
        written = _written(legible, story, sheets, output_format, writing)
    deliver(written, output, force=force)
    if reading.errors:
        click.echo("note: some parts are at fault and left out; `crisisengine check` names them", err=True)
    sys.exit(WRONG if reading.errors else HOLDS)


def _chapters(scenario: Scenario, names: Sequence[str]) -> str:
    """What `--chapter` would take: a title, and for one that can be begun at its number and id as well."""
    begun = {
        scenario.scenes[chapter.start].chapter: f" ({number} or `{shown(chapter.id)}`)"
        for number, chapter in enumerate(scenario.chapters.values(), 1)
        if chapter.start in scenario.scenes
    }
    some = ", ".join(f"`{shown(name)}`{begun.get(name, '')}" for name in names[:12] if name)
    return f"its chapters are {some}" if some else "it names no chapters"


def _written(scenario: Scenario, story: Plot, sheets: Sequence[StorySheet], output_format: str, budget: Budget) -> str:
    if output_format == "html":
        from crisisengine.authoring.graph.page import story_page
        from crisisengine.authoring.script.writing import script_of

        script = script_of(scenario, budget, faults=story.faults)
        return story_page(scenario, story, sheets, script, budget)
    if output_format == "svg":
        from crisisengine.authoring.graph.picture import picture_of

        return picture_of(story, sheets, budget)
    from crisisengine.authoring.graph import diagram_text

    write = diagram_text.mermaid_of if output_format == "mermaid" else diagram_text.dot_of
    return write(story, sheets)
