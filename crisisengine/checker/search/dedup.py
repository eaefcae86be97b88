"""The states that a layer leads to, kept by clock reading and place, so that what is sorted fits in a cache.

Most moves lead to one place. Their states are put on one heap each, sorted apart, and strung together in order; the
whole is sorted and nothing was sorted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Keys
from crisisengine.checker.vector.layout import Layout

__all__ = ["NextLayer"]


SHORT = 32
"""Bits that sort twice as fast as a word."""
FEW = 3
"""Places that are sought one by one before all are sorted out at once."""


class NextLayer:
    """New states as they come in."""

    def __init__(self, layout: Layout, task: Task) -> None:
        self.layout = layout
        self.task = task
        self.heap = 0
        """How many came since the last tidying, and were left by it."""
        self._heaps: dict[int, list[Keys]] = {}
        self._short = layout.words == 1 and layout.prefix_shift <= SHORT

    def add(self, keys: Keys) -> None:
        """States in any order, any number of times."""
        if not len(keys):
            return
        self.heap += len(keys)
        prefixes = self.layout.prefixes(keys)
        for _ in range(FEW):
            # Mostly all lead to one place, or to one and an ending.
            first = prefixes[0]
            here = prefixes == first
            count = np.count_nonzero(here)
            heap = self._heaps.setdefault(int(first), [])
            if count == len(keys):
                heap.append(keys)
                return
            heap.append(keys[here])
            there = ~here
            keys, prefixes = keys[there], prefixes[there]
        keys = np.sort(keys)
        prefixes = self.layout.prefixes(keys)
        bounds = [0, *(np.flatnonzero(prefixes[1:] != prefixes[:-1]) + 1).tolist(), len(keys)]
        for start, end in pairwise(bounds):
            self._heaps.setdefault(int(prefixes[start]), []).append(keys[start:end])

    def tidy(self) -> int:
        """Drop what came twice; returns how many are left."""
        for prefix, parts in self._heaps.items():
            if len(parts) > 1:
                self._heaps[prefix] = [self._once(prefix, parts)]
        self.heap = sum(len(parts[0]) for parts in self._heaps.values()) // 2
        return 2 * self.heap

    def keys(self) -> Keys:
        """All of them, sorted, each once."""
        parts = [self._once(prefix, self._heaps[prefix]) for prefix in sorted(self._heaps)]
        return np.concatenate(parts) if parts else np.empty(0, dtype=self.layout.dtype)

    def _once(self, prefix: int, parts: Sequence[Keys]) -> Keys:
        """The states of one heap, sorted, each once; what they have in common is left out where the rest is short."""
        self.task.ask()
        if not self._short:
            return _unique(np.concatenate(parts))
        short = _unique(np.concatenate(parts, dtype=np.uint32, casting="unsafe"))
        keys = short.astype(np.uint64)
        keys |= np.uint64(prefix << self.layout.prefix_shift)
        return keys


def _unique(keys: Keys) -> Keys:
    keys.sort()
    if len(keys) < 2:
        return keys
    keep = np.empty(len(keys), dtype=bool)
    keep[0] = True
    np.not_equal(keys[1:], keys[:-1], out=keep[1:])
    return keys if keep.all() else keys[keep]
