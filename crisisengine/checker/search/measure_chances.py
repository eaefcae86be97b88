"""What each measure leaves of a chance when it is taken: at least and at most, over the states where it is open."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from crisisengine.checker.search.flow import Share
from crisisengine.checker.search.graph import Graph
from crisisengine.checker.search.means import Means
from crisisengine.checker.search.optimum import Optima

__all__ = ["LeastAndMost", "measure_chances"]

Extremes = tuple[float, float, float]
"""A value, what it is at least, and what it is at most."""


@frozen
class LeastAndMost:
    """The least and the most of something."""

    least: Share
    most: Share


def measure_chances(graph: Graph, known: Optima) -> dict[int, LeastAndMost]:
    """By the number of each option that is open in some state to which no send has led.

    The lowest chance of all is at least the lowest that any may be, and at most the lowest of what each is at most.

    Raises:
        OverBudget: there is no time for it.
    """
    least: dict[int, Extremes] = {}
    most: dict[int, Extremes] = {}
    for block in graph.blocks:
        unsent = graph.unsent(block)
        for option, links in graph.options(block):
            means = Means.of(links, len(block))
            asked = unsent[means.opened]
            if not asked.any():
                continue
            worth, off = means.of_chances(known)
            if not asked.all():
                worth, off = worth[asked], off[asked]
            lowest = float(worth.min()), float((worth - off).min()), float((worth + off).min())
            highest = float(worth.max()), float((worth - off).max()), float((worth + off).max())
            number = option.number
            least[number] = _each(min, lowest, least.get(number, lowest))
            most[number] = _each(max, highest, most.get(number, highest))
    return {number: LeastAndMost(Share.between(*least[number]), Share.between(*most[number])) for number in least}


def _each(choose: Callable[[float, float], float], some: Extremes, others: Extremes) -> Extremes:
    return choose(some[0], others[0]), choose(some[1], others[1]), choose(some[2], others[2])
