"""`crisisengine preview`: play beside the text that one writes."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisisengine.cli.output import UNREADABLE, Mistake, fail, full_screen, say
from crisisengine.cli.parameters import SAVES, complete_scenario
from crisisengine.tui.theme_names import THEMES

if TYPE_CHECKING:
    from crisisengine.authoring.preview import Preview

__all__ = ["preview"]


@click.command()
@click.argument("file", metavar="FILE", shell_complete=complete_scenario)
@click.option("--at", metavar="SCENE", help="Begin in this scene.")
@click.option("--set", "values", metavar="NAME=VALUE", multiple=True, help="Begin with this value; as often as wanted.")
@click.option("--run", "journal", metavar="JOURNAL", help="Begin with a kept run, as far as it fits.")
@SAVES
@click.option("--theme", metavar="NAME", type=click.Choice(THEMES), help=f"{', '.join(THEMES[:-1])} or {THEMES[-1]}.")
def preview(
    file: str, *, at: str | None, values: tuple[str, ...], journal: str | None, saves: str | None, theme: str | None
) -> None:
    """Play beside the text that you write.

    Open FILE, a path or an id, in your editor as well: at every save the page
    here is set anew, and the run stays where it still fits. Faults stand on a
    strip; enter opens the editor at the line. The verdict and the odds of the
    endings follow by themselves. Nothing is written unless you ask for it.

    \b
    Examples:
      crisisengine preview my_crisis.toml
      crisisengine preview my_crisis.toml --at the_gate --set trust=2
      crisisengine preview my_crisis.toml --run saves/RUN.toml
    """
    from crisisengine import storage
    from crisisengine.authoring.watching import MISSING, can_watch
    from crisisengine.locations import saves_folder

    if not full_screen():
        fail("a preview needs an interactive terminal", "`crisisengine check` reads the text without one")
    if not can_watch():
        fail(MISSING)
    if journal is not None and (at is not None or values):
        raise Mistake("`--run` begins with a run, `--at` and `--set` without one", None, "choose one of them")
    path = storage.scenario_path(file)
    gc.disable()  # it would walk what is loaded again and again before the first frame, and free nothing
    from crisisengine.authoring.preview import Preview, read_text

    opened = Preview(path, read_text(path))
    notes = _begin(opened, at, values, journal)
    from crisisengine.tui.preview_app import run_preview

    sys.exit(run_preview(opened, saves_folder(saves), theme, notes))


def _begin(opened: Preview, at: str | None, values: tuple[str, ...], journal: str | None) -> tuple[str, ...]:
    """As it was asked for; what there is to say about it."""
    from crisisengine import storage
    from crisisengine.authoring.by_hand import Line
    from crisisengine.engine.starts import start_told
    from crisisengine.errors import ChoiceRefused

    if opened.session is None:
        return ("it begins where the scenario begins, once it loads",) if at or values or journal else ()
    try:
        if at is not None:
            opened.go_to(at)
        for given in values:
            name, equals, value = given.partition("=")
            if not equals:
                raise Mistake("`--set` takes a name and a value", None, "as in `--set trust=2`")
            opened.set_value(name.strip(), value)
    except ChoiceRefused as refusal:
        say(str(refusal), refusal.hint)
        sys.exit(UNREADABLE)
    if journal is None:
        return ()
    resumed, _save = storage.open_journal(Path(journal), str(opened.path))
    run = resumed.run
    drawn = start_told(run.scenario, run.start)
    told = opened.go_on(Line(None, (*run.decisions, *resumed.left), drawn, run.start.chapter), run.seed)
    return (told,) if told else ()
