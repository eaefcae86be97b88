"""Luck that a seed decides: the same text gives the same luck on every machine and in every version."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

__all__ = ["chosen"]

Choice = TypeVar("Choice")


def chosen(asked: str, odds: Sequence[tuple[Choice, int]]) -> Choice:
    """What luck chooses among weighed things: (thing, weight above 0), one at least.

    Args:
        asked: the seed, and what is decided; another text is other luck.
        odds: what may come, and how likely beside each other.
    """
    luck = int.from_bytes(hashlib.blake2b(asked.encode(), digest_size=8).digest(), "big")
    point = luck * sum(weight for _, weight in odds) >> 64
    for choice, weight in odds:
        if point < weight:
            return choice
        point -= weight
    raise AssertionError("the point lies below the sum of the weights")
