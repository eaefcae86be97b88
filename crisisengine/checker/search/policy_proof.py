"""The proof of what a policy is worth: columns on both sides that every choice, or the policy's own, confirms.

For the highest chance: no choice leads higher than a column that stands above it by a hair, so whatever is played, the
chance stays below; and the policy's own choice leads no lower than a column that stands below it, so its chance is that
at least. The hair is proportional to the time that play takes, so that it grows by every step. Where play can stay for
ever among states that are worth the same, they are taken for one state. Nothing need be proved where a column says no
more than that a chance is at most 1, or 0 at least. The lowest chance is the same the other way round.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import define, frozen

from crisisengine.checker.search.attractor import Attractor
from crisisengine.checker.search.decision_process import DecisionProcess
from crisisengine.checker.search.end_components import end_components
from crisisengine.checker.search.policy_walk import PolicyWalk, ahead, ends_surely, first_equal
from crisisengine.checker.search.twofold import Twofold
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Numbers, Positions, Shares, Yes

__all__ = ["EQUAL", "PlateauProcess", "PolicyProof"]

CAP = 1e-26
"""A chance that misses 1 (for the worst play: 0) by no more is proved to be 1 at most (0 at least), and no less."""
EQUAL = (1e-23, 1e-20, 1e-17, CAP)
"""Chances that differ by no more are taken for equal: tried one after the other."""
HAIRS = (1.0, 1e4, 1e8, 1e12)
"""How much wider a column is tried when it is not confirmed."""
WIDEST = 1e-6
"""A wider one is not worth it."""
LONGEST = 1e18
"""Time beyond which nothing can be proved by it."""
DEAREST = 1e9
"""A choice that loses more than so many hairs pays for any time."""
MOST_ROUNDS = 100
"""Policies that are tried for the longest time."""


@frozen(eq=False)
class PlateauProcess:
    """A process made of another by taking some states for one."""

    process: DecisionProcess
    count: int
    """How many of its states decide: the first ones."""
    given: Twofold
    """What the others are worth; what those are thought to be worth. Shape (states,)."""
    level: Twofold
    """What the states of the other process are worth so far; shape (its states,), as `place`."""
    place: Numbers
    """The state here that each of the other process belongs to; -1 for none."""

    def spread(self, column: Twofold | None) -> Twofold | None:
        """A column of the states here for those of the other process."""
        if column is None:
            return None
        found = Twofold(self.level.high.copy(), self.level.low.copy())
        here = np.flatnonzero(self.place >= 0)
        there = column[self.place[here]]
        found.high[here], found.low[here] = there.high, there.low
        return found


@define(eq=False, slots=False)
class PolicyProof:
    """Everything that is known of a policy when it is to be proved."""

    process: DecisionProcess
    count: int
    """How many states are free: the first ones."""
    policy: Numbers
    """The choice that is taken in each of them: shape (count,)."""
    values: Twofold
    """What it is worth, as far as that is known: shape (states,)."""
    time: Shares
    """How long it takes: shape (count,)."""
    wrong: float
    """By how much the values miss their equations at most."""
    best: bool
    """Whether it is the best play; else the worst."""
    task: Task

    def bounds(self, others: Twofold | None) -> tuple[Shares, Shares]:
        """(what each free state is worth at least, at most): shape (count,) both; 0 and 1 where nothing is confirmed.

        Args:
            others: a column that every choice confirms.

        Raises:
            OverBudget: there is no time for it.
        """
        own = self._own_side()
        low, high = (own, others) if self.best else (others, own)
        least = np.zeros(self.count) if low is None else np.nextafter(low.high[: self.count], -1.0)
        most = np.ones(self.count) if high is None else np.nextafter(high.high[: self.count], 2.0)
        return np.clip(least, 0.0, 1.0), np.clip(most, 0.0, 1.0)

    @property
    def _sign(self) -> float:
        return 1.0 if self.best else -1.0

    @property
    def _hair(self) -> float:
        return 4 * max(self.wrong, CAP)

    def _own_side(self) -> Twofold | None:
        """A column that the policy's own choices confirm."""
        time = self._column(self.time)
        for wider in HAIRS:
            if not self._hair * wider * float(time.max()) < WIDEST:
                break
            column = self.values - Twofold.of(self._sign * self._hair * wider * time)
            trivial = _cut(column, at_top=not self.best, margin=0.0)
            over, unsure = ahead(self.process, self.policy, column, self.task)
            if np.all((self._sign * over >= unsure) | trivial[: self.count]):
                return column
        return None

    def by_its_time(self) -> Twofold | None:
        """A column that every choice confirms, by the time that the policy takes."""
        return self.confirmed(self._raised(self._column(self.time)))

    def by_the_longest(self) -> Twofold | None:
        """The same by the longest time of all play, if none takes for ever."""
        time = self._longest()
        return None if time is None else self.confirmed(self._raised(time))

    def _raised(self, time: Shares) -> Twofold | None:
        """The values, a hair further for each step; None where that is too far."""
        if not self._hair * float(time.max()) < WIDEST:
            return None
        column = self.values + Twofold.of(self._sign * self._hair * time)
        _cut(column, at_top=self.best, margin=CAP)
        return column

    def confirmed(self, column: Twofold | None) -> Twofold | None:
        """The column, if every choice confirms it: it leads lower in the mean, or by no branch higher."""
        if column is None:
            return None
        process = self.process
        over, unsure = ahead(process, self._all, column, self.task)
        here, there = column[np.repeat(process.owners, np.diff(process.branches))], column[process.targets]
        further = ~(there.at_most(here) if self.best else here.at_most(there))
        no_further = ~np.logical_or.reduceat(further, process.branches[:-1])
        return column if np.all((self._sign * over <= -unsure) | no_further) else None

    @property
    def _all(self) -> Numbers:
        return np.arange(len(self.process.options))

    def _column(self, free: Shares) -> Shares:
        """With 0 where states are given."""
        return np.concatenate([free, np.zeros(self.process.states - self.count)])

    @cached_property
    def _losses(self) -> Shares:
        """What each choice loses: shape (choices,)."""
        over, _ = ahead(self.process, self._all, self.values, self.task)
        losses = np.maximum(-self._sign * over, 0.0)
        losses[self.policy] = 0.0
        return losses

    def merged(self, equal: float) -> PlateauProcess:
        """The process in which states among which play can stay as good as for ever, at no loss, are one.

        Where play is driven back from the edge of such a plateau, hardly any may leave it by a branch that leads lower:
        that branch is left out, and nothing but `confirmed` tells whether it could be.

        Raises:
            OverBudget: there is no time for it.
        """
        process, sign = self.process, self._sign
        widths = np.diff(process.branches)
        choice = np.repeat(np.arange(len(widths)), widths)
        owners = process.owners[choice]
        rise = self.values[process.targets] - self.values[owners]
        rises = sign * (rise.high + rise.low)
        even = (self._losses <= equal) & ~np.logical_or.reduceat(rises > equal, process.branches[:-1])
        kept = np.flatnonzero(even[choice] & (rises >= -equal))
        flat = _process(process, choice[kept], owners[kept], kept, process.targets[kept])
        first = end_components(flat, np.ones(len(flat.options), dtype=bool), self.task)
        same = (first[process.targets] == first[owners]) | (rises < -equal)
        stays = even & np.logical_and.reduceat(same, process.branches[:-1])
        above = self.values - self.values[first]
        most = np.zeros(len(first))
        np.maximum.at(most, first, sign * (above.high + above.low))
        level = self.values[first] + Twofold.of(sign * most[first])
        whole = _cut(level, at_top=self.best, margin=equal)
        kept = np.flatnonzero((~stays & ~whole[process.owners])[choice])
        joined = _process(process, choice[kept], first[owners[kept]], kept, first[process.targets[kept]])
        part, numbers = joined.part(np.flatnonzero(~joined.ended), self.task)
        place = np.full(process.states, -1, dtype=np.int64)
        place[numbers] = np.arange(len(numbers))
        count = int(np.count_nonzero(~part.ended))
        return PlateauProcess(part, count, level[numbers], level, place[first])

    def _longest(self) -> Shares | None:
        """How long play takes at most, if what it loses, in hairs, is taken off its time: shape (states,)."""
        process, widths = self.process, np.diff(self.process.branches)
        losses = self._losses / self._hair
        kept = np.flatnonzero(np.repeat(losses < DEAREST, widths))
        choice = np.repeat(np.arange(len(widths)), widths)[kept]
        cheap = _process(process, choice, process.owners[choice], kept, process.targets[kept])
        time = _longest_time(cheap, self.count, 2 - losses[cheap.options], self.task)
        return None if time is None else self._column(time)


def _process(
    process: DecisionProcess,
    choices: Numbers | Positions,
    owners: Numbers | Positions,
    branches: Numbers,
    targets: Numbers | Positions,
) -> DecisionProcess:
    """Some branches of a process, each with the state that is taken for its own and that for its target."""
    return DecisionProcess.of(
        owners, choices, targets, process.weights[branches], process.states, rounded=process.rounded
    )


def _cut(column: Twofold, *, at_top: bool, margin: float) -> Yes:
    """Cut a column off at 1, or at 0, in place; tells where that was done: shape (states,)."""
    left = (1.0 - column.high) - column.low if at_top else column.high + column.low
    cut: Yes = left <= margin
    column.high[cut] = 1.0 if at_top else 0.0
    column.low[cut] = 0.0
    return cut


def _longest_time(process: DecisionProcess, count: int, steps: Shares, task: Task) -> Shares | None:
    """How long play takes at most, in the mean, if each choice takes so many steps: shape (count,), to half a step.

    None where it is longer than anything can be proved by. Policies that lead to an end, each longer than the one
    before; `steps`, of shape (choices,), may be below 0.
    """
    choices = np.arange(len(process.options))
    ends = np.arange(process.states) >= count
    policy = np.full(count, -1, dtype=np.int64)
    for allowed in (steps > 0, None):  # as few as can be of those that take less than no time
        grown = Attractor(process=process, inside=ends, task=task, allowed=allowed).grow()
        new = np.flatnonzero((policy < 0) & (grown.through[:count] >= 0))
        policy[new] = grown.through[new]
    for _ in range(MOST_ROUNDS):
        if np.any(policy < 0) or not ends_surely(process, count, policy, task):
            return None  # there is play that takes for ever
        walked = PolicyWalk(process, count, policy, task).expected(steps[policy])
        if not np.all(np.isfinite(walked)) or float(walked.max()) > LONGEST:
            return None
        longer = steps + process.means(choices, np.concatenate([walked, np.zeros(process.states - count)]))
        best = np.maximum.reduceat(longer, process.choices[:count])
        better = np.flatnonzero(best > walked + 0.5)
        if not len(better):
            return walked
        policy[better] = first_equal(process, better, longer, best[better])
    return None
