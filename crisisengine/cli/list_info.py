"""`crisisengine list`, `info` and `completion`: what there is, and where it is."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from crisisengine.cli.output import full_screen, out, terminal_size
from crisisengine.cli.parameters import SAVES, complete_scenario
from crisisengine.version import __version__

if TYPE_CHECKING:
    from crisisengine.model.scenario import Scenario

__all__ = ["completion", "info", "list_"]


@click.command(name="list")
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
    from crisisengine import storage
    from crisisengine.budget import LIST
    from crisisengine.text.json_text import json_text
    from crisisengine.text.messages import _, _n
    from crisisengine.text.printable import printable

    library = storage.library(LIST.begin())
    if output_format == "json":
        scenarios = [
            {
                "id": listed.id,
                "title": listed.title,
                "minutes": listed.minutes,
                "path": str(listed.path),
                "summary": listed.summary,
                "content_note": listed.content_note,
                "errors": len(listed.errors),
                "verdict": listed.verdict or None,
            }
            for listed in library
            if not listed.unread
        ]
        out(json_text({"scenarios": scenarios}))
    else:
        for listed in library:
            command = f"crisisengine check {printable(str(listed.path))}"
            out(printable(listed.id))
            if listed.errors:
                out(_("  does not load; `{command}` tells why", command=command))
            elif listed.unread:
                out(_("  takes too long to read for a list; `{command}` reads it", command=command))
            else:
                about = _n(
                    "{title}, about {count} minute",
                    "{title}, about {count} minutes",
                    listed.minutes,
                    title=listed.title,
                )
                out(f"  {about}\n  {listed.summary}")
        talk = _("hint: `crisisengine play ID` begins one of these") if library else _("no scenario was found")
        click.echo(talk, err=True)
    unread = sum(listed.unread for listed in library)
    if unread:
        click.echo(
            _n("note: {count} file took too long to read", "note: {count} files took too long to read", unread),
            err=True,
        )


@click.command()
@click.argument("scenario", required=False, shell_complete=complete_scenario)
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@SAVES
def info(scenario: str | None, output_format: str, saves: str | None) -> None:
    """Tell versions and folders, or what a room needs for a SCENARIO.

    The first is what a report of a fault should begin with. The second lists minutes and roles, and spoils nothing.

    \b
    Examples:
      crisisengine info
      crisisengine info the_convoy_home
      crisisengine info the_convoy_home --output-format json
    """
    from crisisengine.text.json_text import json_text
    from crisisengine.text.printable import printable

    if scenario is not None:
        facts, lines = _room(scenario)
    else:
        facts = _installation(saves)
        lines = [f"{key:<14}{printable(fact)}" for key, fact in facts.items()]
    out(json_text(facts) if output_format == "json" else "\n".join(lines))


def _room(name: str) -> tuple[dict[str, Any], list[str]]:
    """What a room needs for a scenario: the facts, and the same in lines.

    Raises:
        FilesError: there is no such scenario.
        ScenarioError: it does not load.
    """
    from crisisengine import storage
    from crisisengine.budget import READING
    from crisisengine.text.messages import _, _n
    from crisisengine.text.printable import printable

    path = storage.scenario_path(name)
    scenario = storage.read_scenario(path, READING.begin()).sound()
    scenes, roles = scenario.scenes.values(), scenario.roles.values()
    timed = [scene.minutes for scene in scenes if scene.minutes]
    untimed = [scene.id for scene in scenes if not scene.minutes]
    facts = {
        "id": scenario.id,
        "title": scenario.title,
        "path": str(path),
        "minutes": scenario.minutes,
        "language": scenario.language,
        "rehearses": scenario.rehearses,
        "sites": [
            {"id": site.id, "name": site.name, "at": [site.latitude, site.longitude]}
            for site in scenario.sites.values()
        ],
        "outline": None if scenario.outline is None else scenario.outline.name,
        "room": {"minutes": sum(timed), "scenes": len(scenes), "timed": len(timed), "untimed": untimed},
        "roles": [{"id": role.id, "title": role.title, "chair": role.chair} for role in roles],
    }
    lines = [
        printable(f"{scenario.title} ({scenario.id})"),
        _n("alone about {count} minute", "alone about {count} minutes", scenario.minutes),
    ]
    if scenario.rehearses:
        lines.append(_("rehearses: {text}", text=printable(scenario.rehearses)))
    if timed:
        lines.append(
            _n(
                "in a room {count} minute, if it comes to every scene once",
                "in a room {count} minutes, if it comes to every scene once",
                sum(timed),
            )
        )
    if untimed:
        lines.append(
            _n(
                "{count} scene does not say how long it takes; `--output-format json` names it",
                "{count} scenes do not say how long they take; `--output-format json` names them",
                len(untimed),
            )
        )
    if scenario.chapters:
        facts["chapters"] = [{"id": known.id, "title": known.title} for known in scenario.chapters.values()]
        count = len(scenario.chapters)
        lines.append(_n("{count} chapter to begin at", "{count} chapters to begin at", count))
        lines += [
            printable(f"  {number} {known.id}: {known.title}")
            for number, known in enumerate(scenario.chapters.values(), 1)
        ]
    lines.append(_n("{count} role", "{count} roles", len(roles)))
    for role in roles:
        told = printable(f"  {role.id}: {role.title}")
        lines.append(_("{role}, who has the chair", role=told) if role.chair else told)
    lines += _where(scenario)
    return facts, lines


def _where(scenario: Scenario) -> Iterator[str]:
    """The places of its map, what is at each, and what is drawn beside them."""
    from crisisengine.text.english import degrees
    from crisisengine.text.messages import _n
    from crisisengine.text.printable import printable

    scenes = Counter(scene.site for scene in scenario.scenes.values())
    if scenario.sites:
        yield _n("{count} site on the map", "{count} sites on the map", len(scenario.sites))
    for site in scenario.sites.values():
        at = degrees(site.latitude, site.longitude)
        found = [_n("{count} scene", "{count} scenes", scenes[site.id])] if scenes[site.id] else []
        found += [party.name for party in scenario.parties.values() if party.site == site.id]
        yield printable(f"  {site.id}: {site.name}, {at}" + (f" ({'; '.join(found)})" if found else ""))
    if scenario.outline is not None:
        shapes, points = scenario.outline.shapes, sum(len(shape.points) for shape in scenario.outline.shapes)
        yield _n(
            "outline {name}: {count} line of {points} points",
            "outline {name}: {count} lines of {points} points together",
            len(shapes),
            name=printable(scenario.outline.name),
            points=points,
        )


def _installation(saves: str | None) -> dict[str, Any]:
    """Versions, folders, and what the terminal can do."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from crisisengine import locations

    def installed(package: str) -> str:
        try:
            return version(package)
        except PackageNotFoundError:
            return "not installed"

    width, height = terminal_size()
    return {
        "crisisengine": __version__,
        "python": platform.python_version(),
        "textual": installed("textual"),
        "scenarios": ", ".join(str(folder) for folder in locations.scenario_folders()),
        "doctrines": str(locations.doctrine_folder()),
        "saves": str(locations.saves_folder(saves)),
        "cache": str(locations.cache_folder()),
        "terminal": f"{os.environ.get('TERM', 'unknown')}, {width}x{height}",
        "interface": "full screen" if full_screen() else "plain",
        "colour": "off (NO_COLOR)" if os.environ.get("NO_COLOR") else os.environ.get("COLORTERM", "as TERM says"),
    }


@click.command()
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
    out(found(click.get_current_context().find_root().command, {}, "crisisengine", "_CRISISENGINE_COMPLETE").source())
