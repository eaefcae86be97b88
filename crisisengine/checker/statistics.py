"""How a scenario plays when nobody thinks: the share of each ending under uniform random play, from the graph itself.

Nobody sends anything into such a play: states that only a send leads to do not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from crisisengine.budget import OverBudget
from crisisengine.checker.search.best_endings import best_endings
from crisisengine.checker.search.flow import Share
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.occurrences import ending_shares, injects_met, random_play
from crisisengine.checker.search.trace import Retraced, Spot, retrace
from crisisengine.checker.search.ways import Met
from crisisengine.checker.vector.arrays import Numbers, Yes

if TYPE_CHECKING:
    from crisisengine.checker.stakes import Stakes

__all__ = [
    "Balance",
    "ChapterBalance",
    "EndingBalance",
    "InjectBalance",
    "MeasureBalance",
    "balance",
    "chapter_balance",
    "shortest_runs",
]


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


@frozen(kw_only=True)
class InjectBalance:
    """An inject: the share of random plays in which it fires, and how many of the plays that end best meet it."""

    id: str
    share: Share
    best: Met | None
    """None where there was no time to know it."""
    contingency: bool
    """Whether it comes only when somebody sends it, so never in these plays."""


@frozen
class ChapterBalance:
    """How it plays from a chapter on."""

    id: str
    endings: tuple[EndingBalance, ...]
    stakes: Stakes | None = None
    """What is up to whoever plays; None where nobody asked."""


@frozen
class Balance:
    """The tables of `--balance`: of the scenario from its own beginning, and of the endings from each chapter on."""

    endings: tuple[EndingBalance, ...]
    measures: tuple[MeasureBalance, ...]
    injects: tuple[InjectBalance, ...]
    chapters: tuple[ChapterBalance, ...] = ()
    stakes: Stakes | None = None
    """What is up to whoever plays; None where nobody asked."""


def balance(futures: Futures) -> Balance:
    """Work both out. Shares that there is no time to know are bounds.

    Raises:
        OverBudget: there is not even the time to know which endings can be reached from where.
    """
    best = _best(futures)
    measures = tuple(_measures(futures, best))
    depths = futures.graph.depths  # first: the shares take what is left of the budget, and are bounds then
    known = random_play(futures)
    endings = _endings(futures, depths, known.endings)
    return Balance(tuple(endings), measures, tuple(_injects(futures, known.injects, best)))


def chapter_balance(chapter: str, futures: Futures) -> ChapterBalance:
    """The endings from a chapter on, from an exploration that begins there.

    Raises:
        OverBudget: there is not even the time to know which endings can be reached from where.
    """
    depths = futures.graph.depths  # first, as above
    return ChapterBalance(chapter, tuple(_endings(futures, depths, ending_shares(futures))))


def _endings(futures: Futures, depths: Numbers, shares: dict[str, Share]) -> Iterator[EndingBalance]:
    graph = futures.graph
    program = graph.found.program
    for place, ending in enumerate(program.scenario.endings.values(), program.scene_count):
        ends = [(block, graph.unsent(block)) for block in graph.blocks if block.place == place]
        ends = [(block, unsent) for block, unsent in ends if unsent.any()]
        shortest = min((int(depths[block.start : block.end][unsent].min()) for block, unsent in ends), default=None)
        states = sum(int(np.count_nonzero(unsent)) for _, unsent in ends)
        yield EndingBalance(id=ending.id, states=states, share=shares[ending.id], shortest=shortest)


def shortest_runs(futures: Futures) -> dict[str, Retraced]:
    """A shortest run to each ending that is reached without a send, by its id.

    Raises:
        OverBudget: there is no time to go all the way back.
    """
    graph = futures.graph
    program, depths = graph.found.program, graph.depths
    spots: dict[str, Spot] = {}
    for block in graph.blocks:
        if block.place < program.scene_count:
            continue
        numbers = block.start + np.flatnonzero(graph.unsent(block))
        if len(numbers):
            nearest = int(numbers[depths[numbers].argmin()])
            spot = Spot(int(depths[nearest]), graph.keys[nearest])
            name = program.places[block.place]
            if name not in spots or spot.depth < spots[name].depth:
                spots[name] = spot
    runs = retrace(graph.found, spots.values())
    return {ending: runs[spot] for ending, spot in spots.items()}


def _best(futures: Futures) -> Yes:
    """For each state whether the best rank that is possible at some start can be reached from it: shape (states,)."""
    best = futures.graph.zeros(bool)
    for ending in best_endings(futures):
        best |= futures.possible(ending)
    return best


def _injects(futures: Futures, shares: dict[str, Share], best: Yes) -> Iterator[InjectBalance]:
    met: dict[str, Met] = {}
    with suppress(OverBudget):
        met = injects_met(futures, best)
    for inject in futures.graph.found.program.scenario.injects.values():
        yield InjectBalance(
            id=inject.id, share=shares[inject.id], best=met.get(inject.id), contingency=inject.contingency
        )


def _measures(futures: Futures, good: Yes) -> list[MeasureBalance]:
    graph = futures.graph
    program = graph.found.program
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
