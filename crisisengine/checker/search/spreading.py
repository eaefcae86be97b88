"""What is known of some states, handed back along the steps to them: each step is looked at once for what it brings.

Both walks meet rounds of a single state (a chain of a million states has a million of them) and rounds of millions:
few states are looked at one by one, many as arrays.
"""

from __future__ import annotations

import numpy as np

from crisisengine.checker.distinct import distinct
from crisisengine.checker.search.adjacency import FEW, MANY, Adjacency
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Bits, Numbers

__all__ = ["peel", "spread"]


def spread(here: Bits, before: Adjacency, changed: Numbers, task: Task) -> None:
    """Hand every bit to the states before, beginning with those that changed, until none is new to anybody.

    `here` has shape (states,) and is changed in place. A state is looked at again only when it has got something new.
    """
    bits, first, neighbours = here.data, before.first.data, before.neighbours.data
    while len(changed):
        task.ask()
        if len(changed) > FEW:
            states, places = before.of_all(changed)
            bringing = here[changed][places]
            new = (bringing & ~here[states]) != 0
            states = states[new]
            np.bitwise_or.at(here, states, bringing[new])
            changed = distinct(states)
            continue
        waiting: list[int] = changed.tolist()
        for _ in range(MANY):
            if not waiting or len(waiting) > 2 * FEW:
                break
            state = waiting.pop()
            brings = bits[state]
            for at in range(first[state], first[state + 1]):
                neighbour = neighbours[at]
                if brings & ~bits[neighbour]:
                    bits[neighbour] |= brings
                    waiting.append(neighbour)
        changed = np.array(waiting, dtype=np.int64)


def peel(left: Numbers, before: Adjacency, task: Task) -> None:
    """Take away every state that has nothing left, and one from what each state before it has left, until none is.

    `left` has shape (states,) and is changed in place.
    """
    counts, first, neighbours = left.data, before.first.data, before.neighbours.data
    bare = np.flatnonzero(left == 0)
    while len(bare):
        task.ask()
        if len(bare) > FEW:
            states, _ = before.of_all(bare)
            np.subtract.at(left, states, 1)
            bare = distinct(states[left[states] == 0])
            continue
        waiting: list[int] = bare.tolist()
        for _ in range(MANY):
            if not waiting or len(waiting) > 2 * FEW:
                break
            state = waiting.pop()
            for at in range(first[state], first[state + 1]):
                neighbour = neighbours[at]
                counts[neighbour] -= 1
                if not counts[neighbour]:
                    waiting.append(neighbour)
        bare = np.array(waiting, dtype=np.int64)
