"""Two versions proved: the newer here, and where that takes long, the older beside it in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Timer

from attrs import Factory, define

from crisisengine.authoring.outlook import ProofFailed, ProofTold, ScenarioOutlook
from crisisengine.authoring.proof_work import of_result
from crisisengine.authoring.proving import Proving, digest_of, known_outlook
from crisisengine.budget import Budget, OverBudget
from crisisengine.checker import Extent, judge
from crisisengine.loader import Reading
from crisisengine.storage import cache

__all__ = ["two_outlooks"]

LONG = 1.0
"""Seconds of the newer version's proof after which a process for the older one is worth its start; that takes as long at most."""
FEW = 3 * LONG
"""Seconds that do not suffice for two side by side: one has a half of them, the other what is left."""
BETWEEN_LOOKS = 0.05
"""Seconds between two looks at whether anybody still waits."""


def two_outlooks(
    old: tuple[Path, Reading],
    new: tuple[Path, Reading],
    budget: Budget,
    progress: Callable[[Extent], None] | None = None,
) -> tuple[ScenarioOutlook | None, ScenarioOutlook | None]:
    """What each version promises and how it plays; None of one that does not load.

    Args:
        old: the older one's file and what came of reading it.
        new: the newer one's.
        budget: for both.
        progress: is told how far the newer one's proof came, or the older one's if it is proved here.

    Raises:
        OverBudget: somebody wants to stop.
    """
    before, after = (None if reading.scenario is None else known_outlook(reading) for _path, reading in (old, new))
    two = before is None and old[1].scenario is not None
    few = budget.left < FEW
    older = _Beside(*old, budget) if two and not few else None
    try:
        if after is None and new[1].scenario is not None:
            after = _found_out(*new, budget.part(budget.left / 2) if two and few else budget, progress)
        if two:
            before = (older.result() if older is not None else None) or _found_out(*old, budget, progress)
    finally:
        if older is not None:
            older.give_up()
    return before, after


def _found_out(
    path: Path, reading: Reading, budget: Budget, progress: Callable[[Extent], None] | None
) -> ScenarioOutlook:
    """What a proof finds here and now, kept for whoever asks next."""
    result = judge(path, reading, budget=budget, progress=progress, with_balance=True, with_runs=True)
    outlook = of_result(result, len(reading.diagnostics), whole=True)
    if result.left_out is None:
        with suppress(OSError):
            cache.keep_outlook(outlook.fingerprint, digest_of(reading), outlook.written())
    return outlook


@define(eq=False)
class _Beside:
    """A proof in a process of its own, begun only once the one here has taken long."""

    path: Path
    reading: Reading
    budget: Budget
    """For the proof here; the process has as much time less what its start takes, and so tells in time how far it came."""
    told: SimpleQueue[ProofTold] = Factory(SimpleQueue)
    _begun: bool = False
    _work: Proving = Factory(lambda self: Proving(self.told.put, self.budget.left - 2 * LONG, None), takes_self=True)
    _alarm: Timer = Factory(lambda self: Timer(LONG, self._begin), takes_self=True)

    def __attrs_post_init__(self) -> None:
        self._alarm.daemon = True
        self._alarm.start()

    def _begin(self) -> None:
        self._begun = True
        self._work.start(self.path, self.reading)

    def result(self) -> ScenarioOutlook | None:
        """What the process found; None where it was not begun, or could not find it in time.

        Raises:
            OverBudget: somebody wants to stop.
        """
        self._alarm.cancel()
        self._alarm.join()
        if not self._begun:
            return None
        while True:
            reason = self.budget.reason()
            if reason == "stopped":
                raise OverBudget("exploring", reason)
            if reason is not None:
                return None
            try:
                told = self.told.get(timeout=BETWEEN_LOOKS)
            except Empty:
                continue
            if isinstance(told, ProofFailed):
                return None
            if isinstance(told, ScenarioOutlook) and told.whole:
                return told

    def give_up(self) -> None:
        """End what may still be running."""
        self._alarm.cancel()
        self._alarm.join()
        self._work.cancel()
