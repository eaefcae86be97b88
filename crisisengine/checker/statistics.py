"""How a scenario plays when nobody thinks: the share of each ending under uniform random play, from the graph itself.

Every open measure is as likely as the others, every outcome as its weight says. Without circles the shares are exact
sums; with them the probability that is still under way is passed round until less than 1e-12 is left.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from crisisengine.checker.search.graph import Graph, StateBlock, Transitions

__all__ = ["Balance", "EndingBalance", "MeasureBalance", "balance"]

LEFT = 1e-12
MOST_SWEEPS = 20_000
PATIENCE = 300
"""Sweeps after which a small graph is solved instead."""
MOST_SOLVED = 3_000
MOST_KEPT = 20_000_000
"""Steps up to which probabilities are kept between sweeps."""

Shares = npt.NDArray[np.float64]
Way = tuple[Any, npt.NDArray[np.int32], Shares]


@frozen
class EndingBalance:
    """An ending: the states in it, its share under random play, the length of the shortest run to it."""

    id: str
    states: int
    share: float
    shortest: int | None


@frozen
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


def balance(graph: Graph) -> Balance:
    """Work both out."""
    program = graph.found.program
    shares = _shares(graph)
    endings = []
    for place, one in enumerate(program.scenario.endings.values(), program.scene_count):
        parts = [block for block in graph.blocks if block.place == place]
        share = float(sum(shares[block.start : block.end].sum() for block in parts))
        shortest = min((int(graph.depths[block.start : block.end].min()) for block in parts), default=None)
        endings.append(EndingBalance(one.id, sum(block.end - block.start for block in parts), share, shortest))
    return Balance(tuple(endings), tuple(_measures(graph)))


def _measures(graph: Graph) -> list[MeasureBalance]:
    program = graph.found.program
    start = int(graph.find(graph.found.layers[0])[0])
    within = [one for one in program.scenario.endings.values() if graph.possible(one.id)[start]]
    highest = max((one.rank for one in within), default=0)
    good = np.zeros(len(graph.keys), dtype=bool)
    for one in within:
        if one.rank == highest:
            good |= graph.possible(one.id)
    opened: dict[int, int] = {}
    best: set[int] = set()
    for block in graph.blocks:
        for option, links in graph.within(block):
            rows = np.zeros(block.end - block.start, dtype=bool)
            for link in links:
                rows[link.rows] = True
                if option.number not in best and good[link.targets].any():
                    best.add(option.number)
            opened[option.number] = opened.get(option.number, 0) + int(np.count_nonzero(rows))
    found, number = [], 0
    for scene in program.scenario.scenes.values():
        for measure in scene.measures:
            found.append(MeasureBalance(scene.id, measure, opened.get(number, 0), number in best))
            number += 1
    return found


def _shares(graph: Graph) -> Shares:
    """The probability with which a random play ends in each state."""
    waiting = np.zeros(len(graph.keys))
    ended = np.zeros(len(graph.keys))
    waiting[graph.find(graph.found.layers[0])] = 1.0
    ways = _Ways(graph)
    for sweep in range(MOST_SWEEPS):
        for block in graph.blocks:
            mass = waiting[block.start : block.end].copy()
            if not mass.any():
                continue
            waiting[block.start : block.end] = 0
            if block.place >= graph.found.program.scene_count:
                ended[block.start : block.end] += mass
                continue
            mass[graph.hopeless[block.start : block.end]] = 0  # never comes out again
            for rows, targets, odds in ways.of(block):
                np.add.at(waiting, targets, mass[rows] * odds)
        if waiting.sum() < LEFT:
            break
        if sweep == PATIENCE and len(waiting) <= MOST_SOLVED:
            return ended + _solved(graph, ways, waiting)
    return ended


def _solved(graph: Graph, ways: _Ways, waiting: Shares) -> Shares:
    """Where what is still under way ends, from the equations themselves: circles that are rarely left."""
    table = np.eye(len(waiting))
    for block in graph.blocks:
        if block.place < graph.found.program.scene_count:
            numbers = np.arange(block.start, block.end)
            for rows, targets, odds in ways.of(block):
                np.add.at(table, (targets, numbers[rows]), -odds * ~graph.hopeless[block.start : block.end][rows])
    visits: Shares = np.linalg.solve(table, waiting).astype(np.float64)
    for block in graph.blocks:
        if block.place < graph.found.program.scene_count:
            visits[block.start : block.end] = 0
    return visits


class _Ways:
    """The moves of each block with their probabilities, kept where there is room."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._kept: dict[int, list[Way]] = {}
        self._keep = graph.found.steps <= MOST_KEPT

    def of(self, block: StateBlock) -> list[Way]:
        """(rows, targets, probability) of each case."""
        found = self._kept.get(block.number)
        if found is None:
            found = _ways(block, self.graph.links(block, weigh=True))
            if self._keep:
                self._kept[block.number] = found
        return found


def _ways(block: StateBlock, links: list[Transitions]) -> list[Way]:
    """(rows, targets, probability) of each case."""
    size = block.end - block.start
    totals: dict[int, Shares] = {}
    for link in links:
        total = totals.setdefault(link.option.number, np.zeros(size))
        total[link.rows] += 1.0 if link.weight is None else link.weight
    count = np.zeros(size)
    for total in totals.values():
        count += total > 0
    found = []
    for link in links:
        weight = 1.0 if link.weight is None else link.weight
        odds = weight / totals[link.option.number][link.rows] / count[link.rows]
        found.append((link.rows, link.targets, odds))
    return found
