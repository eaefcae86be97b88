"""A random walk that leaves in the end: its steps, what a solution leaves over, and solving it by iteration."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from crisisengine.checker.search.adjacency import ShelvedSteps
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Numbers, Positions, Shares, Yes

__all__ = ["LEFT", "Chain", "counted", "iterated", "iterated_either_sign"]

MOST_ROUNDS = 20_000
"""Of iteration; what is left over then is told."""
LEFT = 1e-13
"""Probability left over below which nobody looks on."""
PIECE = 1 << 20
"""Steps that are looked at until somebody is asked whether to go on."""
SORTED_BYTES = 24
"""Of a step while it is sorted: a pair, its place in order, and the same step again."""
STUCK = 5
"""Times that iteration may begin anew without leaving less over than before."""


@frozen(eq=False)
class Chain:
    """A walk over states counted from 0: its steps, and what of it leaves at each."""

    sources: Positions
    """Shape (steps,)."""
    targets: Positions
    """Shape (steps,)."""
    odds: Shares
    """Shape (steps,): the probability of each step when at its source."""
    leaves: Shares
    """Shape (states,): the probability to leave for good."""

    def among(self, hopeful: Yes) -> Chain:
        """The same, where whoever comes to a state without hope has left for good."""
        leaves, stay = self.leaves * hopeful, np.empty(len(self.sources), dtype=bool)
        for at in range(0, len(self.sources), PIECE):
            some = slice(at, at + PIECE)
            begins, ends = hopeful[self.sources[some]], hopeful[self.targets[some]]
            stay[some] = begins & ends
            lost = np.flatnonzero(begins & ~ends) + at
            np.add.at(leaves, self.sources[lost], self.odds[lost])
        return Chain(self.sources[stay], self.targets[stay], self.odds[stay], leaves)

    def narrowed(self, numbers: Numbers) -> Chain:
        """The same over some states alone, counted from 0; all steps must lie among them. `numbers`: shape (states,)."""
        counted = np.zeros(len(self.leaves), dtype=np.int32)
        counted[numbers] = np.arange(len(numbers))
        return Chain(counted[self.sources], counted[self.targets], self.odds, self.leaves[numbers])

    def by_source(self, task: Task) -> tuple[Numbers, Positions, Shares, Shares]:
        """The steps to other states in order of their sources.

        Where those of each state begin, shape (states + 1,); their targets and odds, shape (steps,); and the
        probability of each state to go on to another or to leave, shape (states,), 1 where that is never.

        Raises:
            OverBudget: there is no time to sort them, or no room.
        """
        count = len(self.leaves)
        task.take(len(self.sources) * SORTED_BYTES)
        shelves, onwards = ShelvedSteps(count), np.zeros(count)
        for at in range(0, len(self.sources), PIECE):
            task.ask()
            sources = self.sources[at : at + PIECE]
            moves = np.flatnonzero(sources != self.targets[at : at + PIECE])
            shelves.add(sources[moves], (at + moves).astype(np.int32))
            np.add.at(onwards, sources[moves], self.odds[at + moves])
        sorted_ = shelves.adjacency(task)
        order = sorted_.neighbours
        targets, odds = np.empty(len(order), dtype=np.int32), np.empty(len(order))
        for at in range(0, len(order), PIECE):
            task.ask()
            targets[at : at + PIECE] = self.targets[order[at : at + PIECE]]
            odds[at : at + PIECE] = self.odds[order[at : at + PIECE]]
        onwards += self.leaves
        onwards[onwards == 0] = 1
        return sorted_.first, targets, odds, onwards

    def step(self, mass: Shares) -> Shares:
        """What comes to each state when a mass has gone one step: shape (states,)."""
        come = np.zeros(len(mass))
        for at in range(0, len(self.sources), PIECE):  # whoever presses Ctrl-C is heard between two pieces
            some = slice(at, at + PIECE)
            np.add.at(come, self.targets[some], mass[self.sources[some]] * self.odds[some])
        return come

    def left_over(self, arriving: Shares, found: Shares) -> Shares:
        """What the expected visits leave over of their equation: shape (states,)."""
        return arriving + self.step(found) - found

    def checked(self, arriving: Shares, found: Shares) -> tuple[Shares, Shares]:
        """`left_over`, and by how much that itself may be wrong, since its sums are rounded: shape (states,) twice."""
        come, terms = self.step(found), counted(self.targets, len(found)) + 4
        return arriving + come - found, terms * np.finfo(np.float64).eps * (arriving + come + found) / 2


def counted(states: Positions, count: int) -> Numbers:
    """How often each of so many states is among some: shape (states,)."""
    found = np.zeros(count, dtype=np.int64)
    for at in range(0, len(states), PIECE):
        np.add.at(found, states[at : at + PIECE], 1)
    return found


def _product(left: Shares, right: Shares) -> float:
    """The sum of the products; not by BLAS, whose threads wait for each other on a busy machine."""
    return float(np.einsum("i,i->", left, right))


def iterated(chain: Chain, arriving: Shares, task: Task, rounds: int = MOST_ROUNDS) -> Shares:
    """How often each state is expected to be visited: the v of v = arriving + v P, shape (states,).

    BiCGSTAB (van der Vorst 1992), which needs about as many rounds as the walk is wide, where following the walk step
    by step would need the square of it. The best v so far is kept: nothing at all to begin with, and it is what comes
    back when the budget ends.
    """
    found = best = np.zeros(len(arriving))
    least, stuck = float(arriving.sum()), 0
    left = arriving
    shadow = direction = left
    product = _product(shadow, left)
    for _ in range(rounds):
        if task.budget.reason() is not None or least < LEFT or stuck > STUCK:
            break
        ahead = direction - chain.step(direction)
        across = _product(shadow, ahead)
        length = product / across if across else 0.0
        half = left - length * ahead
        if task.budget.reason() is not None:
            break
        beyond = half - chain.step(half)
        square = _product(beyond, beyond)
        width = _product(beyond, half) / square if square else 0.0
        found = found + length * direction + width * half
        left = half - width * beyond
        over, before = float(np.abs(left).sum()), product
        product = _product(shadow, left)
        if over < LEFT or not width or not before or not np.isfinite(over):
            # As good as it says, or at a dead end: look what is really left over, and begin anew from the best.
            found = np.maximum(found, 0.0) if np.isfinite(over) else best
            left = chain.left_over(arriving, found)
            over = float(np.abs(left).sum())
            stuck += over >= least
            if over >= least:
                found, left = best, chain.left_over(arriving, best)
            shadow = direction = left
            product = _product(shadow, left)
        else:
            direction = left + product / before * length / width * (direction - width * ahead)
        if over < least:
            best, least = found, over
    return np.maximum(best, 0.0)


def iterated_either_sign(chain: Chain, arriving: Shares, task: Task, rounds: int = MOST_ROUNDS) -> Shares:
    """The same of what may be below 0 in places, and of any size: shape (states,), both."""
    found = np.zeros(len(arriving))
    for sign in (1.0, -1.0):
        part = np.maximum(sign * arriving, 0.0)
        size = float(part.sum())
        if size:
            found += sign * size * iterated(chain, part / size, task, rounds)
    return found
