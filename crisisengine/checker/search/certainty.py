"""What is certain whatever chance decides: from where one can be sure to come to a goal, and from where one can stay away.

Both are asked component by component, what follows first. Where play cannot go round, an option serves when all its
outcomes lead to states that serve; where it can, the difference is in who may go round for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from attrs import define

from crisisengine.checker.search.attractor import Attractor
from crisisengine.checker.search.decision_process import DecisionProcess, component_process
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Graph, StateBlock
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Numbers, Positions, Yes

__all__ = ["Certain", "almost_sure_rounds", "almost_surely", "coming", "staying_away"]


@define(eq=False)
class Certain:
    """States from which something is certain, and the option to take there for it."""

    inside: Yes
    """Shape (states,)."""
    taken: Positions
    """The number of the option; -1 where none need be taken, or none serves. Shape (states,)."""


_Round = Callable[[DecisionProcess, Yes, Yes, Task], tuple[Yes, Numbers]]
"""(process, which states serve, which are free, task) -> which serve then, and through which choice."""


def coming(futures: Futures, goal: Yes, *, fair: bool = False) -> Certain:
    """From where some policy is certain to come to a goal.

    Args:
        futures: of the graph.
        goal: shape (states,).
        fair: whether it is enough to come there with probability 1: chance may keep it waiting, not for ever. Else
            the number of decisions is bounded.

    Raises:
        OverBudget: there is no time to know it.
    """
    return _found(futures.graph, goal, goal, almost_surely if fair else _surely)


def staying_away(futures: Futures, goal: Yes) -> Certain:
    """From where some policy never comes to a goal: it stops elsewhere, or goes on for ever. A goal itself is no such state.

    Raises:
        OverBudget: there is no time to know it.
    """
    graph = futures.graph
    stuck = np.ones(len(goal), dtype=bool)
    for block in graph.blocks:
        for link in graph.links(block):
            stuck[block.start : block.end][link.rows] = False
    return _found(graph, stuck & ~goal, goal, _for_ever)


def _found(graph: Graph, serves: Yes, settled: Yes, go_round: _Round) -> Certain:
    """`serves`: the states that do from the beginning; `settled`: those of which nothing more is asked."""
    found = Certain(serves.copy(), np.full(len(serves), -1, dtype=np.int32))
    for component in graph.components:
        graph.found.task.ask()
        if not component.circular:
            _look_ahead(graph, component.blocks[0], found, settled)
            continue
        process, numbers = component_process(graph, component)
        own, count = numbers[: len(component)], len(component)
        inside = found.inside[numbers]
        free = ~process.ended & ~settled[numbers]
        inside, through = go_round(process, inside, free, graph.found.task)
        found.inside[own] = inside[:count]
        chosen = np.flatnonzero(free[:count] & inside[:count])
        found.taken[own[chosen]] = process.options[through[chosen]]
    return found


def _look_ahead(graph: Graph, block: StateBlock, found: Certain, settled: Yes) -> None:
    here = slice(block.start, block.end)
    free = ~settled[here] & ~found.inside[here]
    for option, links in sorted(graph.options(block), key=lambda pair: pair[0].number):
        opened, lost = np.zeros((2, len(block)), dtype=bool)
        for link in links:
            opened[link.rows] = True
            lost[link.rows] |= ~found.inside[link.targets]
        serves = free & opened & ~lost
        found.inside[here] |= serves
        found.taken[here][serves] = option.number
        free &= ~serves


def _surely(process: DecisionProcess, inside: Yes, free: Yes, task: Task) -> tuple[Yes, Numbers]:
    """Some choice all of whose branches are nearer."""
    grown = Attractor(process=process, inside=inside, task=task, every_branch=True, allowed=free[process.owners]).grow()
    return grown.inside, grown.through


def almost_surely(process: DecisionProcess, inside: Yes, free: Yes, task: Task) -> tuple[Yes, Numbers]:
    """Some choice that may come nearer, and cannot lead to where none does.

    Which states are come to, and through which choice; `inside`: those that are wanted, `free`: those in which
    something can be decided. Who cannot come near is lost, and so is who cannot be sure to stay away from those that
    are lost; again until nobody more is (de Alfaro 1997). That may take as many rounds as there are states, and
    hardly ever takes more than three; the budget is asked in each.

    Raises:
        OverBudget: there is no time to know it.
    """
    for certain in almost_sure_rounds(process, inside, free, task):
        if certain is not None:
            return certain
    raise AssertionError("in each round somebody is lost, or it is the last")


def almost_sure_rounds(
    process: DecisionProcess, inside: Yes, free: Yes, task: Task
) -> Iterator[tuple[Yes, Numbers] | None]:
    """The same round by round, for who has no use for many: None for each but the last."""
    lost = ~(inside | free)
    mine = free[process.owners]
    while True:
        task.ask()
        Attractor(process=process, inside=lost, task=task, every_choice=True, allowed=mine).grow()
        sure = mine & ~np.logical_or.reduceat(lost[process.targets], process.branches[:-1])
        grown = Attractor(process=process, inside=inside.copy(), task=task, allowed=sure).grow()
        if np.array_equal(grown.inside, ~lost):
            yield grown.inside, grown.through
            return
        yield None
        lost = ~grown.inside


def _for_ever(process: DecisionProcess, inside: Yes, free: Yes, task: Task) -> tuple[Yes, Numbers]:
    """Some choice that stays inside: those that cannot, from the ends backwards, are taken away."""
    lost = ~inside & ~free
    grown = Attractor(process=process, inside=lost, task=task, every_choice=True, allowed=free[process.owners]).grow()
    stays = ~grown.inside
    through = np.full(process.states, -1, dtype=np.int64)
    leads = np.logical_and.reduceat(stays[process.targets], process.branches[:-1])
    serving = np.flatnonzero(leads & stays[process.owners])
    states, first = np.unique(process.owners[serving], return_index=True)
    through[states] = serving[first]
    return stays, through
