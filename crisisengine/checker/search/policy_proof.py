"""The proof of what a policy is worth: columns on both sides that every choice, or the policy's own, confirms.

For the highest chance: no choice leads higher than a column that stands above it by a hair, so whatever is played, the
chance stays below; and the policy's own choice leads no lower than a column that stands below it, so its chance is that
at least. The hair is proportional to the time that play takes, so that it grows by every step. Where play can stay for
ever among states that are worth the same, they are taken for one state. Nothing need be proved where a column says no
more than that a chance is at most 1, or 0 at least. The lowest chance is the same the other way round.
"""

from __future__ import annotations

import numpy as np
from attrs import define, evolve

from crisisengine.checker.search.decision_process import DecisionProcess
from crisisengine.checker.search.end_components import end_components
from crisisengine.checker.search.policy_walk import PolicyWalk, ahead, first_equal
from crisisengine.checker.search.twofold import Twofold
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Numbers, Shares, Yes

__all__ = ["PolicyProof"]

CAP = 1e-26
"""A chance that misses 1 (for the worst play: 0) by no more is proved to be 1 at most (0 at least), and no less."""
CLOSE = (1e-25, 1e-22, 1e-19, 1e-16, 1e-13, 1e-10)
"""A choice that loses no more is taken for one that loses nothing: tried one after the other."""
HAIRS = (1.0, 1e4, 1e8, 1e12)
"""How much wider a column is tried when it is not confirmed."""
WIDEST = 1e-6
"""A wider one is not worth it."""
LONGEST = 1e18
"""Time beyond which nothing can be proved by it."""

MOST_ROUNDS = 100
"""Policies that are tried for the longest time."""


@define(eq=False)
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

    def bounds(self) -> tuple[Shares, Shares]:
        """(what each free state is worth at least, at most): shape (count,) both; 0 and 1 where nothing is confirmed.

        Raises:
            OverBudget: there is no time for it.
        """
        own, others = self._own_side(), self._other_side()
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

    def _other_side(self) -> Twofold | None:
        """A column that every choice confirms; first by the policy's own time, then by the longest of those as good."""
        states = np.arange(self.process.states)
        found = self._confirmed(states, self._column(self.time), HAIRS[:1])
        over, _ = ahead(self.process, self._all, self.values, self.task)
        for close in CLOSE if found is None else ():
            self.task.ask()
            groups, time = self._longest(self._sign * over > -close)
            found = None if time is None else self._confirmed(groups, time, HAIRS)
            if found is not None:
                break
        return found

    def _confirmed(self, groups: Numbers, time: Shares, hairs: tuple[float, ...]) -> Twofold | None:
        """The column, if every choice confirms it but those that stay among states that are taken for one."""
        joined = evolve(self.process, targets=groups[self.process.targets].astype(np.int32))
        inner = self._inner(groups)
        for wider in hairs:
            if not self._hair * wider * float(time.max()) < WIDEST:
                break
            column = self.values[groups] + Twofold.of(self._sign * self._hair * wider * time[groups])
            trivial = _cut(column, at_top=self.best, margin=CAP)
            over, unsure = ahead(joined, self._all, column, self.task)
            if np.all((self._sign * over <= -unsure) | inner | trivial[self.process.owners]):
                return column
        return None

    @property
    def _all(self) -> Numbers:
        return np.arange(len(self.process.options))

    def _column(self, free: Shares) -> Shares:
        """With 0 where states are given."""
        return np.concatenate([free, np.zeros(self.process.states - self.count)])

    def _inner(self, groups: Numbers) -> Yes:
        """The choices that stay within a group, be it of one state, whatever chance decides: shape (choices,)."""
        process = self.process
        home = groups[process.owners]
        same = groups[process.targets] == np.repeat(home, np.diff(process.branches))
        stays: Yes = np.logical_and.reduceat(same, process.branches[:-1])
        return stays

    def _longest(self, close: Yes) -> tuple[Numbers, Shares | None]:
        """The groups of states among which play can stay for ever at no loss, and how long play takes at most.

        Of all play that makes close choices: shapes (states,). None where that is too long.
        """
        process = self.process
        close = close.copy()
        close[self.policy] = True
        column = evolve(self.values, high=self.values.high.copy(), low=self.values.low.copy())
        close &= ~_cut(column, at_top=self.best, margin=CAP)[process.owners]
        groups = end_components(process, close, self.task)
        close &= ~self._inner(groups)
        widths = np.diff(process.branches)
        kept = np.flatnonzero(np.repeat(close, widths))
        choice = np.repeat(np.arange(len(widths)), widths)[kept]
        joined = DecisionProcess.of(
            groups[process.owners[choice]],
            choice,
            groups[process.targets[kept]],
            process.weights[kept],
            process.states,
            rounded=process.rounded,
        )
        deciding = np.flatnonzero(~joined.ended)
        found = np.zeros(process.states)
        if len(deciding):
            part, numbers = joined.part(deciding)
            time = _longest_time(part, len(deciding), self.task)
            if time is None:
                return groups, None
            found[numbers[: len(deciding)]] = time
        return groups, found


def _cut(column: Twofold, *, at_top: bool, margin: float) -> Yes:
    """Cut a column off at 1, or at 0, in place; tells where that was done: shape (states,)."""
    left = (1.0 - column.high) - column.low if at_top else column.high + column.low
    cut: Yes = left <= margin
    column.high[cut] = 1.0 if at_top else 0.0
    column.low[cut] = 0.0
    return cut


def _longest_time(process: DecisionProcess, count: int, task: Task) -> Shares | None:
    """How long play takes at most, in the mean, where it comes to an end whatever is done: shape (count,).

    None where it is longer than anything can be proved by; twice as long as it was found to be.
    """
    choices = np.arange(len(process.options))
    policy = process.choices[:count].copy()
    for _ in range(MOST_ROUNDS):
        task.ask()
        walked = PolicyWalk(process, count, policy, task).time
        if not np.all(np.isfinite(walked)) or float(walked.max()) > LONGEST or float(walked.min()) < 0:
            return None
        longer = 1 + process.means(choices, np.concatenate([walked, np.zeros(process.states - count)]))
        best = np.maximum.reduceat(longer, process.choices[:count])
        better = np.flatnonzero(best > longer[policy] * (1 + 1e-6))
        if not len(better):
            return walked * 2
        policy[better] = first_equal(process, better, longer, best[better])
    return None
