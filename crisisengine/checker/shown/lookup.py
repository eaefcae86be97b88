"""From states, as runs have them, to their numbers in a graph: many at once, each looked up once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from attrs import define, field

from crisisengine.checker.search.graph import Graph
from crisisengine.checker.vector.arrays import Keys
from crisisengine.engine.state import Row

__all__ = ["Lookup"]


@define(eq=False)
class Lookup:
    """The numbers of rows among the states of a graph, which may have forgotten more of them."""

    graph: Graph
    _numbers: dict[Row, int] = field(init=False, factory=dict)

    def of(self, rows: Iterable[Row]) -> list[int]:
        """Their numbers, in order; all of them must be there."""
        rows = list(rows)
        new = [row for row in dict.fromkeys(rows) if row not in self._numbers]
        if new:
            self._numbers |= zip(new, self.graph.find(self._keys(new)).tolist(), strict=True)
        return [self._numbers[row] for row in rows]

    def _keys(self, rows: list[Row]) -> Keys:
        found = self.graph.found
        layout = found.layout
        live = np.array(found.kept.masks(layout), dtype=np.uint64)[[row[0] for row in rows]]
        return layout.keys_of([word & live[:, number] for number, word in enumerate(layout.words_of_rows(rows))])
