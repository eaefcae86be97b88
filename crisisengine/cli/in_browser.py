"""A run that is played in a browser: where to open it, and a farewell when it is left."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from crisisengine.text.messages import _

if TYPE_CHECKING:
    from crisisengine.budget import Budget
    from crisisengine.debriefing.reachability import Reachability
    from crisisengine.model.scenario import Scenario
    from crisisengine.session.session import Session
    from crisisengine.web.play_server import PlayServer

__all__ = ["play_in_browser"]


def play_in_browser(session: Session, *, bind: str | None, port: int | None, notes: tuple[str, ...] = ()) -> None:
    """Serve a run to one browser until Ctrl-C; while somebody reads, what is still possible is worked out beside it.

    Args:
        session: the run.
        bind: an IPv4 address of this computer; None: for this computer alone.
        port: None: the first that is free.
        notes: what there is to say about the run.

    Raises:
        FilesError: it cannot listen there.
    """
    from crisisengine.session.prefetch import Prefetch
    from crisisengine.session.reachability import reachability_of
    from crisisengine.web.addresses import LOOPBACK
    from crisisengine.web.play_server import PlayServer

    prefetch = Prefetch()

    def ask(scenario: Scenario, budget: Budget) -> Reachability:
        prefetch.stop()
        return reachability_of(scenario, budget)

    server = PlayServer(session, ask, bind=bind or LOOPBACK, port=port or 0, notice=" ".join(notes))
    path = session.save.scenario_path if session.save else None
    if path is not None:
        prefetch.explore(path, session.scenario.fingerprint)
    try:
        _invite(server)
        with suppress(KeyboardInterrupt):
            asyncio.run(_until_stopped(server))
    finally:
        server.close()
        prefetch.stop()
    _part(session)


def _invite(server: PlayServer) -> None:
    """Say where the run is, and open it where there is a screen to open it on."""
    click.echo(_("{title} is played in your browser, at this address, which lets one browser in:", title=server.title))
    click.echo(server.address)
    if _has_screen():
        threading.Thread(target=webbrowser.open, args=(server.address,), daemon=True).start()
    if sys.stdin.isatty():
        click.echo(_("Enter shows a new address, for another browser. Ctrl-C ends it; the run is kept."))
        threading.Thread(target=_show_again, args=(server,), daemon=True).start()
    else:
        click.echo(_("Ctrl-C ends it; the run is kept."))


def _show_again(server: PlayServer) -> None:
    """On a thread of its own, and not through `sys.stdin`, whose lock would outlive a Ctrl-C."""
    with suppress(OSError):
        while os.read(sys.stdin.fileno(), 4096):
            click.echo(server.address)


def _has_screen() -> bool:
    """Whether a browser with windows can be opened; one in this terminal would fight for it."""
    if sys.platform in ("win32", "darwin"):
        return not os.environ.get("SSH_CONNECTION")
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


async def _until_stopped(server: PlayServer) -> None:
    serving = asyncio.ensure_future(server.serve())
    with suppress(NotImplementedError):  # on Windows
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, serving.cancel)
    with suppress(asyncio.CancelledError):
        await serving


def _part(session: Session) -> None:
    """As the line-by-line player does."""
    if session.unkept or (not session.place and not session.run.moves):
        session.store(untouched=True)  # a disk that was full may have room by now
    click.echo()
    if session.unkept:
        click.echo(_("The last decisions are not kept: {trouble}", trouble=session.unkept), err=True)
    click.echo(session.farewell, nl=False)
