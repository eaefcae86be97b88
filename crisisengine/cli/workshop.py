"""`crisisengine workshop`: lead a room through a scenario, or go on with it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisisengine.cli.output import Mistake, full_screen, shown
from crisisengine.cli.parameters import PLAIN_WORDS, SAVES, SCENARIO, complete_scenario, named, seed_of
from crisisengine.cli.play import open_run
from crisisengine.limits import MOST_HEADS
from crisisengine.tui.theme_names import THEMES
from crisisengine.workshop.rule_names import RULES, Rule

if TYPE_CHECKING:
    from crisisengine.session.session import Session

__all__ = ["workshop"]

LONGEST = 24 * 60
"""Minutes of a question."""
RULE: Rule = "plurality"
MINUTES = 4.0
"""What holds where nothing is said."""


def minutes_of(_: click.Context, __: click.Parameter, minutes: float | None) -> float | None:
    """A question's time.

    Raises:
        click.BadParameter: it is none; `nan` is none either.
    """
    if minutes is not None and not 0 <= minutes <= LONGEST:
        raise click.BadParameter(f"a question has from 0 to {LONGEST} minutes")
    return minutes


def wifi_of(_: click.Context, __: click.Parameter, wifi: str | None) -> str | None:
    """A network's name, and after a colon its password.

    Raises:
        click.BadParameter: no network could be called so, or has such a password.
    """
    name, _colon, password = (wifi or "").partition(":")
    if wifi is not None and not 1 <= len(name.encode()) <= 32:
        raise click.BadParameter("the name of a network has from 1 to 32 letters")
    if password and not 8 <= len(password) <= 63:
        raise click.BadParameter("the password of a network has from 8 to 63 letters")
    return wifi


@click.command()
@click.argument("target", metavar="SCENARIO|RUN", shell_complete=complete_scenario)
@click.option("--rule", type=click.Choice(RULES), help="How the room decides; by default by plurality.")
@click.option(
    "--quorum",
    type=click.IntRange(1, MOST_HEADS),
    metavar="N",
    help="How many must vote; by default half of those there.",
)
@click.option(
    "--minutes",
    type=float,
    metavar="M",
    callback=minutes_of,
    help="For a question where its scene names none; 0: no limit; by default 4.",
)
@click.option("--heads", type=click.IntRange(1, MOST_HEADS), metavar="N", help="How many people are in the room.")
@click.option("--hidden", is_flag=True, help="Keep the first counts hidden while the room talks.")
@click.option("--each", is_flag=True, help="Everybody plays a run of their own; nobody votes.")
@click.option(
    "--seed", type=int, metavar="N", callback=seed_of, help="What the world decides follows from it; by default drawn."
)
@click.option("--chapter", metavar="N|ID", help="Where a new room begins; `crisisengine info SCENARIO` lists them.")
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="Where phones are served; by default 8765.")
@click.option(
    "--bind",
    metavar="ADDRESS",
    default=None,
    help="The one address to serve phones at; by default all of this computer.",
)
@click.option(
    "--wifi", metavar="NAME:PASSWORD", callback=wifi_of, help="The network that phones join first; the wall shows it."
)
@click.option("--rehearse", is_flag=True, help="The day before: print the run sheet, then wait for one phone.")
@click.option("--out", metavar="DIR", callback=named, help="With --rehearse: pages for a printer, one for each role.")
@PLAIN_WORDS
@SAVES
@SCENARIO
@click.option("--theme", metavar="NAME", type=click.Choice(THEMES), help=f"{', '.join(THEMES[:-1])} or {THEMES[-1]}.")
def workshop(
    target: str,
    *,
    rule: Rule | None,
    quorum: int | None,
    minutes: float | None,
    heads: int | None,
    hidden: bool,
    each: bool,
    seed: int | None,
    chapter: str | None,
    port: int | None,
    bind: str | None,
    wifi: str | None,
    rehearse: bool,
    out: str | None,
    plain_words: bool,
    saves: str | None,
    scenario: str | None,
    theme: str | None,
) -> None:
    """Lead a room through a scenario: it votes, talks, votes again.

    The terminal is what the projector shows. SCENARIO is an id (see `crisisengine list`) or a path; RUN is the path of a
    room's run, or its name without `.toml`, and goes on where the room was left. People join with their phones, in this computer's own network; r counts raised hands.

    \b
    Examples:
      crisisengine workshop the_convoy_home --heads 30
      crisisengine workshop the_convoy_home --rehearse --out handouts
      crisisengine workshop the_convoy_home --rule majority --minutes 6
      crisisengine workshop the_convoy_home --each
      crisisengine workshop saves/the_convoy_home-2026-11-29-1200.toml
    """
    if out is not None and not rehearse:
        raise Mistake("`--out` goes with `--rehearse`", None, "only a rehearsal writes pages")
    session, notes = open_run(target, seed, saves, scenario, "workshop", chapter=chapter, plain_words=plain_words)
    if rehearse:
        from crisisengine.cli.rehearsal import rehearse as rehearsed

        of_question = MINUTES if minutes is None else minutes
        sys.exit(
            rehearsed(
                session, rule=rule or RULE, quorum=quorum or 0, minutes=of_question, folder=out, bind=bind, port=port
            )
        )
    votes = {"--rule": rule, "--quorum": quorum, "--minutes": minutes, "--hidden": hidden or None}
    if each and (given := [name for name, value in votes.items() if value is not None]):
        raise Mistake(f"`{given[0]}` is for a room that votes", None, "with `--each` everybody decides alone")
    settings = {**votes, "--heads": heads, "--each": each or None}
    journal = _journal_of_room(session, [name for name, value in settings.items() if value is not None])
    if not full_screen():
        raise Mistake("a room needs an interactive terminal", None, "`crisisengine play --plain` plays line by line")
    from crisisengine.session.opening import begin_workshop, resume_workshop

    if journal is not None:
        led = resume_workshop(session, journal)
    else:
        led = begin_workshop(
            session,
            rule=rule or RULE,
            quorum=quorum or 0,
            minutes=MINUTES if minutes is None else minutes,
            heads=heads or 0,
            hidden=hidden,
            each=each,
        )
    from crisisengine.cli.before_the_wall import show_console
    from crisisengine.tui.projector_app import launch_projector
    from crisisengine.web.addresses import EVERYWHERE
    from crisisengine.web.server import RoomServer

    server = RoomServer(led, bind=bind or EVERYWHERE, port=port or 0, wifi=wifi or "")
    show_console(server, resumed=journal is not None)
    code = launch_projector(
        led,
        joining=lambda: server.joining,
        beside=server.serve,
        next_address=server.next_address,
        theme=theme,
        notes=notes,
    )
    server.close()
    sys.stderr.write(led.farewell)
    sys.exit(code)


def _journal_of_room(session: Session, given: list[str]) -> Path | None:
    """The journal of a run that has a room, to go on with; None where a room can begin.

    Args:
        session: the run.
        given: the options of a new room that were given.

    Raises:
        Mistake: the run was begun without a room, or has settings of its own.
    """
    from crisisengine import storage

    path: Path | None = session.save.path if session.save is not None else None
    if path is None:
        return None
    if storage.record_path(path).exists():
        if given:
            raise Mistake(
                f"`{given[0]}` is for a new room", None, "this room goes on by what it was told when it began"
            )
        return path
    if session.run.steps:
        raise Mistake(
            f"`{shown(path.name)}` has been played without a room",
            None,
            f"`crisisengine play {shown(str(path))}` goes on with it; a room begins with a scenario",
        )
    return None
