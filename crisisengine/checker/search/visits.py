"""How often a random walk is expected to visit each state before it leaves: the v of v = arriving + v P.

Four ways, each for what the one before leaves over. States that the walk never comes back to are settled in the order
in which it comes to them (Kahn's topological sort, 1962), which is all there is to do where nothing goes round. Then
the walk is followed for some steps: most leave soon. What still goes round is eliminated state by state, or iterated
where it is too much for that.
"""

from __future__ import annotations

import numpy as np

from crisisengine.budget import OverBudget
from crisisengine.checker.distinct import distinct
from crisisengine.checker.search.adjacency import FEW, MANY, spans
from crisisengine.checker.search.chain import LEFT, Chain, counted, iterated
from crisisengine.checker.search.elimination import MOST_ELIMINATED, Elimination
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Numbers, Shares, Yes

__all__ = ["visits"]

PATIENCE = 60
"""Steps that a walk is followed before anything else is tried."""


def visits(chain: Chain, arriving: Shares, task: Task) -> Shares:
    """The expected visits of a walk that arrives as `arriving` says: shape (states,).

    Where the budget ends sooner, what was found so far; `Chain.left_over` tells what is missing.
    """
    found = np.zeros(len(arriving))
    try:
        round_ = _settled(chain, arriving, found, task)
        numbers = np.flatnonzero(round_)
        if len(numbers) == len(found):
            _go_round(chain, arriving, found, numbers, task)
        elif len(numbers):
            # What is settled hands on its visits once; what goes round is solved by itself.
            inner = chain.among(round_)
            task.ask()
            come = (arriving + chain.step(found))[numbers]
            _go_round(inner.narrowed(numbers), come, found, numbers, task)
    except OverBudget:
        pass  # the caller asks what is left over
    return found


def _go_round(chain: Chain, arriving: Shares, found: Shares, numbers: Numbers, task: Task) -> None:
    """Add the visits of states that lie on circles, or between them, to `found`."""
    mass = arriving
    for _ in range(PATIENCE):
        if mass.sum() < LEFT:
            return
        task.ask()
        found[numbers] += mass
        mass = chain.step(mass)
    if len(mass) <= MOST_ELIMINATED:
        found[numbers] += Elimination(chain, mass, task).visits()
    else:
        found[numbers] += iterated(chain, mass, task)


def _settled(chain: Chain, arriving: Shares, found: Shares, task: Task) -> Yes:
    """Settle, in `found`, every state that lies on no circle and after none; returns which are left.

    Few states are looked at one by one, many as arrays: a chain of a million states has a million rounds.
    """
    count = len(arriving)
    first, targets, odds, onwards = chain.by_source(task)
    coming = counted(targets, count)
    waiting = arriving.copy()
    left = np.ones(count, dtype=bool)
    begin, after, likely = first.data, targets.data, odds.data
    counts, masses = coming.data, waiting.data
    ready = np.flatnonzero(coming == 0)
    while len(ready):
        task.ask()
        if len(ready) > FEW:
            left[ready] = False
            found[ready] = waiting[ready] / onwards[ready]
            places, at = spans(first, ready)
            np.add.at(waiting, targets[at], found[ready][places] * odds[at])
            np.subtract.at(coming, targets[at], 1)
            reached = targets[at]
            ready = distinct(reached[coming[reached] == 0])
            continue
        stack: list[int] = ready.tolist()
        for _ in range(MANY):
            if not stack or len(stack) > 2 * FEW:
                break
            state = stack.pop()
            left[state] = False
            visits_here = masses[state] / onwards[state]
            found[state] = visits_here
            for step in range(begin[state], begin[state + 1]):
                target = after[step]
                masses[target] += visits_here * likely[step]
                counts[target] -= 1
                if not counts[target]:
                    stack.append(target)
        ready = np.array(stack, dtype=np.int64)
    return left
