"""What an expression asks for: the values of slots in all rows of a group, whoever holds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from crisisengine.checker.vector.arrays import Column, Rows, Truth
from crisisengine.model.expression import Before

__all__ = ["StepValues", "Values"]


class Values(Protocol):
    """The values of a group."""

    possible: Callable[[str], Any]
    """An ending's id -> the rows from which it can still be reached; asked only once somebody knows."""

    earlier: Callable[[Before], Any]
    """What `before()` asks -> its values where the step began; asked only of the states that steps lead to."""

    def get(self, slot: int) -> Column:
        """The values of a slot."""

    def derived(self, name: str) -> Column:
        """The values of a derived variable."""


class StepValues(Values, Protocol):
    """The values of a group within a step, and what has happened in it."""

    mask: Rows
    """The rows to which what happens now happens."""
    origin: int
    """The place in which the step began."""
    fired: list[tuple[str, Rows]]
    """The injects that fired in this step, and where."""

    def narrowed(self, mask: Rows, condition: Truth) -> Rows:
        """Rows in the mask where the condition holds: True for all there are, False for none, else an array."""
