"""The footer: what there is to say just now, and below it the keys that work here, and nothing else.

What is said stands in the frame and covers nothing; it is gone at the next key. Each key can be clicked.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import App
from textual.content import Content
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.style import Style

from crisisengine.text.messages import _
from crisisengine.tui.typesetting import hang, lines, says
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["FooterBar", "Key"]

GAP = "   "
MOST_LINES = 6
"""Of what is said; a path can be long, a story never stands here."""
SIGNS: dict[SeverityLevel, tuple[str, str]] = {
    "information": ("›", "bold $accent"),
    "warning": ("!", "bold $bad"),
    "error": ("!", "bold $bad"),
}

Key = tuple[str, str]
"""What is pressed, and what it does, in words."""


class FooterBar(TextPane):
    """Reads the active bindings of its screen; those before the last `kept` give way where the line is short."""

    auto_links = False

    def __init__(self, *lead: Key, only: bool = False, kept: int = 1) -> None:
        super().__init__(id="footer")
        self.lead = lead
        """What no single binding says, as `1-4 decide`."""
        self.only = only
        """Whether these are all: where somebody writes, the other keys are letters."""
        self.kept = kept
        """How many of the last entries never give way: help, and what else somebody looks for."""
        self._keys: list[Content] = []
        """The entries of the bindings, as long as they stay what they are."""
        self.said: tuple[tuple[str, ...], SeverityLevel] = ((), "information")

    def on_mount(self) -> None:
        """Follow the keys."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self._follow(self.screen)

    def tell(self, *lead: Key) -> None:
        """Change the first entries."""
        if lead != self.lead:
            self.lead = lead
            self._put()

    def announce(self, told: Sequence[str], severity: SeverityLevel = "information") -> None:
        """Say something until the next key; nothing to take it away."""
        said = (tuple(told), severity)
        if said[0] or self.said[0]:
            self.said = said
            self._put()

    def _follow(self, screen: Screen[object]) -> None:
        """Other keys work now."""
        self._keys = [] if self.only else _entries(screen, self.app)
        self._put()

    def said_lines(self, width: int) -> int:
        """How many lines what is said takes."""
        return len(self._said(width))

    def _said(self, width: int) -> list[Content]:
        told, severity = self.said
        sign, style = SIGNS[severity]
        rows = [row for text in told for row in hang(Content(text), width - 1, says(f" {sign} ", style), "   ")]
        return rows[:MOST_LINES]

    def _put(self) -> None:
        entries = [*(_entry(key, word) for key, word in self.lead if word), *self._keys]
        self.show(lambda width: lines([*self._said(width), _fit(list(entries), width, self.kept)]))


def _entries(screen: Screen[object], app: App[object]) -> list[Content]:
    """An entry for each visible action, in the order of the bindings."""
    seen: dict[str, Content] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.show and active.enabled and binding.action not in seen:
            entry = _entry(app.get_key_display(binding), _(binding.description))
            click = Style.from_meta({"@click": ("app.press", (binding.key,))})
            seen[binding.action] = entry.stylize(click)
    return list(seen.values())


def _entry(key: str, word: str) -> Content:
    return says(key, "bold $accent") + says(f" {word}", "$quiet")


def _fit(entries: list[Content], width: int, kept: int) -> Content:
    """As many as fit; the last ones (help) always do."""
    room = width - 2
    while len(entries) > kept + 1 and sum(entry.cell_length + len(GAP) for entry in entries) - len(GAP) > room:
        del entries[-1 - kept]
    return Content(" ") + Content(GAP).join(entries) if entries else Content("")
