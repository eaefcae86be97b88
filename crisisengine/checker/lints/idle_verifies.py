"""`idle-verifies`: a measure looks into a report that can never have come in by then, so that nobody reads what it finds.

A report that has come in is remembered by no slot. What is looked for is a step on which it comes, to a state from which
play can go on to a decision for the measure. Most often the first such steps that are seen while exploring lead there;
only where they do not, all are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import define, field

from crisisengine.checker.lints.remark import Remark, path_of
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Graph
from crisisengine.checker.search.step_events import FiringEvents, bits_for, in_parts
from crisisengine.checker.vector.arrays import Bits, Keys
from crisisengine.checker.vector.successors import Group
from crisisengine.engine.program import Program

__all__ = ["VerifyWatcher"]

MOST_STEPS = 20_000_000
"""Of a graph that is walked for this; of a larger one nothing is said."""
MOST_SAMPLES = 200
"""Groups of states behind an arrival that are kept, of each report."""


@define(eq=False)
class VerifyWatcher:
    """Watches reports that some measure verifies: where they come in, and whether that measure was ever open."""

    program: Program
    arrivals: dict[str, list[Keys]] = field(init=False)
    """By report: states to which a step leads on which it comes in; the first that were seen."""

    def __attrs_post_init__(self) -> None:
        self.arrivals = {measure.verifies: [] for measure in self.program.scenario.measures if measure.verifies}

    def watch(self, depth: int, keys: Keys, group: Group, place: int) -> None:  # noqa: ARG002 - as all watchers
        """A watcher for `explore`."""
        for move in group.moves if self.arrivals else ():
            for name, rows in move.fired:
                kept = self.arrivals.get(name)
                if kept is not None and len(kept) < MOST_SAMPLES:
                    kept.append(move.keys if rows is True else move.keys[rows])

    def remarks(self, futures: Futures) -> Iterator[Remark]:
        """Of every measure that can be taken, and whose report comes in some time, but never before it.

        Raises:
            OverBudget: there is no time to know it.
        """
        graph = futures.graph
        coverage = graph.found.coverage
        if not self.arrivals or graph.found.steps > MOST_STEPS:
            return
        taken = [
            measure
            for measure in self.program.scenario.measures
            if measure.key in coverage.opened and measure.verifies in coverage.fired
        ]
        for part in in_parts([measure.key for measure in taken]):
            leading = _leading_to(futures, part)
            for measure in taken:
                if measure.key not in part:
                    continue
                name, bit = measure.verifies, leading.dtype.type(1 << part.index(measure.key))
                seen = self.arrivals[name]
                if any((leading[graph.find(keys)] & bit).any() for keys in seen) or _comes(graph, name, leading & bit):
                    continue
                message = f"measure `{measure.id}` verifies `{name}`, which can never have come in by then"
                hint = f"offer it where `{name}` can be there already; until it is, a player is told nothing of it"
                yield Remark("idle-verifies", message, (*path_of(measure), "verifies"), hint)


def _leading_to(futures: Futures, keys: tuple[str, ...]) -> Bits:
    """For each state which measures' decisions can come of it, sent into or not, a bit each: shape (states,)."""
    graph = futures.graph
    kind = bits_for(len(keys))
    leading = graph.zeros(kind)
    for block in graph.blocks:
        for link in graph.links(block):
            if link.option.measure.key in keys:
                leading[block.start : block.end][link.rows] |= kind(1 << keys.index(link.option.measure.key))
    futures.hand_back(leading)
    for _ in graph.found.program.contingencies:
        before = leading.copy()
        for block in graph.blocks:
            for rows, targets in graph.sends(block):
                leading[block.start : block.end][rows] |= leading[targets]
        if np.array_equal(before, leading):
            break
        futures.hand_back(leading)
    return leading


def _comes(graph: Graph, name: str, leading: Bits) -> bool:
    """Whether a report comes in on a step, or with a send, that leads to one of some states."""
    found, firing = graph.found, FiringEvents((name,))
    for block in graph.blocks:
        for link in graph.links(block, events=True):
            if leading[link.targets][firing.on(block, link) > 0].any():
                return True
        for sending in found.sendings(block.place, block.clock, graph.keys[block.start : block.end]):
            if leading[graph.find(sending.keys)][firing.among(sending.fired, len(sending.keys)) > 0].any():
                return True
    return False
