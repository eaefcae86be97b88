"""`crisisengine pack`: all files of a scenario in one archive that travels."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from crisisengine.cli.output import HOLDS, WRONG, Mistake
from crisisengine.cli.parameters import FORCE, OUTPUT, complete_scenario

__all__ = ["pack"]


@click.command()
@click.argument("scenario", metavar="SCENARIO", shell_complete=complete_scenario)
@OUTPUT
@FORCE
def pack(scenario: str, output: str | None, force: bool) -> None:
    """Put all files that a scenario reads into one archive, ID.crisis.

    It is written here, or as FILE, and over a file that is there only with `--force`. `play`, `check` and every other command open it
    as any path; nothing is unpacked. The id stays, and so do kept runs. What came with the program (a doctrine's bare
    name) is not in it. A scenario that does not load is packed as far as it is read, and the exit code is 1.

    \b
    Examples:
      crisisengine pack my_crisis.toml
      crisisengine check my_crisis.crisis
      crisisengine pack seventeen_april --output /tmp/april.crisis
    """
    from crisisengine import storage
    from crisisengine.budget import READING
    from crisisengine.errors import ScenarioError
    from crisisengine.text.english import plural
    from crisisengine.text.printable import printable

    path, overlay = storage.scenario_path(scenario), storage.Overlay()
    reading = storage.read_scenario(path, READING.begin(), overlay)
    files = storage.own_files(path, overlay)
    if not reading.sources:
        raise ScenarioError(reading.errors)
    if any(storage.is_archive(content) for content in files.values()):
        raise Mistake("this is an archive already", None, "copy it; it can be opened wherever it lies")
    target = Path(output) if output is not None else Path(f"{path.stem}{storage.ENDING}")
    (storage.keep_over if force else storage.keep_new)(target, storage.packed(files))
    click.echo(f"{storage.shown(target)}: {plural(len(files), 'file')}", err=True)
    if reading.errors:
        told = plural(len(reading.errors), "error")
        click.echo(f"note: it does not load: {told}; `crisisengine check {printable(scenario)}` names them", err=True)
    sys.exit(WRONG if reading.errors else HOLDS)
