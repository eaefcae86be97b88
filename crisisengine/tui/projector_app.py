"""The projector: a room's wall in the terminal, with whatever serves its phones beside it in the same loop."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.notifications import SeverityLevel
from textual.screen import Screen

from crisisengine.session.joining import Joining
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import N_, _
from crisisengine.tui import themes
from crisisengine.tui.outside import until_ended
from crisisengine.tui.projector.screen import ProjectorScreen
from crisisengine.tui.theme_names import PROJECTOR
from crisisengine.tui.widgets.frame.footer import FooterBar

__all__ = ["ProjectorApp", "launch_projector"]

ENDED = {signal.SIGINT: 130, signal.SIGTERM: 143}
"""What the program ends with after a signal: as a shell would say it."""

Beside = Callable[[], Awaitable[None]]
"""What runs beside the wall until the room is left: the server."""


class ProjectorApp(App[None]):
    """A screen for a room, and its keys."""

    TITLE = "Crisis Engine"
    CSS_PATH = ["styles.tcss", "projector.tcss"]  # noqa: RUF012  # Textual's type
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p", "command_palette", N_("commands"), show=False),
        Binding("ctrl+c,ctrl+q", "how_to_leave", show=False, priority=True),
    ]

    def __init__(
        self,
        led: WorkshopSession,
        *,
        joining: Callable[[], Joining] | None = None,
        beside: Beside | None = None,
        next_address: Callable[[], None] | None = None,
        theme: str = "",
        notes: Sequence[str] = (),
    ) -> None:
        themes.ignore_empty_no_color()
        super().__init__()
        self.led = led
        self.wall = ProjectorScreen(led, joining, next_address)
        self.notes = notes
        self.beside = beside
        self.serving: asyncio.Future[None] | None = None
        self.animation_level = "none"
        themes.dress(self, theme or PROJECTOR)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our colour names for the themes that do not know them."""
        return themes.ANSI_COLOURS

    def get_default_screen(self) -> Screen[None]:
        """The wall."""
        return self.wall

    def on_mount(self) -> None:
        """Begin what runs beside it; heed the signals that end a program, so that the terminal is left as it was."""
        loop = asyncio.get_running_loop()
        for number, code in ENDED.items():
            with suppress(NotImplementedError, RuntimeError):  # on Windows, and in tests outside of the main thread
                loop.add_signal_handler(number, self._end, code)
        self.call_after_refresh(
            gc.freeze
        )  # looking through all that stands by now would hold up a vote by a tenth of a second
        if self.beside is not None:
            self.serving = asyncio.ensure_future(self.beside())
            self.serving.add_done_callback(self._served)
        for told in self.notes:
            self.call_after_refresh(self.notify, f"{told[:1].upper()}{told[1:].rstrip('.')}.")

    def _end(self, code: int) -> None:
        """Leave; whoever sends it again means it."""
        for number in ENDED:
            asyncio.get_running_loop().remove_signal_handler(number)
        self.exit(return_code=code)

    def _served(self, serving: asyncio.Future[None]) -> None:
        """The server has ended before the room has: nobody can join, and the room goes on by hands."""
        if serving.cancelled() or not self.is_running:
            return
        fault = serving.exception()
        why = str(fault) or type(fault).__name__ if fault is not None else _("it ended")
        self.wall.joining = self.wall.next_address = None
        self.wall.trouble = _("Phones cannot be served: {why}. The room goes on by raised hands", why=why)
        self.wall.tell()

    async def leave(self) -> None:
        """End what ran beside it, and have the record whole on the disk."""
        if self.serving is not None:
            self.serving.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await self.serving
        await self.led.close()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,  # noqa: ARG002  # Textual's signature; it stays until the next key
        markup: bool = True,  # noqa: ARG002  # as above; text is text
    ) -> None:
        """Say something in the frame, until the next key."""
        for footer in self.wall.query(FooterBar):
            footer.announce([f"{title}: {message}" if title else message], severity)
            self.wall.stale = True  # the slide gives way to it

    async def on_event(self, event: events.Event) -> None:
        """A key wipes what was said, before it does what it does."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            for footer in self.wall.query(FooterBar):
                if footer.said[0]:
                    footer.announce(())
                    self.wall.tell()
        await super().on_event(event)

    def action_press(self, key: str) -> None:
        """A click on a key in the footer."""
        self.simulate_key(key)

    def action_how_to_leave(self) -> None:
        """What ctrl+c does, and ctrl+q, by which Textual would end the room unasked: nobody leaves by accident."""
        self.notify(_("Press q to leave."))


def launch_projector(
    led: WorkshopSession,
    *,
    joining: Callable[[], Joining] | None = None,
    beside: Beside | None = None,
    next_address: Callable[[], None] | None = None,
    theme: str | None = None,
    notes: Sequence[str] = (),
) -> int:
    """Lead a room on this terminal until it is left; returns the exit code.

    Args:
        led: the room.
        joining: how phones come in, as it is now; None: there are none.
        beside: what runs in the same loop meanwhile: the server. When it fails, the room goes on by hands.
        next_address: shows another of the computer's addresses.
        theme: a name of `theme_names`; None: that of projectors.
        notes: what there is to say at first.
    """
    app = ProjectorApp(led, joining=joining, beside=beside, next_address=next_address, theme=theme or "", notes=notes)

    async def lead() -> None:
        try:
            await until_ended(app)
        finally:
            await app.leave()

    asyncio.run(lead())
    return app.return_code or 0
