"""Where play can stay for ever if somebody wants it to: the end components of a decision process.

States that some choices keep among each other, and that all lead to each other by them (de Alfaro 1997). They are found
by taking apart: whoever cannot be sure to stay is taken away, and of states that lead to each other every choice that
may leave them, until none is left to take.
"""

from __future__ import annotations

import numpy as np

from crisisengine.checker.search.adjacency import MANY, Adjacency
from crisisengine.checker.search.attractor import Attractor
from crisisengine.checker.search.decision_process import DecisionProcess
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Numbers, Yes

__all__ = ["end_components", "strong_components"]


def end_components(process: DecisionProcess, allowed: Yes, task: Task) -> Numbers:
    """For each state the first of its end component, which is itself where it lies in none: shape (states,).

    `allowed`, of shape (choices,), tells which choices there are.

    Raises:
        OverBudget: there is no time to find them.
    """
    owners = process.owners
    widths = np.diff(process.branches)
    choice_of = np.repeat(np.arange(len(widths), dtype=np.int32), widths)
    allowed = allowed.copy()
    component = np.arange(process.states)
    while True:
        # Who has no choice left, or must come to such a state in the end, whatever is done, cannot stay.
        gone = np.bincount(owners[allowed], minlength=process.states) == 0
        Attractor(process=process, inside=gone, task=task, every_choice=True, allowed=allowed).grow()
        allowed &= ~np.logical_or.reduceat(gone[process.targets], process.branches[:-1]) & ~gone[owners]
        steps = np.flatnonzero(allowed[choice_of])
        if not len(steps):
            break
        after = Adjacency.of(owners[choice_of[steps]], process.targets[steps], process.states)
        component = strong_components(after, task)
        leaving = steps[component[owners[choice_of[steps]]] != component[process.targets[steps]]]
        if not len(leaving):
            break
        allowed[choice_of[leaving]] = False
    stays = np.zeros(process.states, dtype=bool)
    stays[owners[allowed]] = True
    first = np.arange(process.states, dtype=np.int64)
    members = np.flatnonzero(stays)
    names, at = np.unique(component[members], return_index=True)
    first[members] = members[at][np.searchsorted(names, component[members])]
    return first


def strong_components(after: Adjacency, task: Task) -> Numbers:
    """The number of the component of each state, those that lead to each other together: shape (states,).

    Tarjan's algorithm (1972) with a stack of its own in place of recursion.

    Raises:
        OverBudget: there is no time to find them.
    """
    count = len(after.first) - 1
    component = np.full(count, -1, dtype=np.int64)
    order, lowest = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    first, neighbours, owner = after.first.data, after.neighbours.data, component.data
    index, low, at = order.data, lowest.data, after.first.copy().data
    found = seen = steps = 0
    waiting: list[int] = []
    for root in range(count):
        if index[root]:
            continue
        path = [root]
        seen += 1
        index[root] = low[root] = seen
        waiting.append(root)
        while path:
            steps += 1
            if steps % MANY == 0:
                task.ask()
            state = path[-1]
            place, end = at[state], first[state + 1]
            lowest_here = low[state]
            while place < end:
                follower = neighbours[place]
                place += 1
                if not index[follower]:
                    seen += 1
                    index[follower] = low[follower] = seen
                    waiting.append(follower)
                    path.append(follower)
                    break
                if owner[follower] < 0 and index[follower] < lowest_here:
                    lowest_here = index[follower]
            low[state] = lowest_here
            steps += place - at[state]
            at[state] = place
            if path[-1] != state:
                continue
            path.pop()
            if path and lowest_here < low[path[-1]]:
                low[path[-1]] = lowest_here
            if lowest_here == index[state]:
                member = -1
                while member != state:
                    member = waiting.pop()
                    owner[member] = found
                found += 1
    return component
