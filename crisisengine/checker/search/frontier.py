"""Every state that can be reached, layer by layer: how far each is from the start, and how far it came.

A layer is one sorted array of the states that a shortest run reaches in so many decisions. No state remembers where
it came from; a shortest run is found again by asking the layer before (`trace`).

Longer than 300 lines because what an exploration is stands beside the search that fills it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from itertools import pairwise
from typing import Literal

import numpy as np
from attrs import Factory, define, frozen

from crisisengine.budget import OverBudget, Reason
from crisisengine.checker.search.beginnings import Beginnings
from crisisengine.checker.search.dedup import NextLayer
from crisisengine.checker.search.seen import new_among, remember
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
SMALL = 1 << 12
"""Groups of one place below this are taken together whatever the clock says."""
HEAP = 1 << 22
"""New states gathered before the ones that occur twice are dropped."""
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
    halt: Evaluator | None = None
    """States where this holds are not left again."""
    possible: Callable[[Keys, str], Yes] | None = None
    """(states, ending) -> where it can still be reached, once somebody knows."""
    layers: list[Keys] = Factory(list)
    """By depth: the states that a shortest run reaches in so many decisions, sorted."""
    steps: int = 0
    stuck: list[tuple[int, Keys]] = Factory(list)
    """(depth, states) in which nothing is open."""
    complete: bool = False
    """Whether every state was seen."""
    reason: Reason | Literal[""] = ""
    """What there was not enough of to see them all."""
    seconds: float = 0.0

    @property
    def context(self) -> Context:
        """What all columns share."""
        return self.options.context

    @property
    def extent(self) -> Extent:
        """How far it came."""
        return Extent(
            states=sum(len(layer) for layer in self.layers),
            steps=self.steps,
            depth=max(len(self.layers) - 1, 0),
            complete=self.complete,
            seconds=self.seconds,
            reason=self.reason,
            states_without_sends=self._unsent(),
        )

    def _unsent(self) -> int | None:
        return sum(len(self.waves(layer)[0]) for layer in self.layers) if self.program.contingencies else None

    @cached_property
    def beginnings(self) -> Beginnings:
        """Where runs begin."""
        return Beginnings.of(self.layout, self.kept, self.task, self.chapter)

    def groups(self, layer: Keys) -> Iterator[tuple[int, int | None, Keys]]:
        """A sorted layer in groups of one place: (place, the clock's reading if it is one, states)."""
        if not len(layer):
            return
        prefixes = self.layout.prefixes(layer)
        bounds = [0, *(np.flatnonzero(prefixes[1:] != prefixes[:-1]) + 1).tolist(), len(layer)]
        parts: dict[int, list[tuple[int, int, int]]] = {}
        for start, end in pairwise(bounds):
            place, clock = self.layout.prefix_parts(int(prefixes[start]))
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

        How many led to a state can be read in it: what was sent is never forgotten.
        """
        if not self.program.contingencies:
            return [layer]
        sent = self.sends(layer)
        return [layer[sent == count] for count in range(int(sent.max(initial=0)) + 1)]

    def sends(self, keys: Keys) -> Numbers:
        """How many sends led to some states: shape (states,)."""
        words = self.layout.words_of(keys)
        found = np.zeros(len(keys), dtype=np.int64)
        for slot in self.program.sent:
            found += self.layout.column(words, slot)
        return found

    def sendings(self, place: int, clock: int | None, keys: Keys) -> Iterator[Sending]:
        """What can be sent into a group, and where that leads.

        Raises:
            OverBudget: there is no time for it.
        """
        if not self.program.contingencies or place >= self.program.scene_count:
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
        if place >= self.program.scene_count:
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
    found.complete = True


def _layers(found: Exploration, max_states: int, watchers: Sequence[Watcher]) -> Iterator[None]:
    """One layer after the other."""
    layer = found.beginnings.keys if found.origin is None else found.origin
    task = found.task
    seen: list[Keys] = []
    total = 0
    while len(layer):
        layer = _with_sends(found, layer, seen, max_states - total)
        total += len(layer)
        found.layers.append(layer)
        remember(seen, layer)
        depth = len(found.layers) - 1
        fresh = NextLayer(found.layout, task)
        for place, clock, keys in (group for wave in found.waves(layer) for group in found.groups(wave)):
            task.ask()
            group = found.group(place, clock, keys)
            found.coverage.watch_place(group.columns, place)
            if group.stuck is not False:
                found.stuck.append((depth, keys if group.stuck is True else keys[group.stuck]))
            for watcher in watchers:
                watcher(depth, keys, group, place)
            for move in group.moves:
                found.steps += len(move.keys)
                fresh.add(move.keys)
            _bound(fresh, seen, task, max_states, total)
        layer = new_among(fresh.keys(), seen, task)
        if total + len(layer) > max_states:
            raise OverBudget(task.phase, "states")
        yield


def _bound(fresh: NextLayer, seen: Sequence[Keys], task: Task, most: int, total: int = 0) -> None:
    """Stop where the states that came in are more than there may be, `total` others among them."""
    if fresh.heap > HEAP and fresh.tidy() > most and total + len(new_among(fresh.keys(), seen, task)) > most:
        raise OverBudget(task.phase, "states")


def _with_sends(found: Exploration, layer: Keys, seen: Sequence[Keys], most: int) -> Keys:
    """A layer with all that can be sent into its states, and into what that leads to; a send is no decision."""
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
            _bound(fresh, seen, found.task, most)
        brought = new_among(fresh.keys(), [*seen, *waves[count + 1 : count + 2]], found.task)
        if count + 1 < len(waves):
            waves[count + 1] = np.sort(np.concatenate([waves[count + 1], brought]))
        elif len(brought):
            waves.append(brought)
        if sum(map(len, waves)) > most:
            raise OverBudget(found.task.phase, "states")
    return np.sort(np.concatenate(waves))
