"""The glossary: terms to look up, those of the present scene first."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from crisisengine.model.scenario import GlossaryEntry
from crisisengine.session.session import Session
from crisisengine.text.commonmark import glossary_links
from crisisengine.text.messages import N_, _
from crisisengine.tui.markdown import set_prose
from crisisengine.tui.screens.base import BaseScreen, turn
from crisisengine.tui.typesetting import Sheet, broken, followed, hang, lines, says
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.header import HeaderBar
from crisisengine.tui.widgets.frame.line_input import LineInput
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["GlossaryScreen"]


class GlossaryScreen(BaseScreen):
    """Type to search, arrows to choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", N_("back"), key_display="esc"),
        Binding("down", "move(1)", N_("choose"), key_display="↑↓", priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "turn(1)", show=False, priority=True),
        Binding("pageup", "turn(-1)", show=False, priority=True),
    ]

    def __init__(self, session: Session, entry: str = "") -> None:
        super().__init__(id="glossary")
        self.session = session
        self.entries = session.scenario.glossary
        self.here = [name for name in glossary_links(session.view.text) if name in self.entries]
        """The entries that the present scene points to."""
        self.first = entry if entry in self.entries else ""

    def compose(self) -> ComposeResult:
        """Search line, terms, and the text of the chosen one."""
        yield HeaderBar(_("Glossary"), self.session.scenario.title)
        with Horizontal(id="lookup"):
            with Vertical(id="terms"):
                yield LineInput(placeholder=_("type to search"))
                yield OptionList(markup=False)
            with VerticalScroll(can_focus=False):
                yield TextPane(id="entry")
        yield FooterBar()

    def on_mount(self) -> None:
        """All terms, the asked one chosen."""
        self._list("")
        self.query_one(Input).focus()

    def _list(self, search: str) -> None:
        wanted = search.casefold()
        names = [*self.here, *(name for name in self.entries if name not in self.here)]
        found = [name for name in names if not wanted or wanted in self._whole(name)]
        found.sort(key=lambda name: not self.entries[name].term.casefold().startswith(wanted) if wanted else False)
        options = self.query_one(OptionList)
        options.set_options([Option(self._term(self.entries[name]), id=name) for name in found])
        if found:
            options.highlighted = found.index(self.first) if self.first in found else 0
        else:
            none = _("No entry has this in it. Clear the line to see them all.")
            told = none if self.entries else _("This scenario brings no glossary.")
            self.query_one("#entry", TextPane).show(lambda width: lines(hang(Content(told), width)))

    def _term(self, entry: GlossaryEntry) -> Sheet:
        here = says(_("in this scene") if entry.id in self.here else "", "$quiet")
        gap = says("  · ", "$quiet")
        return Sheet(lambda width: lines(followed(Content(entry.term), gap, here, width - 1, "  ")))

    def _whole(self, name: str) -> str:
        entry = self.entries[name]
        return f"{entry.term}\n{self.session.text(entry.text)}".casefold()

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        """Narrow the list down."""
        self.first = ""
        self._list(event.value.strip())

    @on(OptionList.OptionHighlighted)
    def read(self, event: OptionList.OptionHighlighted) -> None:
        """Show the marked entry."""
        entry = self.entries[event.option_id or ""]
        text = self.session.text(entry.text)
        see = ", ".join(self.entries[name].term if name in self.entries else name for name in entry.see)

        def lay(width: int) -> Content:
            out = [*broken(says(entry.term, "bold $accent"), width), Content(""), *set_prose(text, width)]
            if see:
                out += [Content(""), *hang(Content(see), width, says(_("See also: "), "$quiet"))]
            return lines(out)

        self.query_one("#entry", TextPane).show(lay)

    def action_move(self, direction: int) -> None:
        """Up and down work while the search line has the focus."""
        options = self.query_one(OptionList)
        if direction > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_turn(self, direction: int) -> None:
        """Scroll the text."""
        turn(self.query_one("#lookup > VerticalScroll"), direction)
