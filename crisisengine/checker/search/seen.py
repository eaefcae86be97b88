"""The states that were seen before, as few sorted arrays, and which of others are new.

What is too much to hold at a time is read and written from one end to the other, a piece after the other: sorted runs are
merged, and what was seen before is left out of the merged ones (delayed duplicate detection, Roscoe 1994, Korf 2003).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from crisisengine.checker.distinct import distinct_in_place
from crisisengine.checker.memory import joined
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Keys

__all__ = ["in_order", "merged", "new_among", "remember", "union"]

SHORT = 1 << 16
"""Sorted arrays of fewer states together are merged whatever they hold."""
SOUGHT = 1 << 18
"""States sought among others until somebody is asked whether to go on."""
NEAR = 1 << 21
"""States among which those are sought at a time."""
RUN = 1 << 25
"""Bytes of states that are sorted until somebody is asked whether to go on."""
MERGED = 1 << 20
"""States of all runs together that are merged at a time."""
LEAST = 1 << 12
"""Of each run at least."""


def new_among(keys: Keys, seen: Sequence[Keys], task: Task) -> Keys:
    """Those that are in none of the sorted arrays seen before."""
    for known in seen:
        if not len(keys):
            break
        if not len(known) or known[-1] < keys[0] or keys[-1] < known[0]:
            continue  # along a path nearly always, and a search takes longer than to see it
        first, last = np.searchsorted(known, keys[0]), np.searchsorted(known, keys[-1], side="right")
        if first == last:
            continue
        inside = known[first:last]
        start, end = np.searchsorted(keys, inside[0]), np.searchsorted(keys, inside[-1], side="right")
        middle = keys[start:end]
        if not len(middle):
            continue
        fresh = np.empty(len(middle), dtype=bool)
        begin = 0
        while begin < len(middle):
            task.ask()
            piece, near = middle[begin : begin + SOUGHT], inside
            if len(near) > NEAR:
                low = np.searchsorted(inside, piece[0])
                near = inside[low : low + NEAR]
                piece = piece[: np.searchsorted(piece, near[-1], side="right")]
            at = np.searchsorted(near, piece)
            fresh[begin : begin + len(piece)] = near[np.minimum(at, len(near) - 1)] != piece
            begin += len(piece)
        if not fresh.all():
            keys = np.concatenate([keys[:start], middle[fresh], keys[end:]])
    return keys


def remember(seen: list[Keys], layer: Keys, task: Task) -> None:
    """Keep few sorted arrays, each much longer than the next; long ones that do not overlap may stay as they are."""
    seen.append(layer)
    while len(seen) > 1 and len(seen[-2]) < 2 * len(seen[-1]):
        longer, shorter = seen[-2:]
        if len(longer) + len(shorter) > SHORT and not task.memory.merges and not _overlap(longer, shorter):
            break
        seen[-2:] = [union([longer, shorter], task)]


def union(runs: Sequence[Keys], task: Task) -> Keys:
    """What is in any of some sorted arrays of which no two hold the same: sorted.

    Raises:
        OverBudget: there is no time for it, or no place.
    """
    if len(runs) == 1:
        return runs[0]
    if sum(map(len, runs)) > min(MERGED, task.memory.most):
        return task.memory.joined(merged(runs, task), runs[0].dtype)
    together = np.concatenate(runs)
    together.sort(kind="stable")
    return task.memory.held(together)


def in_order(keys: Keys, task: Task) -> Keys:
    """States in order, each once; many are sorted in runs, between which somebody is asked. The array that is given is changed.

    Raises:
        OverBudget: there is no time for it.
    """
    most = RUN // keys.itemsize
    if len(keys) <= most:
        return distinct_in_place(keys)
    runs = []
    for at in range(0, len(keys), most):
        task.ask()
        runs.append(distinct_in_place(keys[at : at + most]))
    return joined(list(merged(runs, task)), keys.dtype)


def merged(runs: Sequence[Keys], task: Task) -> Iterator[Keys]:
    """What is in any of some sorted arrays, each once, in order, a piece after the other.

    Raises:
        OverBudget: there is no time to go on.
    """
    runs = [run for run in runs if len(run)]
    most = max(MERGED // max(len(runs), 1), LEAST)
    waiting = sorted(runs, key=lambda run: run[0], reverse=True)
    reading: list[Keys] = []
    while waiting or reading:
        task.ask()
        if not reading:
            reading.append(waiting.pop())
        # One of those that are read is read as far as it may be, the others up to the same state.
        last = min(run[:most][-1] for run in reading)
        while waiting and waiting[-1][0] <= last:
            reading.append(waiting.pop())
            last = min(last, reading[-1][:most][-1])
        ends = [int(np.searchsorted(run[:most], last, side="right")) for run in reading]
        yield _each_once([run[:end] for run, end in zip(reading, ends, strict=True) if end])
        reading = [run[end:] for run, end in zip(reading, ends, strict=True) if end < len(run)]


def _each_once(parts: Sequence[Keys]) -> Keys:
    if len(parts) == 1:
        return parts[0]
    keys = np.concatenate(parts)
    keys.sort(kind="stable")
    once: Keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])]
    return once


def _overlap(left: Keys, right: Keys) -> bool:
    return bool(left[0] <= right[-1] and right[0] <= left[-1])
