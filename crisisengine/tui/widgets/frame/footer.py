"""The footer: the keys that work here and now, and nothing else. One widget, and each key can be clicked."""

from __future__ import annotations

from textual.app import App
from textual.content import Content
from textual.screen import Screen
from textual.style import Style

from crisisengine.tui.typesetting import lines, says
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["FooterBar"]

GAP = "   "


class FooterBar(TextPane):
    """Reads the active bindings of its screen; the last ones give way where the line is short, `?` never does."""

    auto_links = False

    def __init__(self, lead: str = "") -> None:
        super().__init__(id="keys")
        self.lead = lead
        """What no single binding says, as `1-4 decide`."""

    def on_mount(self) -> None:
        """Follow the keys."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self._follow(self.screen)

    def say(self, lead: str) -> None:
        """Change the first entry."""
        if lead != self.lead:
            self.lead = lead
            self._follow(self.screen)

    def _follow(self, screen: Screen[object]) -> None:
        entries = _entries(screen, self.app)
        lead = self.lead

        def lay(width: int) -> Content:
            first = [_entry(*lead.split(" ", 1))] if lead else []
            return _fit(first + entries, width)

        self.show(lay)


def _entries(screen: Screen[object], app: App[object]) -> list[Content]:
    """One entry for each visible action, in the order of the bindings."""
    seen: dict[str, Content] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.show and active.enabled and binding.action not in seen:
            entry = _entry(app.get_key_display(binding), binding.description)
            click = Style.from_meta({"@click": ("app.press", (binding.key,))})
            seen[binding.action] = entry.stylize(click)
    return list(seen.values())


def _entry(key: str, word: str) -> Content:
    return says(key, "bold $accent") + says(f" {word}", "$quiet")


def _fit(entries: list[Content], width: int) -> Content:
    """As many as fit; the last one (help) always does."""
    room = width - 2
    while len(entries) > 2 and sum(entry.cell_length + len(GAP) for entry in entries) - len(GAP) > room:
        del entries[-2]
    return lines([Content(" ") + Content(GAP).join(entries)]) if entries else Content("")
