"""The highest and the lowest chance of something, over all that a player who knows everything could do: for each state of a graph.

The player chooses, the world decides chance: a Markov decision process. Component by component, what follows first;
where play cannot go round, each block is asked once, for all questions together. Nobody sends anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import numpy as np
from attrs import frozen

from crisisengine.budget import OverBudget
from crisisengine.checker.search.decision_process import component_process
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Component, Graph, StateBlock
from crisisengine.checker.search.means import Means
from crisisengine.checker.search.optimum import Optima, settle
from crisisengine.checker.vector.arrays import Yes
from crisisengine.model.kinds import Play

__all__ = ["Wanted", "chance", "chances"]

BEYOND: dict[Play, float] = {"best": -1.0, "worst": 2.0}
"""What every chance is better than, or worse."""


@frozen(eq=False)
class Wanted:
    """What is asked of every state: the chance, at best or at worst, ever to come to a goal."""

    goal: Yes
    """Shape (states,)."""
    play: Play


def chance(futures: Futures, goal: Yes, play: Play) -> Optima:
    """The highest or lowest chance to come to a goal, with the policy; where the budget ends, bounds of 0 and 1."""
    return chances(futures, [Wanted(goal, play)])[0]


def chances(futures: Futures, questions: Sequence[Wanted], *, policies: bool = True) -> list[Optima]:
    """The same of several questions at once, which takes little longer than of the first; without policies, less memory."""
    graph = futures.graph
    found = [Optima.unknown(len(graph.keys), taken=policies) for _ in questions]
    with suppress(OverBudget):
        for component in graph.components:
            graph.found.task.ask()
            if component.circular:
                _go_round(graph, component, questions, found)
            else:
                _look_ahead(graph, component.blocks[0], questions, found)
    return found


def _look_ahead(graph: Graph, block: StateBlock, questions: Sequence[Wanted], found: list[Optima]) -> None:
    """A block from which play only goes forward: all that follows is known."""
    count = len(block)
    best = [np.full(count, BEYOND[question.play]) for question in questions]
    wrong = np.zeros((len(questions), count))
    taken = np.full((len(questions), count), -1, dtype=np.int32)
    for option, links in sorted(graph.options(block), key=lambda each: each[0].number):
        means = Means.of(links, count)
        for question, known, so_far, off, policy in zip(questions, found, best, wrong, taken, strict=True):
            worth, wrong_by = means.of_chances(known)
            before = so_far[means.opened]
            if known.taken is not None:
                better = worth > before if question.play == "best" else worth < before
                policy[means.opened] = np.where(better, option.number, policy[means.opened])
            so_far[means.opened] = (np.maximum if question.play == "best" else np.minimum)(before, worth)
            off[means.opened] = np.maximum(off[means.opened], wrong_by)
    rows = slice(block.start, block.end)
    for question, known, value, off, policy in zip(questions, found, best, wrong, taken, strict=True):
        goal = question.goal[rows]
        value[value == BEYOND[question.play]] = 0.0  # nothing is open there
        known.set(rows, np.where(goal, 1.0, value), np.where(goal, 0.0, off))
        if known.taken is not None:
            known.taken[rows] = np.where(goal, -1, policy)


def _go_round(graph: Graph, component: Component, questions: Sequence[Wanted], found: list[Optima]) -> None:
    """A component in which play can go round."""
    process, numbers = component_process(graph, component)
    count = len(component)
    for question, known in zip(questions, found, strict=True):
        taken = None if known.taken is None else np.full(len(numbers), -1, dtype=np.int32)
        local = Optima(known.value[numbers], known.error[numbers], taken)
        goal = question.goal[numbers]
        fixed = goal | process.ended
        local.value[:count], local.error[:count] = goal[:count], 1 - fixed[:count]
        settle(process, fixed, local, question.play, graph.found.task)
        own = numbers[:count]
        known.value[own], known.error[own] = local.value[:count], local.error[:count]
        if known.taken is not None and local.taken is not None:
            known.taken[own] = local.taken[:count]
