"""The endings of the best rank that is possible at the start, and the states in which some endings are reached."""

from __future__ import annotations

from crisisengine.checker.search.futures import Futures
from crisisengine.checker.vector.arrays import Yes

__all__ = ["best_endings", "states_of"]


def best_endings(futures: Futures) -> frozenset[str]:
    """The endings of the best rank among those that are possible at a start.

    Raises:
        OverBudget: there is no time to know them.
    """
    graph = futures.graph
    endings = graph.found.program.scenario.endings.values()
    within = [ending for ending in endings if futures.possible(ending.id)[graph.starts].any()]
    highest = max((ending.rank for ending in within), default=0)
    return frozenset(ending.id for ending in within if ending.rank == highest)


def states_of(futures: Futures, endings: frozenset[str]) -> Yes:
    """The states in which some endings are reached: shape (states,)."""
    graph = futures.graph
    goal = graph.zeros(bool)
    for block in graph.blocks:
        goal[block.start : block.end] = graph.found.program.places[block.place] in endings
    return goal
