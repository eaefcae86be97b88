"""What ends a full screen from outside: a signal, or a terminal that has gone without a word.

A window that is closed sends SIGHUP to whoever it belongs to, and to nobody else: a program that was started by another
one, or under `nohup`, or whose multiplexer was killed, hears nothing. Its input then ends again and again, and Textual's
thread would read that for ever, so the terminal is looked for as long as the screen is there.
"""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from threading import Event, Thread
from typing import Any

from textual.app import App

__all__ = ["until_ended"]

SIGNALLED = 128
"""What a shell adds to the number of the signal that ended a program."""
GONE = 1
"""The number of SIGHUP, which is what a terminal that has gone amounts to; Windows has no such name."""
LOOK = 0.5
"""Seconds between two looks at whether the terminal is still there."""
GRACE = 3.0
"""Seconds in which whoever has lost its terminal may leave by the door."""


async def until_ended(app: App[Any]) -> None:
    """Run an application; whoever ends it from outside finds the terminal as it was."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        with suppress(
            NotImplementedError, AttributeError
        ):  # Windows has neither the loop's handlers nor all of the names
            number = getattr(signal, name)
            asyncio.get_running_loop().add_signal_handler(number, _stop, app, number)
    ended = Event()
    Thread(target=_look, args=(app, asyncio.get_running_loop(), ended), daemon=True).start()
    try:
        await app.run_async()
    finally:
        ended.set()


def _look(app: App[Any], loop: asyncio.AbstractEventLoop, ended: Event) -> None:
    """Stop an application once the terminal that its keys come from has gone; where there is none, there is nothing to look at.

    From a thread: the loop may wait for ever to write to that terminal, since Textual's writer ends at the first refusal.
    """
    if not _is_there():
        return
    while not ended.wait(LOOK):
        if not _is_there():
            with suppress(RuntimeError):  # the loop has just been closed
                loop.call_soon_threadsafe(_stop, app, GONE)
            if not ended.wait(GRACE):
                os._exit(SIGNALLED + GONE)  # every decision was kept before it was shown
            return


def _is_there() -> bool:
    try:
        return os.isatty(0)
    except OSError:
        return False


def _stop(app: App[Any], number: int) -> None:
    """Leave, with the terminal as it was found; to one that has gone nothing more is written."""
    if not _is_there():
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
    app.exit(return_code=SIGNALLED + number)
