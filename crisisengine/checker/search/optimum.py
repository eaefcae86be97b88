"""The highest or the lowest chance to come to a goal, from each state of a decision process, and how to play for it.

What never goes round is settled from the end backwards, each state once. Of what is left, those that cannot come to
anything (for the worst play: that can stay away from it) are worth nothing, exactly, and those that come to the goal
with certainty are worth 1; the others are left to `policy_iteration`. Every value comes with how far it may be from the true one.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import Any

import numpy as np
from attrs import define

from crisisengine.budget import OverBudget
from crisisengine.checker.search.attractor import Attractor
from crisisengine.checker.search.certainty import almost_sure_rounds
from crisisengine.checker.search.decision_process import DecisionProcess
from crisisengine.checker.search.policy_iteration import Improvement
from crisisengine.checker.search.twofold import Twofold
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Errors, Numbers, Positions, Shares, Yes
from crisisengine.model.kinds import Play

__all__ = ["EPSILON", "KNOWN_TO", "Optima", "Play", "settle", "solve"]

EPSILON = 2.0**-53
"""What one operation of doubles may be wrong by, relative to its result."""
KNOWN_TO = 1e-12
"""A chance that is wrong by no more is told as it stands."""
MOST_ROUNDS = 6
"""Of looking for states from which a goal is certain; what is left is left to numbers."""


@define(eq=False)
class Optima:
    """The highest or the lowest chance of something, for each state, and how to play for it."""

    value: Shares
    """Shape (states,). 0 where there was no time to know it: look at the bounds."""
    error: Errors
    """How far it may be from the true chance: proved. Shape (states,)."""
    taken: Positions | None
    """The option that the policy takes in each state, by its number; -1 where none is, at a goal and at an end. The
    best policy does come to the goal, and does not go round among states that are as good. Shape (states,); None
    where nobody asked."""

    @property
    def low(self) -> Shares:
        """What each chance is at least: shape (states,)."""
        return np.maximum(self.value - self.error, 0.0)

    @property
    def high(self) -> Shares:
        """What each chance is at most: shape (states,)."""
        return np.minimum(self.value + self.error, 1.0)

    @property
    def known(self) -> Yes:
        """Where it can be told as it stands: shape (states,)."""
        return self.error <= KNOWN_TO

    @classmethod
    def unknown(cls, count: int, *, taken: bool = True) -> Optima:
        """Of so many states, where nothing is known yet."""
        policy = np.full(count, -1, dtype=np.int32) if taken else None
        return cls(np.zeros(count), np.ones(count, dtype=np.float32), policy)

    def set(self, states: Numbers | Yes | slice, value: Shares, error: Shares) -> None:
        """Remember what some states are worth; the error is rounded upwards."""
        self.value[states] = value
        self.error[states] = np.minimum(error * (1 + 1e-6), 1.0)


def solve(process: DecisionProcess, goal: Yes, play: Play, task: Task) -> Optima:
    """The chances to come to a goal, which the states that are marked are; where the budget ends, bounds of 0 and 1.

    Args:
        process: any.
        goal: shape (states,).
        play: the best or the worst.
        task: its budget is asked all the time.
    """
    found = Optima.unknown(process.states)
    fixed = goal | process.ended
    found.set(fixed, goal[fixed].astype(np.float64), np.zeros(int(np.count_nonzero(fixed))))
    with suppress(OverBudget):
        settle(process, fixed, found, play, task)
    return found


def settle(process: DecisionProcess, fixed: Yes, found: Optima, play: Play, task: Task) -> None:
    """Find the chances of all states of which they are not fixed, each with the option to take there.

    Args:
        process: whose states without a choice must all be fixed.
        fixed: shape (states,); changed in place.
        found: the chances that are fixed, with their errors; the others are set.
        play: the best or the worst.
        task: its budget is asked all the time.

    Raises:
        OverBudget: there is no time for the rest.
    """
    if fixed.all():
        return
    _settle_what_ends(process, fixed, found, play, task)
    if not fixed.all():
        _settle_what_is_lost(process, fixed, found, play, task)
    if not fixed.all():
        _settle_what_is_certain(process, fixed, found, play, task)
    if not fixed.all():
        _settle_what_ends(process, fixed, found, play, task)
    free = np.flatnonzero(~fixed)
    if not len(free):
        return
    part, numbers = process.part(free, task)
    given = found.value[numbers]
    given[: len(free)] = 0
    improved = Improvement(part, len(free), Twofold.of(given), play, task)
    improved.run()
    value = np.clip(improved.values.high[: len(free)], improved.low, improved.high)
    error = np.maximum(improved.high - value, value - improved.low)
    brought = float(found.error[numbers[len(free) :]].max(initial=0))
    found.set(free, value, error + brought + EPSILON * value)
    if found.taken is not None:
        found.taken[free] = part.options[improved.policy]
    fixed[free] = True


def _settle_what_ends(process: DecisionProcess, fixed: Yes, found: Optima, play: Play, task: Task) -> None:
    """Those from which play comes to what is fixed, whatever is done, in a bounded number of steps."""
    ends = Attractor(process=process, inside=fixed, task=task, every_choice=True, every_branch=True)
    for states, together in ends.waves():
        if together and len(states):
            _settle_together(process, states, found, play)
        elif len(states):
            _settle_singly(process, states, found, play)


def _settle_together(process: DecisionProcess, states: Numbers, found: Optima, play: Play) -> None:
    places, choices = process.choices_of(states)
    widths = process.branches[choices + 1] - process.branches[choices]
    worth = process.means(choices, found.value)
    wrong = process.means(choices, found.error.astype(np.float64))
    wrong += np.where(widths > 1, (widths + 4) * EPSILON * worth, 0.0)
    begins = np.searchsorted(places, np.arange(len(states)))
    best = (np.maximum if play == "best" else np.minimum).reduceat(worth, begins)
    found.set(states, best, np.maximum.reduceat(wrong, begins))
    if found.taken is not None:
        equal = np.flatnonzero(worth == best[places])
        _, at = np.unique(places[equal], return_index=True)
        found.taken[states] = process.options[choices[equal[at]]]


def _settle_singly(process: DecisionProcess, states: Numbers, found: Optima, play: Play) -> None:
    """The same of few states, which may wait for each other."""
    choices, branches = process.choices.data, process.branches.data
    targets, weights, totals = process.targets.data, process.weights.data, process.totals.data
    value: Any = found.value.data
    error: Any = found.error.data
    best_play = play == "best"
    for state in states.tolist():
        best, most, taken = -1.0, 0.0, -1
        for choice in range(choices[state], choices[state + 1]):
            begin, end = branches[choice], branches[choice + 1]
            worth = wrong = 0.0
            if end - begin == 1:
                worth, wrong = value[targets[begin]], error[targets[begin]]
            else:
                for branch in range(begin, end):
                    worth += weights[branch] * value[targets[branch]]
                    wrong += weights[branch] * error[targets[branch]]
                worth /= totals[choice]
                wrong = wrong / totals[choice] * (1 + 1e-6) + (end - begin + 4) * EPSILON * worth
            if taken < 0 or (worth > best if best_play else worth < best):
                best, taken = worth, choice
            most = max(most, wrong)
        value[state], error[state] = best, min(most * (1 + 1e-6), 1.0)
        if found.taken is not None:
            found.taken[state] = process.options[taken]


def _settle_what_is_lost(process: DecisionProcess, fixed: Yes, found: Optima, play: Play, task: Task) -> None:
    """Those from which nothing that is worth anything can be come to; for the worst play, those that can stay away."""
    worth = fixed & (found.value + found.error > 0)
    Attractor(process=process, inside=worth, task=task, every_choice=play == "worst").grow()
    lost = np.flatnonzero(~worth & ~fixed)
    if not len(lost):
        return
    found.set(lost, np.zeros(len(lost)), np.zeros(len(lost)))
    if found.taken is not None:
        # Any choice keeps nothing; for the worst play the first of those that stay away for certain.
        places, choices = process.choices_of(lost)
        within, at = process.branches_of(choices)
        stays = np.bincount(within[worth[process.targets[at]]], minlength=len(choices)) == 0
        _, first = np.unique(places[stays], return_index=True)
        found.taken[lost] = process.options[choices[stays][first]]
    fixed[lost] = True


def _settle_what_is_certain(process: DecisionProcess, fixed: Yes, found: Optima, play: Play, task: Task) -> None:
    """Those that come to what is worth 1 with certainty; for the worst play, whatever is done."""
    whole = fixed & (found.value == 1) & (found.error == 0)
    if play == "best":
        rounds = islice(almost_sure_rounds(process, whole, ~fixed, task), MOST_ROUNDS)
        last = next((found for found in rounds if found is not None), None)
        if last is None:
            return  # it is as well found, and proved, in numbers
        certain, through = last
    else:
        # Nobody can stay away for ever here: who may come to something else is not certain, all others are.
        certain = ~Attractor(process=process, inside=fixed & ~whole, task=task).grow().inside
        through = process.choices[:-1]
    new = np.flatnonzero(certain & ~fixed)
    found.set(new, np.ones(len(new)), np.zeros(len(new)))
    if found.taken is not None:
        found.taken[new] = process.options[through[new]]
    fixed[new] = True
