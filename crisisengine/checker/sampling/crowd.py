"""Plays that go on side by side. Those in the same state are one row and a number: what becomes of them is alike.

So ten million plays of a crisis with a thousand states a day are a thousand rows a day, and where no two plays meet there
are as many rows as plays, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from attrs import frozen

from crisisengine.checker.search.frontier import BLOCK, Exploration
from crisisengine.checker.vector.arrays import Keys, Numbers, Yes
from crisisengine.checker.vector.layout import Layout

__all__ = ["Crowd", "places_of"]


@frozen(eq=False)
class Crowd:
    """Plays, by the state that they are in and a label that they carry."""

    keys: Keys
    """Shape (rows,)."""
    labels: Numbers
    """What is to be known of a play besides its state; plays of different labels are told apart: shape (rows,)."""
    counts: Numbers
    """How many plays there are, above 0: shape (rows,)."""

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def plays(self) -> int:
        """How many plays in all."""
        return int(self.counts.sum())

    def at(self, rows: Numbers | Yes | slice) -> Crowd:
        """Some of its rows: by number, or by yes and no."""
        return Crowd(self.keys[rows], self.labels[rows], self.counts[rows])

    @classmethod
    def joined(cls, layout: Layout, parts: Sequence[Crowd]) -> Crowd:
        """All of them together, each state and label once, in the order of labels and states."""
        if not parts:
            return cls(np.empty(0, layout.dtype), np.empty(0, np.int64), np.empty(0, np.int64))
        keys, labels, counts = (
            np.concatenate(columns)
            for columns in zip(*((part.keys, part.labels, part.counts) for part in parts), strict=True)
        )
        if not len(keys):
            return cls(keys, labels, counts)
        words = layout.words_of(keys)
        labelled = bool(labels.any())
        if len(words) == 1 and not labelled:
            order = np.argsort(words[0])
        else:
            order = np.lexsort((*reversed(words), labels) if labelled else tuple(reversed(words)))
        new = np.zeros(len(keys), dtype=bool)
        new[0] = True
        for column in (*words, labels) if labelled else words:
            sorted_column = column[order]
            new[1:] |= sorted_column[1:] != sorted_column[:-1]
        first = np.flatnonzero(new)
        return cls(keys[order[first]], labels[order[first]], np.add.reduceat(counts[order], first))

    def groups(self, found: Exploration) -> Iterator[tuple[int, int | None, Numbers]]:
        """Its rows in groups of one place: (place, the clock's reading if it is one, their numbers)."""
        layout = found.layout
        places = places_of(layout, self.keys)
        order = np.argsort(places.astype(np.min_scalar_type(len(found.program.places))), kind="stable")
        sorted_places = places[order]
        bounds = [0, *(np.flatnonzero(sorted_places[1:] != sorted_places[:-1]) + 1).tolist(), len(self)]
        for start, end in pairwise(bounds):
            for at in range(start, end, BLOCK):
                rows = order[at : min(at + BLOCK, end)]
                yield int(sorted_places[at]), _clock(found, self.keys[rows]), rows


def places_of(layout: Layout, keys: Keys) -> Numbers:
    """The place of each state: shape (states,)."""
    return (layout.prefixes(keys) & np.uint64(layout.fields[0].mask)).astype(np.int64)


def _clock(found: Exploration, keys: Keys) -> int | None:
    """The clock's reading, where it is the same in all states."""
    if found.program.clock is None:
        return None
    prefixes = found.layout.prefixes(keys)
    lowest, highest = int(prefixes.min()), int(prefixes.max())
    return found.layout.prefix_parts(lowest)[1] if lowest == highest else None
