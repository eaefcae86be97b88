"""The debrief: where the run ended, what really happened, and the whole chain of causes."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from crisisengine.tui import doors
from crisisengine.tui.desk import Sitting
from crisisengine.tui.prose import set_prose
from crisisengine.tui.reading import Section
from crisisengine.tui.screens.room import Room
from crisisengine.tui.typeset import Lay, lines, says
from crisisengine.tui.widgets.keyline import KeyLine
from crisisengine.tui.widgets.ledger import Ledger
from crisisengine.tui.widgets.masthead import Masthead, when
from crisisengine.tui.widgets.paper import Paper

__all__ = ["Debrief"]

LEDGER = "The causal ledger"


def chapter(number: int, section: Section) -> Lay:
    """One headed section."""

    def lay(width: int) -> Content:
        head = says(f"{number}  ", "$quiet") + says(section.title, "bold $accent")
        return lines([head, Content(""), *set_prose(section.markdown, width)])

    return lay


class Debrief(Room):
    """One long sheet with a table of contents; number keys jump."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,pagedown", "turn(1)", "read on", key_display="space", priority=True),
        Binding("pageup", "turn(-1)", show=False, priority=True),
        *(Binding(str(number), f"jump({number})", show=False) for number in range(1, 10)),
        Binding("u", "undo", "take back the last decision"),
        Binding("j", "journal", "journal"),
        Binding("g", "app.glossary", "glossary"),
        Binding("l,escape", "app.library", "library", key_display="l"),
    ]

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self.reading = sitting.reading()
        self.sections = [section for section in self.reading.sections if section.markdown.strip()]
        self.titles = [section.title for section in self.sections]
        if self.reading.ledger:
            self.titles.append(LEDGER)

    def compose(self) -> ComposeResult:
        """Contents on the left, the reading on the right."""
        view = self.sitting.view
        yield Masthead(self.reading.title or view.scenario, "Debrief", when(view))
        with Horizontal(id="debrief"):
            yield OptionList(
                *(Option(says(f"{number}  ", "bold $accent") + title) for number, title in enumerate(self.titles, 1)),
                markup=False,
                id="contents",
            )
            with VerticalScroll(id="reading", can_focus=False):
                for number, section in enumerate(self.sections, 1):
                    yield Paper(chapter(number, section), id=f"part-{number}", classes="part")
                if self.reading.ledger:
                    yield from self._ledger()
            if self.reading.ledger:
                with VerticalScroll(id="beside", can_focus=False):
                    yield from self._ledger()
        yield KeyLine()

    def _ledger(self) -> ComposeResult:
        """At the end of the reading, or beside it where the window is wide; one of the two is shown."""
        head = says(f"{len(self.titles)}  ", "$quiet") + says(LEDGER, "bold $accent")
        yield Paper(lambda _width: head, classes="ledger-head")
        yield Ledger(self.reading.ledger)

    def on_mount(self) -> None:
        """Tell the footer how many parts there are."""
        self.query_one(KeyLine).say(f"1-{len(self.titles)} go to" if self.titles else "")
        self.watch(self.query_one("#reading"), "scroll_y", self.refresh_bindings, init=False)
        self.query_one(OptionList).focus()
        self.call_after_refresh(self.refresh_bindings)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer names only what works now."""
        if action == "turn" and parameters == (1,) and self.is_mounted:
            reading = self.query_one("#reading")
            return reading.max_scroll_y > round(reading.scroll_y)
        if action == "undo":
            return bool(self.sitting.run.steps)
        if action == "glossary":
            return bool(self.sitting.scenario.glossary)
        return True

    @on(OptionList.OptionSelected)
    @on(OptionList.OptionHighlighted)
    def go(self, event: OptionList.OptionHighlighted | OptionList.OptionSelected) -> None:
        """To the marked part."""
        self._show(event.option_index + 1)

    def _show(self, number: int) -> None:
        if number <= len(self.sections):
            part = self.query_one(f"#part-{number}", Paper)
        else:
            part = self.query(".ledger-head").first(Paper)
        if part.display and part.region.width:
            self.query_one("#reading").scroll_to_widget(part, animate=False, top=True)

    def action_jump(self, number: int) -> None:
        """To a part by its number."""
        if number <= len(self.titles):
            contents = self.query_one(OptionList)
            if contents.highlighted == number - 1:
                self._show(number)
            contents.highlighted = number - 1

    def action_turn(self, direction: int) -> None:
        """Scroll by a page."""
        reading = self.query_one("#reading")
        reading.scroll_relative(y=direction * max(reading.size.height - 2, 1), animate=False)

    def action_undo(self) -> None:
        """Back to before the last decision; the ended run is kept as a branch."""
        self.complain(self.sitting.undo())
        self.lobby.go(doors.play(self.sitting))

    def action_journal(self) -> None:
        """The decisions."""
        from crisisengine.tui.screens.journal import Journal  # noqa: PLC0415  # not before it is needed

        self.app.push_screen(Journal(self.sitting))
