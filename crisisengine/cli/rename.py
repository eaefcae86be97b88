"""`crisisengine rename`: a new id for a thing, in all files of its scenario."""

from __future__ import annotations

import click

from crisisengine.cli.output import out
from crisisengine.cli.parameters import SAVES, complete_scenario

__all__ = ["rename"]


@click.command()
@click.argument("file", metavar="FILE", shell_complete=complete_scenario)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@SAVES
def rename(file: str, old: str, new: str, *, dry_run: bool, saves: str | None) -> None:
    """Give something a new id wherever a scenario names it.

    OLD says where it is: `scene.gate`, `scene.gate.measure.wait`, `variable.trust`,
    `variable.season.dry` for a word, `gate.trigger` for what a tag asks. NEW is
    the new id alone. All files of the scenario are changed; all but the names
    stays byte for byte. What would mean anything else is refused. Kept runs are
    never rewritten; those that name the old id are listed.

    \b
    Examples:
      crisisengine rename my_crisis.toml scene.gate checkpoint
      crisisengine rename my_crisis.toml variable.trust faith --dry-run
    """
    from crisisengine import storage
    from crisisengine.authoring.renaming import plan_renaming, write_renaming
    from crisisengine.authoring.runs_named import runs_that_name
    from crisisengine.budget import READING
    from crisisengine.locations import saves_folder
    from crisisengine.text.english import plural
    from crisisengine.text.printable import printable

    path = storage.scenario_path(file)
    plan = plan_renaming(path, old, new, READING.begin())
    if dry_run:
        out("\n".join(written.difference for written in plan.files))
    else:
        write_renaming(plan)
        for written in plan.files:
            out(f"{printable(written.name)}: {plural(len(written.spans), 'place')}")
    runs = runs_that_name(plan.symbol, path.stem, saves_folder(saves), READING.begin())
    for run in runs:
        click.echo(f"note: {storage.shown(run)} names `{old}`; it stays as it is, and will fit up to there", err=True)
