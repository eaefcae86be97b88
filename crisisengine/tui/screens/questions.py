"""The questions of a run, and a line to answer each; what is written is kept with the journal at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from crisisengine.debriefing.model import Question
from crisisengine.tui.screens.base import BaseDialog
from crisisengine.tui.typesetting import Sheet, hang, lines, says
from crisisengine.tui.widgets.debrief.decision import question_lines
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.text import TextPane
from crisisengine.tui.widgets.play.offers import spaced

__all__ = ["QuestionsScreen"]

LONGEST = 2_000
HEAD = "Questions to talk about"


class QuestionsScreen(BaseDialog[None]):
    """A list; enter answers the marked one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back", key_display="esc"),
    ]

    def __init__(
        self, questions: Callable[[], Sequence[Question]], number: int, answer: Callable[[str, str], None]
    ) -> None:
        super().__init__()
        self.questions = questions
        """As they stand now."""
        self.asked = questions()
        """As they are listed: more may be found while somebody reads."""
        self.number = number
        """The decision whose questions are marked first; 0 for the first that has no answer."""
        self.answer = answer
        """Keeps an answer."""

    def compose(self) -> ComposeResult:
        """The questions with their answers."""
        with Vertical(classes="dialog tall"):
            yield TextPane(lambda width: lines([*hang(says(HEAD, "bold $accent"), width), Content("")]))
            yield OptionList(markup=False, id="questions")
            yield FooterBar("enter answer")

    def on_mount(self) -> None:
        """Mark where to begin."""
        about = [one.id for one in self.asked if self.number and one.number == self.number]
        open_ = [one.id for one in self.asked if not one.answer]
        self._fill((about or open_ or [""])[0])
        self.query_one(OptionList).focus()

    def _fill(self, marked: str) -> None:
        """List the questions as they stand now, and mark one by its id."""
        self.asked = self.questions()
        place = next((place for place, one in enumerate(self.asked) if one.id == marked), 0)
        listed = self.query_one(OptionList)
        listed.set_options(spaced([Option(_sheet(number, one)) for number, one in enumerate(self.asked, 1)]))
        listed.highlighted = 2 * place
        self.call_after_refresh(listed.scroll_to_highlight)

    @on(OptionList.OptionSelected)
    def write(self) -> None:
        """Write an answer to the marked question."""
        question = self.asked[(self.query_one(OptionList).highlighted or 0) // 2]

        def keep(text: str | None) -> None:
            if text is not None and text != question.answer:
                self.answer(question.id, text)
                self._fill(question.id)

        self.app.push_screen(AnswerDialog(question), keep)


class AnswerDialog(BaseDialog[str | None]):
    """Answers with the text, empty to take an answer back, or with None when all stays as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "not now")]

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

    def compose(self) -> ComposeResult:
        """The question, a line to write on, and how to go on."""
        with Vertical(classes="dialog"):
            yield TextPane(lambda width: lines(hang(Content(self.question.text), width)))
            yield Input(self.question.answer, placeholder="it is kept with the journal", max_length=LONGEST)
            yield TextPane(lambda width: lines(says("enter keep   esc not now   ctrl+u clear", "$quiet").wrap(width)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter keeps it."""
        self.dismiss(event.value.strip())


def _sheet(number: int, question: Question) -> Sheet:
    return Sheet(lambda width: lines(question_lines(question, width, f"{number:>2}")))
