"""The states in which runs begin, before anything is sent, and how likely a run begins in each."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from attrs import field, frozen

from crisisengine.checker.search.slots import KeptSlots
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Key, Keys, Shares
from crisisengine.checker.vector.layout import Layout
from crisisengine.engine.compile.scenario import compiled
from crisisengine.engine.starts import starts
from crisisengine.engine.state import Start

__all__ = ["Beginnings"]


@frozen(eq=False)
class Beginnings:
    """The states of depth 0 to which no send has led."""

    keys: Keys
    """Sorted, each once: shape (states,)."""
    shares: Shares
    """How likely a run begins there, 1 together: 0 where only chapters begin, unless one was asked for. Starts that
    forgetting makes one add theirs: shape (states,)."""
    weights: tuple[int, ...]
    """The same in parts of their sum."""
    _starts: dict[Key, Start] = field(repr=False)

    @classmethod
    def of(cls, layout: Layout, kept: KeptSlots, task: Task, chapter: str | None = None) -> Beginnings:
        """What is dead in their place is forgotten.

        Args:
            layout: of the states.
            kept: what is not forgotten.
            task: its budget is asked at each start.
            chapter: the starts of one alone, "" for the scenario's own; None: all, of which only its own have a share.

        Raises:
            OverBudget: there is no time to look at all of them.
        """
        scenario = layout.program.scenario
        known = list(starts(scenario, chapter or ""))
        if chapter is None:
            known += [(start, 0) for name in scenario.chapters for start, _ in starts(scenario, name)]
        named, weights = zip(*known, strict=True)
        code = compiled(scenario)
        listed = []
        for start in named:
            task.ask()
            listed.append(code.starting(start))
        live = np.array(kept.masks(layout), dtype=np.uint64)[[row[0] for row in listed]]
        keys = layout.keys_of([word & live[:, number] for number, word in enumerate(layout.words_of_rows(listed))])
        unique, first, which = np.unique(keys, return_index=True, return_inverse=True)
        sums = [0] * len(unique)
        for number, weight in zip(which.tolist(), weights, strict=True):
            sums[number] += weight
        shares = np.array([float(Fraction(weight, sum(weights))) for weight in sums])
        return cls(
            unique,
            shares,
            tuple(sums),
            {key: named[at] for key, at in zip(unique.tolist(), first.tolist(), strict=True)},
        )

    @property
    def own(self) -> Keys:
        """Those in which the scenario itself begins, and not a chapter alone: shape (states,)."""
        return self.keys[self.shares > 0]

    def start_of(self, key: Key) -> Start:
        """The first start, in file order, that begins in a state."""
        return self._starts[key.item()]
