"""When an answer comes at the latest, from every state, whatever is decided, chanced and sent on the way.

What it takes from a state to the answer follows from the clock's reading where the answer comes, so that one value for each
state is enough, and no product of states and waiting times is built. Component by component from the ends, as every
question to the graph is answered; blocks that lead to each other show one reading of the clock, so within a component the
latest reading spreads back from where steps leave it, the latest first, and each state is reached once.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from crisisengine.checker.distinct import distinct
from crisisengine.checker.search.adjacency import FEW, MANY, Adjacency
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Component
from crisisengine.checker.search.spreading import peel
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Numbers, Yes

__all__ = ["ENDED", "NEVER", "STUCK", "latest_answers"]

ENDED = 2**31 - 1
"""In the place of a reading: the run can end without the answer."""
STUCK = ENDED - 1
"""It can stop with nothing open."""
NEVER = ENDED - 2
"""It can go round for ever; from here on a number is no reading."""


def latest_answers(futures: Futures, answered: Yes) -> Numbers:
    """For each state the clock's reading where the answer comes at the latest, or why it need not come: shape (states,).

    Without a clock all readings are 0.

    Args:
        futures: of a graph that is complete.
        answered: the states in which the answer is true.

    Raises:
        OverBudget: there is no time to look at all steps.
    """
    graph = futures.graph
    latest = graph.zeros(np.int64)
    by_sends = np.full(len(graph.keys), -1, dtype=np.int64)
    while True:
        for component in graph.components:
            graph.found.task.ask()
            _settle(component, futures, answered, latest, by_sends)
        if not graph.found.program.contingencies:
            return latest
        brought = by_sends.copy()
        for block in graph.blocks:
            here = brought[block.start : block.end]
            for rows, targets in graph.sends(block):
                here[rows] = np.maximum(here[rows], latest[targets])
        if np.array_equal(
            brought, by_sends
        ):  # a send leads to where fewer can be sent: so many rounds as can be sent, and one
            return latest
        by_sends = brought


def _settle(component: Component, futures: Futures, answered: Yes, latest: Numbers, by_sends: Numbers) -> None:
    """Work out a component, of which everything behind is known. Until that is done each value is too low, or right."""
    graph = futures.graph
    ended = component.blocks[0].place >= graph.found.program.scene_count
    for block in component.blocks:
        here = latest[block.start : block.end]
        here[:] = ENDED if ended else by_sends[block.start : block.end]
        here[answered[block.start : block.end]] = block.clock or 0
    for block in () if ended else component.blocks:
        here, done = latest[block.start : block.end], answered[block.start : block.end]
        stuck = ~done
        for link in graph.links(block):
            stuck[link.rows] = False
            # What is answered keeps its reading all the while: a state of the same block may lead to it.
            here[link.rows] = np.where(
                done[link.rows], here[link.rows], np.maximum(here[link.rows], latest[link.targets])
            )
        here[stuck] = STUCK
    if component.circular:
        _spread(component, futures, answered, latest)


def _spread(component: Component, futures: Futures, answered: Yes, latest: Numbers) -> None:
    """Hand readings back along the unanswered states of a component, the latest first; those that can go round have none."""
    graph, task = futures.graph, futures.graph.found.task
    inner = graph.inner(component)
    task.ask()
    waiting = ~answered[inner.numbers]
    stays = waiting[inner.sources] & waiting[inner.targets]
    sources, targets = inner.sources[stays], inner.targets[stays]
    task.ask()
    before = Adjacency.of(targets, sources, len(inner.numbers))
    task.ask()
    left = np.bincount(sources, minlength=len(inner.numbers))
    peel(left, before, task)
    here = latest[inner.numbers]
    here[left > 0] = np.maximum(here[left > 0], NEVER)
    done = ~waiting
    order = np.argsort(-here, kind="stable")
    values = here[order]
    bounds = [0, *(np.flatnonzero(values[1:] != values[:-1]) + 1).tolist(), len(order)]
    for start, end in pairwise(bounds):
        some = order[start:end]
        some = some[~done[some]]
        done[some] = True
        _hand_back(int(values[start]), some, here, done, before, task)
    latest[inner.numbers] = here


def _hand_back(value: int, some: Numbers, here: Numbers, done: Yes, before: Adjacency, task: Task) -> None:
    """Give a value to all states before some that have none yet; few are looked at one by one, many as arrays."""
    values, known, first, neighbours = here.data, done.data, before.first.data, before.neighbours.data
    while len(some):
        task.ask()
        if len(some) > FEW:
            states, _ = before.of_all(some)
            some = distinct(states[~done[states]])
            done[some] = True
            here[some] = value
            continue
        waiting: list[int] = some.tolist()
        for _ in range(MANY):
            if not waiting or len(waiting) > 2 * FEW:
                break
            state = waiting.pop()
            for at in range(first[state], first[state + 1]):
                neighbour = neighbours[at]
                if not known[neighbour]:
                    known[neighbour], values[neighbour] = True, value
                    waiting.append(neighbour)
        some = np.array(waiting, dtype=np.int64)
