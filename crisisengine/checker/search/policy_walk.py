"""A policy's equations: what a walk that follows it comes to gain, and how a column of values compares with every choice."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from crisisengine.checker.search.attractor import Attractor
from crisisengine.checker.search.chain import Chain, iterated_either_sign
from crisisengine.checker.search.decision_process import DecisionProcess
from crisisengine.checker.search.elimination import MOST_ELIMINATED, Elimination
from crisisengine.checker.search.twofold import ROUNDING, Twofold
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Numbers, Shares

__all__ = ["PolicyWalk", "ahead", "ends_surely", "first_equal"]

TINY = 2.0**-900
"""More than is lost where numbers become too small for a double."""
FEW_STATES = 2_000
"""Up to so many states are eliminated; of more it is tried first whether iteration soon comes near."""
QUICK_ROUNDS = 400
"""Of iteration, before states are eliminated."""
CLOSE_ENOUGH = 1e-7
"""Of what is gained, left over: a solution that is corrected again and again need not be nearer at once."""
AT_ONCE = 1 << 18
"""Choices that are compared until somebody is asked whether to go on."""


class PolicyWalk:
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
        self._chain = chain
        self._quickly = count > FEW_STATES

    def leaving(self, given: Shares) -> Shares:
        """What each state gains by leaving: shape (count,)."""
        places, targets, odds = self._out
        return _sums(places, odds * given[targets], len(self.policy))

    def expected(self, gains: Shares) -> Shares:
        """What a walk from each state comes to gain, if it gains so much at each visit: shape (count,), both."""
        if self._quickly:
            found = iterated_either_sign(self._back, gains, self.task, QUICK_ROUNDS)
            over = np.abs(self._back.left_over(gains, found)).sum()
            if over <= CLOSE_ENOUGH * np.abs(gains).sum():
                return found
            self._quickly = False  # it goes round too often for that
        if len(self.policy) <= MOST_ELIMINATED:
            return self._elimination.gains(gains)
        return iterated_either_sign(self._back, gains, self.task)

    @cached_property
    def _elimination(self) -> Elimination:
        return Elimination(self._chain, np.zeros(len(self.policy)), self.task)

    @cached_property
    def time(self) -> Shares:
        """How many steps it takes: shape (count,)."""
        return self.expected(np.ones(len(self.policy)))


def ends_surely(process: DecisionProcess, count: int, policy: Numbers, task: Task) -> bool:
    """Whether a policy comes to an end, sooner or later, from each of the first states, `count` of them.

    Raises:
        OverBudget: there is no time for it.
    """
    allowed = np.zeros(len(process.options), dtype=bool)
    allowed[policy] = True
    inside = np.arange(process.states) >= count
    return bool(Attractor(process=process, inside=inside, task=task, allowed=allowed).grow().inside.all())


def ahead(process: DecisionProcess, choices: Numbers, values: Twofold, task: Task) -> tuple[Shares, Shares]:
    """By how much each of some choices leads higher than the state in which it is taken stands, and by how much that may be wrong.

    Both shape (choices,). Weights are whole numbers, so that the odds need not be rounded: the sum of the branches is
    compared with the state as often as the weights add up to.

    Raises:
        OverBudget: there is no time for it.
    """
    parts = []
    for first in range(0, len(choices), AT_ONCE):
        task.ask()
        parts.append(_ahead(process, choices[first : first + AT_ONCE], values))
    over, unsure = (np.concatenate(columns) for columns in zip(*parts, strict=True)) if parts else np.zeros((2, 0))
    return over, unsure


def _ahead(process: DecisionProcess, choices: Numbers, values: Twofold) -> tuple[Shares, Shares]:
    """The same of so many that they fit in a processor's cache, more or less."""
    begins = process.branches[choices]
    widths = process.branches[choices + 1] - begins
    totals = process.totals[choices]
    here = values[process.owners[choices]].times(totals)
    found = Twofold(-here.high, -here.low)
    for number in range(int(widths.max(initial=0))):
        some: Numbers | slice = slice(None) if number == 0 else np.flatnonzero(widths > number)
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


def first_equal(process: DecisionProcess, states: Numbers, worth: Shares, best: Shares) -> Numbers:
    """The first choice of each of some states that is worth as much as its best: shape (states,)."""
    places, choices = process.choices_of(states)
    equal = np.flatnonzero(worth[choices] == best[places])
    _, at = np.unique(places[equal], return_index=True)
    return choices[equal[at]]


def _sums(states: Numbers, amounts: Shares, count: int) -> Shares:
    """What comes together at each state: shape (states,)."""
    return np.bincount(states, weights=amounts, minlength=count).astype(np.float64)
