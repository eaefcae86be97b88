"""A run's debrief as the screen shows it: the report's own sections, and the ledger as rows instead of a table."""

from __future__ import annotations

from attrs import frozen

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.debriefing import Debrief, LedgerLine, debrief
from crisisengine.debriefing.reachability import Reachability
from crisisengine.engine.run import Run
from crisisengine.reports.sections import sections
from crisisengine.text.messages import _

__all__ = ["DebriefView", "LedgerRow", "ViewSection", "debrief_view"]

_NOT_SHOWN = frozenset({"ledger", "ways"})
"""Sections that the screen shows better than a table could, and those that give the way away to whoever did not ask."""


@frozen(eq=False, repr=False)
class ViewSection:
    """A part of the debrief, in Markdown."""

    title: str
    markdown: str


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


def debrief_view(run: Run, reachability: Reachability | None = None, budget: Budget = UNLIMITED) -> DebriefView:
    """Everything that the debrief screen shows, as far as the budget goes; the roads not taken where somebody knows them.

    Raises:
        OverBudget: somebody wants to stop, and for no other reason.
    """
    whole = debrief(run, reachability, budget)
    told = [
        ViewSection(section.title, section.markdown)
        for section in sections(whole, situations=False)
        if section.key not in _NOT_SHOWN
    ]
    rows = [_row(run, line) for line in whole.ledger if line.watched]
    return DebriefView(whole.title, tuple(told), tuple(rows), whole)


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
