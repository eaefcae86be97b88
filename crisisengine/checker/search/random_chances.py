"""How likely a goal is from each state when nobody thinks: every open measure as likely as the others.

`flow` tells the same from the start alone, and counts what happens on the way; this looks back from the goal.
"""

from __future__ import annotations

import numpy as np

from crisisengine.checker.search.decision_process import DecisionProcess, component_process
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Component, Graph, StateBlock
from crisisengine.checker.search.means import Means
from crisisengine.checker.search.optimum import Optima, settle
from crisisengine.checker.vector.arrays import Shares, Yes

__all__ = ["random_chances"]


def random_chances(futures: Futures, goal: Yes) -> Shares:
    """From each state: shape (states,); `goal` tells where play need not go on.

    Raises:
        OverBudget: there is no time for it.
    """
    graph = futures.graph
    found = Optima.unknown(len(graph.keys), taken=False)
    for component in graph.components:
        graph.found.task.ask()
        if component.circular:
            _go_round(graph, component, goal, found)
        else:
            _look_ahead(graph, component.blocks[0], goal, found)
    return found.value


def _look_ahead(graph: Graph, block: StateBlock, goal: Yes, found: Optima) -> None:
    worth, opened = np.zeros((2, len(block)))
    for _, links in graph.options(block):
        means = Means.of(links, len(block))
        worth[means.opened] += means.of_values(found.value)
        opened[means.opened] += 1
    here = slice(block.start, block.end)
    found.set(here, np.where(goal[here], 1.0, worth / np.maximum(opened, 1)), np.zeros(len(block)))


def _go_round(graph: Graph, component: Component, goal: Yes, found: Optima) -> None:
    process, numbers = component_process(graph, component)
    count = len(component)
    local = Optima(found.value[numbers], np.zeros(len(numbers), dtype=np.float32), None)
    fixed = goal[numbers] | process.ended
    local.value[:count] = goal[numbers][:count]
    settle(_unthinking(process), fixed, local, "best", graph.found.task)
    found.value[numbers[:count]], found.error[numbers[:count]] = local.value[:count], 0


def _unthinking(process: DecisionProcess) -> DecisionProcess:
    """The same where all choices of a state are one, which takes each of them as often."""
    widths = np.diff(process.branches)
    owners = np.repeat(process.owners, widths)
    likely = process.weights / np.repeat(process.totals, widths) / np.diff(process.choices)[owners]
    return DecisionProcess.of(
        owners, np.zeros(len(owners), dtype=np.int32), process.targets, likely, process.states, rounded=True
    )
