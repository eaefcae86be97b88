"""The states in which runs begin, before anything is sent, and how likely a run begins in each."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from attrs import field, frozen

from crisisengine.checker.search.slots import KeptSlots
from crisisengine.checker.vector.arrays import Key, Keys, Shares
from crisisengine.checker.vector.layout import Layout
from crisisengine.engine.starts import starts
from crisisengine.engine.state import Start

__all__ = ["Beginnings"]


@frozen(eq=False)
class Beginnings:
    """The states of depth 0 to which no send has led."""

    keys: Keys
    """Each once: shape (states,)."""
    shares: Shares
    """How likely a run begins there, 1 together; starts that forgetting makes one add theirs: shape (states,)."""
    _starts: dict[Key, Start] = field(repr=False)

    @classmethod
    def of(cls, layout: Layout, kept: KeptSlots) -> Beginnings:
        """All starts of a scenario, what is dead in their place forgotten."""
        named, weights = zip(*starts(layout.program.scenario), strict=True)
        rows = np.array([layout.program.starting(start) for start in named], dtype=np.int64)
        words = [np.zeros(len(rows), dtype=np.uint64) for _ in range(layout.words)]
        for slot, bitfield in enumerate(layout.fields):
            words[bitfield.word] |= (rows[:, slot] - bitfield.low).astype(np.uint64) << np.uint64(bitfield.shift)
        live = np.array(kept.masks(layout), dtype=np.uint64)[rows[:, 0]]
        keys = layout.keys_of([word & live[:, number] for number, word in enumerate(words)])
        unique, first, which = np.unique(keys, return_index=True, return_inverse=True)
        sums = [0] * len(unique)
        for number, weight in zip(which.tolist(), weights, strict=True):
            sums[number] += weight
        shares = np.array([float(Fraction(weight, sum(weights))) for weight in sums])
        return cls(unique, shares, {key: named[at] for key, at in zip(unique.tolist(), first.tolist(), strict=True)})

    def start_of(self, key: Key) -> Start:
        """The first start, in file order, that begins in a state."""
        return self._starts[key.item()]
