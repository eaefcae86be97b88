"""How a scenario plays when nobody thinks: the share of each ending under uniform random play, from the graph itself.

Nobody sends anything into such a play: states that only a send leads to do not count.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from crisisengine.checker.search.absorption import Share, shares
from crisisengine.checker.search.futures import Futures

__all__ = ["Balance", "EndingBalance", "MeasureBalance", "balance"]


@frozen(kw_only=True)
class EndingBalance:
    """An ending: the states in it, its share under random play, the length of the shortest run to it."""

    id: str
    states: int
    share: Share
    shortest: int | None


@frozen(kw_only=True)
class MeasureBalance:
    """A measure in a scene: in how many states it is open, and whether a play that ends best ever takes it."""

    scene: str
    measure: str
    open: int
    best: bool


@frozen
class Balance:
    """The two tables of `--balance`."""

    endings: tuple[EndingBalance, ...]
    measures: tuple[MeasureBalance, ...]


def balance(futures: Futures) -> Balance:
    """Work both out. Shares that there is no time to know are bounds.

    Raises:
        OverBudget: there is not even the time to know which endings can be reached from where.
    """
    graph = futures.graph
    program = graph.found.program
    measures = tuple(_measures(futures))
    depths = graph.depths
    known = shares(futures)
    endings = []
    for place, ending in enumerate(program.scenario.endings.values(), program.scene_count):
        ends = [(block, graph.unsent(block)) for block in graph.blocks if block.place == place]
        ends = [(block, unsent) for block, unsent in ends if unsent.any()]
        shortest = min((int(depths[block.start : block.end][unsent].min()) for block, unsent in ends), default=None)
        states = sum(int(np.count_nonzero(unsent)) for _, unsent in ends)
        endings.append(EndingBalance(id=ending.id, states=states, share=known[ending.id], shortest=shortest))
    return Balance(tuple(endings), measures)


def _measures(futures: Futures) -> list[MeasureBalance]:
    graph = futures.graph
    program = graph.found.program
    within = [ending for ending in program.scenario.endings.values() if futures.possible(ending.id)[graph.starts].any()]
    highest = max((ending.rank for ending in within), default=0)
    good = np.zeros(len(graph.keys), dtype=bool)
    for ending in within:
        if ending.rank == highest:
            good |= futures.possible(ending.id)
    opened: dict[int, int] = {}
    best: set[int] = set()
    for block in graph.blocks:
        for option, links in graph.options(block):
            rows = np.zeros(len(block), dtype=bool)
            unsent = graph.unsent(block)
            for link in links:
                rows[link.rows] = unsent[link.rows]
                if option.number not in best and good[link.targets[unsent[link.rows]]].any():
                    best.add(option.number)
            opened[option.number] = opened.get(option.number, 0) + int(np.count_nonzero(rows))
    found, number = [], 0
    for scene in program.scenario.scenes.values():
        for measure in scene.measures:
            taken = MeasureBalance(scene=scene.id, measure=measure, open=opened.get(number, 0), best=number in best)
            found.append(taken)
            number += 1
    return found
