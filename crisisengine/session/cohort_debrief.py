"""Everybody's runs read together, in a thread, while the room talks: what was still possible takes a while to work out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from threading import Thread
from typing import TYPE_CHECKING

from attrs import define, field

from crisisengine.budget import DEBRIEF, Budget, OverBudget
from crisisengine.engine.run import Run

if TYPE_CHECKING:  # what reads runs slowly is loaded when there is something to read
    from crisisengine.debriefing.cohort import Cohort
    from crisisengine.debriefing.model import Debrief
    from crisisengine.debriefing.reachability import Reachability

__all__ = ["CohortReading", "read_cohort", "read_each"]


def read_cohort(runs: Mapping[str, Run], budget: Budget) -> Cohort:
    """Runs of one scenario, by what the report calls them, read together.

    Raises:
        OverBudget: whoever waited for it has gone, and for no other reason.
    """
    from crisisengine.debriefing.cohort import read_together  # noqa: PLC0415 - as above
    from crisisengine.session.reachability import reachability_of  # noqa: PLC0415 - loads NumPy

    reachability = reachability_of(next(iter(runs.values())).scenario, budget)
    return read_together(read_each(list(runs.values()), reachability, budget), list(runs))


def read_each(runs: Sequence[Run], reachability: Reachability, budget: Budget) -> list[Debrief]:
    """The debriefs of runs of one scenario, which share two thirds of the time: what was read is still to be written.

    Raises:
        OverBudget: as `read_cohort`.
    """
    from crisisengine.debriefing import debrief  # noqa: PLC0415 - as above

    reading = budget.part(budget.left * 2 / 3)
    return [
        debrief(run, reachability, reading.part(reading.left / left))
        for left, run in zip(range(len(runs), 0, -1), runs, strict=True)
    ]


@define(eq=False)
class CohortReading:
    """What is known of everybody's runs together; read anew when somebody has gone on."""

    failed: str = ""
    """Why they could not be read; empty while they may."""
    closed: bool = False
    """Whether nobody waits any more."""
    _runs: Mapping[str, Run] = field(factory=dict)
    """That are being read, or were."""
    _busy: bool = False
    _found: Cohort | None = None

    def seen(self, runs: Mapping[str, Run], tell: Callable[[], None]) -> Cohort | None:
        """What is known by now; None while nothing is. To be asked in a loop, where `tell` is called when more is known."""
        if runs and not self._busy and runs != self._runs:
            self._runs, self._busy = runs, True
            loop = asyncio.get_running_loop()
            Thread(target=self._read, args=(runs, lambda: loop.call_soon_threadsafe(tell)), daemon=True).start()
        return self._found

    def _read(self, runs: Mapping[str, Run], tell: Callable[[], object]) -> None:
        try:
            self._found = read_cohort(runs, DEBRIEF.begin(lambda: not self.closed))
            self.failed = ""
        except OverBudget:  # nobody waits for it any more
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, the room goes on without it
            self.failed = str(error) or type(error).__name__
        finally:
            self._busy = False
        if not self.closed:
            tell()
