"""A run being played: the run itself, what is seen of it, and where it is kept. All front ends play through it.

A decision is on the disk before it is shown. What goes wrong is a sentence for the person, never a lost run: a disk that
refuses leaves the run going on (`unkept` says why it is not kept); a decision that cannot be taken, or that would make
the run too long to be read again, is not taken.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crisisengine import storage
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.engine import view as seen
from crisisengine.engine.rendering import render
from crisisengine.engine.rules import Step
from crisisengine.engine.run import Run
from crisisengine.engine.situation import Situation, situation
from crisisengine.engine.view_model import Account, Indicator, View
from crisisengine.errors import ChoiceRefused, CrisisError, FilesError, JournalError
from crisisengine.model.prose import Prose
from crisisengine.model.scenario import Scenario
from crisisengine.session.entries import JournalEntry, entry
from crisisengine.session.views import Look, Views
from crisisengine.text.messages import _
from crisisengine.text.printable import printable

if TYPE_CHECKING:
    from crisisengine.debriefing.reachability import Reachability
    from crisisengine.session.branches import BranchLine
    from crisisengine.session.debrief_view import DebriefView

__all__ = ["Session"]

LOOK_AHEAD = 0.1
"""Seconds for looking whether the run is about to end."""


Tell = Callable[[Scenario, Step, Sequence[Step]], Account]


class Session:
    """One run being played: the run, what is seen of it, and where it is kept."""

    def __init__(
        self, run: Run, save: storage.Save | None = None, look: Look = seen.view, tell: Tell = seen.account
    ) -> None:
        self.run = run
        self.save = save
        self.unkept = ""
        """Why the last decisions are not on the disk; empty when they are."""
        self.way_of_playing = ""
        """The option with which somebody chose how to play, `--plain` or `--browser`, so that the run goes on like that."""
        self.views = Views(run, look)
        """What was seen, state by state; the present one last."""
        self._tell = tell
        self._accounts: dict[int, Account] = {}

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

    def situation(self) -> Situation | None:
        """Where things are now; None of a scenario without a place."""
        scenes = [*(step.decision.scene for step in self.run.steps), self.view.place]
        return situation(self.scenario, scenes, self.view.parties)

    def account(self, number: int | None = None) -> Account | None:
        """What a decision did, by its number from 1, or else what the last one did; None before the first.

        Raises:
            ChoiceRefused: there is no decision of that number.
        """
        steps = self.run.steps
        if number is None:
            number = len(steps)
            if not number:
                return None
        if not 0 < number <= len(steps):
            raise ChoiceRefused(f"there is no decision {number}")
        if number not in self._accounts:
            step, moves = steps[number - 1], self.run.moves
            self._accounts[number] = self._tell(self.scenario, step, moves[: moves.index(step)])
        return self._accounts[number]

    def sent(self, number: int) -> tuple[Account, ...]:
        """What a facilitator sent behind so many decisions, 0 for none, and before the next."""
        sent = self.run.sends
        return tuple(self._tell(self.scenario, step, ()) for step in sent[number]) if number < len(sent) else ()

    # going on and back

    def decide(self, measure: str, why: str = "", by: str = "") -> str:
        """Take a measure and keep the run, with who decided and why; what went wrong, in words, or nothing.

        Where the measure cannot be taken, `run` is what it was; where only the disk refused, `unkept` says so.
        """
        try:
            return self._go_on(self.run.decide(measure, why=storage.note(why), by=storage.note(by), at=storage.now()))
        except ChoiceRefused as refusal:
            return str(refusal)

    def send(self, inject: str, by: str = "") -> str:
        """Send a contingency inject, as a facilitator does, and keep the run; what went wrong, in words, or nothing."""
        try:
            return self._go_on(self.run.send(inject, by=storage.note(by), at=storage.now()))
        except ChoiceRefused as refusal:
            return str(refusal)

    def undo(self) -> str:
        """Take the last decision back, or what was sent after it; it is kept as a branch. What went wrong, or nothing."""
        return self._go_on(self.run.undo()) if self.run.moves else ""

    def what_if(self, number: int) -> str:
        """Go back to before a decision, from 1; the present line is kept as a branch. What went wrong, or nothing."""
        try:
            return self._go_on(self.run.what_if(number))
        except ChoiceRefused as refusal:
            return str(refusal)

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
            return _("This branch no longer fits the scenario: {refusal}.", refusal=refusal)

    def answer(self, question: str, text: str) -> str:
        """Keep an answer to a question of the debrief, or to the `theory`; an empty one takes it back. What went wrong, or nothing."""
        return self._go_on(self.run.answered(question, text))

    def _go_on(self, run: Run) -> str:
        """With another state of the run, once it is kept."""
        try:
            trouble = self._stored(run)
        except JournalError as error:  # nobody could read it again
            return _said(error)
        count = min(len(run.moves), len(self.run.moves))
        kept = run.moves[:count] if run.moves[:count] == self.run.moves[:count] else ()
        shared = sum(not move.decision.send for move in kept)
        self._accounts = {number: told for number, told in self._accounts.items() if number <= shared}
        self.views.follow(run, shared)
        self.run = run
        return trouble

    # where it is kept

    def store(self, *, untouched: bool = False) -> str:
        """Keep the run; what there is to say about it, in words, or nothing.

        Args:
            untouched: keep a run as well in which nothing has been decided yet.
        """
        try:
            return self._stored(self.run, untouched=untouched)
        except JournalError as error:
            self.unkept = _said(error)
            return self.unkept

    def _stored(self, run: Run, *, untouched: bool = False) -> str:
        """Put a run on the disk, where it is to be kept; what the disk refused, in words, or nothing.

        Raises:
            JournalError: it is one that nobody could read again.
        """
        if self.save is None or (not run.moves and not run.answers and self.save.path is None and not untouched):
            return ""
        self.unkept = ""
        try:
            return self.save.store(run)
        except FilesError as error:
            self.unkept = _said(error)
            return self.unkept

    @property
    def place(self) -> str:
        """Where the run is kept, as it can be shown; empty while there is nothing to keep."""
        return printable(str(self.save.path)) if self.save and self.save.path else ""

    @property
    def way_back(self) -> str:
        """The command that goes on with this run, or reads it when it has ended; empty while nothing is kept.

        It names the scenario where the id in the journal alone would not lead to it.
        """
        if self.save is None or self.save.path is None:
            return ""
        words = ["crisisengine", "debrief" if self.ended else "play", _as_argument(self.save.path)]
        if self.scenario.in_plain_words and not self.ended:
            words.append("--plain-words")
        if self.way_of_playing and not self.ended:
            words.append(self.way_of_playing)
        source = self.save.scenario_path
        if source is not None and not storage.leads_to(source, self.save.path):
            words += ["--scenario", _as_argument(source)]
        return shlex.join(words)

    @property
    def farewell(self) -> str:
        """Where the run is kept and how to come back to it, for whoever leaves; empty while nothing is kept."""
        if not self.place:
            return ""
        kept = _("The run is kept in {path}", path=self.place)
        if self.ended:
            return f"{kept}\n{_('Read all of it with: {command}', command=printable(self.way_back))}\n"
        return f"{kept}\n{_('Go on with: {command}', command=printable(self.way_back))}\n"

    def keep_as(self, name: str) -> Path:
        """Keep a copy under a name of its own: a save slot.

        Raises:
            FilesError: the disk refused it.
        """
        if self.save is None:
            raise FilesError(_("this run is not kept anywhere"))
        slot = self.save.copy(self.run, name)
        return slot.path or slot.folder

    # what is read

    def text(self, prose: Prose) -> str:
        """A prose of the scenario as Markdown, as it reads now."""
        return render(self.scenario, self.run.state, prose)

    def debrief_view(self, reachability: Reachability | None = None, budget: Budget = UNLIMITED) -> DebriefView:
        """The debrief of this run; with a `Reachability` also which endings were still possible.

        Raises:
            OverBudget: whoever waited for it has gone, and for no other reason.
        """
        from crisisengine.session.debrief_view import view_of_debrief  # noqa: PLC0415  # only at the end

        return view_of_debrief(self.run, reachability, budget)

    def values(self, number: int = -1) -> dict[str, int]:
        """Every visible value of a state by its variable's name."""
        return {indicator.variable: indicator.value for indicator in _visible(self.views[number])}

    def last_rungs(self) -> frozenset[str]:
        """The visible values that may end the run with the next decision, one step from where they stand."""
        from crisisengine.session.last_rungs import last_rungs  # noqa: PLC0415  # only where they are shown

        return last_rungs(self.scenario, self.run.state, Budget(LOOK_AHEAD))

    def past(self, most: int = 12) -> dict[str, tuple[int, ...]]:
        """The last values of each variable, oldest first; at most so many."""
        states = [{indicator.variable: indicator.value for indicator in _visible(view)} for view in self.views[-most:]]
        return {name: tuple(values[name] for values in states if name in values) for name in states[-1]}

    def entries(self) -> tuple[JournalEntry, ...]:
        """The decisions so far."""
        return tuple(
            entry(number, step.decision, view, self.account(number), self.sent(number - 1), ended=self.ended)
            for number, (step, view) in enumerate(zip(self.run.steps, self.views, strict=False), 1)
        )


def _as_argument(path: Path) -> str:
    """A path that no command takes for an option."""
    return f"./{path}" if str(path).startswith("-") else str(path)


def _said(error: CrisisError) -> str:
    return f"{error}; {error.hint}" if error.hint else str(error)


def _visible(view: View) -> list[Indicator]:
    return [*view.indicators, *(indicator for party in view.parties for indicator in party.indicators)]
