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
import numpy.typing as npt
from attrs import evolve, field, frozen

from crisisengine.engine.program import Program

__all__ = ["Column", "Field", "Key", "Keys", "Layout", "Numbers", "Rows", "Words"]

Keys = npt.NDArray[Any]
"""States, packed: `uint64`, or bytes where one word is too short. Sorted wherever nothing else is said."""
Words = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]

Column = Any
"""The values of something in all rows of a group: a Python number or `bool` where all agree, else an array."""
Rows = Any
"""Which rows are meant: True for all of them, False for none, an array of yes and no, or of their numbers."""
Key = Any
"""One state, packed."""

WORD = 64


@frozen
class Field:
    """Where a slot lies."""

    word: int
    shift: int
    mask: int
    """Of the slot's bits, not shifted."""
    low: int
    """The value that is written as 0."""

    @property
    def place(self) -> int:
        """The slot's bits, where they lie in the word."""
        return self.mask << self.shift


@frozen(eq=False, slots=False)
class Layout:
    """The layout of a program's states."""

    program: Program
    fields: tuple[Field, ...] = field(init=False, repr=False)
    words: int = field(init=False)
    """How many 64-bit words a state takes."""

    def __attrs_post_init__(self) -> None:
        fields: dict[int, Field] = {}
        word, free = 0, WORD
        for number in self._order():
            slot = self.program.slots[number]
            width = (slot.high - slot.low).bit_length()
            if width > free:
                word, free = word + 1, WORD
            free -= width
            fields[number] = Field(word, free, (1 << width) - 1, slot.low)
        if word == 0:
            # To the right, so that what follows the place fits in half a word where it can (see `gathering`).
            fields = {number: evolve(one, shift=one.shift - free) for number, one in fields.items()}
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
        return sum(one.mask.bit_length() for one in self.fields)

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
        one = self.fields[slot]
        bits = words[one.word]
        if one.shift:
            bits = bits >> np.uint64(one.shift)
            if one.shift + one.mask.bit_length() < WORD:
                bits &= np.uint64(one.mask)
        elif one.mask.bit_length() < WORD:
            bits = bits & np.uint64(one.mask)
        values = bits.view(np.int64)
        return values + one.low if one.low else values

    def pack(self, row: Sequence[int]) -> Keys:
        """One row, as an array of one state."""
        words = [0] * self.words
        for one, value in zip(self.fields, row, strict=True):
            words[one.word] |= (value - one.low) << one.shift
        return self.keys_of([np.array([word], dtype=np.uint64) for word in words])

    def row(self, key: Key) -> tuple[int, ...]:
        """One state, as the engine's row."""
        words = [int(word[0]) for word in self.words_of(np.array([key], dtype=self.dtype))]
        return tuple((words[one.word] >> one.shift & one.mask) + one.low for one in self.fields)

    def prefixes(self, keys: Keys) -> Words:
        """The clock's reading and the place of each state, as one number."""
        prefixes: Words = self.words_of(keys)[0] >> np.uint64(self.prefix_shift)
        return prefixes

    def prefix_parts(self, prefix: int) -> tuple[int, int]:
        """(place, clock's reading) of a prefix; the reading is 0 without a clock."""
        place = self.fields[0]
        return prefix & place.mask, prefix >> place.mask.bit_length()
