"""A guess at how likely a play still comes to an ending, learned from a few thousand plays that need not come near it.

Of each state only two things are looked at: its place, and how many decisions the ending's conditions still need (`nearness`).
The plays tell how often one place leads to another, and by how much the need changes on the way; that is taken to be so
whatever the need is, also where no play has been. What follows is a small Markov chain, and the chance in it of coming to where
nothing is needed any more is the guess. In splitting it only says what is nearer: the estimate is without bias
whatever is guessed, and the better the guess the narrower the interval (Garvels, van Ommeren and Kroese 2002).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from crisisengine.checker.sampling.crowd import Crowd, places_of
from crisisengine.checker.sampling.dice import Dice
from crisisengine.checker.sampling.nearness import FAR, NEEDED, Nearness
from crisisengine.checker.sampling.play import begun, moved
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.vector.arrays import Numbers

__all__ = ["Hunch"]

PLAYS = 1 << 12
"""From which it is learned."""
MOST = 2_000
"""Changes, each from a place to a place, that are looked at: the most frequent."""
SWEEPS = 300
"""Rounds of working the chance out; more of them would change what is far away by little."""
LEAST = -40
"""Of a step that no play has taken the chance is taken to be 1 in 8; of what is this many powers of 2 away, no less."""
NEEDS = NEEDED + 1

Table = npt.NDArray[np.float64]
"""Shape (places, needs): chances."""


@frozen(eq=False)
class Hunch:
    """The guess for one ending."""

    nearness: Nearness
    levels: Numbers
    """By place and need, how many times the chance has to be doubled to be one: shape (places, needs)."""

    @classmethod
    def of(cls, found: Exploration, ending: str, dice: Dice, *, longest: int, effort: int) -> Hunch:
        """Play, and learn.

        Args:
            found: says what follows from what.
            ending: its id.
            dice: that decide.
            longest: decisions of a play.
            effort: what it may take, as `Moved` counts it; what has been learned by then has to do.

        Raises:
            OverBudget: there is no time for it.
        """
        nearness = Nearness.of(found, ending)
        chances = _chances(found, nearness, _changes(found, nearness, dice, longest, effort))
        return cls(nearness, 1 - np.frexp(chances)[1].astype(np.int64))

    def of_crowd(self, crowd: Crowd) -> Numbers:
        """For each row, none of which has ended, its level: 1 or more, and less where the ending is nearer.

        Raises:
            OverBudget: there is no time for it.
        """
        places = places_of(self.nearness.found.layout, crowd.keys)
        levels: Numbers = np.maximum(self.levels[places, self.nearness.needs(crowd)], 1)
        return levels


def _changes(
    found: Exploration, nearness: Nearness, dice: Dice, longest: int, effort: int
) -> dict[tuple[int, int, int], int]:
    """How many plays went (from a place, to a place, with this change of the need)."""
    told: dict[tuple[int, int, int], int] = {}
    crowd = _labelled(found, nearness, begun(found, dice, [PLAYS]))
    for _ in range(longest):
        if not len(crowd) or effort < 0:
            break
        after = moved(found, crowd, dice, {})
        effort -= after.effort
        for part, needs in (
            (after.going, nearness.needs(after.going)),
            (after.ended, np.full(len(after.ended), NEEDED)),
        ):
            before, need = np.divmod(part.labels, NEEDS)
            changes = np.stack([before, places_of(found.layout, part.keys), needs - need])
            unique, which = np.unique(changes, axis=1, return_inverse=True)
            sums = np.zeros(unique.shape[1], dtype=np.int64)
            np.add.at(sums, which.ravel(), part.counts)
            for (first, second, change), count in zip(unique.T.tolist(), sums.tolist(), strict=True):
                told[first, second, change] = told.get((first, second, change), 0) + count
        crowd = _labelled(found, nearness, after.going)
    return told


def _labelled(found: Exploration, nearness: Nearness, crowd: Crowd) -> Crowd:
    """The same plays, with their place and need as their labels."""
    labels = places_of(found.layout, crowd.keys) * NEEDS + nearness.needs(crowd)
    return Crowd.joined(found.layout, [Crowd(crowd.keys, labels, crowd.counts)])


def _chances(found: Exploration, nearness: Nearness, told: dict[tuple[int, int, int], int]) -> Table:
    """The chance of coming to where nothing is needed any more, for each place and need."""
    program, steps = found.program, nearness.steps
    needs = np.arange(NEEDS)
    away = np.minimum(3 * (np.minimum(steps, FAR)[:, np.newaxis] + needs), -LEAST * 3)
    floor: Table = np.ldexp(1.0, -away)
    chances = floor.copy()
    chances[steps == 0, 0] = 1.0
    totals = np.zeros(len(program.places))
    for (before, _, _), count in told.items():
        totals[before] += count
    inside = [change for change in told if change[1] < program.scene_count]
    frequent = sorted(sorted(inside, key=lambda change: (-told[change], change))[:MOST])
    if not frequent:
        return chances
    before, after, change = np.array(frequent).T
    odds = np.array([told[each] for each in frequent]) / totals[before]
    there: Any = np.clip(needs + change[:, np.newaxis], 0, NEEDED)
    first = np.flatnonzero(np.concatenate([[True], before[1:] != before[:-1]]))
    places = before[first]
    for _ in range(SWEEPS):
        found.task.ask()
        new = np.add.reduceat(chances[after[:, np.newaxis], there] * odds[:, np.newaxis], first, axis=0)
        new = np.maximum(new, floor[places])
        new[steps[places] == 0, 0] = 1.0
        if not (new > chances[places]).any():
            break
        chances[places] = np.maximum(new, chances[places])
    return chances
