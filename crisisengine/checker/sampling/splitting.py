"""Endings too rare for plain plays, by importance splitting: what comes nearer is played on from there, many times over.

Levels lie between the start and the ending, by a guess at how likely a play still comes there (`hunch`). At each level the same number of
plays sets out, from states drawn among those in which plays of the level before first came so near; a share of them reaches the
next level, and the product of the shares is an estimate without bias, whatever the levels are (fixed effort: Garvels 2000;
L'Ecuyer, Demers and Tuffin 2007). All of it is repeated, side by side and independently, and the interval is made from how
much the repetitions differ. Where the levels lie is chosen by plays of their own, which count for nothing else.
"""

from __future__ import annotations

import numpy as np
from attrs import define, frozen

from crisisengine.checker.sampling.crowd import Crowd, places_of
from crisisengine.checker.sampling.dice import Dice
from crisisengine.checker.sampling.hunch import Hunch
from crisisengine.checker.sampling.intervals import REPETITIONS, Sampled, of_repetitions
from crisisengine.checker.sampling.play import begun, moved
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.vector.arrays import Numbers, Shares, Yes

__all__ = ["RareShare", "split_share"]

TRIAL = 1 << 12
"""Plays that look for the levels."""
HARDER = 16
"""Times as many, where none of them came nearer."""
EASY = 0.25
"""A level is reached by about so large a share of the plays, and no more."""
ENOUGH = 2 * REPETITIONS // 3
"""Repetitions that must have come to the ending, or the interval would be made of nothing."""


@frozen(kw_only=True)
class RareShare:
    """The share of an ending, and what it was made from."""

    share: Sampled
    levels: int
    """The ending is the last."""
    plays: int
    """That set out at each level, in each repetition."""
    repetitions: int = REPETITIONS


def split_share(
    found: Exploration, ending: str, plays: int, dice: Dice, *, longest: int, effort: int
) -> RareShare | None:
    """How likely a random play comes to an ending; None where too few came there to say, or it takes too much.

    Args:
        found: says what follows from what; nothing of it has to be explored.
        ending: its id.
        plays: at each level, in each repetition.
        dice: that decide.
        longest: decisions after which a play is left that has not come nearer.
        effort: what it may take, as `Moved` counts it: the same on every machine, as a clock is not.

    Raises:
        OverBudget: there is no time for it.
    """
    try:
        hunch = Hunch.of(found, ending, dice, longest=longest, effort=effort // 4)
        climb = _Climb(found, hunch, dice, longest, effort)
        levels = climb.levels()
        return None if levels is None else climb.share([*levels, 0], plays)
    except _TooMuch:
        return None


class _TooMuch(Exception):  # noqa: N818 - no error: it says how far the work may go
    """It would take more than it may."""


@define(eq=False)
class _Climb:
    """Plays that come nearer, level by level; at level 0 is the ending itself."""

    found: Exploration
    hunch: Hunch
    dice: Dice
    longest: int
    effort: int
    """What is left of it."""

    def levels(self) -> list[int] | None:
        """Distances that lie between the start and the ending; None where no play came through."""
        plays = TRIAL
        crowd = begun(self.found, self.dice, [plays])
        levels: list[int] = []
        passed = 1.0
        for level in range(int(self.hunch.of_crowd(crowd).max()) - 1, -1, -1):
            nearer, _ = self.nearer(crowd, level)
            if not len(nearer) and plays == TRIAL:
                plays *= HARDER
                nearer, _ = self.nearer(self.spread(crowd, plays), level)
            if not len(nearer):
                return None
            passed *= nearer.plays / plays
            if passed < EASY and level:
                levels.append(level)
                passed = 1.0
            plays = TRIAL
            crowd = self.spread(nearer, plays)
        return levels

    def share(self, levels: list[int], plays: int) -> RareShare | None:
        """All repetitions, side by side."""
        crowd = begun(self.found, self.dice, [plays] * REPETITIONS)
        reached: Shares = np.ones(REPETITIONS)
        lost: Shares = np.zeros(REPETITIONS)
        for level in levels:
            nearer, left = self.nearer(crowd, level)
            lost = lost + reached * left / plays
            reached = reached * _by_label(nearer) / plays
            crowd = self.spread(nearer, plays)
        if np.count_nonzero(reached) < ENOUGH:
            return None
        share = of_repetitions(reached.tolist(), (reached + lost).tolist())
        return RareShare(share=share, levels=len(levels), plays=plays)

    def nearer(self, crowd: Crowd, level: int) -> tuple[Crowd, Numbers]:
        """(the plays that come so near, where they first do; of each repetition, how many were left still under way)."""
        over = self._there(crowd)
        arrived = [crowd.at(over)]
        going = self._apart(crowd.at(~over), level, arrived)
        for _ in range(self.longest):
            if not len(going):
                break
            after = moved(self.found, going, self.dice, {})
            self.effort -= after.effort
            if self.effort < 0:
                raise _TooMuch
            arrived.append(after.ended.at(self._there(after.ended)))
            going = self._apart(after.going, level, arrived)
        return Crowd.joined(self.found.layout, arrived), _by_label(going)

    def _there(self, crowd: Crowd) -> Yes:
        """Which of them are in the ending."""
        there: Yes = places_of(self.found.layout, crowd.keys) == self.hunch.nearness.place
        return there

    def _apart(self, crowd: Crowd, level: int, arrived: list[Crowd]) -> Crowd:
        """Those that have still to come so near; the others have arrived."""
        if not level:
            return crowd
        near = self.hunch.of_crowd(crowd) <= level
        arrived.append(crowd.at(near))
        return crowd.at(~near)

    def spread(self, crowd: Crowd, plays: int) -> Crowd:
        """So many plays of each repetition, from states that are drawn as often as plays arrived there."""
        parts = []
        for label in range(REPETITIONS):
            here = crowd.at(crowd.labels == label)
            if len(here):
                counts = self.dice.spread(plays, here.counts)
                parts.append(Crowd(here.keys[counts > 0], here.labels[counts > 0], counts[counts > 0]))
        return Crowd.joined(self.found.layout, parts)


def _by_label(crowd: Crowd) -> Numbers:
    """How many plays of each repetition."""
    found = np.zeros(REPETITIONS, dtype=np.int64)
    np.add.at(found, crowd.labels, crowd.counts)
    return found
