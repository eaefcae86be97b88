"""The application: a lobby. It owns the desk, the themes and the keys that work everywhere; screens own the rest."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.filter import Monochrome, NoColor
from textual.screen import Screen

from crisisengine.tui import themes
from crisisengine.tui.desk import Desk, Sitting

__all__ = ["CrisisApp"]


def _commands() -> type[Provider]:
    """The palette is loaded when it is first opened."""
    from crisisengine.tui.commands import CrisisCommands  # noqa: PLC0415  # not before it is needed

    return CrisisCommands


class CrisisApp(App[None]):
    """Where one comes in, and the way from screen to screen."""

    TITLE = "Crisis Engine"
    CSS_PATH = "styles.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_commands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,ctrl+q", "quit", "quit", key_display="q"),
        Binding("t", "next_theme", "theme", show=False),
        Binding("ctrl+p", "command_palette", "commands", key_display="ctrl+p"),
        Binding("question_mark,f1", "help", "help", key_display="?"),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]

    def __init__(
        self, desk: Desk, sitting: Sitting | None = None, *, notes: tuple[str, ...] = (), theme: str = ""
    ) -> None:
        if not os.environ.get("NO_COLOR"):
            os.environ.pop("NO_COLOR", None)  # Textual takes an empty value for a wish
        super().__init__()
        self.desk = desk
        self.sitting = sitting
        """The run being played, if one is."""
        self.notes = notes
        """What there is to say about it, once."""
        self.warned = False
        """Whether it was said that leaving now loses decisions."""
        self.ask_why = False
        """Whether a decision asks for a one-line reason."""
        self.animation_level = "none"
        for each in themes.CRISIS_THEMES:
            self.register_theme(each)
        if self.no_color:
            self.theme = "ansi-dark"  # with RGB colours Textual would paint greys
            self._filters = [NoColor() if isinstance(one, Monochrome) else one for one in self._filters]
        else:
            self.theme = theme if theme in self.available_themes else themes.DEFAULT_THEME

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our colour names for the themes that do not know them."""
        return themes.ANSI_COLOURS

    def get_default_screen(self) -> Screen[None]:
        """The first screen: the run that was asked for, or else the library."""
        return self.room_of(self.sitting) if self.sitting else self.library()

    def on_mount(self) -> None:
        """Let the garbage collector back in once the first frame is out."""
        self.call_after_refresh(self._say, self.notes)
        self.call_after_refresh(self._thaw)

    def _thaw(self) -> None:
        gc.freeze()
        gc.enable()

    def library(self) -> Screen[None]:
        """The library, read from the disk anew."""
        from crisisengine.tui.screens.library import Library  # noqa: PLC0415  # not before it is needed

        return Library(self.desk)

    def room_of(self, sitting: Sitting) -> Screen[None]:
        """The screen a run belongs on: debrief when it has ended, briefing before it begins, play in between."""
        self.sitting = sitting
        if sitting.ended:
            from crisisengine.tui.screens.debrief import Debrief  # noqa: PLC0415  # not before it is needed

            return Debrief(sitting)
        if not sitting.run.steps:
            from crisisengine.tui.screens.briefing import Briefing  # noqa: PLC0415  # not before it is needed

            return Briefing(sitting)
        return self.play(sitting)

    def go(self, room: Screen[None], notes: Sequence[str] = ()) -> None:
        """Leave whatever is open and enter a room; the first one stays at the bottom, unseen."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        if len(self.screen_stack) == 2:
            self.switch_screen(room)
        else:
            self.push_screen(room)
        self.call_after_refresh(self._say, notes)

    def _say(self, notes: Sequence[str]) -> None:
        for note in notes:
            self.notify(note, timeout=12, markup=False)

    def play(self, sitting: Sitting) -> Screen[None]:
        """The play screen."""
        from crisisengine.tui.screens.play import Play  # noqa: PLC0415  # not before it is needed

        return Play(sitting)

    def action_library(self) -> None:
        """Leave the run where it is and go to the shelf."""
        self.sitting = None
        self.go(self.library())

    def action_glossary(self, entry: str = "") -> None:
        """Open the glossary, at an entry if one is named."""
        from crisisengine.tui.screens.glossary import Glossary  # noqa: PLC0415  # not before it is needed

        if self.sitting and not isinstance(self.screen, Glossary):
            self.push_screen(Glossary(self.sitting, entry))

    def action_help(self) -> None:
        """Open the help, unless it is open."""
        from crisisengine.tui.screens.help import Help  # noqa: PLC0415  # not before it is needed

        if not isinstance(self.screen, Help):
            self.push_screen(Help())

    def action_press(self, key: str) -> None:
        """A click on a key in the footer."""
        self.simulate_key(key)

    def action_next_theme(self) -> None:
        """Go to the next of our themes."""
        names = [each.name for each in themes.CRISIS_THEMES]
        if not self.no_color:
            self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else names[0]
            self.notify(self.theme, title="Theme", timeout=2, markup=False)

    def watch_theme(self, theme: str) -> None:
        """A projector needs air between the lines, not only colours."""
        self.set_class(theme == themes.PROJECTOR, "-roomy")

    async def action_quit(self) -> None:
        """Leave; a run that could not be kept is tried once more, and leaving it needs a second press."""
        sitting = self.sitting
        if sitting and sitting.unkept and not self.warned and sitting.store() and sitting.unkept:
            self.warned = True
            message = f"{sitting.unkept}\nPress q once more to leave all the same."
            self.notify(message, title="The last decisions are not kept", severity="error", timeout=20, markup=False)
            return
        self.exit()

    def action_help_quit(self) -> None:
        """What ctrl+c does: say how to leave."""
        self.notify("Press q to leave; the run is kept.", timeout=4, markup=False)
