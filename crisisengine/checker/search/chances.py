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
from crisisengine.checker.search.graph import Component, Graph, StateBlock, Transitions
from crisisengine.checker.search.optimum import EPSILON, Optima, settle
from crisisengine.checker.vector.arrays import Shares, Yes
from crisisengine.model.kinds import Play

__all__ = ["Wanted", "chance", "chances"]


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
    best, wrong = np.zeros((2, len(questions), count))
    taken = np.full((len(questions), count), -1, dtype=np.int32)
    chosen = np.zeros(count, dtype=bool)
    together: dict[int, list[Transitions]] = {}
    for link in graph.links(block) if block.place < graph.found.program.scene_count else ():
        together.setdefault(link.option.number, []).append(link)
    for option in sorted(together):
        links = together[option]
        total = np.zeros(count)
        for link in links:
            total[link.rows] += 1.0 if link.weight is None else link.weight
        opened = total > 0
        for number, question in enumerate(questions):
            worth, off = _mean(links, total, found[number])
            better = worth > best[number] if question.play == "best" else worth < best[number]
            better = opened & (better | ~chosen)
            best[number][better] = worth[better]
            taken[number][better] = option
            np.maximum(wrong[number], off, out=wrong[number], where=opened)
        chosen |= opened
    rows = slice(block.start, block.end)
    for number, question in enumerate(questions):
        goal = question.goal[rows]
        found[number].set(rows, np.where(goal, 1.0, best[number]), np.where(goal, 0.0, wrong[number]))
        policy = found[number].taken
        if policy is not None:
            policy[rows] = np.where(goal, -1, taken[number])


def _mean(links: Sequence[Transitions], total: Shares, known: Optima) -> tuple[Shares, Shares]:
    """What an option is worth in each row of a block, and how far that may be wrong; `total`: of its weights."""
    worth, off = np.zeros((2, len(total)))
    for link in links:
        # What leads to a single state is worth what that is, without rounding.
        likely = 1.0 if len(links) == 1 or link.weight is None else link.weight
        worth[link.rows] += likely * known.value[link.targets]
        off[link.rows] += likely * known.error[link.targets]
    if len(links) > 1:
        opened = total > 0
        worth[opened] /= total[opened]
        off[opened] /= total[opened]
        off += (len(links) + 4) * EPSILON * (worth + off)
    return worth, off


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
