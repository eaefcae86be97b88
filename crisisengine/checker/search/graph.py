"""An exploration, indexed: every state has a number, and every step leads from a number to a number.

All states stand in one sorted array. A block is a stretch of one place (and one clock reading), and the steps out of it
are worked out together. Blocks that lead to each other are one component: between components play only goes forward,
so that whatever is asked of every state is answered component by component, and only within one can it go round.

Longer than 300 lines because what a graph is made of stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import Factory, define, frozen

from crisisengine.budget import OverBudget
from crisisengine.checker.memory import Held, joined
from crisisengine.checker.search.frontier import BLOCK, Exploration
from crisisengine.checker.search.ranks import Halving, RankBitmap, ranks
from crisisengine.checker.search.seen import in_order, union
from crisisengine.checker.search.strong_components import strong_components
from crisisengine.checker.vector.arrays import Keys, Numbers, Positions, Rows, Yes
from crisisengine.checker.vector.options import Option
from crisisengine.checker.vector.successors import Move
from crisisengine.model.scenario import Outcome

__all__ = ["Component", "Graph", "InnerSteps", "Numbering", "StateBlock", "Transitions"]

PART = 1 << 20
"""States of a layer that are numbered at a time."""
MOST_NUMBERED = 2**31 - 1
"""States, for a number has 32 bits (`Positions`)."""
ALL = slice(None)
"""The rows of a case that can happen in all of its block."""
MOST_KEPT = 40_000_000
"""Steps up to which positions are kept; beyond it they are computed anew each time."""


@frozen(eq=False, kw_only=True)
class Transitions:
    """One case of one block: where its rows lead."""

    option: Option
    outcome: Outcome | None
    rows: Any
    """Numbers of rows in the block, shape (rows,), or a slice of all. Cases of one option in the same rows share them."""
    targets: Positions
    """Numbers of the states that they lead to, among all states: shape (rows,)."""
    weight: Any
    """Of the outcome, a number or shape (rows,), where chance decides; else None."""
    fired: tuple[tuple[str, Rows], ...] = ()
    """Injects, and on which of these rows they fire, where somebody asked."""


@define(eq=False)
class StateBlock:
    """A stretch of states of one place."""

    number: int
    start: int
    end: int
    place: int
    clock: int | None
    links: list[Transitions] | None = None
    after: set[int] = Factory(set)
    """Blocks with a step from this one."""

    def __len__(self) -> int:
        return self.end - self.start


@frozen(eq=False)
class Component:
    """Blocks that lead to each other, in their order; most often it is one block."""

    blocks: tuple[StateBlock, ...]
    circular: bool
    """Whether a step leads from it into itself."""

    def __len__(self) -> int:
        return sum(len(block) for block in self.blocks)


@frozen(eq=False, kw_only=True)
class InnerSteps:
    """The steps that stay within a component. Its states are counted from 0, block after block."""

    numbers: Numbers
    """Of its states among all states: shape (states,)."""
    sources: Positions
    """Shape (steps,)."""
    targets: Positions
    """Shape (steps,)."""


@frozen(eq=False)
class Numbering:
    """The states of a component counted from 0, block after block."""

    component: Component
    _starts: Numbers
    _shift: Numbers
    """Shape (blocks of the graph,): what to add to the number of a state among all."""
    _inside: Yes
    """Shape (blocks of the graph,): which of them belong to the component."""

    @property
    def numbers(self) -> Numbers:
        """Of its states among all states: shape (states,)."""
        return np.concatenate([np.arange(block.start, block.end) for block in self.component.blocks])

    def rows(self, block: StateBlock) -> Positions:
        """The states of one of its blocks: shape (rows,)."""
        first = block.start + int(self._shift[block.number])
        return np.arange(first, first + len(block), dtype=np.int32)

    def within(self, targets: Positions) -> tuple[Yes, Positions]:
        """Which of some states, by their numbers among all, belong to it, and those counted from 0."""
        there = np.searchsorted(self._starts, targets, side="right") - 1
        stays = self._inside[there]
        return stays, (targets + self._shift[there])[stays].astype(np.int32)


@define(eq=False, slots=False)
class Graph:
    """An exploration, indexed."""

    found: Exploration

    @cached_property
    def keys(self) -> Keys:
        """Every state, sorted; a state's position is its number.

        Raises:
            OverBudget: there is no time to sort them, no place for them, or no number for each.
        """
        if self.found.states > MOST_NUMBERED:
            raise OverBudget(self.found.task.phase, "states")
        if self.found.seen:
            return union(self.found.seen, self.found.task)
        layers = list(self.found.layers)
        keys = joined(layers, self.found.layout.dtype)
        if any(layer[-1] > following[0] for layer, following in pairwise(layers)):
            return in_order(keys, self.found.task)
        return keys

    @cached_property
    def depths(self) -> npt.NDArray[Any]:
        """How many decisions a shortest run takes to each state: shape (states,)."""
        depths = self.zeros(np.uint16 if len(self.found.layers) < 2**16 else np.uint32)
        for depth, layer in enumerate(self.found.layers):
            for at in range(0, len(layer), PART):
                self.found.task.ask()
                depths[self.find(layer[at : at + PART])] = depth
        return depths

    def zeros(self, kind: npt.DTypeLike) -> Held:
        """A zero for each state, to be filled: shape (states,)."""
        return self.found.task.memory.zeros(len(self.keys), kind)

    @property
    def starts(self) -> Numbers:
        """The numbers of the states in which the scenario itself begins, and not a chapter alone: shape (states,)."""
        return self.find(self.found.beginnings.own)

    @cached_property
    def _ranks(self) -> Halving | RankBitmap:
        return ranks(self.keys, self.found.task)

    def find(self, keys: Keys) -> Numbers:
        """The numbers of states that are known to be there: shape (states,)."""
        return self._ranks.of(keys).astype(np.int64)

    @cached_property
    def blocks(self) -> list[StateBlock]:
        """All blocks, in order.

        Raises:
            OverBudget: there is no time to tell them apart.
        """
        layout = self.found.layout
        found: list[StateBlock] = []
        for prefix, start, end in self.found.stretches(self.keys):
            place, clock = layout.prefix_parts(prefix)
            for at in range(start, end, BLOCK):
                found.append(StateBlock(len(found), at, min(at + BLOCK, end), place, clock))
        return found

    def links(self, block: StateBlock, *, events: bool = False) -> list[Transitions]:
        """What follows from a block; with `events` also which injects fire on the way, which is not kept.

        Raises:
            OverBudget: there is no time to work it out.
        """
        if (kept := block.links) is not None and not events:
            return kept
        moves = self._moves(block)
        leads = [each.targets for each in kept or ()] or [self._ranked(move.keys) for move in moves]
        rows: dict[int, Any] = {}
        made = [
            _transitions(move, targets, rows, move.fired if events else ())
            for move, targets in zip(moves, leads, strict=True)
        ]
        if self.keeps and not events:
            block.links = made
        return made

    def one_by_one(self, block: StateBlock) -> Iterator[Transitions]:
        """What follows from a block, for whoever may know enough before its end: where nothing is kept, the rest is spared.

        Raises:
            OverBudget: there is no time to work it out.
        """
        if self.keeps:
            yield from self.links(block)
            return
        for move in self._moves(block):
            yield _transitions(move, self._ranked(move.keys), {})

    @property
    def keeps(self) -> bool:
        """Whether links are kept, once they are worked out."""
        return self.found.steps <= MOST_KEPT

    def _ranked(self, keys: Keys) -> Positions:
        """The numbers of states, which takes long enough to ask before it."""
        self.found.task.ask()
        return self._ranks.of(keys)

    def _moves(self, block: StateBlock) -> list[Move]:
        self.found.task.ask()
        return self.found.group(block.place, block.clock, self.keys[block.start : block.end], weigh=True).moves

    def options(self, block: StateBlock) -> Iterator[tuple[Option, list[Transitions]]]:
        """The links of a block by option."""
        together: dict[int, list[Transitions]] = {}
        for link in self.links(block):
            together.setdefault(link.option.number, []).append(link)
        for links in together.values():
            yield links[0].option, links

    def earliest(self, states: Yes) -> int | None:
        """The number of a state, among those marked, that a shortest run reaches; the first where several are.

        Of runs with as many decisions the one with fewer sends is the shorter one.
        """
        numbers = np.flatnonzero(states)
        return int(numbers[np.argmin(self.lengths(numbers))]) if len(numbers) else None

    def lengths(self, numbers: Numbers) -> Numbers:
        """What orders some states by the runs to them: fewer decisions first, then fewer sends; shape (states,)."""
        most = len(self.found.program.contingencies) + 1
        depths = self.depths[numbers].astype(np.int64) * most
        return depths if most == 1 else depths + self.found.sends(self.keys[numbers])

    def unsent(self, block: StateBlock) -> Yes:
        """The rows of a block to which no send has led: shape (rows,)."""
        if not self.found.program.contingencies:
            return np.ones(len(block), dtype=bool)
        unsent: Yes = self.found.sends(self.keys[block.start : block.end]) == 0
        return unsent

    def sends(self, block: StateBlock) -> Iterator[tuple[Any, Positions]]:
        """What can be sent into a block: (numbers of its rows, or a slice of all; the states that this leads to)."""
        keys = self.keys[block.start : block.end]
        for sending in self.found.sendings(block.place, block.clock, keys):
            yield slice(None) if sending.rows is None else sending.rows, self._ranks.of(sending.keys)

    @cached_property
    def _starts(self) -> Numbers:
        return np.array([block.start for block in self.blocks])

    def places_of(self, states: Positions) -> Numbers:
        """The number of the place of each of some states: shape (states,)."""
        return np.array([block.place for block in self.blocks])[self._blocks_of(states)]

    def _blocks_of(self, states: Positions) -> Numbers:
        """The number of the block of each state: shape (states,)."""
        return np.searchsorted(self._starts, states, side="right") - 1

    def _blocks_after(self, block: StateBlock) -> set[int]:
        """The numbers of the blocks with a step from one; where no links are kept, without numbering the states that follow."""
        come = np.zeros(len(self.blocks), dtype=bool)
        if self.keeps:
            for link in self.links(block):
                first, last = self._blocks_of(np.array([link.targets.min(), link.targets.max()]))
                come[first if first == last else self._blocks_of(link.targets)] = True
        else:
            firsts = self.keys[self._starts]
            for move in self._moves(block):
                come[np.searchsorted(firsts, move.keys, side="right") - 1] = True
        return set(np.flatnonzero(come).tolist())

    @cached_property
    def components(self) -> list[Component]:
        """The blocks, those that lead to each other together; what follows from one stands before it."""
        for block in self.blocks:
            block.after = self._blocks_after(block)
        return [
            Component(
                tuple(self.blocks[number] for number in members),
                circular=len(members) > 1 or members[0] in self.blocks[members[0]].after,
            )
            for members in strong_components([block.after for block in self.blocks])
        ]

    def numbering(self, component: Component) -> Numbering:
        """The states of a component, counted from 0."""
        shift = np.zeros(len(self.blocks), dtype=np.int64)
        inside = np.zeros(len(self.blocks), dtype=bool)
        first = 0
        for block in component.blocks:
            shift[block.number] = first - block.start
            inside[block.number] = True
            first += len(block)
        return Numbering(component, self._starts, shift, inside)

    def inner(self, component: Component) -> InnerSteps:
        """The steps that stay within a component."""
        numbering = self.numbering(component)
        sources, targets = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
        for block in component.blocks:
            rows = numbering.rows(block)
            for link in self.links(block):
                stays, there = numbering.within(link.targets)
                sources.append(rows[link.rows][stays])
                targets.append(there)
            self.found.task.take(8 * sum(map(len, targets)))  # they are put together in the end
        return InnerSteps(numbers=numbering.numbers, sources=np.concatenate(sources), targets=np.concatenate(targets))


def _transitions(
    move: Move, targets: Positions, rows: dict[int, Any], fired: tuple[tuple[str, Rows], ...] = ()
) -> Transitions:
    """Where a move leads; `rows`: those of the moves before it in the same block, by what they were made of."""
    if move.rows is not None and id(move.rows) not in rows:
        rows[id(move.rows)] = move.rows.astype(np.int32)
    return Transitions(
        option=move.option,
        outcome=move.outcome,
        rows=rows.get(id(move.rows), ALL),
        targets=targets,
        weight=move.weight,
        fired=fired,
    )
