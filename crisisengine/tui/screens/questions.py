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
from crisisengine.limits import LONGEST_ANSWER
from crisisengine.text.messages import N_, _
from crisisengine.tui.screens.base import BaseDialog
from crisisengine.tui.typesetting import Sheet, hang, lines, says
from crisisengine.tui.widgets.debrief.decision import question_lines
from crisisengine.tui.widgets.frame.footer import FooterBar
from crisisengine.tui.widgets.frame.line_input import LineInput
from crisisengine.tui.widgets.frame.spacing import spaced
from crisisengine.tui.widgets.frame.text import TextPane

__all__ = ["QuestionsScreen"]


class QuestionsScreen(BaseDialog[None]):
    """A list; enter answers the marked question."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("back"), key_display="esc"),
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
        head = _("Questions to talk about")
        with Vertical(classes="dialog tall"):
            yield TextPane(lambda width: lines([*hang(says(head, "bold $accent"), width), Content("")]))
            yield OptionList(markup=False, id="questions")
            yield FooterBar(("enter", _("answer")))

    def on_mount(self) -> None:
        """Mark where to begin."""
        about = [question.id for question in self.asked if self.number and question.number == self.number]
        unanswered = [question.id for question in self.asked if not question.answer]
        self._fill((about or unanswered or [""])[0])
        self.query_one(OptionList).focus()

    def _fill(self, marked: str) -> None:
        """List the questions as they stand now, and mark that of an id."""
        self.asked = self.questions()
        place = next((place for place, question in enumerate(self.asked) if question.id == marked), 0)
        listed = self.query_one(OptionList)
        listed.set_options(spaced([Option(_sheet(number, question)) for number, question in enumerate(self.asked, 1)]))
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

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", N_("not now"))]

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

    def compose(self) -> ComposeResult:
        """The question, a line to write on, and how to go on."""
        with Vertical(classes="dialog"):
            yield TextPane(lambda width: lines(hang(Content(self.question.text), width)))
            yield LineInput(
                self.question.answer, placeholder=_("it is kept with the journal"), max_length=LONGEST_ANSWER
            )
            yield FooterBar(("enter", _("keep")), ("esc", _("not now")), ("ctrl+u", _("clear")), only=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter keeps it."""
        self.dismiss(event.value.strip())


def _sheet(number: int, question: Question) -> Sheet:
    return Sheet(lambda width: lines(question_lines(question, width - 1, f"{number:>2}")))
