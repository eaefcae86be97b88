"""The highest or the lowest chance as a fraction, where play cannot go round and there are not too many states."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from crisisengine.checker.search.attractor import Attractor
from crisisengine.checker.search.beginnings import Beginnings
from crisisengine.checker.search.decision_process import DecisionProcess, component_process
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.optimum import Optima
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Yes
from crisisengine.model.kinds import Play

__all__ = ["MOST_EXACT", "exact_chance"]

MOST_EXACT = 100_000
"""States of which chances are told as fractions."""
LONGEST_FRACTION = 2_000
"""Bits of a denominator: nobody reads a longer one."""
OFTEN = 200
"""States settled until somebody is asked whether to go on."""

_ZERO = Fraction(0)


def exact_chance(futures: Futures, known: Optima, play: Play, chapter: str = "") -> Fraction | None:
    """The chance to come to a goal from one of the beginnings, draws weighed; for one who knows all.

    `known` holds what `chance` has found; what is not wrong at all there, a goal's 1 to begin with, need not be found again.
    None where it is not known as a fraction: too many states, play that goes round, a fraction too long to read.

    Raises:
        OverBudget: there is no time to know it.
    """
    graph = futures.graph
    task = graph.found.task
    if len(graph.keys) > MOST_EXACT:
        return None
    sure = known.error == 0
    values: list[Fraction] = [_ZERO] * len(sure)
    for number in np.flatnonzero(sure & (known.value > 0)).tolist():
        values[number] = Fraction(float(known.value[number]))
    for component in graph.components:
        task.ask()
        if all(sure[block.start : block.end].all() for block in component.blocks):
            continue
        process, numbers = component_process(graph, component)
        local = [values[number] for number in numbers.tolist()]
        if process.rounded or not _settled(process, sure[numbers], local, play, task):
            return None
        for number, value in zip(numbers[: len(component)].tolist(), local, strict=False):
            values[number] = value
    found = graph.found
    begun = Beginnings.of(found.layout, found.kept, task, chapter)
    numbers = graph.find(begun.keys).tolist()
    whole = sum(begun.weights)
    total = sum((values[number] * weight for number, weight in zip(numbers, begun.weights, strict=True)), _ZERO)
    return total / whole


def _settled(process: DecisionProcess, sure: Yes, values: list[Fraction], play: Play, task: Task) -> bool:
    """Settle every state behind those that follow it; whether that can be done, and be read."""
    choices, branches = process.choices.tolist(), process.branches.tolist()
    targets, weights = process.targets.tolist(), [int(weight) for weight in process.weights.tolist()]
    best = max if play == "best" else min
    inside = sure | process.ended
    ends = Attractor(process=process, inside=inside, task=task, every_choice=True, every_branch=True)
    number = 0
    for states, _ in ends.waves():
        for state in states.tolist():
            number += 1
            if number % OFTEN == 0:
                task.ask()
            value = best(
                _mean(targets, weights, values, branches[choice], branches[choice + 1])
                for choice in range(choices[state], choices[state + 1])
            )
            if value.denominator.bit_length() > LONGEST_FRACTION:
                return False
            values[state] = value
    return bool(np.all(inside))


def _mean(targets: list[int], weights: list[int], values: list[Fraction], begin: int, end: int) -> Fraction:
    first = values[targets[begin]]
    if all(values[targets[at]] == first for at in range(begin + 1, end)):
        return first
    total = sum(weights[begin:end])
    return sum((values[targets[at]] * weights[at] for at in range(begin, end)), _ZERO) / total
