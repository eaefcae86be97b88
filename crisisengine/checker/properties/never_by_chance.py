"""`never_by_chance`: broken by an outcome that closes an ending which another outcome of the same measure keeps open."""

from __future__ import annotations

import numpy as np

from crisisengine.checker.properties.promise import DecidingState, Promise
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import StateBlock, Transitions
from crisisengine.checker.search.trace import Spot
from crisisengine.checker.vector.arrays import Yes

__all__ = ["NeverByChance"]


class NeverByChance(Promise):
    """Judged once all states and their endings are known."""

    @property
    def watches(self) -> bool:
        """Nothing can be said before all endings are known."""
        return False

    def look_back(self, found: Exploration, futures: Futures | None, *, max_states: int) -> None:  # noqa: ARG002 - see Promise
        """Find the nearest decision in which an outcome closes what another outcome keeps open."""
        if futures is None:
            return
        graph, keeps = futures.graph, futures.possible(self.promised.ending)
        marked = graph.zeros(bool)
        for block in graph.blocks:
            found.task.ask()
            asked = self.ask(futures.columns(block), block.place < self.program.scene_count)
            if asked is False:
                continue
            for _, links in graph.options(block):
                if len(links) > 1:
                    marked[block.start : block.end] |= _split(block, links, keeps)[0] & asked
        number = graph.earliest(marked)
        if number is None:
            return
        spot = Spot(int(graph.depths[number]), graph.keys[number])
        block = next(block for block in graph.blocks if block.start <= number < block.end)
        for option, links in graph.options(block):
            split, closing = _split(block, links, keeps)
            if len(links) > 1 and split[number - block.start]:
                link = next(link for link, closes in zip(links, closing, strict=True) if closes[number - block.start])
                self.finding = DecidingState(spot=spot, further=(option.decision(link.outcome),))
                return
        raise AssertionError("what was marked is found again")


def _split(block: StateBlock, links: list[Transitions], keeps: Yes) -> tuple[Yes, list[Yes]]:
    """(rows that some outcome keeps open and some closes, for each outcome the rows that it closes)."""
    open_, closed = np.zeros((2, len(block)), dtype=bool)
    closing = []
    for link in links:
        kept = keeps[link.targets]
        open_[link.rows] |= kept
        closes = np.zeros(len(block), dtype=bool)
        closes[link.rows] = ~kept
        closed |= closes
        closing.append(closes)
    return open_ & closed, closing
