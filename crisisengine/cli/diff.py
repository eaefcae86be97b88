"""`crisisengine diff`: what an edit changed for people."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisisengine.cli.amounts import seconds
from crisisengine.cli.in_time import or_undecided, refuse_cut
from crisisengine.cli.output import HOLDS, UNDECIDED, UNREADABLE, WRONG, deliver, shown
from crisisengine.cli.parameters import FORCE, OUTPUT, SAVES, complete_scenario
from crisisengine.cli.progress import progress_bar, uncollected

if TYPE_CHECKING:
    from crisisengine.authoring.difference.two_versions import ScenarioDifference, Version
    from crisisengine.budget import Budget

__all__ = ["diff"]

LONGEST = 180.0
"""Seconds for reading, comparing, proving and writing, unless somebody asks for more."""


@click.command()
@click.argument("old", metavar="OLD", shell_complete=complete_scenario)
@click.argument("new", metavar="NEW", shell_complete=complete_scenario)
@click.option("--output-format", type=click.Choice(["text", "html", "json"]), default="text", show_default=True)
@OUTPUT
@FORCE
@click.option("--max-seconds", metavar="S", callback=seconds, help="Undecided after so long in all.  [default: 180]")
@SAVES
def diff(
    old: str,
    new: str,
    output_format: str,
    output: str | None,
    force: bool,
    max_seconds: float | None,
    saves: str | None,
) -> None:
    """Tell what changed for people between two versions of a scenario.

    Scenes, measures, endings and prose, word by word and with conditions in words; the odds of each ending and the
    shortest way to it, before and now; verdicts that turned; kept runs that no longer fit. OLD and NEW are paths or ids,
    or REV:FILE for a file as it was in a revision of git, with its parts of that time. Nothing is printed where nothing
    changed; a version that does not load is compared as far as it can be read, and what is left out is named.

    \b
    Exit codes: 0 no promise turned, 1 one did, 2 cannot be read, or does not load
    and so cannot be proved, 3 undecided, 130 stopped by hand.

    \b
    Examples:
      crisisengine diff HEAD:my_crisis.toml my_crisis.toml
      crisisengine diff before.toml after.toml --output-format html > changed.html
    """
    from crisisengine import locations, storage
    from crisisengine.authoring.difference.two_versions import difference
    from crisisengine.budget import DOCUMENT, LIST, Budget

    budget = Budget(max_seconds or LONGEST)
    with or_undecided(shown(new), "nothing was compared"):
        before, after = _version(old, budget), _version(new, budget)
        kept = tuple(storage.saves(locations.saves_folder(saves), budget.part(LIST.seconds)))
        with uncollected(), progress_bar(new) as progress:
            found = difference(before, after, kept, budget=budget, progress=progress)
        written = _written(found, output_format, budget.part(DOCUMENT.seconds, DOCUMENT.memory))
    if written or output is not None:
        deliver(written, output, force=force)
    sys.exit(_code(found))


def _version(name: str, budget: Budget) -> Version:
    """A version by what a person calls it.

    Raises:
        OverBudget: the budget is used up.
        FilesError: there is none.
        ScenarioError: nothing of it can be read.
    """
    from crisisengine import storage
    from crisisengine.authoring.difference.two_versions import Version
    from crisisengine.budget import READING
    from crisisengine.errors import ScenarioError
    from crisisengine.text.printable import printable

    part = budget.part(READING.seconds, READING.memory)
    revision = storage.revision_of(name)
    if revision is None:
        path = storage.scenario_path(name)
        reading = storage.read_scenario(path, part)
    else:
        bundle = storage.open_revision(*revision)
        path, reading = Path(bundle.main), storage.read_bundle(bundle, part)
    refuse_cut(reading, budget)
    if reading.legible is None:
        raise ScenarioError(reading.errors)
    return Version(name=printable(name), path=path, reading=reading)


def _written(found: ScenarioDifference, output_format: str, budget: Budget) -> str:
    if output_format == "json":
        from crisisengine.authoring.difference.diff_json import difference_json

        return difference_json(found)
    if output_format == "html":
        from crisisengine.authoring.difference.diff_page import difference_page

        return difference_page(found, budget)
    from crisisengine.authoring.difference.diff_text import difference_text

    return difference_text(found, budget)


def _code(found: ScenarioDifference) -> int:
    if found.empty:
        return HOLDS
    if any(turn.after == "invalid" or turn.before == "invalid" for turn in found.turns):
        return UNREADABLE
    if found.turned:
        return WRONG
    return UNDECIDED if found.undecided else HOLDS
