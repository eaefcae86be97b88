"""What a belief is worth, as far as one who knows all tells it: what is decided already, and a bound for the rest.

The mass that is at the goal, or that nothing can change any more, is decided; so is a belief in which both players do
equally well. What is left is looked into as a belief of its own: whoever has come there does not learn of it, but what
he does matters to the others alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from attrs import define, field, frozen

from crisisengine.checker.search.optimum import Optima, Play
from crisisengine.checker.shown.beliefs import Belief, Choosable, conditioned
from crisisengine.checker.vector.arrays import Yes
from crisisengine.engine.state import Row

__all__ = ["Part", "Worth"]


class Numbered(Protocol):
    """Whoever knows the numbers of rows."""

    def of(self, rows: Iterable[Row]) -> list[int]:
        """In order."""
        ...


@frozen(eq=False)
class Part:
    """A belief, cut in two."""

    sure: float
    """What the decided part of it is worth."""
    rest: Belief | None = None
    """The undecided one; None where nothing is left."""
    mass: float = 0.0
    """How likely that is."""
    bound: float = 0.0
    """What it is worth to one who knows all: no best play that sees less is better, no worst play worse."""


@define(eq=False)
class Worth:
    """What beliefs are worth for one goal."""

    lookup: Numbered
    goal: Yes
    """Shape (states,)."""
    known: Optima
    """The chances of one who knows all."""
    play: Play
    agreed: Yes
    """Where both players do equally well: shape (states,)."""
    _parts: dict[Belief, Part] = field(init=False, factory=dict)

    def part(self, belief: Belief) -> Part:
        """A belief, cut in two."""
        found = self._parts.get(belief)
        if found is None:
            found = self._parts[belief] = self._cut(belief)
        return found

    def promise(self, option: Choosable) -> float:
        """What a measure is worth to whoever knows all from then on."""
        parts = ((self.part(after), chance) for after, chance in option.branches)
        return sum(chance * (part.sure + part.mass * part.bound) for part, chance in parts)

    def _cut(self, belief: Belief) -> Part:
        numbers = self.lookup.of(row for row, _ in belief)
        values, errors = self.known.value[numbers].tolist(), self.known.error[numbers].tolist()
        whole = sum(weight for _, weight in belief)
        shares = [weight / whole for _, weight in belief]
        if self.agreed[numbers].all():
            return Part(sum(value * share for value, share in zip(values, shares, strict=True)))
        settled = 0.0 if self.play == "best" else 1.0
        sure, bound, rest = 0.0, 0.0, []
        for number, value, error, share, each in zip(numbers, values, errors, shares, belief, strict=True):
            if self.goal[number] or (value == settled and not error):
                sure += value * share
            else:
                rest.append(each)
                bound += value * share
        if not rest:
            return Part(sure)
        mass = sum(weight for _, weight in rest) / whole
        return Part(sure, conditioned(rest), mass, bound / mass)
