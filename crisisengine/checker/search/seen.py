"""The states that were seen before, as few sorted arrays, and which of others are new."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Keys

__all__ = ["new_among", "remember"]

SHORT = 1 << 16
"""Sorted arrays of fewer states together are merged whatever they hold."""
SOUGHT = 1 << 18
"""States sought among others until somebody is asked whether to go on."""


def new_among(keys: Keys, seen: Sequence[Keys], task: Task) -> Keys:
    """Those that are in none of the sorted arrays seen before."""
    for known in seen:
        if not len(keys):
            break
        if known[-1] < keys[0] or keys[-1] < known[0]:
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
        for begin in range(0, len(middle), SOUGHT):
            task.ask()
            piece = middle[begin : begin + SOUGHT]
            at = np.searchsorted(inside, piece)
            fresh[begin : begin + SOUGHT] = inside[np.minimum(at, len(inside) - 1)] != piece
        if not fresh.all():
            keys = np.concatenate([keys[:start], middle[fresh], keys[end:]])
    return keys


def remember(seen: list[Keys], layer: Keys) -> None:
    """Keep few sorted arrays, each much longer than the next; long ones that do not overlap stay as they are."""
    seen.append(layer)
    while len(seen) > 1 and len(seen[-2]) < 2 * len(seen[-1]):
        longer, shorter = seen[-2:]
        if len(longer) + len(shorter) > SHORT and not _overlap(longer, shorter):
            break
        merged = np.concatenate([longer, shorter])
        merged.sort(kind="stable")
        seen[-2:] = [merged]


def _overlap(left: Keys, right: Keys) -> bool:
    return bool(left[0] <= right[-1] and right[0] <= left[-1])
