"""What can still become of each state: questions that are answered from the end backwards.

Component by component, what follows first: where play cannot go round, each block is asked once. Where it can, what is
known spreads back from step to step, and a state is looked at again only when one that follows it has changed. Both
are linear in the steps of the graph.
"""

from __future__ import annotations

from functools import cached_property, partial

import numpy as np
from attrs import define

from crisisengine.checker.search.adjacency import FEW, MANY, Adjacency
from crisisengine.checker.search.graph import Component, Graph, StateBlock
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Bits, Keys, Numbers, Yes
from crisisengine.checker.vector.state import Columns

__all__ = ["Futures"]


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
        bits = np.zeros(len(graph.keys), dtype=kind)
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
        """Give every state the bits of all that follow without a send, in place."""
        graph = self.graph
        for component in graph.components:
            for block in reversed(component.blocks):
                here = bits[block.start : block.end]
                for link in graph.links(block):
                    here[link.rows] |= bits[link.targets]
            if component.circular:
                self._spread(component, bits)

    def _spread(self, component: Component, bits: Bits) -> None:
        """Hand every bit to the states before, within a component, until none is new to anybody."""
        task = self.graph.found.task
        inner = self.graph.inner(component)
        before = Adjacency.of(inner.targets, inner.sources, len(inner.numbers))
        here = bits[inner.numbers]
        changed = np.flatnonzero(here)
        while len(changed):
            task.ask()
            states, places = before.of_all(changed)
            bringing = here[changed][places]
            new = (bringing & ~here[states]) != 0
            states = states[new]
            np.bitwise_or.at(here, states, bringing[new])
            changed = np.unique(states)
        bits[inner.numbers] = here

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
        """For each state whether no ending at all can be reached any more."""
        hopeless = np.ones(len(self.graph.keys), dtype=bool)
        for bits in self.endings:
            hopeless &= bits == 0
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
        endless = np.zeros(len(graph.keys), dtype=bool)
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


def peel(left: Numbers, before: Adjacency, task: Task) -> None:
    """Take away every state that has nothing left, and one from what each state before it has left, until none is.

    `left` has shape (states,) and is changed in place. A chain of a million states has a million rounds of one state
    each: few states are looked at one by one, many as arrays.
    """
    counts, first, neighbours = left.data, before.first.data, before.neighbours.data
    bare = np.flatnonzero(left == 0)
    while len(bare):
        task.ask()
        if len(bare) > FEW:
            states, _ = before.of_all(bare)
            np.subtract.at(left, states, 1)
            bare = np.unique(states[left[states] == 0])
            continue
        waiting: list[int] = bare.tolist()
        for _ in range(MANY):
            if not waiting or len(waiting) > 2 * FEW:
                break
            state = waiting.pop()
            for at in range(first[state], first[state + 1]):
                neighbour = neighbours[at]
                counts[neighbour] -= 1
                if not counts[neighbour]:
                    waiting.append(neighbour)
        bare = np.array(waiting, dtype=np.int64)
