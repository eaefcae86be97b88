"""One budget for all work: how long it may take, how much memory it may hold, and whether anybody still waits for it.

Scenarios and journals are a stranger's, so no text may cost without bound. A front end makes a Budget and hands it
down; every phase asks it at least each 50 ms of its work, and one answer is that somebody wants to stop. A phase that
asks and hears no for an answer leaves by `OverBudget`; who catches it keeps what was found and names what was left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

from attrs import define, field, frozen

__all__ = [
    "DEBRIEF",
    "DECISION",
    "DOCUMENT",
    "LIST",
    "PARTING",
    "READING",
    "SCAN",
    "UNLIMITED",
    "Allowance",
    "Budget",
    "OverBudget",
    "Phase",
    "Reason",
]

Phase = Literal[
    "looking through a folder",
    "reading",
    "linking",
    "compiling",
    "exploring",
    "judging properties",
    "looking for warnings",
    "working out the balance",
    "working out the chances",
    "counting what each slot costs",
    "retracing runs",
    "replaying",
    "reading the run slowly",
    "reading the room's record",
    "searching for a better play",
    "sampling",
    "writing",
]
"""What was being done, as a person is told."""

Reason = Literal["states", "seconds", "memory", "stopped", "disk"]
"""What there was not enough of; `stopped`: somebody wants to stop; `disk`: the one that `check --spill` names takes no more."""

BETWEEN_LOOKS = 0.01
"""Seconds between two looks at memory, at who waits and at the whole: each takes longer than a look at one clock."""
FIRST_LOOK = 0.25
"""Seconds before the first look at memory: most work is done by then, and is spared what a look takes."""


class OverBudget(Exception):  # noqa: N818 - no error: it says how far the work may go
    """The budget is used up; raised by `Budget.ask`, caught by whoever can say what is left out."""

    def __init__(self, phase: Phase, reason: Reason) -> None:
        super().__init__(f"{phase}: {reason}")
        self.phase: Phase = phase
        self.reason: Reason = reason


@define(eq=False)
class Budget:
    """A deadline, a limit to memory, and somebody who may want to stop. It begins to run when it is made."""

    seconds: float = float("inf")
    """From now on; infinite for no limit."""
    memory: int | None = None
    """Bytes that the process may hold beyond what it holds soon after the beginning; None for no limit."""
    wanted: Callable[[], bool] = field(default=lambda: True, repr=False)
    """Whether somebody still waits for the result."""
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    """The wall clock, as a person waits by it; or the processor's, which a busy machine does not run down."""
    _begun: float = field(init=False, repr=False)
    _next_look: float = field(init=False, repr=False, default=float("-inf"))
    """When there is anything to look at again."""
    _most: int | None = field(init=False, repr=False, default=None)
    """Bytes in all, once somebody has looked."""
    _whole: Budget | None = field(init=False, repr=False, default=None)
    """What this is a part of."""

    def __attrs_post_init__(self) -> None:
        self._begun = self.clock()

    @property
    def left(self) -> float:
        """Seconds that are left; never below 0."""
        return max(self._begun + self.seconds - self.clock(), 0.0)

    def reason(self) -> Reason | None:
        """What there is not enough of any more; None while the work may go on."""
        now = self.clock()
        if now < self._next_look:
            return None
        if now - self._begun > self.seconds:
            return "seconds"
        self._next_look = min(now + BETWEEN_LOOKS, self._begun + self.seconds)
        if self._whole is not None and (reason := self._whole.reason()) is not None:
            return reason
        if not self.wanted():
            return "stopped"
        if self.memory is None or now - self._begun < FIRST_LOOK:
            return None
        held = _held()
        if self._most is None:
            self._most = held + self.memory
        return "memory" if held > self._most else None

    def weigh(self) -> None:
        """Count memory from what the process holds now, and not only from the first look on."""
        if self.memory is not None:
            self._most = _held() + self.memory

    def has_room(self, size: int) -> bool:
        """Whether so many bytes more may be held; a few are not weighed."""
        if size < MEGABYTE:
            return True
        if self._whole is not None and not self._whole.has_room(size):
            return False
        if self.memory is None:
            return True
        held = _held()
        if self._most is None:
            self._most = held + self.memory
        return held + size <= self._most

    def ask(self, phase: Phase) -> None:
        """Go on, or leave.

        Raises:
            OverBudget: the budget is used up; it names the phase and the reason.
        """
        if self.clock() < self._next_look:  # as nearly always, and somebody asks for every word that is read
            return
        reason = self.reason()
        if reason is not None:
            raise OverBudget(phase, reason)

    def part(
        self, seconds: float = float("inf"), memory: int | None = None, clock: Callable[[], float] = time.monotonic
    ) -> Budget:
        """A budget for a part of the work, which ends with this one at the latest."""
        part = Budget(min(seconds, self.left), memory, self.wanted, clock)
        part._whole = self
        return part


@frozen
class Allowance:
    """What a kind of work may cost unless somebody asks for more; the front end begins it."""

    seconds: float
    memory: int | None = None
    """Bytes."""

    def begin(self, wanted: Callable[[], bool] = lambda: True) -> Budget:
        """A budget that runs from now on, as long as somebody wants the result."""
        return Budget(self.seconds, self.memory, wanted)


MEGABYTE = 1024**2
READING = Allowance(10.0, 500 * MEGABYTE)
"""A scenario with all that belongs to it, or a journal with its replay."""
DECISION = Allowance(1.0)
"""What follows from a decision, and what is seen then."""
PARTING = Allowance(3.0, 500 * MEGABYTE)
"""The debrief at the end of a run, for which a person waits."""
DEBRIEF = Allowance(60.0, 700 * MEGABYTE)
"""The debrief that somebody asked for, or that is read while it is worked out. With what the program holds before, and what one more
layer of states takes before anybody looks again, it stays under a gigabyte."""
DOCUMENT = Allowance(30.0, 500 * MEGABYTE)
"""A scenario as a document for colleagues, or what changed between two of them."""
SCAN = Allowance(1.5, 50 * MEGABYTE)
"""One file of a folder that is looked through; of the processor's time, since a busy machine makes no file unreadable."""
LIST = Allowance(10.0)
"""All files of a folder that is looked through."""

UNLIMITED = Budget()
"""For callers that bound their work otherwise, or need not: tests, and a scenario of one's own."""


def _held() -> int:
    """Bytes of memory that this process holds."""
    import psutil  # noqa: PLC0415 - only where memory is limited

    return int(psutil.Process().memory_info().rss)
