"""What can still become of a state: questions that are answered from the end backwards.

All states stand in one sorted array; a block is a stretch of one place (and one clock reading), and its moves are
kept as positions. An answer settles block by block, the latest first, and a block is asked again only when one that
follows it has changed its mind. With a running clock nothing ever does.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import Factory, define, frozen

from crisisengine.checker.search.frontier import BLOCK, Exploration
from crisisengine.checker.vector.layout import Keys, Numbers
from crisisengine.checker.vector.successors import Option
from crisisengine.model.scenario import Outcome

__all__ = ["Graph", "StateBlock", "Transitions", "Yes"]

Yes = npt.NDArray[np.bool_]
"""For each state yes or no."""

MOST_KEPT = 40_000_000
"""Steps up to which positions are kept; beyond it they are computed anew each time."""


@frozen(eq=False)
class Transitions:
    """One case of one block: where its rows lead."""

    option: Option
    outcome: Outcome | None
    rows: Any
    """Numbers of rows in the block, or a slice of all."""
    targets: npt.NDArray[np.int32]
    weight: Any


@define(eq=False)
class StateBlock:
    """A stretch of states of one place."""

    number: int
    start: int
    end: int
    place: int
    clock: int | None
    links: list[Transitions] | None = None
    before: set[int] = Factory(set)
    """Blocks with a step into this one."""


@define(eq=False, slots=False)
class Graph:
    """An exploration, indexed."""

    found: Exploration

    @cached_property
    def keys(self) -> Keys:
        """Every state, sorted; a state's position is its number."""
        layers = self.found.layers
        keys = np.concatenate(layers)
        if any(one[-1] > two[0] for one, two in pairwise(layers)):
            keys.sort()
        return keys

    @cached_property
    def depths(self) -> npt.NDArray[Any]:
        """How many decisions a shortest run takes to each state."""
        depths = np.zeros(len(self.keys), dtype=np.uint16 if len(self.found.layers) < 2**16 else np.uint32)
        for depth, layer in enumerate(self.found.layers):
            depths[self.find(layer)] = depth
        return depths

    def find(self, keys: Keys) -> Numbers:
        """The numbers of states that are known to be there."""
        return np.searchsorted(self.keys, keys)

    @cached_property
    def blocks(self) -> list[StateBlock]:
        """All blocks, in order."""
        layout = self.found.layout
        prefixes = layout.prefixes(self.keys)
        bounds = [0, *(np.flatnonzero(prefixes[1:] != prefixes[:-1]) + 1).tolist(), len(prefixes)]
        found: list[StateBlock] = []
        for start, end in pairwise(bounds):
            place, clock = layout.prefix_parts(int(prefixes[start]))
            for at in range(start, end, BLOCK):
                found.append(StateBlock(len(found), at, min(at + BLOCK, end), place, clock))
        return found

    def links(self, block: StateBlock, *, weigh: bool = False) -> list[Transitions]:
        """What follows from a block."""
        if block.links is not None and not weigh:
            return block.links
        group = self.found.group(block.place, block.clock, self.keys[block.start : block.end], weigh=weigh)
        made = [
            Transitions(
                move.option,
                move.outcome,
                slice(None) if move.rows is None else move.rows.astype(np.int32),
                self.find(move.keys).astype(np.int32),
                move.weight,
            )
            for move in group.moves
        ]
        if self.found.steps <= MOST_KEPT and not weigh:
            block.links = made
        return made

    @cached_property
    def _linked(self) -> bool:
        """Tell each block which ones lead into it."""
        starts = np.array([block.start for block in self.blocks])
        for block in self.blocks:
            for link in self.links(block):
                for number in np.unique(np.searchsorted(starts, link.targets, side="right") - 1).tolist():
                    self.blocks[number].before.add(block.number)
        return True

    def settle(self, judge: Callable[[StateBlock, list[Transitions]], bool]) -> None:
        """Ask each block, the latest first, and those before any that says it has changed, until none does."""
        assert self._linked
        waiting = [-block.number for block in self.blocks]
        heapq.heapify(waiting)
        queued = set(waiting)
        while waiting:
            number = heapq.heappop(waiting)
            queued.discard(number)
            block = self.blocks[-number]
            if judge(block, self.links(block)):
                for one in block.before:
                    if -one not in queued:
                        queued.add(-one)
                        heapq.heappush(waiting, -one)

    @property
    def knows_endings(self) -> bool:
        """Whether `endings` has been worked out."""
        return "endings" in self.__dict__

    @cached_property
    def endings(self) -> list[npt.NDArray[Any]]:
        """For each state the endings that can still be reached, a bit each, 64 to an array."""
        program = self.found.program
        count = len(program.places) - program.scene_count
        return [self._endings(program.scene_count + first, min(64, count - first)) for first in range(0, count, 64)]

    def _endings(self, first: int, count: int) -> npt.NDArray[Any]:
        kind = next(
            kind for kind in (np.uint8, np.uint16, np.uint32, np.uint64) if count <= np.dtype(kind).itemsize * 8
        )
        bits = np.zeros(len(self.keys), dtype=kind)
        for block in self.blocks:
            if first <= block.place < first + count:
                bits[block.start : block.end] = 1 << (block.place - first)

        def judge(block: StateBlock, links: list[Transitions]) -> bool:
            here = bits[block.start : block.end]
            now = here.copy()
            for link in links:
                now[link.rows] |= bits[link.targets]
            changed = bool((now != here).any())
            here[:] = now
            return changed

        self.settle(judge)
        return bits

    def possible(self, ending: str) -> Yes:
        """For each state whether an ending can still be reached."""
        program = self.found.program
        number = program.place_number[ending] - program.scene_count
        bits = self.endings[number // 64]
        found: Yes = (bits >> bits.dtype.type(number % 64) & bits.dtype.type(1)).astype(bool)
        return found

    def still(self, keys: Keys, ending: str) -> Yes:
        """For some states whether an ending can still be reached."""
        return self.possible(ending)[self.find(keys)]

    @cached_property
    def hopeless(self) -> Yes:
        """For each state whether no ending at all can be reached any more."""
        hopeless = np.ones(len(self.keys), dtype=bool)
        for bits in self.endings:
            hopeless &= bits == 0
        return hopeless

    @cached_property
    def endless(self) -> Yes:
        """For each state whether play can go on from it forever."""
        going = np.zeros(len(self.keys), dtype=bool)
        for block in self.blocks:
            for link in self.links(block):
                going[block.start : block.end][link.rows] = True

        def judge(block: StateBlock, links: list[Transitions]) -> bool:
            here = going[block.start : block.end]
            now = np.zeros_like(here)
            for link in links:
                now[link.rows] |= going[link.targets]
            now &= here
            changed = bool((now != here).any())
            here[:] = now
            return changed

        self.settle(judge)
        return going

    def earliest(self, states: npt.NDArray[np.bool_]) -> int | None:
        """The number of a state, among those marked, that a shortest run reaches."""
        numbers = np.flatnonzero(states)
        return int(numbers[np.argmin(self.depths[numbers])]) if len(numbers) else None

    def within(self, block: StateBlock) -> Iterator[tuple[Option, list[Transitions]]]:
        """The links of a block by option."""
        together: dict[int, list[Transitions]] = {}
        for link in self.links(block):
            together.setdefault(link.option.number, []).append(link)
        for links in together.values():
            yield links[0].option, links
