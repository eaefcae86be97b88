"""What all screens share: breakpoints, the line of keys, and a word when the window is too small."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from textual import events
from textual.screen import ModalScreen, Screen

from crisisengine.tui.typesetting import says
from crisisengine.tui.widgets.frame.text import TextPane

if TYPE_CHECKING:
    from crisisengine.tui.app import CrisisApp

__all__ = ["LEAST_HEIGHT", "LEAST_WIDTH", "PANEL", "TALL", "WIDE", "BaseDialog", "BaseScreen"]

LEAST_WIDTH, LEAST_HEIGHT = 60, 18
PANEL = 100
"""From this width on the indicators have a panel of their own."""
WIDE = 150
"""From this width on the record stands beside the story."""
TALL = 48
"""From this height on the panel says what its indicators mean and how they went, and the offers have air."""
WIDTHS: list[tuple[int, str]] | None = [(0, "-tiny"), (LEAST_WIDTH, "-narrow"), (PANEL, "-middle"), (WIDE, "-wide")]
HEIGHTS: list[tuple[int, str]] | None = [(0, "-flat"), (LEAST_HEIGHT, "-low"), (32, "-tall"), (TALL, "-high")]
TOO_SMALL = "Please make the window larger:\nat least 60 columns and 18 lines."

Answer = TypeVar("Answer")


class BaseScreen(Screen[None]):
    """A full screen."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    @property
    def lobby(self) -> CrisisApp:
        """The application as ours."""
        return cast("CrisisApp", self.app)

    def on_resize(self, event: events.Resize) -> None:
        """Cover what cannot be read in a window that is too small, and uncover it again."""
        small = event.size.width < LEAST_WIDTH or event.size.height < LEAST_HEIGHT
        notices = self.query("#small")
        if small and not notices:
            self.mount(TextPane(lambda _width: says(TOO_SMALL, "bold"), id="small"))
        elif notices and not small:
            notices.remove()

    def complain(self, trouble: str) -> None:
        """Say what went wrong, as text, long enough to be read."""
        if trouble:
            self.notify(trouble, title="About keeping this run", severity="warning", timeout=20, markup=False)


class BaseDialog(ModalScreen[Answer]):
    """A small screen over another one."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    @property
    def lobby(self) -> CrisisApp:
        """The application as ours."""
        return cast("CrisisApp", self.app)
