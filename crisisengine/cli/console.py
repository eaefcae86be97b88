"""`crisisengine console`: lead a room from a second terminal, line by line."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from crisisengine.cli.output import fail, say, shown
from crisisengine.text.messages import _

if TYPE_CHECKING:
    from crisisengine.cli.console_client import ConsoleClient

__all__ = ["console"]

HELP = """\
Enter          look again
next           the next page, or the next phase
hold, break    stop the time, or let it run again; a break says so on every screen
minute         one minute more
hands 3 0 5    raised hands, in the order of the options
skip, undo     take the default; take the last decision back, or call the vote off
finish, back   end here, with the debrief; in it, back by a step
choose 2       the second option, where no rule has decided
send ID        a contingency, while a scene is on the wall
show 1, hide 1 a reason, by its number, onto the wall or off it
say TEXT       a reason that somebody said aloud
note TEXT      what you observe
rate OBJECTIVE P|S|M|U [TEXT]
door open, door close
roles SEAT [ROLE ...]
admit 1        let somebody in who waits; `forgive`: let the code do again
qr             let one more console in
quit"""


@click.command()
@click.option("--qr", is_flag=True, help="Print the address of the browser's console, once more, with its QR code.")
def console(*, qr: bool) -> None:
    """Lead the room that is open on this computer, from a second terminal.

    It prints the room as it is, and reads one command a line; `help` lists them.

    \b
    Examples:
      crisisengine console
      crisisengine console --qr
    """
    from crisisengine.cli.console_client import ConsoleClient

    client = ConsoleClient.found()
    if client is None:
        fail("no room is open on this computer", "`crisisengine workshop SCENARIO` opens one")
    if qr:
        _invite(client)
        return
    _print(client.look())
    click.echo(_("`help` lists what can be said; Enter alone looks again."))
    for line in sys.stdin:
        try:
            words = shlex.split(line)
        except ValueError:
            words = line.split()
        if words[:1] == ["quit"]:
            return
        _obey(client, words)


def _obey(client: ConsoleClient, words: list[str]) -> None:
    """Do what a line says, and print what there is then."""
    match words:
        case ["help"]:
            click.echo(HELP)
            return
        case ["qr"]:
            _invite(client)
            return
    try:
        asked = _asked(words, client.state) if words else None
    except (ValueError, IndexError):
        say(f"`{shown(' '.join(words))}` is not understood", "`help` lists what is")
        return
    if asked is None:
        _print(client.look())
        return
    state = client.do(asked)
    _print(state)


def _asked(words: list[str], state: Mapping[str, Any]) -> dict[str, str]:
    """A line as the fields of a form. Raises ValueError or IndexError where it is none."""
    word, rest = words[0], words[1:]
    text = " ".join(rest)
    options = [option["id"] for option in (state["vote"] or {"options": ()})["options"]]
    match word, len(rest):
        case (("next" | "hold" | "break" | "skip" | "undo" | "back" | "finish"), 0):
            return {"do": word, "round": state["moment"]}
        case (("minute" | "forgive"), 0):
            return {"do": word}
        case "hands", count if count and count == len(options):
            votes = {f"hands:{option}": number for option, number in zip(options, rest, strict=True)}
            return {"do": "hands", "round": state["moment"], **votes}
        case "choose", 1:
            return {"do": "choose", "option": options[_place(rest[0])], "round": state["moment"]}
        case (("show" | "hide"), 1):
            reason = state["reasons"][_place(rest[0])]
            return {
                "do": "approve",
                "question": str(reason["question"]),
                "number": str(reason["round"]),
                "seat": str(reason["seat"]),
                "read": reason["sign"],
                "shown": "yes" if word == "show" else "no",
            }
        case "send", 1:
            return {"do": "send", "inject": rest[0], "round": state["moment"]}
        case "say", count if count:
            return {"do": "say", "reason": text}
        case "note", count if count:
            return {"do": "observe", "reason": text}
        case "rate", count if count >= 2:
            return {"do": "observe", "objective": rest[0], "rating": rest[1].upper(), "reason": " ".join(rest[2:])}
        case "door", 1 if rest[0] in ("open", "close"):
            return {"do": "door", "open": "yes" if rest[0] == "open" else "no"}
        case "roles", count if count:
            return {"do": "roles", "seat": rest[0], "roles": " ".join(rest[1:])}
        case "admit", 1:
            return {"do": "admit", "number": rest[0]}
    raise ValueError(word)


def _place(number: str) -> int:
    """From 1, as it is printed, to from 0."""
    place = int(number) - 1
    if place < 0:
        raise ValueError(number)
    return place


def _invite(client: ConsoleClient) -> None:
    from crisisengine.cli.qr_lines import qr_lines
    from crisisengine.web.qr import modules

    address = str(client.do({"do": "invite"})["said"])
    click.echo("\n".join(qr_lines(modules(address))))
    click.echo(_("{address}  (lets one browser in, once)", address=address))


def _print(state: Mapping[str, Any]) -> None:
    from crisisengine.cli.console_client import told

    click.echo("\n".join(told(state)))
