"""What is being done, the budget for it, and where it is held: one for all that looks at the states of a scenario.

Whoever begins another phase says so here. Every loop that a stranger's text can make long asks `ask`, so that the work
ends in time whoever called for it, and what it was busy with can be told.
"""

from __future__ import annotations

from typing import Any

from attrs import define, field, frozen

from crisisengine.budget import UNLIMITED, Budget, OverBudget, Phase, Reason
from crisisengine.checker.memory import Memory

__all__ = ["REASONS", "LeftOut", "Stopped", "Task"]


@frozen
class LeftOut:
    """What was not done any more, and what there was not enough of."""

    phase: Phase
    reason: Reason


@define(eq=False)
class Task:
    """A budget, and the phase that is using it."""

    budget: Budget = UNLIMITED
    phase: Phase = "exploring"
    memory: Memory = field(init=False, factory=Memory)
    refused: LeftOut | None = field(init=False, default=None)
    """What was left last. Memory is free again when whoever was refused it has gone, so the budget would not tell any more."""

    def ask(self) -> None:
        """Go on, or leave.

        Raises:
            OverBudget: the budget is used up; it names the phase and the reason.
        """
        try:
            self.budget.ask(self.phase)
        except OverBudget as over:
            self.refused = LeftOut(over.phase, over.reason)
            raise

    def take(self, size: int) -> None:
        """Go on to hold so many bytes more, or leave: what one line would fill is not looked at before it stands there.

        Raises:
            OverBudget: the budget is used up, or has no room for them.
        """
        self.ask()
        if not self.budget.has_room(size):
            self.refused = LeftOut(self.phase, "memory")
            raise OverBudget(self.phase, "memory")


REASONS: dict[Reason, str] = {
    "states": "the limit of states is reached",
    "seconds": "the time is up",
    "memory": "memory is full",
    "stopped": "stopped by hand",
    "disk": "the disk of `--spill` takes no more",
}
"""What there was not enough of, in words."""


class Stopped(KeyboardInterrupt):
    """Somebody has stopped the work; what was found until then goes along."""

    def __init__(self, kept: object) -> None:
        super().__init__()
        self.kept: Any = kept
        """What the function that was called would have returned, as far as it came."""
