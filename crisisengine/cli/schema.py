"""`crisisengine schema`: the format as JSON Schema, for any editor that reads one."""

from __future__ import annotations

import click

from crisisengine.cli.output import out

__all__ = ["schema"]


@click.command()
def schema() -> None:
    """Print the JSON Schema of scenarios, their parts, and doctrines.

    An editor that knows JSON Schema (VS Code with Tombi or Even Better TOML)
    completes and explains keys with it. Keep it beside your scenario, and begin
    the scenario with `#:schema ./crisis.schema.json`.

    \b
    Examples:
      crisisengine schema > crisis.schema.json
    """
    from crisisengine.loader.schema.json_schema import json_schema
    from crisisengine.text.json_text import json_text

    out(json_text(json_schema()))
