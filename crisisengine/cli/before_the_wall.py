"""What the facilitator alone sees, before the projector is switched on: where their console is let in."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from crisisengine.cli.qr_lines import qr_lines
from crisisengine.text.messages import _

if TYPE_CHECKING:
    from crisisengine.web.server import RoomServer

__all__ = ["show_console"]

WIPED = "\x1b[2J\x1b[3J\x1b[H"
"""The screen and what was scrolled off it: nobody shall see it there when the wall is left."""


def show_console(server: RoomServer, *, resumed: bool = False) -> None:
    """Print the console's address, and let it in, until Enter is pressed.

    Where a room is resumed the projector may be on: nothing is shown that lets anybody lead. Whoever led goes on at the same
    address, and `crisisengine console --qr` shows a new one elsewhere.
    """
    joining = server.joining
    if resumed:
        click.echo(WIPED, nl=False, color=True)
        return
    for warning in joining.warnings:
        click.echo(_("warning: {warning}", warning=warning), err=True)
    click.echo(_("For you alone, while the projector is still off: your console, on your phone or a second computer."))
    click.echo("\n".join(qr_lines(server.console_qr)))
    click.echo(_("{address}  (lets one browser in, once)", address=server.console_address))
    click.echo(_("Or in another terminal of this computer: crisisengine console"))
    click.echo(
        _("Press Enter when it is in: this is wiped off, the wall appears. Then switch the projector on."), nl=False
    )
    sys.stdout.flush()
    asyncio.run(_until_enter(server))
    click.echo(WIPED, nl=False, color=True)


async def _until_enter(server: RoomServer) -> None:
    """Answer meanwhile, so that the console can come in."""
    loop = asyncio.get_running_loop()
    pressed = asyncio.Event()

    def read() -> None:  # on a thread of its own, and not through `sys.stdin`, whose lock would outlive a Ctrl-C
        with suppress(OSError):
            os.read(sys.stdin.fileno(), 4096)
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(pressed.set)

    threading.Thread(target=read, daemon=True).start()
    serving = asyncio.create_task(server.serve())
    await pressed.wait()
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving
