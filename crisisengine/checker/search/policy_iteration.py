"""The best or the worst policy where play can go round, and the proof that it is.

Policies are improved one after the other (Howard 1960): what a policy is worth in each state solves a system of
equations; where a choice is worth more than the policy's own, it is taken instead; and no policy comes twice. The
first one leads to an end from every state, so that every later one does: staying for ever among equals is never an
improvement.

Nothing is believed because it looks still. What the last policy is worth is known to twice the usual precision, and
then two columns are checked against every choice, rounding taken into account. For the highest chance: no choice
leads higher than a column that stands above it by a hair (whatever is played, the chance stays below it), and
the policy's own choice leads no lower than a column that stands below it (its chance is that at least). The hair is
proportional to the time that play takes, so that it grows by every step. Where play can stay for ever among states
that are worth the same, they are taken for one state. The lowest chance is the same the other way round.

Longer than 300 lines because the equations, the improvement and the proof share what they are about.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import define, evolve, field

from crisisengine.checker.search.attractor import Attractor
from crisisengine.checker.search.chain import Chain, iterated_either_sign
from crisisengine.checker.search.decision_process import DecisionProcess
from crisisengine.checker.search.elimination import MOST_ELIMINATED, Elimination
from crisisengine.checker.search.end_components import end_components
from crisisengine.checker.search.twofold import ROUNDING, Twofold
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Numbers, Shares
from crisisengine.model.kinds import Play

__all__ = ["Improvement"]

SWEEPS = 100
"""Rounds of looking one step ahead that a first policy is made from."""
REFINED = 4
"""Times that a solution is corrected by what it leaves over."""
CLOSE = 1e-9
"""A choice that is worth so much less is looked at in a proof."""
HAIRS = (1.0, 1e4, 1e8, 1e12)
"""How much wider a proof is tried when it does not succeed."""
TINY = 2.0**-900
"""More than is lost where numbers become too small for a double."""


@define(eq=False)
class Improvement:
    """Some states that go round, and what they come to be worth.

    The first states of the process, `count` of them, are free; what the others are worth is given. From each free
    state there must be a way to one that is worth more than nothing; for the worst play, none to stay away from it.
    """

    process: DecisionProcess
    count: int
    given: Shares
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
        self.policy = self._first_policy()
        while True:
            self.task.ask()
            walk = _PolicyWalk(self.process, self.count, self.policy, self.task)
            self.values = self._worth(walk)
            ahead, unsure = self._ahead(self._all)
            own = np.abs(ahead[self.policy]) + unsure[self.policy]
            threshold = 8 * float(own.max()) * (1 + float(walk.time.max()))
            gains = self._sign * ahead - unsure
            best = np.maximum.reduceat(gains, self.process.choices[: self.count])
            better = np.flatnonzero(best > threshold)
            if not len(better):
                break
            self._take(better, gains, best)
        self._prove(walk, own)

    @cached_property
    def _all(self) -> Numbers:
        """Every choice: those of the free states are all that there are."""
        return np.arange(len(self.process.options))

    def _first_policy(self) -> Numbers:
        """One that leads to an end from every state."""
        process, count = self.process, self.count
        values = self.given.copy()
        values[:count] = 0
        if self.play == "best":
            leading = Attractor(process=process, inside=values > 0, task=self.task).grow().through[:count]
        else:
            leading = process.choices[:count].copy()
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
            policy[rising] = _first_equal(process, rising, worth, best[rising])
        if self.play == "best" and not self._ends(policy):
            return leading
        return policy

    def _ends(self, policy: Numbers) -> bool:
        """Whether a policy comes to an end, sooner or later, from every state."""
        allowed = np.zeros(len(self.process.options), dtype=bool)
        allowed[policy] = True
        inside = np.arange(self.process.states) >= self.count
        Attractor(process=self.process, inside=inside, task=self.task, allowed=allowed).grow()
        return bool(inside.all())

    def _take(self, states: Numbers, gains: Shares, best: Shares) -> None:
        self.policy = self.policy.copy()
        self.policy[states] = _first_equal(self.process, states, gains, best[states])

    def _worth(self, walk: _PolicyWalk) -> Twofold:
        """What a policy is worth, corrected by what each solution leaves over."""
        values = self.given.copy()
        values[: self.count] = walk.expected(walk.leaving(self.given))
        found = Twofold.of(values)
        for _ in range(REFINED):
            self.values = found
            over, unsure = self._ahead(walk.policy)
            if np.all(np.abs(over) <= unsure):
                break
            correction = np.zeros(len(values))
            correction[: self.count] = walk.expected(over)
            found = found + Twofold.of(correction)
        return found

    def _ahead(self, choices: Numbers) -> tuple[Shares, Shares]:
        """By how much each of some choices leads higher than where it is taken, and by how much that may be wrong."""
        return ahead(self.process, choices, self.values)

    def _prove(self, walk: _PolicyWalk, own: Shares) -> None:
        """Find columns on both sides that every choice, and the policy's own, confirms."""
        sign, values, count = self._sign, self.values, self.count
        self.low, self.high = np.zeros(count), np.ones(count)
        hair = 4 * float(own.max()) + TINY
        groups, time = np.arange(self.process.states), self._column(walk.time)
        for wider in HAIRS:
            self.task.ask()
            column = values - Twofold.of(sign * hair * wider * self._column(walk.time))
            over, unsure = ahead(self.process, self.policy, column)
            if np.all(sign * over >= unsure):
                self._bound(column, on=-sign)
                break
        for attempt, wider in enumerate((1.0, *HAIRS)):
            self.task.ask()
            if attempt == 1:  # the policy's own time does not do for choices that are as good and take longer
                groups, time = self._longest()
            column = values[groups] + Twofold.of(sign * hair * wider * time[groups])
            joined = evolve(self.process, targets=groups[self.process.targets].astype(np.int32))
            over, unsure = ahead(joined, self._all, column)
            inner = np.zeros(0, dtype=np.int64) if attempt == 0 else self._inner(groups)
            over[inner] = -sign
            if np.all(sign * over <= -unsure):
                self._bound(column, on=sign)
                break

    def _column(self, free: Shares) -> Shares:
        """With 0 where states are given."""
        return np.concatenate([free, np.zeros(self.process.states - self.count)])

    def _bound(self, column: Twofold, on: float) -> None:
        if on > 0:
            self.high = np.minimum(np.nextafter(column.high[: self.count], 2.0), 1.0)
        else:
            self.low = np.maximum(np.nextafter(column.high[: self.count], -1.0), 0.0)

    def _inner(self, groups: Numbers) -> Numbers:
        """The choices that stay within a group, whatever chance decides."""
        widths = np.diff(self.process.branches)
        home = np.repeat(groups[self.process.owners], widths)
        same = groups[self.process.targets] == home
        return np.flatnonzero(np.logical_and.reduceat(same, self.process.branches[:-1]))

    def _longest(self) -> tuple[Numbers, Shares]:
        """The groups of states among which play can stay for ever at no loss, and how long play takes at most.

        Of all play that is about as good as the best: shapes (states,).
        """
        process = self.process
        over, _ = self._ahead(self._all)
        close = self._sign * over > -CLOSE
        close[self.policy] = True
        groups = end_components(process, close, self.task)
        close[self._inner(groups)] = False
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
        part, numbers = joined.part(np.flatnonzero(~joined.ended))
        found = np.zeros(process.states)
        count = int(np.count_nonzero(~joined.ended))
        if count:
            found[numbers[:count]] = _longest_time(part, count, self.task)
        return groups, found


def _longest_time(process: DecisionProcess, count: int, task: Task) -> Shares:
    """How long play takes at most, in the mean, where it comes to an end whatever is done: shape (count,)."""
    choices = np.arange(len(process.options))
    policy = process.choices[:count].copy()
    while True:
        task.ask()
        time = np.concatenate([_PolicyWalk(process, count, policy, task).time, np.zeros(process.states - count)])
        longer = 1 + process.means(choices, time)
        best = np.maximum.reduceat(longer, process.choices[:count])
        better = np.flatnonzero(best > longer[policy] * (1 + 1e-6))
        if not len(better):
            return time[:count] * 2  # longer than anything by more than what may be wrong
        policy[better] = _first_equal(process, better, longer, best[better])


class _PolicyWalk:
    """What a policy makes of a process: a walk over the free states that leaves them in the end."""

    def __init__(self, process: DecisionProcess, count: int, policy: Numbers, task: Task) -> None:
        self.process, self.policy, self.task = process, policy, task
        places, at = process.branches_of(policy)
        odds = process.weights[at] / process.totals[policy][places]
        targets = process.targets[at]
        stays = targets < count
        self._out = (places[~stays], targets[~stays], odds[~stays])
        leaves = _sums(places[~stays], odds[~stays], count)
        chain = Chain(places[stays].astype(np.int32), targets[stays], odds[stays], leaves)
        self._back = Chain(chain.targets, chain.sources, chain.odds, leaves)
        self._taken_out = Elimination(chain, np.zeros(count), task) if count <= MOST_ELIMINATED else None

    def leaving(self, given: Shares) -> Shares:
        """What each state gains by leaving: shape (count,)."""
        places, targets, odds = self._out
        return _sums(places, odds * given[targets], len(self.policy))

    def expected(self, gains: Shares) -> Shares:
        """What a walk from each state comes to gain, if it gains so much at each visit: shape (count,), both."""
        if self._taken_out is not None:
            return self._taken_out.gains(gains)
        return iterated_either_sign(self._back, gains, self.task)

    @cached_property
    def time(self) -> Shares:
        """How many steps it takes: shape (count,)."""
        return self.expected(np.ones(len(self.policy)))


def ahead(process: DecisionProcess, choices: Numbers, values: Twofold) -> tuple[Shares, Shares]:
    """By how much each of some choices leads higher than the state in which it is taken stands, and by how much that may be wrong.

    Both shape (choices,). Weights are whole numbers, so that the odds need not be rounded: the sum of the branches is
    compared with the state as often as the weights add up to.
    """
    begins = process.branches[choices]
    widths = process.branches[choices + 1] - begins
    totals = process.totals[choices]
    here = values[process.owners[choices]].times(totals)
    found = Twofold(-here.high, -here.low)
    for number in range(int(widths.max(initial=0))):
        some = slice(None) if number == 0 else np.flatnonzero(widths > number)
        at = begins[some] + number
        more = found[some] + values[process.targets[at]].times(process.weights[at])
        if number == 0:
            found = more
        else:
            found.high[some], found.low[some] = more.high, more.low
    size = 2 * np.abs(here.high) + np.abs(found.high)
    unsure = (widths + 8) * ROUNDING * size + TINY
    if process.rounded:
        unsure = unsure + (widths + 4) * 2.0**-52 * size
    return (found.high + found.low) / totals, unsure / totals


def _first_equal(process: DecisionProcess, states: Numbers, worth: Shares, best: Shares) -> Numbers:
    """The first choice of each of some states that is worth as much as its best: shape (states,)."""
    places, choices = process.choices_of(states)
    equal = np.flatnonzero(worth[choices] == best[places])
    _, at = np.unique(places[equal], return_index=True)
    return choices[equal[at]]


def _sums(states: Numbers, amounts: Shares, count: int) -> Shares:
    """What comes together at each state: shape (states,)."""
    return np.bincount(states, weights=amounts, minlength=count).astype(np.float64)
