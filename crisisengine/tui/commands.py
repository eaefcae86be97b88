"""The command palette: every action by its name, the glossary, the kept runs, the themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from crisisengine.errors import CrisisError
from crisisengine.tui.screens.base import BaseScreen
from crisisengine.tui.themes import CRISIS_THEMES

if TYPE_CHECKING:
    from crisisengine.session.library import Kept
    from crisisengine.tui.app import CrisisApp

__all__ = ["CrisisCommands"]

TEXTUALS_OWN = {"command_palette", "app.focus_next", "app.focus_previous", "screen.copy_text"}

Command = tuple[str, str, Callable[[], object]]
"""Name, what it does, and doing it."""


class CrisisCommands(Provider):
    """All that the keys do, and what no key can hold."""

    @property
    def lobby(self) -> CrisisApp:
        """The application as ours."""
        return cast("CrisisApp", self.app)

    def _actions(self) -> Iterator[Command]:
        """What works on this screen, from its own bindings."""
        seen: set[str] = set()
        for active in self.screen.active_bindings.values():
            action, word = active.binding.action, active.binding.description
            ours = isinstance(active.node, (BaseScreen, App)) and action not in TEXTUALS_OWN
            if ours and word and active.enabled and action not in seen:
                seen.add(action)
                key = self.app.get_key_display(active.binding)
                yield word.capitalize(), f"key {key}", partial(self.app.simulate_key, active.binding.key)
        here = partial(self.app.deliver_screenshot, path=".")
        yield "Screenshot", "keep this screen as an SVG picture in the current folder", here

    def _themes(self) -> Iterator[Command]:
        if not self.lobby.no_color:
            for theme in CRISIS_THEMES:
                yield f"Theme: {theme.name}", "change the colours", partial(setattr, self.app, "theme", theme.name)

    def _glossary(self) -> Iterator[Command]:
        session = self.lobby.session
        if session:
            for entry in session.scenario.glossary.values():
                yield f"Glossary: {entry.term}", "what it means here", partial(self.lobby.action_glossary, entry.id)

    def _runs(self) -> Iterator[Command]:
        for kept in self.lobby.desk.kept():
            if not kept.fault:
                yield (
                    f"Go on: {kept.name or kept.path.stem}",
                    f"{kept.title}, {kept.stands}",
                    partial(self._resume, kept),
                )

    def _resume(self, kept: Kept) -> None:
        try:
            session, notes = self.lobby.desk.resume(kept.path)
        except CrisisError as error:
            self.app.notify(str(error), title="It cannot be opened", severity="error", timeout=20, markup=False)
            return
        self.lobby.sit_down(session, notes)

    async def discover(self) -> Hits:
        """What is offered before anything is typed."""
        for name, does, run in [*self._actions(), *self._themes()]:
            yield DiscoveryHit(Content(name), run, text=name, help=does)

    async def search(self, query: str) -> Hits:
        """What fits the typed words."""
        matcher = self.matcher(query)
        for name, does, run in [*self._actions(), *self._themes(), *self._glossary(), *self._runs()]:
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, Content(name), run, text=name, help=does)
