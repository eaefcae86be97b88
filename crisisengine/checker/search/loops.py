"""A way round: from a state back to it, for a run that never ends."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from crisisengine.checker.search.adjacency import Adjacency, ShelvedSteps
from crisisengine.checker.search.graph import Graph
from crisisengine.checker.vector.arrays import Yes
from crisisengine.engine.rules import Decision

__all__ = ["shortest_loop"]

MOST_WALKED = 5_000_000
"""Steps that are looked at for a shorter loop; beyond, the loop is a loop and may not be the shortest."""
OFTEN = 10_000
"""Steps looked at until somebody is asked whether to go on."""
STEP_BYTES = 12
"""Of a step while it lies on a shelf and in order."""


def shortest_loop(graph: Graph, endless: Yes) -> tuple[int, tuple[Decision, ...]]:
    """The number of a state on a loop and the way round, together as short as can be found.

    `endless`, of shape (states,), marks some states of which each has a step to another of them. Walking along such
    steps comes to a loop in linear time; shorter ones are then sought by breadth-first search from each of the states
    nearest to the start.

    Raises:
        OverBudget: there is no time to find any, or no room for the steps to look through.
    """
    numbers = np.flatnonzero(endless)
    after = _steps_among(graph, endless, len(numbers))
    depths = graph.depths[numbers]
    best = _some_loop(after, int(np.argmin(depths)), depths)
    search = _Search(graph, after)
    for start in np.argsort(graph.lengths(numbers), kind="stable").tolist():
        depth, length = int(depths[start]), int(depths[best[0]]) + len(best)
        if depth + 1 >= length or search.left <= 0:
            break
        found = search.way_round(start, length - depth - 1)
        if found is not None:
            best = found
    return int(numbers[best[0]]), _decisions(graph, [int(numbers[state]) for state in best])


def _steps_among(graph: Graph, chosen: Yes, count: int) -> Adjacency:
    """The steps from chosen states to chosen ones, which are counted from 0."""
    task = graph.found.task
    counted = np.cumsum(chosen, dtype=np.int32) - np.int32(1)
    steps = ShelvedSteps(count)
    for block in graph.blocks:
        here = chosen[block.start : block.end]
        if here.any():
            rows = counted[block.start : block.end]
            for link in graph.links(block):
                stays = here[link.rows] & chosen[link.targets]
                sources = rows[link.rows][stays]
                task.take(len(sources) * STEP_BYTES)
                steps.add(sources, counted[link.targets[stays]])
    return steps.adjacency(task)


def _some_loop(after: Adjacency, start: int, depths: npt.NDArray[Any]) -> list[int]:
    """The loop that one comes to by always taking the first step; begun where it is nearest to the start."""
    order: dict[int, int] = {}
    state = start
    while state not in order:
        order[state] = len(order)
        state = int(after.neighbours[after.first[state]])
    loop = list(order)[order[state] :]
    nearest = int(np.argmin(depths[loop]))
    return [*loop[nearest:], *loop[:nearest]]


class _Search:
    """Breadth-first searches that together look at no more than so many steps."""

    def __init__(self, graph: Graph, after: Adjacency) -> None:
        self.task = graph.found.task
        self.first, self.neighbours = after.first.data, after.neighbours.data
        self.left = MOST_WALKED

    def way_round(self, start: int, most: int) -> list[int] | None:
        """The states of a shortest way from one back to it, itself first; None if it is longer than `most` steps."""
        came: dict[int, int] = {}
        layer, looked = [start], 0
        for _ in range(most):
            following: list[int] = []
            for state in layer:
                for at in range(self.first[state], self.first[state + 1]):
                    target = self.neighbours[at]
                    if target == start:
                        return _walked_back(came, state, start)
                    if target not in came:
                        came[target] = state
                        following.append(target)
                looked += 1
                if looked % OFTEN == 0:
                    self.task.ask()
            self.left -= sum(self.first[state + 1] - self.first[state] for state in layer)
            if not following or self.left <= 0:
                return None
            layer = following
        return None


def _walked_back(came: dict[int, int], state: int, start: int) -> list[int]:
    way = [state]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]


def _decisions(graph: Graph, loop: list[int]) -> tuple[Decision, ...]:
    """What is decided from each state of a loop to the next, and from the last to the first."""
    made = []
    for number, following in zip(loop, [*loop[1:], loop[0]], strict=True):
        key = graph.keys[number : number + 1]
        place, clock = graph.found.layout.prefix_parts(int(graph.found.layout.prefixes(key)[0]))
        moves = graph.found.group(place, clock, key).moves
        made.append(
            next(move.option.decision(move.outcome) for move in moves if int(graph.find(move.keys)[0]) == following)
        )
    return tuple(made)
