"""A run's debrief as the screen shows it: the report's own sections, and the ledger as rows instead of a table."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.debriefing import Debrief, LedgerLine, debrief
from crisisengine.debriefing.questions import answered_earlier
from crisisengine.debriefing.reachability import Reachability
from crisisengine.debriefing.theories import theories
from crisisengine.engine.run import Answer, Run
from crisisengine.reports.sections import sections
from crisisengine.text.messages import _

__all__ = ["DebriefView", "LedgerRow", "ViewSection", "answered", "view_of_debrief"]

_NOT_SHOWN = frozenset({"ledger", "ways"})
"""Sections that the screen shows better than a table could, and those that give the way away to whoever did not ask."""


@frozen(eq=False, repr=False)
class ViewSection:
    """A part of the debrief, in Markdown."""

    title: str
    markdown: str
    key: str = ""
    """By which the report knows it, in whatever language its title is."""


@frozen(kw_only=True, eq=False, repr=False)
class LedgerRow:
    """One change in the causal ledger: when, what, from, to, and because of what."""

    number: int
    date: str
    label: str
    before: str
    after: str
    change: int
    better: str
    cause: str
    sort: str = "number"
    """`number`, `truth` or `word`."""


@frozen(eq=False, repr=False)
class DebriefView:
    """A debrief, ready for the screen."""

    title: str
    sections: tuple[ViewSection, ...]
    ledger: tuple[LedgerRow, ...]
    whole: Debrief
    """What it is made of."""

    @property
    def known(self) -> bool:
        """Whether somebody has looked at what could still become of the run."""
        return not self.whole.reviews or self.whole.reviews[0].before is not None

    def changes(self, number: int) -> tuple[LedgerRow, ...]:
        """The changes of one decision."""
        return tuple(row for row in self.ledger if row.number == number)


def view_of_debrief(run: Run, reachability: Reachability | None = None, budget: Budget = UNLIMITED) -> DebriefView:
    """Everything that the debrief screen shows; with a `Reachability` also which endings were still possible.

    Raises:
        OverBudget: whoever waited for it has gone, and for no other reason; what there was no time for is named.
    """
    whole = debrief(run, reachability, budget)
    rows = tuple(_row(run, line) for line in whole.ledger if line.watched)
    return DebriefView(whole.title, _told(whole), rows, whole)


def answered(seen: DebriefView, answers: Sequence[Answer]) -> DebriefView:
    """The same debrief with other answers; nothing is worked out again."""
    texts = {answer.question: answer.text for answer in answers}
    questions = tuple(evolve(asked, answer=texts.get(asked.id, "")) for asked in seen.whole.questions)
    believed = theories(seen.whole.theories.question, answers) if seen.whole.theories else None
    earlier = answered_earlier(questions, answers, believed)
    if (questions, earlier, believed) == (seen.whole.questions, seen.whole.answered_earlier, seen.whole.theories):
        return seen
    whole = evolve(seen.whole, questions=questions, answered_earlier=earlier, theories=believed)
    return evolve(seen, sections=_told(whole), whole=whole)


def _told(whole: Debrief) -> tuple[ViewSection, ...]:
    shown = (section for section in sections(whole, situations=False) if section.key not in _NOT_SHOWN)
    return tuple(ViewSection(section.title, section.markdown, section.key) for section in shown)


def _row(run: Run, line: LedgerLine) -> LedgerRow:
    return LedgerRow(
        number=line.number,
        date=line.date,
        label=_("{label} (hidden while playing)", label=line.label) if line.hidden else line.label,
        before=line.word_before,
        after=line.word_after if line.before != line.after else _("{word}, the end of its scale", word=line.word_after),
        change=line.after - line.before,
        better=run.scenario.variables[line.variable].better,
        cause=_("{cause} ({because})", cause=line.cause, because=line.because) if line.because else line.cause,
        sort=line.sort,
    )
