"""The command palette: every action by its name, the glossary, the kept runs, the themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol, cast

from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from crisisengine.errors import CrisisError
from crisisengine.session.library import Kept, Library
from crisisengine.session.session import Session
from crisisengine.text.messages import _
from crisisengine.tui.requests import PlaceAsked
from crisisengine.tui.screens.base import BaseDialog, BaseScreen
from crisisengine.tui.theme_names import THEMES

__all__ = ["CrisisCommands"]

TEXTUALS_OWN = {"command_palette", "app.focus_next", "app.focus_previous", "screen.copy_text"}

Command = tuple[str, str, Callable[[], object]]
"""Name, what it does, and doing it."""


class Host(Protocol):
    """What the palette asks of the application that it is opened in."""

    library: Library
    session: Session | None

    def action_glossary(self, entry: str = "") -> None:
        """Open the glossary at an entry."""
        ...


class CrisisCommands(Provider):
    """All that the keys do, and what no key can hold."""

    @property
    def host(self) -> Host:
        """The application, as far as the palette knows it."""
        return cast("Host", self.app)

    def _actions(self) -> Iterator[Command]:
        """What works on this screen, from its own bindings."""
        seen: set[str] = set()
        for active in self.screen.active_bindings.values():
            action, word = active.binding.action, _(active.binding.description)
            ours = isinstance(active.node, (BaseScreen, BaseDialog, App)) and action not in TEXTUALS_OWN
            if ours and word and active.enabled and action not in seen:
                seen.add(action)
                key = self.app.get_key_display(active.binding)
                name = f"{word[:1].upper()}{word[1:]}"
                yield name, _("key {key}", key=key), partial(self.app.simulate_key, active.binding.key)
        here = partial(self.app.deliver_screenshot, path=".")
        yield _("Screenshot"), _("keep this screen as an SVG picture in the current folder"), here

    def _themes(self) -> Iterator[Command]:
        if not self.app.no_color:
            for theme in THEMES:
                name = _("Theme: {name}", name=theme)
                yield name, _("change the colours"), partial(setattr, self.app, "theme", theme)

    def _glossary(self) -> Iterator[Command]:
        session = self.host.session
        if session:
            for entry in session.scenario.glossary.values():
                name = _("Glossary: {term}", term=entry.term)
                yield name, _("what it means here"), partial(self.host.action_glossary, entry.id)

    def _runs(self) -> Iterator[Command]:
        for kept in self.host.library.kept():
            if not kept.fault:
                name = _("Go on: {run}", run=kept.name or kept.path.stem)
                yield name, f"{kept.title}, {kept.stands}", partial(self._resume, kept)

    def _resume(self, kept: Kept) -> None:
        try:
            session, notes = self.host.library.resume(kept.path)
        except CrisisError as error:
            self.app.notify(_("It cannot be opened: {reason}", reason=error), severity="error")
            return
        self.app.post_message(PlaceAsked("run", session, notes))

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
