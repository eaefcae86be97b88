"""What several commands ask for, and what Tab offers there."""

from __future__ import annotations

from typing import Any

import click

from crisisengine.limits import LARGEST_SEED

__all__ = [
    "EXPORT_GRAPH",
    "FORCE",
    "OUTPUT",
    "PLAIN_WORDS",
    "SAVES",
    "SCENARIO",
    "complete_journal",
    "complete_scenario",
    "named",
    "seed_of",
]


def seed_of(_: click.Context, __: click.Parameter, seed: int | None) -> int | None:
    """A seed that a journal can hold."""
    if seed is not None and not 0 <= seed <= LARGEST_SEED:
        raise click.BadParameter(f"a seed goes from 0 to {LARGEST_SEED}")
    return seed


def complete_journal(_: click.Context, __: click.Parameter, incomplete: str) -> list[Any]:
    """The names of kept runs, else files."""
    from click.shell_completion import CompletionItem

    from crisisengine import locations

    names = sorted(path.stem for path in locations.saves_folder().glob("*.toml"))
    found = [CompletionItem(name) for name in names if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def complete_scenario(_: click.Context, __: click.Parameter, incomplete: str) -> list[Any]:
    """The ids of scenarios, else files."""
    from click.shell_completion import CompletionItem

    from crisisengine import locations

    ids = {path.stem for folder in locations.scenario_folders() for path in folder.glob("*.toml")}
    found = [CompletionItem(name) for name in sorted(ids) if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def named(_: click.Context, __: click.Parameter, name: str | None) -> str | None:
    """A name that was given: an empty one is a variable of a script that was never set, and means no place at all."""
    if name == "":
        raise click.BadParameter("it is empty, and names nothing")
    return name


def saves_of(context: click.Context, parameter: click.Parameter, saves: str | None) -> str | None:
    """As the command is told, else as the program is told: `crisisengine --saves DIR play ...`."""
    named(context, parameter, saves)
    return saves if saves is not None else context.find_root().params.get("saves")


PLAIN_WORDS = click.option(
    "--plain-words", is_flag=True, help="In plain words, where the author wrote some; the decisions are the same."
)
SAVES = click.option(
    "--saves",
    metavar="DIR",
    callback=saves_of,
    help="Where runs are kept; else $CRISISENGINE_SAVES, else where `crisisengine info` says.",
)


SCENARIO = click.option(
    "--scenario",
    metavar="SCENARIO",
    callback=named,
    help="The scenario of a journal, where its id alone does not lead to it.",
)


def where_to(context: click.Context, parameter: click.Parameter, output: str | None) -> str | None:
    """A file to write, refused before any work begins where it is there already and nobody said `--force`."""
    named(context, parameter, output)
    if output is not None and not context.params.get("force"):
        from pathlib import Path

        from crisisengine import storage

        storage.refuse_existing(Path(output))
    return output


OUTPUT = click.option(
    "--output",
    metavar="FILE",
    callback=where_to,
    type=click.Path(),
    help="Write to FILE instead of printing; over one that is there only with --force.",
)
EXPORT_GRAPH = click.option(
    "--export-graph",
    metavar="FILE",
    callback=where_to,
    type=click.Path(),
    help="Write the explored graph to FILE in Storm's DRN, for another model checker; over one that is there only with --force.",
)
FORCE = click.option(
    "--force",
    is_flag=True,
    is_eager=True,
    help="Write over the file that is there; never over a scenario, a doctrine or a journal.",
)
