"""A row of slots in as few bits as its bounds allow, so that a million states are one sorted array.

The clock comes first and the place second, in the highest bits: sorted states are then grouped by place, a later day
never lies among an earlier one, and whether a layer could hold a state seen before is mostly answered by its two ends.
A state of up to 64 bits is one unsigned word; a wider one is a string of big-endian words, which sorts and compares the
same way. Nothing is hashed: two states are equal when their bits are.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import evolve, field, frozen

from crisisengine.checker.vector.arrays import Key, Keys, Numbers, Words
from crisisengine.engine.program import Program
from crisisengine.engine.state import Row

__all__ = ["BitField", "Layout"]

WORD = 64


@frozen
class BitField:
    """Where a slot lies."""

    word: int
    shift: int
    mask: int
    """Of the slot's bits, not shifted."""
    low: int
    """The value that is written as 0."""

    @property
    def shifted_mask(self) -> int:
        """The slot's bits, where they lie in the word."""
        return self.mask << self.shift


@frozen(eq=False, slots=False)
class Layout:
    """The layout of a program's states."""

    program: Program
    fields: tuple[BitField, ...] = field(init=False, repr=False)
    words: int = field(init=False)
    """How many 64-bit words a state takes."""

    def __attrs_post_init__(self) -> None:
        fields: dict[int, BitField] = {}
        word, free = 0, WORD
        for number in self._order():
            slot = self.program.slots[number]
            width = (slot.high - slot.low).bit_length()
            if width > free:
                word, free = word + 1, WORD
            free -= width
            fields[number] = BitField(word, free, (1 << width) - 1, slot.low)
        if word == 0:
            # To the right, so that what follows the place fits in half a word where it can (see `search.dedup`).
            fields = {number: evolve(bitfield, shift=bitfield.shift - free) for number, bitfield in fields.items()}
        object.__setattr__(self, "fields", tuple(fields[number] for number in range(len(fields))))
        object.__setattr__(self, "words", word + 1)

    def _order(self) -> list[int]:
        first = [0] if self.program.clock is None else [self.program.clock, 0]
        return first + [number for number in range(len(self.program.slots)) if number not in first]

    @cached_property
    def dtype(self) -> np.dtype[Any]:
        """How states are kept."""
        return np.dtype(np.uint64) if self.words == 1 else np.dtype(f"S{8 * self.words}")

    @property
    def bits(self) -> int:
        """How many bits a state needs."""
        return sum(bitfield.mask.bit_length() for bitfield in self.fields)

    @cached_property
    def prefix_shift(self) -> int:
        """The first word, shifted right by this, is the clock's reading and the place."""
        return self.fields[0].shift

    def words_of(self, keys: Keys) -> list[Words]:
        """The words that states are made of."""
        if self.words == 1:
            return [keys]
        table = np.ascontiguousarray(keys).view(">u8").reshape(-1, self.words)
        return [table[:, number].astype(np.uint64) for number in range(self.words)]

    def keys_of(self, words: Sequence[Words]) -> Keys:
        """The states that words make, in no order."""
        if self.words == 1:
            return words[0]
        table = np.empty((len(words[0]), self.words), dtype=">u8")
        for number, word in enumerate(words):
            table[:, number] = word
        keys: Keys = table.reshape(-1).view(self.dtype)
        return keys

    def column(self, words: Sequence[Words], slot: int) -> Numbers:
        """The values of a slot."""
        bitfield = self.fields[slot]
        bits = words[bitfield.word]
        if bitfield.shift:
            bits = bits >> np.uint64(bitfield.shift)
            if bitfield.shift + bitfield.mask.bit_length() < WORD:
                bits &= np.uint64(bitfield.mask)
        elif bitfield.mask.bit_length() < WORD:
            bits = bits & np.uint64(bitfield.mask)
        values = bits.view(np.int64)
        return values + bitfield.low if bitfield.low else values

    def pack(self, row: Row) -> Keys:
        """One of the engine's rows, as an array of one state."""
        words = [0] * self.words
        for bitfield, value in zip(self.fields, self.program.cells.values(row), strict=True):
            words[bitfield.word] |= (value - bitfield.low) << bitfield.shift
        return self.keys_of([np.array([word], dtype=np.uint64) for word in words])

    def words_of_rows(self, rows: Sequence[Row]) -> list[Words]:
        """The words of many."""
        cells = self.program.cells
        values = np.array([cells.values(row) for row in rows], dtype=np.int64)
        words = [np.zeros(len(rows), dtype=np.uint64) for _ in range(self.words)]
        for slot, bitfield in enumerate(self.fields):
            words[bitfield.word] |= (values[:, slot] - bitfield.low).astype(np.uint64) << np.uint64(bitfield.shift)
        return words

    def row(self, key: Key) -> Row:
        """One state, as the engine's row."""
        words = [int(word[0]) for word in self.words_of(np.array([key], dtype=self.dtype))]
        return self.program.cells.row(
            (words[bitfield.word] >> bitfield.shift & bitfield.mask) + bitfield.low for bitfield in self.fields
        )

    def prefixes(self, keys: Keys) -> Words:
        """The clock's reading and the place of each state, as one number."""
        prefixes: Words = self.words_of(keys)[0] >> np.uint64(self.prefix_shift)
        return prefixes

    def prefix_parts(self, prefix: int) -> tuple[int, int]:
        """(place, clock's reading) of a prefix; the reading is 0 without a clock."""
        place = self.fields[0]
        return prefix & place.mask, prefix >> place.mask.bit_length()
