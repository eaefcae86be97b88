"""`crisisengine new`: the first text of a new scenario."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from crisisengine.cli.output import Mistake, out, shown
from crisisengine.model.kinds import BeginningShape

__all__ = ["new"]


@click.command()
@click.argument("name", metavar="ID")
@click.option(
    "--doctrine", metavar="NAME", default="none", show_default=True,
    help="What it extends: a doctrine that comes with the program, or a file in this folder; none: it watches only what it declares.",
)  # fmt: skip
@click.option(
    "--like", "shape", metavar="SHAPE", type=click.Choice(get_args(BeginningShape)), default="clock", show_default=True,
    help="clock: time runs out; hub: one place, each thing once; roles: a room in which each seat speaks for somebody.",
)  # fmt: skip
def new(name: str, doctrine: str, shape: BeginningShape) -> None:
    """Begin a new scenario.

    Writes ID.toml into the current folder: a small crisis that holds as it
    stands, with comments that say what each part is for. Change it piece by
    piece. A file that exists is left as it is.

    \b
    Examples:
      crisisengine new the_last_ferry
      crisisengine new the_well --doctrine peacekeeping --like hub
      crisisengine new the_camp --doctrine relief.toml
    """
    from crisisengine.authoring.beginning import begin_text, doctrines, refused_id, write_text
    from crisisengine.storage import read_scenario

    refused = refused_id(name)
    if refused is not None:
        raise Mistake(f"`{shown(name)}` cannot be an id: {refused[0]}", None, refused[1])
    if doctrine not in doctrines() and not doctrine.endswith(".toml"):
        raise Mistake(
            f"there is no doctrine `{shown(doctrine)}`",
            None,
            f"known: {', '.join(doctrines())}, or a file in this folder, as in `relief.toml`",
        )
    path = write_text(Path(), name, begin_text(name, shape, doctrine))
    holds = not doctrine.endswith(".toml") or not read_scenario(path).errors
    out(
        f"{path.name} is written{', and holds' if holds else '; it holds once it has what the doctrine asks for'}. What to do with it:"
    )
    out(f"  crisisengine preview {path.name}    play beside the text; every save changes the page")
    out(f"  crisisengine check {path.name}      what is wrong with it, and which promises hold")
    out(f"  crisisengine play {path.name}       play it as others will")
