"""What all screens share: breakpoints, turning pages, what went wrong, and a word when the window is too small."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from crisisengine.text.messages import N_, _
from crisisengine.tui.requests import OverlayAsked, PlaceAsked
from crisisengine.tui.typesetting import broken, lines, says, unsteady
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = [
    "LEAST_HEIGHT",
    "LEAST_WIDTH",
    "PANEL",
    "TALL",
    "WIDE",
    "Asking",
    "BaseDialog",
    "BaseScreen",
    "HelpPart",
    "PagedDialog",
    "PagedScreen",
    "more_below",
    "turn",
]

LEAST_WIDTH, LEAST_HEIGHT = 60, 18
PANEL = 100
"""From this width on the indicators have a panel of their own."""
WIDE = 150
"""From this width on the record stands beside the story."""
TALL = 48
"""From this height on the panel says what its indicators mean and how they went, and the offers have air."""
WIDTHS: list[tuple[int, str]] | None = [(0, "-tiny"), (LEAST_WIDTH, "-narrow"), (PANEL, "-middle"), (WIDE, "-wide")]
HEIGHTS: list[tuple[int, str]] | None = [(0, "-flat"), (LEAST_HEIGHT, "-low"), (32, "-tall"), (TALL, "-high")]

Answer = TypeVar("Answer")

HelpPart = Literal["library", "deciding", "previewing", "debrief", "journal", "everywhere"]
"""The parts of the help, each about one screen."""


def more_below(scroll: Widget) -> bool:
    """Whether there is more to read below what is seen."""
    return scroll.max_scroll_y > round(scroll.scroll_y)


def turn(scroll: Widget, direction: int) -> None:
    """Scroll by a page, two lines of which were seen before."""
    scroll.scroll_relative(y=direction * max(scroll.size.height - 2, 1), animate=False)


def name_window(screen: Screen[Any]) -> None:
    """Put the classes on a screen that say how large the window is; Textual tells the foremost screen alone, and late."""
    for extent, breakpoints in zip(screen.app.size, (WIDTHS, HEIGHTS), strict=True):
        reached = [name for least, name in breakpoints or () if extent >= least]
        for _least, name in breakpoints or ():
            screen.set_class(name == reached[-1], name)


class Asking(Widget):
    """What asks the application for another screen; keys that are pressed from then on are meant for that one."""

    asking = False
    """Whether another screen was asked for, and this one has not been in front since."""

    def request(self, asked: PlaceAsked | OverlayAsked) -> None:
        """Ask the application to go somewhere; until it is there, no key may change what is asked for."""
        self.asking = True
        self.post_message(asked)

    def on_screen_resume(self) -> None:
        """In front again: keys are meant for this screen."""
        self.asking = False

    async def on_event(self, event: events.Event) -> None:
        """Drop a key on its way here, if the person has left for another screen meanwhile."""
        foremost: Sequence[object] = self.app.screen_stack[-1:]
        if not isinstance(event, events.Key) or (not self.asking and foremost == [self]):
            await super().on_event(event)


class BaseScreen(Screen[None], Asking):
    """A full screen."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    help_part: ClassVar[HelpPart] = "everywhere"
    """What the help begins with when it is opened here."""
    otherwise: ClassVar[str] = N_(
        "Or leave with q and play line by line, in a window of any size: crisisengine play NAME --plain"
    )
    """What can be done in a window that is too small."""
    left = False
    """Whether the person has gone on from here; the first screen of all stays where it was."""

    def on_compose(self) -> None:
        """Know the window before there is anything to lay out: later it would be styled twice."""
        name_window(self)

    def on_screen_resume(self) -> None:
        """Know what has become of the window while another screen was in front."""
        name_window(self)
        self.fit()

    def on_resize(self) -> None:
        """Textual puts the classes on the foremost screen itself, once it has laid it out."""
        self.fit()

    def fit(self) -> None:
        """Cover what cannot be read in a window that is too small, and uncover it again."""
        width, height = self.app.size
        small = width < LEAST_WIDTH or height < LEAST_HEIGHT
        notices = self.query("#too-small")
        if small and not notices:
            self.mount(TextPane(self._too_small, id="too-small"))
        elif notices and not small:
            notices.remove()

    def _too_small(self, width: int) -> Content:
        wider = _(
            "Please make the window larger: at least {columns} columns and {rows} lines.",
            columns=LEAST_WIDTH,
            rows=LEAST_HEIGHT,
        )
        return lines([*broken(says(wider, "bold"), width), Content(""), *broken(Content(_(self.otherwise)), width)])

    def stand_alone(self, *texts: str) -> None:
        """Put nothing beside texts whose width terminals disagree on: a rule to the right of them would be out of line."""
        self.set_class(any(unsteady(text) for text in texts), "-alone")

    def complain(self, trouble: str) -> None:
        """Say what went wrong in keeping the run, if anything did."""
        for told in self.troubles(trouble):
            self.notify(told, severity="warning")

    @staticmethod
    def troubles(trouble: str) -> list[str]:
        """What went wrong in keeping the run, to be said on the next screen; empty where nothing did."""
        return [_("About keeping this run: {trouble}", trouble=trouble)] if trouble else []


class BaseDialog(ModalScreen[Answer], Asking):
    """A small screen over another one."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    help_part: ClassVar[HelpPart] = "everywhere"

    def on_compose(self) -> None:
        """Know the window before there is anything to lay out: later it would be styled twice."""
        name_window(self)

    def on_screen_resume(self) -> None:
        """Know what has become of the window while another screen was in front."""
        name_window(self)


class Paged(Widget):
    """What a screen has whose text may be longer than it: space and the page keys turn pages, the arrows scroll by a line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,pagedown", "turn(1)", N_("read on"), key_display="space", priority=True),
        Binding("pageup", "turn(-1)", show=False, priority=True),
        Binding("down", "nudge(1)", show=False, priority=True),
        Binding("up", "nudge(-1)", show=False, priority=True),
    ]

    @property
    def page(self) -> Widget:
        """What is scrolled."""
        return self.query_one(VerticalScroll)

    def on_mount(self) -> None:
        """The footer follows what is left to read."""
        self.watch(self.page, "scroll_y", self.refresh_bindings, init=False)
        self.call_after_refresh(self.refresh_bindings)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer names only what works now."""
        return more_below(self.page) if action == "turn" and parameters == (1,) and self.is_mounted else True

    def action_turn(self, direction: int) -> None:
        """Scroll by a page."""
        turn(self.page, direction)

    def action_nudge(self, direction: int) -> None:
        """Scroll by a line."""
        self.page.scroll_relative(y=direction, animate=False)


class PagedScreen(BaseScreen, Paged):  # in this order: Textual knows a style only along the first base of each class
    """A full screen with text that may be longer than the window."""


class PagedDialog(BaseDialog[None], Paged):  # as above
    """A small screen with text that may be longer than it is."""
