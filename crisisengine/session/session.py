"""A run being played: the run itself, what is seen of it, and where it is kept.

A failing disk is a sentence for the person at the desk, never a lost run.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from crisisengine import storage
from crisisengine.budget import Budget
from crisisengine.engine import view as seen
from crisisengine.engine.rendering import render
from crisisengine.engine.rules import State, Step
from crisisengine.engine.run import Run
from crisisengine.engine.view_model import Account, Indicator, Movement, View
from crisisengine.errors import ChoiceRefused, FilesError
from crisisengine.model.prose import Prose
from crisisengine.model.scenario import Scenario

if TYPE_CHECKING:
    from crisisengine.debriefing.reachability import Reachability
    from crisisengine.session.branches import BranchLine
    from crisisengine.session.debrief_view import DebriefView

__all__ = ["JournalEntry", "Session"]

LOOK_AHEAD = 0.1
"""Seconds for looking whether the run is about to end."""


@frozen(eq=False, repr=False)
class JournalEntry:
    """One decision as the record tells it."""

    number: int
    date: str
    scene: str
    label: str
    outcome: str
    why: str
    by: str
    expected: str
    at: str
    movements: tuple[Movement, ...]
    """What it changed that can be seen."""


Look = Callable[[Scenario, State], View]
Tell = Callable[[Scenario, Step], Account]


class Session:
    """One run being played: the run, what is seen of it, and where it is kept."""

    def __init__(
        self, run: Run, save: storage.Save | None = None, look: Look = seen.view, tell: Tell = seen.account
    ) -> None:
        self.run = run
        self.save = save
        self._look = look
        self._tell = tell
        self._accounts: dict[int, Account] = {}
        self.unkept = ""
        """Why the last decisions are not on the disk; empty when they are."""
        self.views = self._seen()
        """What was seen, state by state; the present one last."""

    @property
    def scenario(self) -> Scenario:
        """What is being played."""
        return self.run.scenario

    @property
    def view(self) -> View:
        """What is seen now."""
        return self.views[-1]

    @property
    def ended(self) -> bool:
        """Whether an ending is reached."""
        return self.view.ending is not None

    def account(self, number: int = -1) -> Account | None:
        """What a decision did: the last one, or the one of that index; None before the first."""
        steps = self.run.steps
        if not steps:
            return None
        index = number % len(steps)
        if index not in self._accounts:
            self._accounts[index] = self._tell(self.scenario, steps[index])
        return self._accounts[index]

    def decide(self, measure: str, why: str = "") -> str:
        """Take a measure and keep the run; what went wrong in keeping it, in words, or nothing."""
        self.run = self.run.decide(measure, why=why)
        self.views.append(self._look(self.scenario, self.run.state))
        return self.store()

    def undo(self) -> str:
        """Take the last decision back; what went wrong in keeping that, or nothing."""
        if self.run.steps:
            self.run = self.run.undo()
            self.views.pop()
            self._accounts.pop(len(self.run.steps), None)
            return self.store()
        return ""

    def what_if(self, number: int) -> str:
        """Go back to before a decision, from 1; the present line is kept as a branch. What went wrong, or nothing."""
        return self._go_on(self.run.what_if(number))

    def branch_lines(self) -> tuple[BranchLine, ...]:
        """The lines that were left and can be taken up again."""
        from crisisengine.session.branches import branch_lines  # noqa: PLC0415  # only where they are looked at

        return branch_lines(self.run)

    def take_up(self, index: int) -> str:
        """Go on with a branch; the present line becomes one in turn. What went wrong, or nothing."""
        from crisisengine.session.branches import taken_up  # noqa: PLC0415  # as above

        try:
            return self._go_on(taken_up(self.run, index))
        except ChoiceRefused as refusal:
            return f"This branch no longer fits the scenario: {refusal}."

    def answer(self, question: str, text: str) -> str:
        """Keep an answer to a question of the debrief; an empty one takes it back. What went wrong, or nothing."""
        self.run = self.run.answered(question, text)
        return self.store()

    def _go_on(self, run: Run) -> str:
        """With another line of the same journal."""
        self.run = run
        self._accounts.clear()
        self.views = self._seen()
        return self.store()

    def _seen(self) -> list[View]:
        return [self._look(self.scenario, state) for state in (*(one.before for one in self.run.steps), self.run.state)]

    def store(self) -> str:
        """Keep the run; what there is to say about it, in words, or nothing. A run without decisions is not kept."""
        if self.save is None or (not self.run.steps and self.save.path is None):
            return ""
        self.unkept = ""
        try:
            return self.save.store(self.run)
        except FilesError as error:
            self.unkept = f"{error}; {error.hint}" if error.hint else str(error)
            return self.unkept

    @property
    def place(self) -> str:
        """Where the run is kept; empty while there is nothing to keep."""
        return str(self.save.path) if self.save and self.save.path else ""

    def keep_as(self, name: str) -> Path:
        """Keep a copy under a name of its own: a save slot.

        Raises:
            FilesError: the disk refused it.

        """
        if self.save is None:
            raise FilesError("this run is not kept anywhere")
        slot = self.save.copy(self.run, name)
        return slot.path or slot.folder

    def text(self, prose: Prose) -> str:
        """A prose of the scenario as Markdown, as it reads now."""
        return render(self.scenario, self.run.state, prose)

    def debrief_view(self, reachability: Reachability | None = None) -> DebriefView:
        """The debrief of this run; with an oracle also the roads not taken."""
        from crisisengine.session.debrief_view import debrief_view  # noqa: PLC0415  # only at the end

        return debrief_view(self.run, reachability)

    def values(self, number: int = -1) -> dict[str, int]:
        """Every visible value of a state by its variable's name."""
        return {indicator.variable: indicator.value for indicator in _visible(self.views[number])}

    def last_rungs(self) -> frozenset[str]:
        """The visible values that end the run when they go one rung for the worse."""
        from crisisengine.session.last_rungs import last_rungs  # noqa: PLC0415  # only where they are shown

        return last_rungs(self.scenario, self.run.state, Budget(LOOK_AHEAD))

    def past(self, most: int = 12) -> dict[str, tuple[int, ...]]:
        """The last values of each variable, oldest first."""
        states = [{one.variable: one.value for one in _visible(view)} for view in self.views[-most:]]
        return {name: tuple(values[name] for values in states if name in values) for name in states[-1]}

    def entries(self) -> tuple[JournalEntry, ...]:
        """The decisions so far."""
        out = []
        for number, (step, view) in enumerate(zip(self.run.steps, self.views, strict=False), 1):
            decision = step.decision
            offer = next((offer for offer in view.offers if offer.measure == decision.measure), None)
            out.append(
                JournalEntry(
                    number=number,
                    date=view.clock.date if view.clock else "",
                    scene=view.title,
                    label=offer.label if offer else decision.measure,
                    outcome=(decision.outcome or "").replace("_", " "),
                    why=decision.why,
                    by=decision.by,
                    expected=decision.expected,
                    at=decision.at,
                    movements=told.movements if (told := self.account(number - 1)) else (),
                )
            )
        return tuple(out)


def _visible(view: View) -> list[Indicator]:
    return [*view.indicators, *(indicator for party in view.parties for indicator in party.indicators)]
