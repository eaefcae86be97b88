"""Reading a run that has ended: at once without the roads that were still open, and once more when they are known.

Which endings were still possible takes up to a minute to work out and loads NumPy, so it is done in a thread; those who
play the same scenario in one room share what was found.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Thread

from attrs import define, field

from crisisengine.budget import DEBRIEF, DECISION, Budget, OverBudget
from crisisengine.debriefing.reachability import Reachability
from crisisengine.engine.run import Run
from crisisengine.model.scenario import Scenario
from crisisengine.session.debrief_view import DebriefView, answered, view_of_debrief
from crisisengine.session.session import Session

__all__ = ["Foresight", "SlowReading"]

Ask = Callable[[Scenario, Budget], Reachability]


@define(eq=False)
class Foresight:
    """Who knows what could still become of a state of one scenario; asked once, by whoever comes first."""

    ask: Ask
    _found: Reachability | None = field(init=False, default=None)
    _turn: Lock = field(init=False, factory=Lock)

    def read(self, run: Run, budget: Budget) -> DebriefView:
        """A run read with it, one run at a time. Raises OverBudget where nobody waits any more."""
        with self._turn:
            if self._found is None:
                self._found = self.ask(run.scenario, budget)
            return view_of_debrief(run, self._found, budget)


@define(eq=False)
class SlowReading:
    """Of one run."""

    foresight: Foresight
    closed: bool = False
    """Whether nobody waits any more."""
    _run: Run | None = field(init=False, default=None)
    """That is being read, or was."""
    _seen: DebriefView | None = field(init=False, default=None)
    failed: str = field(init=False, default="")
    """Why it cannot be read with what was possible; empty while it can."""

    def begin(self, session: Session) -> None:
        """Read a run that has ended, unless that is being done."""
        run = session.run
        if self._run is not None and self._run.moves is run.moves:
            return
        self._run, self._seen, self.failed = run, view_of_debrief(run, budget=DECISION.begin()), ""
        Thread(target=self._read, args=(run,), daemon=True).start()

    def seen(self, session: Session) -> DebriefView | None:
        """The debrief as far as it is known, with the answers of now; None before the end."""
        if not session.ended:
            return None
        self.begin(session)
        assert self._seen is not None, "it was begun"
        return answered(self._seen, session.run.answers)

    def _read(self, run: Run) -> None:
        budget = DEBRIEF.begin(lambda: not self.closed and self._run is run)
        try:
            found = self.foresight.read(run, budget)
        except OverBudget:  # nobody waits for it any more
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, the debrief stays readable without it
            self.failed = str(error) or type(error).__name__
            return
        if self._run is run:
            self._seen = found
