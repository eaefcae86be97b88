"""Which slots are kept at which place: all of them, or only those that something can still read (`live_slots`)."""

from __future__ import annotations

from attrs import frozen

from crisisengine.checker.vector.layout import Layout
from crisisengine.engine.program import Program

__all__ = ["KeptSlots", "all_slots"]


@frozen(eq=False)
class KeptSlots:
    """The slots that are kept, by place."""

    program: Program
    slots: list[frozenset[int]] | None
    """None: everything is kept everywhere."""

    def masks(self, layout: Layout) -> list[tuple[int, ...]]:
        """For each place the bits of each word that are kept."""
        whole = (2**64 - 1,) * layout.words
        if self.slots is None:
            return [whole] * len(self.program.places)
        found = []
        for kept in self.slots:
            words = [0] * layout.words
            for slot in kept:
                words[layout.fields[slot].word] |= layout.fields[slot].shifted_mask
            found.append(tuple(words))
        return found

    def keeps(self, slot: int, place: int) -> bool:
        """Whether a slot is alive at a place."""
        return self.slots is None or slot in self.slots[place]


def all_slots(program: Program) -> KeptSlots:
    """Nothing is forgotten."""
    return KeptSlots(program, None)
