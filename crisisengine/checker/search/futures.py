"""What can still become of each state: questions that are answered from the end backwards.

Component by component, what follows first: where play cannot go round, each block is asked once. Where it can, what is
known spreads back from step to step, and a state is looked at again only when one that follows it has changed. Both
are linear in the steps of the graph.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

import numpy as np
from attrs import define

from crisisengine.checker.search.adjacency import Adjacency, ShelvedSteps
from crisisengine.checker.search.graph import Component, Graph, StateBlock, Transitions
from crisisengine.checker.search.spreading import peel, spread
from crisisengine.checker.vector.arrays import Bits, Keys, Yes
from crisisengine.checker.vector.state import Columns

__all__ = ["Futures"]

Bit = np.unsignedinteger[Any]
"""One of `Bits`: what is known of one state."""


@define(eq=False, slots=False)
class Futures:
    """The futures of all states of a graph."""

    graph: Graph

    @property
    def known(self) -> bool:
        """Whether `endings` has been worked out."""
        return "endings" in self.__dict__

    @cached_property
    def endings(self) -> list[Bits]:
        """For each state the endings that can still be reached, a bit each, 64 to an array of shape (states,).

        Backward reachability, for 64 endings at once (the attractor of a game that one player plays alone).

        Raises:
            OverBudget: there is no time to work it out.
        """
        program = self.graph.found.program
        count = len(program.places) - program.scene_count
        return [self._endings(program.scene_count + first, min(64, count - first)) for first in range(0, count, 64)]

    def _endings(self, first: int, count: int) -> Bits:
        kind = next(
            kind for kind in (np.uint8, np.uint16, np.uint32, np.uint64) if count <= np.dtype(kind).itemsize * 8
        )
        graph = self.graph
        bits = graph.zeros(kind)
        for block in graph.blocks:
            if first <= block.place < first + count:
                bits[block.start : block.end] = 1 << (block.place - first)
        self.hand_back(bits)
        return bits

    def leading_to(self, states: Yes) -> Yes:
        """For each state whether one of some can be reached from it without a send, itself included: shape (states,)."""
        bits = states.astype(np.uint8)
        self.hand_back(bits)
        return bits.astype(bool)

    def hand_back(self, bits: Bits) -> None:
        """Give every state the bits of all that follow without a send, in place.

        A state that has all bits there are to have in its component is settled: nothing is handed to it any more.
        """
        graph = self.graph
        for component in graph.components:
            most = self._most(component, bits)
            for block in reversed(component.blocks):
                self._fill(block, bits, most)
            if len(component.blocks) > 1:
                self._spread(component, bits, most)

    def _most(self, component: Component, bits: Bits) -> Bit:
        """All bits that a state of a component can come to have, once what follows from it is known."""
        most: Bit = bits.dtype.type(0)
        for number in {block.number for block in component.blocks}.union(*(block.after for block in component.blocks)):
            block = self.graph.blocks[number]
            most |= np.bitwise_or.reduce(bits[block.start : block.end])
        return most

    def _fill(self, block: StateBlock, bits: Bits, most: Bit) -> None:
        """Give the states of a block what follows from them, as far as that is known, and hand it on among them."""
        here = bits[block.start : block.end]
        links: list[Transitions] = []
        task = self.graph.found.task
        for link in self.graph.one_by_one(block):
            task.ask()
            if (here == most).all():
                return
            here[link.rows] |= bits[link.targets]
            links.append(link)
        if block.number not in block.after or (here == most).all():
            return
        lacking = here != most
        shelves = ShelvedSteps(len(block))
        numbers = np.arange(len(block), dtype=np.int32)
        for link in links:
            rows, targets = numbers[link.rows], link.targets - np.int32(block.start)
            matters = (targets >= 0) & (targets < len(block)) & (targets != rows) & lacking[rows]
            shelves.add(targets[matters], rows[matters])
        spread(here, shelves.adjacency(task), np.flatnonzero(here), task)

    def _spread(self, component: Component, bits: Bits, most: Bit) -> None:
        """Hand on what is left to hand on among the blocks of a component: only between states that are not settled."""
        graph, task = self.graph, self.graph.found.task
        lacking = [block for block in component.blocks if (bits[block.start : block.end] != most).any()]
        if not lacking:
            return
        numbering = graph.numbering(component)
        numbers = numbering.numbers
        here = bits[numbers]
        shelves = ShelvedSteps(len(numbers))
        bringing = np.zeros(len(numbers), dtype=bool)
        for block in lacking:
            rows = numbering.rows(block)
            for link in graph.one_by_one(block):
                task.ask()
                states, (stays, targets) = rows[link.rows], numbering.within(link.targets)
                states = states[stays]
                matters = (here[states] != most) & (targets != states)
                states, targets = states[matters], targets[matters]
                bringing[targets[(here[targets] & ~here[states]) != 0]] = True
                shelves.add(targets, states)
        changed = np.flatnonzero(bringing)
        if len(changed):
            spread(here, shelves.adjacency(task), changed, task)
            bits[numbers] = here

    def possible(self, ending: str) -> Yes:
        """For each state whether an ending can still be reached."""
        program = self.graph.found.program
        number = program.place_number[ending] - program.scene_count
        bits = self.endings[number // 64]
        found: Yes = (bits >> bits.dtype.type(number % 64) & bits.dtype.type(1)).astype(bool)
        return found

    def columns(self, block: StateBlock) -> Columns:
        """The states of a block, which can be asked what is possible."""
        keys = self.graph.keys[block.start : block.end]
        columns = self.graph.found.columns(block.place, block.clock, keys)
        columns.possible = partial(self.still, keys)
        return columns

    def still(self, keys: Keys, ending: str) -> Yes:
        """For some states whether an ending can still be reached: shape (states,)."""
        return self.possible(ending)[self.graph.find(keys)]

    @cached_property
    def hopeless(self) -> Yes:
        """For each state whether no ending at all can be reached any more, nor where the exploration stops short of one."""
        hopeless = self.graph.zeros(bool)
        for block in self.graph.blocks:
            self.graph.found.task.ask()
            here = hopeless[block.start : block.end]
            here[:] = True
            for bits in self.endings:
                here &= bits[block.start : block.end] == 0
        if self.graph.found.until:
            stops = self.graph.zeros(bool)
            for block in self.graph.blocks:
                stops[block.start : block.end] = block.place in self.graph.found.until
            hopeless &= ~self.leading_to(stops)
        return hopeless

    @cached_property
    def endless(self) -> Yes:
        """For each state whether play can go on from it forever.

        States from which every step leads to an end are peeled off until none is left (Kahn's topological sort, 1962,
        from the ends backwards): what remains has a step to what remains.

        Raises:
            OverBudget: there is no time to work it out.
        """
        graph = self.graph
        endless = graph.zeros(bool)
        for component in graph.components:
            for block in component.blocks:
                here = endless[block.start : block.end]
                for link in graph.links(block):
                    here[link.rows] |= endless[link.targets]
            if component.circular:
                inner = graph.inner(component)
                left = np.bincount(inner.sources, minlength=len(inner.numbers))
                left[endless[inner.numbers]] += 1  # a way out of here goes on forever: it is never peeled off
                before = Adjacency.of(inner.targets, inner.sources, len(inner.numbers))
                peel(left, before, graph.found.task)
                endless[inner.numbers] = left > 0
        return endless
