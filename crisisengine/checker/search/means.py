"""What an option is worth where it is open, from what follows: the mean over what chance may make of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen

from crisisengine.checker.search.graph import Transitions
from crisisengine.checker.search.optimum import EPSILON, Optima
from crisisengine.checker.vector.arrays import Errors, Shares

__all__ = ["Means"]


@frozen(eq=False)
class Means:
    """The cases of an option, in the rows of a block where it is open.

    Most often each case can happen in all of them, and nothing is spread over the block; else `_at` tells in which.
    """

    opened: Any
    """Numbers of the rows where it is open, each once, or a slice of all."""
    _at: Sequence[Any]
    """Of each case: which of those rows, or a slice of all."""
    _targets: Sequence[Any]
    """Of each case: the numbers of the states that they lead to."""
    _weights: Sequence[Any]
    """Of each case: a number, or one for each of its rows."""
    _total: Any
    """Of the weights: a number, or one for each row where it is open."""
    _count: int
    """The rows where it is open."""

    @classmethod
    def of(cls, links: Sequence[Transitions], count: int) -> Means:
        """From all cases of one option in a block of so many rows."""
        weights = [1.0 if link.weight is None else link.weight for link in links]
        targets = [link.targets.astype(np.intp) for link in links]  # what NumPy would make of them at each look
        rows = links[0].rows
        if all(link.rows is rows for link in links):
            return cls(rows, [slice(None)] * len(links), targets, weights, sum(weights), len(targets[0]))
        total = np.zeros(count)
        for link, weight in zip(links, weights, strict=True):
            total[link.rows] += weight
        rows = np.flatnonzero(total > 0)
        place = np.empty(count, dtype=np.intp)
        place[rows] = np.arange(len(rows))
        return cls(rows, [place[link.rows] for link in links], targets, weights, total[rows], len(rows))

    def __len__(self) -> int:
        return len(self._targets)

    def of_values(self, values: Shares | Errors) -> Shares:
        """What it is worth in each row where it is open, from what each state is: from shape (states,) to shape (rows,)."""
        if len(self) == 1:
            worth: Shares = values[self._targets[0]].astype(np.float64)
            return worth  # what leads to a single state is worth what that is, without rounding
        worth = np.zeros(self._count)
        for at, targets, weight in zip(self._at, self._targets, self._weights, strict=True):
            worth[at] += weight * values[targets]
        worth /= self._total
        return worth

    def of_chances(self, known: Optima) -> tuple[Shares, Shares]:
        """The same of a chance, and how far it may be wrong, the rounding included."""
        worth, wrong = self.of_values(known.value), self.of_values(known.error)
        if len(self) > 1:
            wrong += (len(self) + 4) * EPSILON * (worth + wrong)
        return worth, wrong
