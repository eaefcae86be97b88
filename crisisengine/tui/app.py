"""The application: a lobby. It owns the desk and the keys that work everywhere; screens own the rest."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.screen import Screen

from crisisengine.locations import saves_folder
from crisisengine.session.library import Library
from crisisengine.session.prefetch import Prefetch
from crisisengine.session.session import Session
from crisisengine.tui import navigation, themes

__all__ = ["CrisisApp", "run_app"]


class CrisisApp(App[None]):
    """Where one comes in, and the way from room to room."""

    TITLE = "Crisis Engine"
    CSS_PATH = "styles.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {navigation.commands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,ctrl+q", "quit", "quit", key_display="q"),
        Binding("t", "next_theme", "theme", show=False),
        Binding("ctrl+p", "command_palette", "commands", key_display="ctrl+p"),
        Binding("question_mark,f1", "help", "help", key_display="?"),
    ]

    def __init__(self, desk: Library, session: Session | None = None, *, theme: str = "") -> None:
        themes.ignore_empty_no_color()
        super().__init__()
        self.desk = desk
        self.session = session
        """The run being played, if one is."""
        self.ask_why = False
        """Whether a decision asks for a one-line reason."""
        self.warned = False
        """Whether it was said that leaving now loses decisions."""
        self.animation_level = "none"
        themes.dress(self, theme)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our colour names for the themes that do not know them."""
        return themes.ANSI_COLOURS

    def get_default_screen(self) -> Screen[None]:
        """The first room: that of the run that was asked for, or else the library."""
        return navigation.room_of(self.session) if self.session else navigation.library(self.desk)

    def on_mount(self) -> None:
        """Let the garbage collector back in once the first frame is out."""
        self.call_after_refresh(gc.freeze)
        self.call_after_refresh(gc.enable)

    def go(self, room: Screen[None]) -> None:
        """Leave whatever is open and enter a room; the first one stays at the bottom, unseen."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        enter = self.switch_screen if len(self.screen_stack) == 2 else self.push_screen
        enter(room)

    def sit_down(self, session: Session, notes: Sequence[str] = ()) -> None:
        """Go to the room where a run belongs, and say there what there is to say about it."""
        self.session = session
        self.go(navigation.room_of(session))
        self.say(notes)

    def say(self, notes: Sequence[str]) -> None:
        """Show what there is to say about a run, once its room can be seen."""
        for note in notes:
            self.call_after_refresh(self.notify, f"{note[:1].upper()}{note[1:]}.", timeout=12, markup=False)

    def action_library(self) -> None:
        """Leave the run where it is and go to the shelf."""
        self.session = None
        self.go(navigation.library(self.desk))

    def action_glossary(self, entry: str = "") -> None:
        """Open the glossary, at an entry if one is named."""
        if self.session and self.screen.id != "glossary":
            self.push_screen(navigation.glossary(self.session, entry))

    def action_help(self) -> None:
        """Open the help."""
        self.push_screen(navigation.help_sheet())

    def action_press(self, key: str) -> None:
        """A click on a key in the footer."""
        self.simulate_key(key)

    def action_next_theme(self) -> None:
        """Go to the next of our themes."""
        if not self.no_color:
            self.theme = themes.following(self.theme)
            self.notify(self.theme, title="Theme", timeout=2, markup=False)

    def watch_theme(self, theme: str) -> None:
        """A projector needs air between the lines, not only colours."""
        self.set_class(theme == themes.PROJECTOR, "-roomy")

    async def action_quit(self) -> None:
        """Leave; keeping a run that could not be kept is tried once more, and leaving it needs a second press."""
        session = self.session
        if session and session.unkept and not self.warned and session.store() and session.unkept:
            self.warned = True
            message = f"{session.unkept}\nPress q once more to leave all the same."
            self.notify(message, title="The last decisions are not kept", severity="error", timeout=20, markup=False)
        else:
            self.exit()

    def action_help_quit(self) -> None:
        """What ctrl+c does: say how to leave."""
        session = self.session
        fate = "" if session is None or not session.run.steps else "; the run is kept"
        if session is not None and session.unkept:
            fate = "; the last decisions are not kept yet"
        self.notify(f"Press q to leave{fate}.", timeout=4, markup=False)


def run_app(
    opened: Session | None, theme: str | None = None, notes: Sequence[str] = (), folder: Path | None = None
) -> int:
    """Run the interface on a run, or on the library of a folder; returns the exit code."""
    if opened and opened.save:
        folder = opened.save.folder
    desk = Library(folder or saves_folder(), Prefetch())
    app = CrisisApp(desk, opened, theme=theme or "")
    app.call_later(app.say, notes)
    try:
        app.run()
    finally:
        desk.close()
    return app.return_code or 0
