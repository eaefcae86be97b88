"""The report of a run: contents on the left, the sections in the middle, the ledger beside them or below."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from crisisengine.session.debrief_view import DebriefView, ViewSection
from crisisengine.text.messages import N_, _
from crisisengine.tui.markdown import set_prose
from crisisengine.tui.typesetting import Lay, Sheet, hang, lines, says
from crisisengine.tui.widgets.debrief.ledger import LedgerTable
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["ReportSheet"]

LEDGER = N_("The causal ledger")
BLANK = 2
"""Lines between two parts; they belong to the one below them."""


def chapter(number: int, section: ViewSection) -> Lay:
    """One headed section."""

    def lay(width: int) -> Content:
        head = says(f"{number}  ", "$quiet") + says(section.title, "bold $accent")
        return lines([head, Content(""), *set_prose(section.markdown, width)])

    return lay


def entry(number: int, title: str) -> Sheet:
    """A line of the contents."""
    return Sheet(lambda width: lines(hang(Content(title), width - 1, says(f"{number:>2}  ", "bold $accent"))))


def told(debrief_view: DebriefView) -> list[ViewSection]:
    """The sections that say something."""
    return [section for section in debrief_view.sections if section.markdown.strip()]


def _of(section: ViewSection) -> str:
    """By which a part is known again."""
    return section.key or section.title


class ReportSheet(Horizontal):
    """One long sheet with a table of contents."""

    def __init__(self, debrief_view: DebriefView) -> None:
        super().__init__(id="report")
        self.debrief_view = debrief_view
        self.found: tuple[int, int] = (0, -1)
        """Where the words that were searched for last stand: which part, which of its lines."""
        self.sections = told(debrief_view)

    @property
    def titles(self) -> list[str]:
        """What the contents name."""
        return [section.title for section in self.sections] + [_(LEDGER)] * bool(self.debrief_view.ledger)

    @property
    def sources(self) -> int:
        """The number of the part that names the works cited; 0 where there is none."""
        keys = [section.key for section in self.sections]
        return keys.index("sources") + 1 if "sources" in keys else 0

    @property
    def scroll(self) -> Widget:
        """What is longer than the window."""
        return self.query_one("#report-text")

    def compose(self) -> ComposeResult:
        """Contents, sections, ledger."""
        yield OptionList(*self._entries(), markup=False, id="contents")
        with VerticalScroll(id="report-text", can_focus=False):
            for number, section in enumerate(self.sections, 1):
                yield TextPane(chapter(number, section), id=f"part-{number}", classes="part")
            if self.debrief_view.ledger:
                yield from self._ledger()
        if self.debrief_view.ledger:
            with VerticalScroll(id="report-ledger", can_focus=False):
                yield from self._ledger()

    def _entries(self) -> list[Option]:
        return [Option(entry(number, title)) for number, title in enumerate(self.titles, 1)]

    def _head(self) -> Content:
        return says(f"{len(self.titles)}  ", "$quiet") + says(_(LEDGER), "bold $accent")

    def _ledger(self) -> ComposeResult:
        """At the end of the reading, or beside it where the window is wide; one of the two is shown."""
        yield TextPane(lambda _width: self._head(), classes="ledger-head")
        yield LedgerTable(self.debrief_view.ledger)

    def enter(self) -> None:
        """Begin to read."""
        self.query_one(OptionList).focus()

    def follow(self) -> None:
        """Mark in the contents what stands at the top of the page, unless the marked part begins on it."""
        contents, scroll = self.query_one(OptionList), self.scroll
        begins = [part.virtual_region.y for part in self.query("#report-text > .part, #report-text > .ledger-head")]
        marked = contents.highlighted
        if marked is None or not begins or marked >= len(begins):
            return
        if not scroll.scroll_y <= begins[marked] < scroll.scroll_y + scroll.size.height:
            with contents.prevent(OptionList.OptionHighlighted):  # it is read already: nothing goes there
                contents.highlighted = max(bisect_right(begins, scroll.scroll_y + BLANK) - 1, 0)

    def take(self, debrief_view: DebriefView) -> None:
        """A fuller reading of the same run, with parts that were not there before; what stands at the top of the page stays there."""
        earlier, self.debrief_view, self.sections = self.sections, debrief_view, told(debrief_view)
        parts = list(self.query(".part").results(TextPane))
        scroll = self.scroll
        above = next((at for at, part in enumerate(parts) if part.virtual_region.bottom > scroll.scroll_y), None)
        top, depth = None, 0.0
        if above is not None:
            depth = scroll.scroll_y - parts[above].virtual_region.y
            here = _of(earlier[above])
            top = next((at for at, section in enumerate(self.sections) if _of(section) == here), None)
        for number in range(len(parts) + 1, len(self.sections) + 1):
            parts.append(TextPane(id=f"part-{number}", classes="part"))
            self.scroll.mount(parts[-1], after=number - 2)
        for number, (part, section) in enumerate(zip(parts, self.sections, strict=False), 1):
            part.show(chapter(number, section))
        for part in parts[len(self.sections) :]:
            part.remove()
        if list(map(_of, earlier)) != list(map(_of, self.sections)):
            self._name_anew(earlier)

        def back() -> None:
            if top is not None and self.display:
                scroll.scroll_to(y=parts[top].virtual_region.y + depth, animate=False)

        self.call_after_refresh(back)

    def _name_anew(self, earlier: Sequence[ViewSection]) -> None:
        """The contents of other parts; the part that was marked stays marked."""
        contents = self.query_one(OptionList)
        marked = contents.highlighted
        with contents.prevent(OptionList.OptionHighlighted):
            contents.clear_options()
            contents.add_options(self._entries())
            if marked is not None:
                wanted = _of(earlier[marked]) if marked < len(earlier) else None
                numbers = [at for at, section in enumerate(self.sections) if _of(section) == wanted]
                contents.highlighted = numbers[0] if numbers else len(self.titles) - 1
        for head in self.query(".ledger-head").results(TextPane):
            head.show(lambda _width: self._head())

    @on(OptionList.OptionSelected)
    @on(OptionList.OptionHighlighted)
    def go(self, event: OptionList.OptionHighlighted | OptionList.OptionSelected) -> None:
        """To the marked part."""
        self._show(event.option_index + 1)

    def jump(self, number: int) -> None:
        """To a part by its number."""
        if number <= len(self.titles):
            contents = self.query_one(OptionList)
            if contents.highlighted == number - 1:
                self._show(number)
            contents.highlighted = number - 1

    def find(self, words: str, *, again: bool) -> bool:
        """Go to the next line in which some words stand, from the first part on unless it is `again`; whether there is one."""
        parts, wanted = list(self.query(".part").results(TextPane)), words.casefold()
        places = [
            (number, line)
            for number, part in enumerate(parts)
            for line, text in enumerate(part.sheet.at(part.content_size.width).plain.casefold().split("\n"))
            if wanted in text
        ]
        if not places:
            return False
        here = self.found if again else (0, -1)
        self.found = next((place for place in places if place > here), places[0])
        number, line = self.found
        self.scroll.scroll_to(y=parts[number].virtual_region.y + line, animate=False)
        return True

    def _show(self, number: int) -> None:
        ledger = self.titles[number - 1] == _(LEDGER)
        part = self.query(".ledger-head").first(TextPane) if ledger else self.query_one(f"#part-{number}", TextPane)
        if part.display and part.region.width:
            self.scroll.scroll_to_widget(part, animate=False, top=True)
