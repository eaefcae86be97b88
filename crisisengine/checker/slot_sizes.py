"""What makes the state space large, slot by slot, so that an author can shrink it."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.search.slots import KeptSlots
from crisisengine.engine.program import Slot

__all__ = ["Size", "sizes"]


@frozen
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


def sizes(found: Exploration, memory: KeptSlots) -> list[Size]:
    """Every slot but the place, the one that multiplies most first."""
    layout, program = found.layout, found.program
    words = [layout.words_of(layer) for layer in found.layers]
    table = [np.concatenate([one[number] for one in words]) for number in range(layout.words)]
    made = []
    for number, slot in enumerate(program.slots):
        if slot.kind == "place":
            continue
        one = layout.fields[number]
        cleared = [
            word & np.uint64(~one.place & 2**64 - 1) if at == one.word else word for at, word in enumerate(table)
        ]
        without = len(np.unique(layout.keys_of(cleared)))
        live = tuple(name for place, name in enumerate(program.places) if memory.keeps(number, place))
        dead = tuple(name for name in program.scenario.scenes if name not in live)
        made.append(Size(_named(slot), slot.high - slot.low + 1, one.mask.bit_length(), live, dead, without))
    return sorted(made, key=lambda one: (one.without, one.name))


def _named(slot: Slot) -> str:
    if slot.kind == "variable":
        return slot.subject
    return f"{slot.kind}('{slot.subject}')" if slot.subject else slot.kind
