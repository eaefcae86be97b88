"""`crisisengine play`: begin a scenario, or go on from a journal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisisengine.cli.debrief import reachability_of
from crisisengine.cli.output import HOLDS, UNREADABLE, Mistake, full_screen, note, say, shown
from crisisengine.cli.parameters import PLAIN_WORDS, SAVES, SCENARIO, complete_scenario, seed_of
from crisisengine.tui.theme_names import THEMES

if TYPE_CHECKING:
    from crisisengine.budget import Budget
    from crisisengine.debriefing.reachability import Reachability
    from crisisengine.model.scenario import Scenario
    from crisisengine.session.session import Session


__all__ = ["open_run", "play"]


@click.command()
@click.argument("target", metavar="SCENARIO|JOURNAL", shell_complete=complete_scenario)
@click.option("--plain", is_flag=True, help="Line by line: for screen readers, pipes and scripts.")
@click.option(
    "--browser", is_flag=True, help="In a browser, on this computer alone: for screen readers and large type."
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="N",
    help="With --browser: where it is; by default 8765 or the next free one.",
)
@click.option("--bind", metavar="ADDRESS", help="With --browser: for another computer, at this address of this one.")
@click.option(
    "--seed", type=int, metavar="N", callback=seed_of, help="What the world decides follows from it; by default drawn."
)
@click.option("--chapter", metavar="N|ID", help="Where a new run begins; `crisisengine info SCENARIO` lists them.")
@PLAIN_WORDS
@SAVES
@SCENARIO
@click.option("--theme", metavar="NAME", type=click.Choice(THEMES), help=f"{', '.join(THEMES[:-1])} or {THEMES[-1]}.")
def play(
    target: str,
    *,
    plain: bool,
    browser: bool,
    port: int | None,
    bind: str | None,
    seed: int | None,
    chapter: str | None,
    plain_words: bool,
    saves: str | None,
    scenario: str | None,
    theme: str | None,
) -> None:
    """Begin a scenario, or go on from a journal.

    SCENARIO is an id (see `crisisengine list`) or a path; JOURNAL is the path of a kept run, or its name without `.toml`.
    With --browser it is played on pages for a screen reader, large type, a mouse; Ctrl-C ends it.
    Where there is no interactive terminal, with TERM=dumb or ACCESSIBLE=1, it is played line by line. The exit code is 2
    where the last decisions could not be kept.

    \b
    Examples:
      crisisengine play the_convoy_home
      crisisengine play the_convoy_home --browser
      crisisengine play ./my_crisis.toml --seed 7 --chapter 2
      crisisengine play saves/the_convoy_home-2026-11-21-1800.toml
      printf '1\\n2\\n' | crisisengine play the_convoy_home --plain
    """
    if plain and browser:
        raise Mistake("`--plain` and `--browser` are two ways to play", None, "choose one of them")
    if not browser and (port or bind):
        raise Mistake("`--port` and `--bind` go with `--browser`", None, "without it nothing is served")
    session, notes = open_run(target, seed, saves, scenario, chapter=chapter, plain_words=plain_words)
    session.way_of_playing = "--browser" if browser else "--plain" if plain else ""
    if browser:
        from crisisengine.cli.in_browser import play_in_browser

        play_in_browser(session, bind=bind, port=port, notes=notes)
        sys.exit(UNREADABLE if session.unkept else HOLDS)
    if plain or not full_screen():
        note(notes)
        _play_plain(session)
    else:
        from crisisengine.tui import launch

        sys.exit(launch(session, theme, notes))


def _play_plain(session: Session) -> None:
    """Line by line; while a person reads and types, what is still possible is worked out beside it."""
    from crisisengine.plain.player import Player
    from crisisengine.session.prefetch import Prefetch

    prefetch = Prefetch()
    path = session.save.scenario_path if session.save else None
    if path is not None and sys.stdin.isatty():
        prefetch.explore(path, session.scenario.fingerprint)

    def foresee(scenario: Scenario, budget: Budget) -> Reachability:
        prefetch.stop()
        return reachability_of(scenario, budget)

    try:
        Player(session, sys.stdin, sys.stdout, foresee).play()
    finally:
        prefetch.stop()
        if session.unkept:
            say(session.unkept)
    sys.exit(UNREADABLE if session.unkept else HOLDS)


def open_run(
    target: str,
    seed: int | None,
    saves: str | None,
    scenario: str | None,
    command: str = "play",
    *,
    chapter: str | None = None,
    plain_words: bool = False,
) -> tuple[Session, tuple[str, ...]]:
    """A run to be played, and what there is to say about it, from an id, a scenario's path or a journal's.

    Args:
        target: as a person typed it.
        seed: of a new run; None: drawn.
        saves: the folder of runs; None: the usual one.
        scenario: of a journal whose id does not lead to it.
        command: whose options these are, for what is said.
        chapter: at which a new run begins, by its number or id; None: where the scenario begins.
        plain_words: read the scenario's texts in plain words, where it has them.
    """
    import secrets

    from crisisengine import locations, storage
    from crisisengine.budget import READING
    from crisisengine.engine.plain_words import plainly
    from crisisengine.engine.run import start
    from crisisengine.engine.starts import known_chapter
    from crisisengine.errors import ChoiceRefused, FilesError
    from crisisengine.session.session import Session

    folder, budget = locations.saves_folder(saves), READING.begin()
    journal = next((file for file in (Path(target), folder / f"{target}.toml") if _is_kept(file, folder)), None)
    if journal is not None:
        if seed is not None:
            raise Mistake("`--seed` is for a new run", None, "a journal has its own seed")
        if chapter is not None:
            raise Mistake("`--chapter` is for a new run", None, "a journal begins where it began")
        resumed, save = storage.open_journal(
            journal, scenario, folder if saves else None, budget, plain_words=plain_words
        )
        return Session(resumed.run, save), (*resumed.notes, *_wording(resumed.run.scenario))
    if scenario is not None:
        raise Mistake(
            "`--scenario` goes with a journal",
            None,
            f"to begin a run, write `crisisengine {command} {shown(scenario)}`",
        )
    path = storage.scenario_path(target)
    if storage.file_kind(path) == "empty":
        raise FilesError(f"{shown(str(path))} is empty", hint="it is neither a scenario nor a kept run")
    found = storage.read_scenario(path, budget).sound()
    try:
        begun = "" if chapter is None else known_chapter(found, chapter)
    except ChoiceRefused as refused:
        raise Mistake(str(refused), None, refused.hint) from None
    run = start(plainly(found) if plain_words else found, secrets.randbelow(2**31) if seed is None else seed, begun)
    return Session(run, storage.Save(folder, scenario_path=path)), _wording(run.scenario)


def _wording(scenario: Scenario) -> tuple[str, ...]:
    """What there is to say where plain words were asked for, and no text has any."""
    from crisisengine.engine.plain_words import has_plain_words
    from crisisengine.text.messages import _

    if scenario.in_plain_words and not has_plain_words(scenario):
        return (_("No text of this scenario has a plain wording, so all of it reads as always."),)
    return ()


def _is_kept(file: Path, folder: Path) -> bool:
    """Whether it is a journal, or stands among them with nothing in it."""
    from crisisengine import storage

    kind = storage.file_kind(file)
    return kind == "journal" or (kind == "empty" and file.parent.resolve() == folder.resolve())
