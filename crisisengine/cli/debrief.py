"""`crisisengine debrief`: tell what a run, or a room of runs, decided, changed and closed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisisengine.cli.amounts import count
from crisisengine.cli.output import HOLDS, WRONG, Mistake, note, out
from crisisengine.cli.parameters import SAVES, SCENARIO, complete_journal
from crisisengine.cli.progress import progress_bar, uncollected
from crisisengine.limits import MOST_STATES
from crisisengine.reports.formats import FORMATS, writer_of

if TYPE_CHECKING:
    from crisisengine.budget import Budget
    from crisisengine.debriefing.reachability import Reachability
    from crisisengine.engine.run import Run
    from crisisengine.model.scenario import Scenario


__all__ = ["debrief", "reachability_of"]


@click.command()
@click.argument("journals", metavar="JOURNAL...", nargs=-1, required=True, shell_complete=complete_journal)
@click.option(
    "--output-format",
    type=click.Choice(list(FORMATS)),
    default=next(iter(FORMATS)),
    show_default=True,
)
@click.option(
    "--max-states",
    metavar="N",
    callback=count,
    help="Look at no more states to find the roads not taken; beyond that they are sampled.  [default: 20 million]",
)
@SAVES
@SCENARIO
def debrief(
    journals: tuple[str, ...], output_format: str, max_states: int | None, saves: str | None, scenario: str | None
) -> None:
    """Tell what a run decided, changed and closed.

    JOURNAL is the path of a kept run, or its name without `.toml`. Several journals of one scenario are read together, as
    a cohort; a run bears the name that it was kept under (`s` while playing), else that of its file. Which endings were
    still possible is worked out once for a scenario and kept. The exit code is 1 when the scenario was edited and only a
    part of a run still fits.

    \b
    Examples:
      crisisengine debrief saves/RUN.toml
      crisisengine debrief saves/RUN.toml --output-format html > debrief.html
      crisisengine debrief team_a team_b team_c --output-format markdown
    """
    from crisisengine import locations, storage
    from crisisengine.budget import READING
    from crisisengine.text.printable import printable

    folder = locations.saves_folder(saves)
    # The same journal named twice is one run.
    paths = list(dict.fromkeys(storage.journal_path(name, folder).resolve() for name in journals))
    opened = [storage.open_journal(path, scenario, budget=READING.begin()) for path in paths]
    for resumed, _save in opened:
        note(resumed.notes)
    runs = [resumed.run for resumed, _save in opened]
    names = [save.name or printable(path.stem) for path, (_, save) in zip(paths, opened, strict=True)]
    if len({run.scenario.fingerprint for run in runs}) > 1:
        known = ", ".join(f"`{name}`" for name in dict.fromkeys(run.scenario.id for run in runs))
        raise Mistake("the journals are of different scenarios", None, f"they are of {known}; debrief each alone")
    record = paths[0] if len(paths) == 1 else None
    out(_debriefed(runs, _told_apart(names), output_format, max_states or MOST_STATES, record).rstrip("\n"))
    sys.exit(WRONG if any(resumed.refused for resumed, _save in opened) else HOLDS)


def _told_apart(names: list[str]) -> list[str]:
    """The names of the runs of a cohort, with their numbers where two are alike."""
    return [f"{name} ({at})" if names.count(name) > 1 else name for at, name in enumerate(names, 1)]


def _debriefed(runs: list[Run], names: list[str], output_format: str, max_states: int, journal: Path | None) -> str:
    """The report; `journal` is where a room's record may lie beside."""
    from crisisengine.budget import DEBRIEF
    from crisisengine.debriefing.cohort import read_together
    from crisisengine.session.cohort_debrief import read_each
    from crisisengine.session.room_debrief import read_room

    budget = DEBRIEF.begin()
    reachability = reachability_of(runs[0].scenario, budget, max_states)
    found = read_each(runs, reachability, budget)
    writer = writer_of(output_format)
    if journal is not None:
        told, room = read_room(journal, found[0], budget)
        note(told.cut[len(found[0].cut) :])
        return writer.debrief_report(told, budget, room=room)
    return writer.cohort_report(read_together(found, names), budget)


def reachability_of(scenario: Scenario, budget: Budget, max_states: int = MOST_STATES) -> Reachability:
    """Whoever tells what could still become of a state, with a bar while somebody waits."""
    from crisisengine.session import reachability

    with uncollected(), progress_bar(scenario.id) as progress:
        return reachability.reachability_of(scenario, budget, max_states, progress)
