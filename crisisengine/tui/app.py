"""The application: it goes from screen to screen when one of them asks for it, and owns the keys that work everywhere."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Sequence
from math import inf
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import CommandPalette, Provider
from textual.notifications import SeverityLevel
from textual.screen import Screen

from crisisengine.locations import saves_folder
from crisisengine.session.library import Library
from crisisengine.session.prefetch import Prefetch
from crisisengine.session.session import Session
from crisisengine.text.messages import N_, _
from crisisengine.tui import navigation, themes
from crisisengine.tui.outside import until_ended
from crisisengine.tui.requests import OverlayAsked, PlaceAsked
from crisisengine.tui.screens.base import Asking, BaseScreen
from crisisengine.tui.settings import Settings
from crisisengine.tui.theme_names import PROJECTOR
from crisisengine.tui.widgets.frame.footer import FooterBar

__all__ = ["CrisisApp", "run_app"]

UNKEPT = 2
"""The exit code of whoever leaves a run that could not be kept."""


class CrisisApp(App[None]):
    """Where one comes in, and the way from screen to screen."""

    TITLE = "Crisis Engine"
    CSS_PATH = "styles.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {navigation.commands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,ctrl+q", "quit", N_("quit"), key_display="q"),
        Binding("t", "next_theme", N_("theme"), show=False),
        Binding("ctrl+p", "command_palette", N_("commands"), key_display="ctrl+p"),
        Binding("question_mark,f1", "help", N_("help"), key_display="?"),
    ]

    def __init__(
        self, library: Library, session: Session | None = None, *, theme: str = "", notes: Sequence[str] = ()
    ) -> None:
        themes.ignore_empty_no_color()
        super().__init__()
        self.library = library
        self.session = session
        """The run being played, if there is one."""
        self.runs = [] if session is None else [session]
        """The run that was played last, and before it those that could not be kept."""
        self.settings = Settings()
        self.warned = False
        """Whether it was said that leaving now loses decisions."""
        self.seen_since = inf
        """From when on what is on the screen can be seen; keys that were pressed before were meant for what it was."""
        self.notes = notes
        """What there is to say once the first screen can be seen."""
        self.spoke: FooterBar | None = None
        """The footer that says something, until the next key."""
        self.animation_level = "none"
        themes.dress(self, theme)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our colour names for the themes that do not know them."""
        return themes.ANSI_COLOURS

    def get_default_screen(self) -> Screen[None]:
        """The first screen: that of the run that was asked for, or else the library."""
        if self.session:
            return navigation.screen_of(self.session, self.library, self.settings)
        return navigation.library(self.library, self.settings)

    def on_mount(self) -> None:
        """Once the first frame is out, listen to keys and let the garbage collector back in."""
        self.call_after_refresh(self._seen, self.notes)
        self.call_after_refresh(gc.freeze)
        self.call_after_refresh(gc.enable)

    # from screen to screen

    def go(self, screen: Screen[None], notes: Sequence[str] = ()) -> None:
        """Leave whatever is open and go to a screen; the first one stays at the bottom, unseen."""
        self.seen_since = inf
        for screen_left in self.screen_stack:
            if isinstance(screen_left, BaseScreen):
                screen_left.left = True
        while len(self.screen_stack) > 2:
            self.pop_screen()
        enter = self.switch_screen if len(self.screen_stack) == 2 else self.push_screen
        enter(screen)
        screen.call_after_refresh(self._seen, notes)

    def _seen(self, notes: Sequence[str]) -> None:
        """The new screen is there; say what there is to say."""
        self.seen_since = events.Event().time  # by the clock that keys are stamped with
        self.say(notes)

    @on(PlaceAsked)
    def go_with_run(self, asked: PlaceAsked) -> None:
        """Go to where a run is shown; it is the one that is played from now on."""
        name = (
            "run" if asked.name == "ending" and not asked.session.ended else asked.name
        )  # it was gone back on meanwhile
        self.session = asked.session
        self.runs = [run for run in self.runs if run.unkept and run is not asked.session] + [asked.session]
        self.go(navigation.PLACES[name](asked.session, self.library, self.settings), asked.notes)

    @on(OverlayAsked)
    def lay_over(self, asked: OverlayAsked) -> None:
        """Lay a screen over the present one, and say what it answers with; a decision that was taken back meanwhile has none."""
        if asked.number > len(asked.session.run.steps):
            self._stay()
            return
        self.push_screen(navigation.OVERLAYS[asked.name](asked.session, asked.number), self._answered)

    def _stay(self) -> None:
        """What was asked for leads nowhere: keys are meant for the present screen again."""
        if isinstance(self.screen, Asking):
            self.screen.asking = False

    def _answered(self, told: str | None) -> None:
        """Say what was done on a screen that is closed again; None where there is nothing to say."""
        if told is not None:
            self.notify(told)

    def action_library(self) -> None:
        """Leave the run where it is and go to the library."""
        self.session = None
        self.go(navigation.library(self.library, self.settings))

    def action_glossary(self, entry: str = "") -> None:
        """Open the glossary, at an entry if one is named."""
        if self.session and self.screen.id != "glossary":
            self.push_screen(navigation.glossary(self.session, entry))

    def action_help(self) -> None:
        """Open the help."""
        self.push_screen(navigation.help_screen(self.screen))

    # keys and messages

    async def on_event(self, event: events.Event) -> None:
        """A key that was pressed before the present screen could be seen is dropped; any other wipes the message line."""
        if isinstance(event, (events.Key, events.MouseDown)):
            if event.time < self.seen_since or not self._hears():
                return
            if self.spoke is not None and not event.is_forwarded:
                self.spoke.announce(())
                self.spoke = None
        await super().on_event(event)

    def _hears(self) -> bool:
        """Whether keys are meant for the present screen: not for one that is still to come."""
        return all(
            screen.is_mounted and not (isinstance(screen, Asking) and screen.asking)
            for screen in self.screen_stack[-1:]
        )

    def _announce(self, told: Sequence[str], severity: SeverityLevel = "information") -> None:
        """In the frame of the foremost screen that has one."""
        for screen in reversed(self.screen_stack):
            for footer in screen.query(FooterBar):
                footer.announce(told, severity)
                self.spoke = footer
                return

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,  # noqa: ARG002  # Textual's signature; it stays until the next key
        markup: bool = True,  # noqa: ARG002  # as above; text is text
    ) -> None:
        """Say something in the frame of the screen, until the next key: a toast would cover what is being read."""
        self._announce([f"{title}: {message}" if title else message], severity)

    def say(self, notes: Sequence[str]) -> None:
        """Show what there is to say about a run, each a sentence with or without its full stop."""
        if notes:
            self._announce([f"{note[:1].upper()}{note[1:].rstrip('.')}." for note in notes])

    def action_command_palette(self) -> None:
        """Open the palette, with its line in the reader's language."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=_("type the name of a command")))

    def action_press(self, key: str) -> None:
        """A click on a key in the footer."""
        self.simulate_key(key)

    def action_next_theme(self) -> None:
        """Go to the next of our themes."""
        if not self.no_color:
            self.theme = themes.following(self.theme)
            self.notify(self.theme, title=_("Theme"))

    def watch_theme(self, theme: str) -> None:
        """A projector needs air between the lines, not only colours."""
        self.set_class(theme == PROJECTOR, "-roomy")

    # the end

    async def action_quit(self) -> None:
        """Leave; keeping what could not be kept is tried once more, and leaving that needs a second press."""
        lost = self._lost()
        if lost and not self.warned:
            self.warned = True
            kept = _("The last decisions are not kept: {reason}", reason=lost[-1])
            self.notify(f"{kept}. {_('Press q once more to leave all the same.')}", severity="error")
        else:
            self.exit()

    def _lost(self) -> list[str]:
        """Why runs are not kept, one sentence a run, although it was tried once more."""
        return [run.unkept for run in self.runs if run.unkept and run.store() and run.unkept]

    def parting(self) -> tuple[int, str]:
        """The exit code, and what there is to say to whoever has just left: what is lost, and where the last run is kept."""
        lost = self._lost()
        kept = "" if not self.runs or self.runs[-1].unkept else self.runs[-1].farewell
        return self.return_code or (UNKEPT if lost else 0), "".join(f"error: {reason}\n" for reason in lost) + kept

    def action_help_quit(self) -> None:
        """What ctrl+c does: say how to leave."""
        session = self.session
        if session is None or not session.run.moves:
            told = _("Press q to leave.")
        elif session.unkept:
            told = _("Press q to leave; the last decisions are not kept yet.")
        else:
            told = _("Press q to leave; the run is kept.")
        self.notify(told)


def run_app(
    opened: Session | None, theme: str | None = None, notes: Sequence[str] = (), folder: Path | None = None
) -> tuple[int, str]:
    """Run the interface on a run, or on the library of a folder.

    Returns:
        The exit code, and what there is to say to whoever has just left; empty where nothing is.
    """
    if opened and opened.save:
        folder = opened.save.folder
    plain_words = opened is not None and opened.scenario.in_plain_words
    library = Library(folder or saves_folder(), Prefetch(), plain_words=plain_words)
    app = CrisisApp(library, opened, theme=theme or "", notes=notes)
    try:
        asyncio.run(until_ended(app))
    finally:
        library.close()
    return app.parting()
