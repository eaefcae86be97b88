"""What makes the state space large, slot by slot, so that an author can shrink it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from attrs import frozen

from crisisengine.checker.distinct import distinct
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.vector.arrays import Words
from crisisengine.engine.program import Slot

__all__ = ["Size", "sizes"]

PART = 500_000
"""States that are counted at a time: nobody who presses Ctrl-C waits until all have been sorted."""
MIXER = np.uint64(0x9E3779B97F4A7C15)
"""Odd, and without a pattern in its bits: the upper half of a product with it depends on every lower bit (Knuth, 6.4)."""


@frozen(kw_only=True)
class Size:
    """One slot."""

    name: str
    values: int
    """How many it can hold."""
    bits: int
    live: tuple[str, ...]
    """The places where it is not forgotten."""
    dead: tuple[str, ...]
    """The scenes where it is."""
    without: int
    """How many states would remain if nobody could tell its values apart."""


def sizes(found: Exploration) -> Iterator[Size]:
    """Every slot but the place, one after the other.

    Raises:
        OverBudget: there is no time to count all of them.
    """
    layout, program = found.layout, found.program
    words = [layout.words_of(layer) for layer in found.layers]
    table = [np.concatenate([layer[number] for layer in words]) for number in range(layout.words)]
    for number, slot in enumerate(program.slots):
        found.task.ask()
        if slot.kind == "place":
            continue
        bitfield = layout.fields[number]
        kept = np.uint64(~bitfield.shifted_mask & 2**64 - 1)
        cleared = [word & kept if at == bitfield.word else word for at, word in enumerate(table)]
        live = tuple(name for place, name in enumerate(program.places) if found.kept.keeps(number, place))
        yield Size(
            name=_named(slot),
            values=slot.high - slot.low + 1,
            bits=bitfield.mask.bit_length(),
            live=live,
            dead=tuple(name for name in program.scenario.scenes if name not in live),
            without=_different(found, cleared),
        )


def _different(found: Exploration, words: Sequence[Words]) -> int:
    """How many different states words make."""
    keys = found.layout.keys_of(words)
    parts = len(keys) // PART + 1
    if parts == 1:
        return len(distinct(keys))
    # The same state always falls to the same part.
    mixed = np.zeros(len(keys), dtype=np.uint64)
    for word in words:
        mixed = (mixed ^ word) * MIXER
        mixed ^= mixed >> np.uint64(32)
    part = (mixed % np.uint64(parts)).astype(np.uint16)
    count = 0
    for number in range(parts):
        found.task.ask()
        count += len(distinct(keys[part == number]))
    return count


def _named(slot: Slot) -> str:
    if slot.kind == "variable":
        return slot.subject
    return f"{slot.kind}('{slot.subject}')" if slot.subject else slot.kind
