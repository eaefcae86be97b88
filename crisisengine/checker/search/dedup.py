"""The states that a layer leads to, kept by clock reading and place, so that what is sorted fits in a cache.

Most moves lead to one place. Their states are put on one heap each, sorted apart, and strung together in order; the
whole is sorted and nothing was sorted twice. What is too much to hold is laid down as a sorted run, and the runs are
merged at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from crisisengine.checker.memory import joined
from crisisengine.checker.search.seen import in_order, merged, new_among
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Keys
from crisisengine.checker.vector.layout import Layout

__all__ = ["NextLayer"]


SHORT = 32
"""Bits that sort twice as fast as a word."""
HEAP = 1 << 25
"""Bytes of new states gathered before the ones that occur twice are dropped."""
FEW = 3
"""Places that are sought one by one before all are sorted out at once."""


class NextLayer:
    """New states as they come in."""

    def __init__(self, layout: Layout, task: Task) -> None:
        self.layout = layout
        self.task = task
        self._came = 0
        """How many since the last tidying."""
        self._left = 0
        """How many that left on the heaps."""
        self._runs: list[Keys] = []
        self._heaps: dict[int, list[Keys]] = {}
        self._short = layout.words == 1 and layout.prefix_shift <= SHORT
        self._kind = np.dtype(np.uint32) if self._short else layout.dtype
        """Of what lies on a heap."""
        self._most = min(HEAP // self._kind.itemsize, task.memory.most)

    def add(self, keys: Keys) -> None:
        """States in any order, any number of times."""
        if not len(keys):
            return
        self._came += len(keys)
        for _ in range(FEW):
            # Mostly all lead to one place, or to one and an ending.
            prefixes = self.layout.prefixes(keys)
            first = prefixes[0]
            here = prefixes == first
            heap = self._heaps.setdefault(int(first), [])
            if np.count_nonzero(here) == len(keys):
                heap.append(self._cut(keys))
                return
            heap.append(self._cut(keys[here]))
            keys = keys[~here]
        keys = np.sort(keys)
        prefixes = self.layout.prefixes(keys)
        bounds = [0, *(np.flatnonzero(prefixes[1:] != prefixes[:-1]) + 1).tolist(), len(keys)]
        for start, end in pairwise(bounds):
            self._heaps.setdefault(int(prefixes[start]), []).append(self._cut(keys[start:end]))

    @property
    def is_full(self) -> bool:
        """Whether so many came that those that occur twice should be dropped: as often as keeps the work linear."""
        return self._came > max(self._most, self._left // 2)

    def tidy(self) -> int:
        """Drop what came twice; returns how many are left."""
        for prefix, parts in self._heaps.items():
            if len(parts) > 1:
                self._heaps[prefix] = [self._once(parts)]
        self._came, self._left = 0, sum(len(parts[0]) for parts in self._heaps.values())
        if self._left > self.task.memory.most:
            self._runs.append(self.task.memory.held(self._held()))
            self._heaps.clear()
            self._left = 0
        return self._left + sum(map(len, self._runs))

    def new_among(self, seen: Sequence[Keys]) -> Keys:
        """Those that are in none of some sorted arrays: sorted, each once.

        Raises:
            OverBudget: there is no time to look, or no place for them.
        """
        if not self._runs:
            return self.task.memory.held(new_among(self._held(), seen, self.task))
        return self.task.memory.joined(self._new_among(seen), self.layout.dtype)

    def count_new(self, seen: Sequence[Keys]) -> int:
        """How many those are.

        Raises:
            OverBudget: there is no time to look.
        """
        return sum(map(len, self._new_among(seen))) if self._runs else len(self.new_among(seen))

    def _new_among(self, seen: Sequence[Keys]) -> Iterator[Keys]:
        for piece in merged([*self._runs, self._held()], self.task):
            yield new_among(piece, seen, self.task)

    def _held(self) -> Keys:
        """All that were not laid down, sorted, each once."""
        for prefix, parts in self._heaps.items():
            self._heaps[prefix] = [self._once(parts)]
        heaps = [(prefix, self._heaps[prefix][0]) for prefix in sorted(self._heaps)]
        if not self._short:
            return joined([heap for _, heap in heaps], self.layout.dtype)
        whole, filled = np.empty(sum(len(heap) for _, heap in heaps), dtype=self.layout.dtype), 0
        for prefix, heap in heaps:
            self.task.ask()
            np.bitwise_or(heap, np.uint64(prefix << self.layout.prefix_shift), out=whole[filled : filled + len(heap)])
            filled += len(heap)
        return whole

    def _cut(self, keys: Keys) -> Keys:
        """States of one heap; what they have in common is left out where the rest is short."""
        return keys.astype(self._kind) if self._short else keys

    def _once(self, parts: Sequence[Keys]) -> Keys:
        """The states of one heap, sorted, each once."""
        self.task.ask()
        return in_order(joined(parts, self._kind), self.task)
