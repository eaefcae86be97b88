"""The least and the most that a play to an ending can read, exactly: the cheapest and the dearest way through the graph.

Component by component from the ends, as every question to the graph is answered (Bellman 1957); where play can go round, until
nothing changes. The most is known only where no play can go round for ever.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Component, StateBlock, Transitions
from crisisengine.checker.search.text_sizes import TextSizes
from crisisengine.checker.vector.arrays import Numbers

__all__ = ["ReadingBounds", "reading_bounds"]

_FAR = 2**40
"""More than any play reads."""


@frozen
class ReadingBounds:
    """The bounds of what a play reads that comes to an ending; None where none does, and for the most where play can go round."""

    least: int | None
    most: int | None


def reading_bounds(futures: Futures, sizes: TextSizes) -> ReadingBounds:
    """Of the plays from the beginning, whatever is drawn there, without sends.

    Args:
        futures: of a graph that is complete.
        sizes: of the texts, over its exploration, which keeps what decides between their readings (`told_slots`).

    Raises:
        OverBudget: there is no time to look at all steps.
    """
    graph = futures.graph
    starts = graph.starts
    endless = bool(futures.endless[starts].any())
    least = np.full(len(graph.keys), _FAR, dtype=np.int64)
    most = np.full(len(graph.keys), -_FAR, dtype=np.int64)
    for block in graph.blocks:
        if block.place >= graph.found.program.scene_count:
            least[block.start : block.end] = most[block.start : block.end] = 0
    for component in graph.components:
        if component.blocks[0].place < graph.found.program.scene_count:
            _settle(component, futures, sizes, least, most, longest=not endless)
    opening = sizes.at_any(graph.keys[starts])
    ends = least[starts] < _FAR
    if not ends.any():
        return ReadingBounds(None, None)
    shortest, longest = (opening + least[starts])[ends].min(), (opening + most[starts])[ends].max()
    return ReadingBounds(int(shortest), None if endless else int(longest))


def _settle(
    component: Component, futures: Futures, sizes: TextSizes, least: Numbers, most: Numbers, *, longest: bool
) -> None:
    """Work out a component, of which everything behind is known."""
    graph = futures.graph
    steps: list[tuple[StateBlock, Transitions, Numbers]] = []
    for block in component.blocks:
        for link in graph.links(block, events=True):
            keys = graph.keys[link.targets]
            steps.append((block, link, sizes.of_step(block.place, link.option, link.outcome, link.fired, keys)))
    changed = True
    while changed:
        graph.found.task.ask()
        changed = False
        for block, link, words in steps:
            here = least[block.start : block.end]
            shorter = np.minimum(here[link.rows], words + least[link.targets])
            if component.circular and not changed:
                changed = bool((shorter < here[link.rows]).any())
            here[link.rows] = shorter
            if longest:
                there = most[block.start : block.end]
                longer = np.maximum(there[link.rows], words + most[link.targets])
                if component.circular and not changed:
                    changed = bool((longer > there[link.rows]).any())
                there[link.rows] = longer
