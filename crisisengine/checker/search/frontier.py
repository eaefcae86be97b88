"""Every state that can be reached, layer by layer: how far each is from the start, and how far it came.

A layer is one sorted array of the states that a shortest run reaches in so many decisions. No state remembers where
it came from; a shortest run is found again by asking the layer before (`trace`).

Longer than 300 lines because what an exploration is stands beside the search that fills it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from typing import Literal

import numpy as np
from attrs import Factory, define, field, frozen

from crisisengine.budget import OverBudget, Reason
from crisisengine.checker.memory import Pile
from crisisengine.checker.search.beginnings import Beginnings
from crisisengine.checker.search.dedup import NextLayer
from crisisengine.checker.search.seen import remember, union
from crisisengine.checker.search.slots import KeptSlots
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Keys, Numbers, Yes
from crisisengine.checker.vector.context import Context
from crisisengine.checker.vector.coverage import Coverage
from crisisengine.checker.vector.expressions import Evaluator
from crisisengine.checker.vector.layout import Layout
from crisisengine.checker.vector.logic import negated
from crisisengine.checker.vector.options import Options
from crisisengine.checker.vector.state import Columns
from crisisengine.checker.vector.successors import Group, Sending, expand, sendings
from crisisengine.engine.program import Program
from crisisengine.limits import MOST_STATES

__all__ = ["BLOCK", "Exploration", "Extent", "Watcher", "explore", "unexplored"]

BLOCK = 1 << 16
"""Rows of one group at a time: what fits in a processor's cache."""
PART = 1 << 20
"""States that are told apart by place at a time."""
SMALL = 1 << 12
"""Groups of one place below this are taken together whatever the clock says."""
Watcher = Callable[[int, Keys, Group, int], None]
"""Told of each group: (depth, its states, the group, its place); of those as near to the start, what took fewer sends first."""


@frozen(kw_only=True)
class Extent:
    """How far an exploration came."""

    states: int
    steps: int
    depth: int
    complete: bool
    seconds: float
    reason: Reason | Literal[""] = ""
    """What there was not enough of, where it is not complete."""
    states_without_sends: int | None = None
    """Of the states, those that are reached without any send; None where nothing can be sent."""


@define(eq=False, kw_only=True, slots=False)
class Exploration:
    """The graph of a scenario: its layers, and what it takes to expand them again."""

    program: Program
    layout: Layout
    options: Options
    coverage: Coverage
    """What was seen on the way."""
    kept: KeptSlots
    task: Task
    """What is being done with it, and the budget for that."""
    origin: Keys | None = None
    """The states that it begins with, sorted, in place of any start."""
    chapter: str | None = None
    """At which it begins, "" for the scenario's own beginning; None: at all of them."""
    until: frozenset[int] = frozenset()
    """Places that are not left again, nor looked at: where other chapters begin."""
    halt: Evaluator | None = None
    """States where this holds are not left again."""
    possible: Callable[[Keys, str], Yes] | None = None
    """(states, ending) -> where it can still be reached, once somebody knows."""
    layers: Pile = field(init=False)
    """By depth: the states that a shortest run reaches in so many decisions, sorted."""
    seen: list[Keys] = Factory(list)
    """The same as few sorted arrays, while it is explored, and for as long as each is a file."""
    states: int = 0
    unsent: int = 0
    """Of the states, those that are reached without any send."""
    steps: int = 0
    stuck: Pile = field(init=False)
    """States in which nothing is open, group by group."""
    stuck_at: list[int] = Factory(list)
    """The depth of each of these groups."""
    complete: bool = False
    """Whether every state was seen."""
    reason: Reason | Literal[""] = ""
    """What there was not enough of to see them all."""
    seconds: float = 0.0

    def __attrs_post_init__(self) -> None:
        self.layers = self.task.memory.pile(self.layout.dtype)
        self.stuck = self.task.memory.pile(self.layout.dtype)

    @property
    def context(self) -> Context:
        """What all columns share."""
        return self.options.context

    @property
    def extent(self) -> Extent:
        """How far it came."""
        return Extent(
            states=self.states,
            steps=self.steps,
            depth=max(len(self.layers) - 1, 0),
            complete=self.complete,
            seconds=self.seconds,
            reason=self.reason,
            states_without_sends=self.unsent if self.program.contingencies else None,
        )

    @cached_property
    def beginnings(self) -> Beginnings:
        """Where runs begin."""
        return Beginnings.of(self.layout, self.kept, self.task, self.chapter)

    def stretches(self, keys: Keys) -> list[tuple[int, int, int]]:
        """Sorted states by the clock's reading and the place: (both as one number, where it begins, where it ends).

        Raises:
            OverBudget: there is no time to look at all of them.
        """
        begins: list[tuple[int, int]] = []
        for at in range(0, len(keys), PART):
            if at:
                self.task.ask()
            prefixes = self.layout.prefixes(keys[at : at + PART])
            first = int(prefixes[0])
            if not begins or begins[-1][0] != first:
                begins.append((first, at))
            changes = np.flatnonzero(prefixes[1:] != prefixes[:-1]) + 1
            begins += [(int(prefixes[change]), at + change) for change in changes.tolist()]
        ends = [*(start for _, start in begins[1:]), len(keys)]
        return [(prefix, start, end) for (prefix, start), end in zip(begins, ends, strict=False)]

    def groups(self, layer: Keys) -> Iterator[tuple[int, int | None, Keys]]:
        """A sorted layer in groups of one place: (place, the clock's reading if it is one, states)."""
        parts: dict[int, list[tuple[int, int, int]]] = {}
        for prefix, start, end in self.stretches(layer):
            place, clock = self.layout.prefix_parts(prefix)
            parts.setdefault(place, []).append((clock, start, end))
        for place, stretches in sorted(parts.items()):
            if len(stretches) > 1 and sum(end - start for _, start, end in stretches) < SMALL * len(stretches):
                together = np.concatenate([layer[start:end] for _, start, end in stretches])
                yield from ((place, None, together[at : at + BLOCK]) for at in range(0, len(together), BLOCK))
            else:
                for clock, start, end in stretches:
                    yield from ((place, clock, layer[at : min(at + BLOCK, end)]) for at in range(start, end, BLOCK))

    def waves(self, layer: Keys) -> list[Keys]:
        """A sorted layer, or part of one, by how many sends led there: none, one, ... Without contingencies it is whole.

        How many led to a state can be read in it: their count is never forgotten.
        """
        sends = self.program.sends
        if sends is None:
            return [layer]
        memory = self.task.memory
        if len(layer) > memory.most:
            counts = range(self.program.slots[sends].high + 1)
            waves = [memory.joined(self._sent(layer, count), layer.dtype) for count in counts]
            return waves[: 1 + max(count for count in counts if len(waves[count]))]
        sent = self.sends(layer)
        return [layer[sent == count] for count in range(int(sent.max(initial=0)) + 1)]

    def _sent(self, layer: Keys, count: int) -> Iterator[Keys]:
        """The states of a layer to which so many sends led, a piece after the other."""
        for at in range(0, len(layer), BLOCK):
            piece = layer[at : at + BLOCK]
            yield piece[self.sends(piece) == count]

    def sends(self, keys: Keys) -> Numbers:
        """How many sends led to some states: shape (states,)."""
        if self.program.sends is None:
            return np.zeros(len(keys), dtype=np.int64)
        return self.layout.column(self.layout.words_of(keys), self.program.sends)

    def sendings(self, place: int, clock: int | None, keys: Keys) -> Iterator[Sending]:
        """What can be sent into a group, and where that leads.

        Raises:
            OverBudget: there is no time for it.
        """
        if not self.program.contingencies or place >= self.program.scene_count or place in self.until:
            return
        columns = self.columns(place, clock, keys)
        going = True if self.halt is None else columns.narrowed(True, negated(self.halt(columns)))
        yield from sendings(columns, place, going=going)

    def group(self, place: int, clock: int | None, keys: Keys, *, weigh: bool = False) -> Group:
        """A group, expanded unless its runs have ended.

        Raises:
            OverBudget: there is no time for it.
        """
        columns = self.columns(place, clock, keys)
        if place >= self.program.scene_count or place in self.until:
            return Group(columns, stuck=False)
        going = True if self.halt is None else columns.narrowed(True, negated(self.halt(columns)))
        return expand(self.options, columns, place, going=going, weigh=weigh)

    def columns(self, place: int, clock: int | None, keys: Keys) -> Columns:
        """States of one place, as columns."""
        columns = Columns.of(self.context, self.coverage, keys, place, clock)
        if self.possible is not None:
            columns.possible = partial(self.possible, keys)
        return columns


def unexplored(
    program: Program,
    kept: KeptSlots,
    task: Task,
    *,
    origin: Keys | None = None,
    chapter: str | None = None,
    until: frozenset[int] = frozenset(),
    halt: Evaluator | None = None,
    possible: Callable[[Keys, str], Yes] | None = None,
) -> Exploration:
    """A scenario before anything was looked at."""
    layout = Layout(program)
    options = Options(Context(program, layout, kept.masks(layout), task))
    coverage = Coverage(program, kept.slots, task)
    return Exploration(
        program=program,
        layout=layout,
        options=options,
        coverage=coverage,
        kept=kept,
        task=task,
        origin=origin,
        chapter=chapter,
        until=until,
        halt=halt,
        possible=possible,
    )


def explore(
    found: Exploration,
    *,
    max_states: int = MOST_STATES,
    watchers: Sequence[Watcher] = (),
    progress: Callable[[Extent], None] | None = None,
) -> None:
    """Breadth-first search from all starts, layer by layer, until nothing is new (Moore 1959).

    What was found up to a limit stays in `found`.

    Raises:
        OverBudget: the states are more than `max_states`, or the budget of `found.task` is used up.
    """
    began = time.perf_counter()
    try:
        for _ in _layers(found, max_states, watchers):
            if progress is not None:
                found.seconds = time.perf_counter() - began
                progress(found.extent)
    except OverBudget as over:
        found.reason = over.reason
        raise
    except MemoryError:
        found.reason = "memory"
        raise OverBudget(found.task.phase, "memory") from None
    except KeyboardInterrupt:
        found.reason = "stopped"
        raise
    finally:
        found.seconds = time.perf_counter() - began
        if not found.task.memory.merges:
            found.seen.clear()
    found.complete = True


def _layers(found: Exploration, max_states: int, watchers: Sequence[Watcher]) -> Iterator[None]:
    """One layer after the other."""
    layer = found.beginnings.keys if found.origin is None else found.origin
    task, seen = found.task, found.seen
    while len(layer):
        layer = _with_sends(found, layer, seen, max_states - found.states)
        found.layers.append(layer)
        found.states += len(layer)
        remember(seen, layer, task)
        depth = len(found.layers) - 1
        fresh = NextLayer(found.layout, task)
        waves = found.waves(layer)
        found.unsent += len(waves[0])
        for place, clock, keys in (group for wave in waves for group in found.groups(wave)):
            task.ask()
            if place in found.until:
                continue
            group = found.group(place, clock, keys)
            found.coverage.watch_place(group.columns, place)
            if group.stuck is not False:
                found.stuck.append(keys if group.stuck is True else keys[group.stuck])
                found.stuck_at.append(depth)
            for watcher in watchers:
                watcher(depth, keys, group, place)
            for move in group.moves:
                found.steps += len(move.keys)
                fresh.add(move.keys)
            _bound(fresh, seen, max_states, found.states)
        layer = fresh.new_among(seen)
        if found.states + len(layer) > max_states:
            raise OverBudget(task.phase, "states")
        yield


def _bound(fresh: NextLayer, seen: Sequence[Keys], most: int, total: int = 0) -> None:
    """Stop where the states that came in are more than there may be, `total` others among them."""
    if fresh.is_full and fresh.tidy() > most and total + fresh.count_new(seen) > most:
        raise OverBudget(fresh.task.phase, "states")


def _with_sends(found: Exploration, layer: Keys, seen: Sequence[Keys], most: int) -> Keys:
    """A layer with all that can be sent into its states, and into what that leads to; a send is no decision."""
    if len(layer) > most:
        raise OverBudget(found.task.phase, "states")
    if not found.program.contingencies:
        return layer
    waves = found.waves(layer)
    for count in range(found.program.scenario.contingencies):
        if count == len(waves):
            break
        fresh = NextLayer(found.layout, found.task)
        for place, clock, keys in found.groups(waves[count]):
            for sending in found.sendings(place, clock, keys):
                fresh.add(sending.keys)
            _bound(fresh, seen, most)
        brought = fresh.new_among([*seen, *waves[count + 1 : count + 2]])
        if count + 1 < len(waves):
            waves[count + 1] = union([waves[count + 1], brought], found.task)
        elif len(brought):
            waves.append(brought)
        if sum(map(len, waves)) > most:
            raise OverBudget(found.task.phase, "states")
    return union(waves, found.task)
