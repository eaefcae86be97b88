"""`crisisengine script`: the whole scenario as a document for colleagues."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from crisisengine.cli.output import HOLDS, WRONG, Mistake, deliver, fail
from crisisengine.cli.parameters import FORCE, OUTPUT, complete_scenario

if TYPE_CHECKING:
    from crisisengine.authoring.script.document import ScriptDocument
    from crisisengine.budget import Budget

__all__ = ["script"]


@click.command()
@click.argument("scenario", metavar="SCENARIO", shell_complete=complete_scenario)
@click.option("--output-format", type=click.Choice(["html", "markdown", "docx"]), default="html", show_default=True)
@OUTPUT
@FORCE
def script(scenario: str, output_format: str, output: str | None, force: bool) -> None:
    """Write the whole scenario as a document for colleagues.

    Every guard and effect stands in words, every scene, measure, inject and ending has a number in the order of the
    story, and there is room for remarks. It gives the story away. HTML prints on A4 and Letter; docx opens in a word
    processor. A scenario that does not load is written as far as it can be read, and the exit code is 1.

    \b
    Examples:
      crisisengine script the_convoy_home > script.html
      crisisengine script my_crisis.toml --output-format docx --output script.docx
    """
    from crisisengine import storage
    from crisisengine.authoring.script.writing import script_of
    from crisisengine.budget import DOCUMENT, READING
    from crisisengine.errors import ScenarioError

    if output_format == "docx" and output is None and sys.stdout.isatty():
        raise Mistake("a docx is no text for a terminal", None, "write `--output script.docx`")
    reading = storage.read_scenario(storage.scenario_path(scenario), READING.begin())
    legible = reading.legible
    if legible is None:
        raise ScenarioError(reading.errors)
    budget = DOCUMENT.begin()
    document = script_of(legible, budget, faults=len(reading.errors))
    deliver(_written(document, output_format, budget), output, force=force)
    if reading.errors:
        click.echo(f"note: {_left_out(len(reading.errors))}; `crisisengine check` names them", err=True)
    sys.exit(WRONG if reading.errors else HOLDS)


def _left_out(count: int) -> str:
    """How many errors leave something out."""
    return f"{count} error{'s leave' if count != 1 else ' leaves'} something out"


def _written(document: ScriptDocument, output_format: str, budget: Budget) -> str | bytes:
    if output_format == "markdown":
        from crisisengine.authoring.script.as_markdown import script_markdown

        return script_markdown(document, budget)
    if output_format == "html":
        from crisisengine.authoring.script.as_html import script_page

        return script_page(document, budget)
    try:
        from crisisengine.authoring.script.as_docx import script_docx
    except ModuleNotFoundError:
        fail("writing docx needs python-docx", "`pip install 'crisisengine[author]'` brings it")
    return script_docx(document, budget)
