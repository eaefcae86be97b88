"""The best or the worst policy where play can go round, and the proof that it is.

Policies are improved one after the other (Howard 1960): what a policy is worth in each state solves a system of
equations; where a choice is worth more than the policy's own, it is taken instead; and no policy comes twice. The
first one leads to an end from every state, so that every later one does: staying for ever among equals is never an
improvement.

Nothing is believed because it looks still. What a policy is worth is known to twice the usual precision, a choice is
taken for better only when it is better by more than may be wrong, and of the last policy all is proved (`policy_proof`).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import define, field

from crisisengine.checker.search.attractor import Attractor
from crisisengine.checker.search.decision_process import DecisionProcess
from crisisengine.checker.search.policy_proof import EQUAL, PolicyProof
from crisisengine.checker.search.policy_walk import PolicyWalk, ahead, ends_surely, first_equal
from crisisengine.checker.search.twofold import Twofold
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Numbers, Shares
from crisisengine.model.kinds import Play

__all__ = ["Improvement"]

SWEEPS = 100
"""Rounds of looking one step ahead that a first policy is made from."""
MOST_POLICIES = 10_000
"""Tried one after the other; of the last all is proved that can be, whether or not it is the best."""
REFINED = 8
"""Times that a solution is corrected by what it leaves over."""


@define(eq=False)
class Improvement:
    """Some states that go round, and what they come to be worth.

    The first states of the process, `count` of them, are free; what the others are worth is given. From each free
    state there must be a way to one that is worth more than nothing; for the worst play, none to stay away from it.
    """

    process: DecisionProcess
    count: int
    given: Twofold
    """Shape (states,): what those that are not free are worth."""
    play: Play
    task: Task
    policy: Numbers = field(init=False)
    """The choice that is taken in each free state: shape (count,)."""
    values: Twofold = field(init=False)
    """What it is worth in each state: shape (states,)."""
    low: Shares = field(init=False)
    """Proved to be no more than the true chance: shape (count,)."""
    high: Shares = field(init=False)
    """Proved to be no less."""

    @property
    def _sign(self) -> float:
        return 1.0 if self.play == "best" else -1.0

    def run(self) -> None:
        """Find the policy, and prove what it is worth.

        Raises:
            OverBudget: there is no time for it.
        """
        proof = self._improve()
        others = proof.by_its_time()
        for equal in EQUAL if others is None else ():
            merged = proof.merged(equal)
            if len(merged.process.options) == len(self.process.options):
                others = proof.by_the_longest()
            elif merged.count:
                inner = Improvement(merged.process, merged.count, merged.given, self.play, self.task)
                found = inner._improve()
                others = proof.confirmed(merged.spread(found.by_its_time() or found.by_the_longest()))
            else:
                others = proof.confirmed(merged.level)
            if others is not None:
                break
        self.low, self.high = proof.bounds(others)

    def _improve(self) -> PolicyProof:
        """One policy after the other; returns what there is to prove of the last."""
        self.policy = self._first_policy()
        for _ in range(MOST_POLICIES):
            self.task.ask()
            walk = PolicyWalk(self.process, self.count, self.policy, self.task)
            self.values = self._worth(walk)
            over, unsure = ahead(self.process, self._all, self.values, self.task)
            wrong = float((np.abs(over[self.policy]) + unsure[self.policy]).max())
            time = np.concatenate([walk.time, np.zeros(self.process.states - self.count)])
            spread = 1 + time[self.process.owners] + self.process.means(self._all, time)
            gains = self._sign * over - unsure - 2 * wrong * spread  # for certain, whatever is wrong with the values
            best = np.maximum.reduceat(gains, self.process.choices[: self.count])
            better = np.flatnonzero(best > 0)
            if not len(better):
                break
            self._take(better, gains, best)
        return PolicyProof(
            process=self.process,
            count=self.count,
            policy=self.policy,
            values=self.values,
            time=walk.time,
            wrong=wrong,
            best=self.play == "best",
            task=self.task,
        )

    @cached_property
    def _all(self) -> Numbers:
        """Every choice: those of the free states are all that there are."""
        return np.arange(len(self.process.options))

    def _first_policy(self) -> Numbers:
        """One that leads to an end from every state."""
        process, count = self.process, self.count
        values = self.given.high.copy()
        values[:count] = 0
        leading = self._towards_the_ends(values)
        policy = leading.copy()
        begins = process.choices[:count]
        for _ in range(SWEEPS):
            self.task.ask()
            worth = process.means(self._all, values)
            best = (np.maximum if self.play == "best" else np.minimum).reduceat(worth, begins)
            rising = np.flatnonzero(best > values[:count] * (1 + 1e-12) + 1e-300)
            if not len(rising):
                break
            values[rising] = best[rising]
            policy[rising] = first_equal(process, rising, worth, best[rising])
        if self.play == "best" and not ends_surely(process, count, policy, self.task):
            return leading
        return policy

    def _towards_the_ends(self, values: Shares) -> Numbers:
        """In each state the choice that may come nearest to the end that is worth most; for the worst play, least."""
        process, count = self.process, self.count
        given = np.arange(process.states) >= count
        leading = process.choices[:count].copy()
        wanted = values == (values[count:].max() if self.play == "best" else values[count:].min())
        inside = np.zeros(process.states, dtype=bool)
        far = np.zeros(process.states)
        for ends in (wanted & given, (values > 0) & given):  # some may come only to others than those
            inside |= ends
            grown = Attractor(process=process, inside=inside, task=self.task).grow()
            joined = np.flatnonzero(grown.through >= 0)
            far[joined] = far.max() + grown.far[joined]
            leading[joined] = grown.through[joined]
        # Of those that may lead nearer, the one that does in the mean: else a walk may be slow to come there.
        far[~inside] = 2 * far.max() + 1  # there nothing is to be had
        nearest = np.minimum.reduceat(far[process.targets], process.branches[:-1])
        drift = np.where(nearest < far[process.owners], process.means(self._all, far), np.inf)
        best = np.minimum.reduceat(drift, process.choices[:count])
        some = np.flatnonzero(np.isfinite(best))
        leading[some] = first_equal(process, some, drift, best[some])
        return leading

    def _take(self, states: Numbers, gains: Shares, best: Shares) -> None:
        self.policy = self.policy.copy()
        self.policy[states] = first_equal(self.process, states, gains, best[states])

    def _worth(self, walk: PolicyWalk) -> Twofold:
        """What a policy is worth, corrected by what each solution leaves over."""
        found = Twofold(self.given.high.copy(), self.given.low.copy())
        found.high[: self.count], found.low[: self.count] = walk.expected(walk.leaving(self.given.high)), 0.0
        for _ in range(REFINED):
            over, unsure = ahead(self.process, walk.policy, found, self.task)
            if np.all(np.abs(over) <= unsure):
                break
            correction = np.zeros(self.process.states)
            correction[: self.count] = walk.expected(over)
            found = found + Twofold.of(correction)
        return found
