"""Every state that can be reached, layer by layer: how far each is from the start, and how far it came.

A layer is one sorted array of the states that a shortest run reaches in so many decisions. No state remembers where
it came from; a shortest run is found again by asking the layer before (`retracing`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from attrs import Factory, define, frozen

from crisisengine.checker.search.dedup import NextLayer
from crisisengine.checker.search.slots import KeptSlots
from crisisengine.checker.vector.context import Context
from crisisengine.checker.vector.coverage import Coverage
from crisisengine.checker.vector.expressions import Evaluator, negated
from crisisengine.checker.vector.layout import Keys, Layout
from crisisengine.checker.vector.state import Columns
from crisisengine.checker.vector.successors import Group, Options, expand
from crisisengine.engine.program import Program

__all__ = ["Exploration", "Extent", "Limits", "Watcher", "explore"]

BLOCK = 1 << 16
"""Rows of one group at a time: what fits in a processor's cache."""
SMALL = 1 << 12
"""Groups of one place below this are taken together whatever the clock says."""
HEAP = 1 << 22
"""New states gathered before the ones that occur twice are dropped."""

Watcher = Callable[[int, Keys, Group, int], None]
"""Told of each group: (depth, its states, the group, its place)."""


@frozen
class Limits:
    """Where to stop and say so."""

    states: int = 20_000_000
    seconds: float = float("inf")


@frozen
class Extent:
    """How far an exploration came."""

    states: int
    steps: int
    depth: int
    complete: bool
    seconds: float
    reason: str = ""
    """Why it is not complete: `states`, `seconds`, `memory` or `stopped`."""


@define(eq=False)
class Exploration:
    """The graph of a scenario: its layers, and what it takes to expand them again."""

    program: Program
    layout: Layout
    options: Options
    memory: KeptSlots
    halt: Evaluator | None = None
    """States where this holds are not left again."""
    oracle: Callable[[Keys, str], Any] | None = None
    """(states, ending) -> where it is still possible, once somebody knows."""
    layers: list[Keys] = Factory(list)
    steps: int = 0
    stuck: list[tuple[int, Keys]] = Factory(list)
    """(depth, states) in which nothing is open."""
    reason: str = ""
    seconds: float = 0.0

    @property
    def context(self) -> Context:
        """What all columns share."""
        return self.options.context

    @property
    def coverage(self) -> Coverage:
        """What was seen on the way."""
        return self.context.coverage

    @property
    def extent(self) -> Extent:
        """How far it came."""
        states = sum(len(layer) for layer in self.layers)
        return Extent(states, self.steps, len(self.layers) - 1, not self.reason, self.seconds, self.reason)

    def groups(self, layer: Keys) -> Iterator[tuple[int, int | None, Keys]]:
        """A sorted layer in groups of one place: (place, the clock's reading if it is one, states)."""
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

    def group(self, place: int, clock: int | None, keys: Keys, *, weigh: bool = False) -> Group:
        """A group, expanded unless its runs have ended."""
        columns = Columns.of(self.context, keys, place, clock)
        if self.oracle is not None:
            columns.possible = partial(self.oracle, keys)
        if place >= self.program.scene_count:
            return Group(columns, stuck=False)
        going = True if self.halt is None else columns.narrowed(True, negated(self.halt(columns)))
        return expand(self.options, columns, place, going=going, weigh=weigh)


def explore(
    program: Program,
    limits: Limits,
    memory: KeptSlots,
    watchers: Sequence[Watcher] = (),
    progress: Callable[[Extent], None] | None = None,
    halt: Evaluator | None = None,
    oracle: Callable[[Keys, str], Any] | None = None,
) -> Exploration:
    """Breadth first from the start, until nothing is new or a limit is reached."""
    layout = Layout(program)
    coverage = Coverage(program, memory.slots)
    context = Context(program, layout, coverage, memory.masks(layout))
    found = Exploration(program, layout, Options(context), memory, halt, oracle)
    began = time.perf_counter()
    try:
        _layers(found, limits, watchers, progress, began)
    except KeyboardInterrupt:
        found.reason = "stopped"
    except MemoryError:
        found.reason = "memory"
    found.seconds = time.perf_counter() - began
    return found


def _layers(
    found: Exploration,
    limits: Limits,
    watchers: Sequence[Watcher],
    progress: Callable[[Extent], None] | None,
    began: float,
) -> None:
    start = Columns.of(found.context, found.layout.pack(found.program.start), found.program.start[0], None)
    layer = start.packed()
    seen: list[Keys] = []
    total = 0
    while len(layer):
        total += len(layer)
        found.layers.append(layer)
        _remember(seen, layer)
        depth = len(found.layers) - 1
        fresh = NextLayer(found.layout)
        for place, clock, keys in found.groups(layer):
            group = found.group(place, clock, keys)
            found.coverage.watch_place(group.columns, place)
            if group.stuck is not False:
                found.stuck.append((depth, keys if group.stuck is True else keys[group.stuck]))
            for watcher in watchers:
                watcher(depth, keys, group, place)
            for move in group.moves:
                found.steps += len(move.keys)
                fresh.add(move.keys)
            if (
                fresh.heap > HEAP
                and fresh.tidy() > limits.states
                and total + len(_new(fresh.keys(), seen)) > limits.states
            ):
                found.reason = "states"
                return
            if time.perf_counter() - began > limits.seconds:
                found.reason = "seconds"
                return
        layer = _new(fresh.keys(), seen)
        if total + len(layer) > limits.states:
            found.reason = "states"
            return
        if progress is not None:
            found.seconds = time.perf_counter() - began
            progress(found.extent)


def _new(keys: Keys, seen: Sequence[Keys]) -> Keys:
    """Those that are in none of the sorted arrays seen before."""
    for known in seen:
        if not len(keys):
            break
        first, last = np.searchsorted(known, keys[0]), np.searchsorted(known, keys[-1], side="right")
        if first == last:
            continue
        inside = known[first:last]
        start, end = np.searchsorted(keys, inside[0]), np.searchsorted(keys, inside[-1], side="right")
        middle = keys[start:end]
        if not len(middle):
            continue
        at = np.searchsorted(inside, middle)
        fresh = inside[np.minimum(at, len(inside) - 1)] != middle
        if not fresh.all():
            keys = np.concatenate([keys[:start], middle[fresh], keys[end:]])
    return keys


def _remember(seen: list[Keys], layer: Keys) -> None:
    """Keep few sorted arrays, each much longer than the next; long ones that do not overlap stay as they are."""
    seen.append(layer)
    while len(seen) > 1 and len(seen[-2]) < 2 * len(seen[-1]):
        one, two = seen[-2:]
        if len(one) + len(two) > BLOCK and not _overlap(one, two):
            break
        merged = np.concatenate([one, two])
        merged.sort(kind="stable")
        seen[-2:] = [merged]


def _overlap(one: Keys, two: Keys) -> bool:
    return bool(one[0] <= two[-1] and two[0] <= one[-1])
