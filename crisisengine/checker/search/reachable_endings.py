"""The endings that can still be reached from each state, in a form that can be put away and opened again.

A debrief asks it about a dozen states out of millions, so nothing is read that is not asked for: the states lie sorted,
one is found by halving, and its endings are the bits beside it. Where the bytes are kept is none of its business.
"""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define, evolve
from numpy.lib import format as npy

from crisisengine.budget import UNLIMITED, Budget, OverBudget
from crisisengine.checker.search.frontier import Extent, explore, unexplored
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Graph
from crisisengine.checker.search.live_slots import live_slots
from crisisengine.checker.search.slots import all_slots
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Bits, Key, Keys
from crisisengine.checker.vector.layout import Layout
from crisisengine.engine.program import Program, program
from crisisengine.engine.rules import State
from crisisengine.limits import MOST_STATES
from crisisengine.model.scenario import Scenario
from crisisengine.version import __version__

__all__ = ["ReachableEndings", "explore_endings"]

FORMAT = 2
"""Of the bytes; a change of the packing or of what is forgotten is a new one."""
STRIDE = 64
"""Each part begins at a multiple of this many bytes."""
LONGEST_HEADER = 4096
"""Bytes; NumPy's own are 128."""


@define(eq=False, slots=False)
class ReachableEndings:
    """Every state of a scenario, and what can still become of it."""

    program: Program
    layout: Layout
    masks: list[tuple[int, ...]]
    """For each place the bits of each word that are not forgotten there."""
    keys: Keys
    """Every state, sorted."""
    bits: list[Bits]
    """For each state a bit for each ending, 64 to an array."""

    @classmethod
    def of(cls, futures: Futures) -> ReachableEndings:
        """From a complete exploration.

        Raises:
            OverBudget: there is no time to work it out.
        """
        found = futures.graph.found
        return cls(found.program, found.layout, found.kept.masks(found.layout), futures.graph.keys, futures.endings)

    @cached_property
    def names(self) -> list[str]:
        """The endings, in the order of their bits."""
        return list(self.program.places[self.program.scene_count :])

    def endings(self, state: State) -> frozenset[str]:
        """The endings that can still be reached from a state of any run; itself, if it is one.

        Raises:
            KeyError: no run comes to this state.
        """
        key = self._key(state)
        number = int(np.searchsorted(self.keys, key))
        if number == len(self.keys) or self.keys[number] != key:
            raise KeyError(state)
        words = [int(bits[number]) for bits in self.bits]
        return frozenset(name for at, name in enumerate(self.names) if words[at // 64] >> at % 64 & 1)

    def _key(self, state: State) -> Key:
        words = self.layout.words_of(self.layout.pack(state.row))
        kept = [word & np.uint64(mask) for word, mask in zip(words, self.masks[state.row[0]], strict=True)]
        return self.layout.keys_of(kept)[0]

    def parts(self) -> list[bytes | memoryview]:
        """What to put away: a line that says what follows, with its checksum before it, then arrays as NumPy's own format.

        The arrays are the masks, the states, and their bits; each begins where it can be read without being copied.
        """
        masks = np.array(self.masks, dtype=np.uint64)
        arrays = [np.ascontiguousarray(array) for array in (masks, self.keys, *self.bits)]
        written = [(_header(array), array.view(np.uint8).reshape(-1).data) for array in arrays]
        told = json.dumps({
            "format": [FORMAT, __version__],
            "fingerprint": self.program.scenario.fingerprint,
            "sizes": [len(header) + content.nbytes for header, content in written],
            "sums": [zlib.crc32(content, zlib.crc32(header)) for header, content in written],
        }).encode()  # fmt: skip
        parts: list[bytes | memoryview] = [_padded(b"%08x %s\n" % (zlib.crc32(told), told))]
        for header, content in written:
            parts += [header, content, b"\0" * (-content.nbytes % STRIDE)]
        return parts

    @classmethod
    def restored(cls, scenario: Scenario, kept: memoryview) -> ReachableEndings | None:
        """From what was put away; None if that is of another scenario, of another form, or not whole."""
        try:
            return cls._restored(scenario, kept)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError, SyntaxError):
            return None

    @classmethod
    def _restored(cls, scenario: Scenario, kept: memoryview) -> ReachableEndings | None:
        line = bytes(kept[: 1 << 20]).partition(b"\n")[0]
        checksum, _, told = line.partition(b" ")
        if checksum != b"%08x" % zlib.crc32(told):
            return None
        head = json.loads(told)
        if (head["format"], head["fingerprint"]) != ([FORMAT, __version__], scenario.fingerprint):
            return None
        plan = program(scenario)
        layout = Layout(plan)
        at, arrays = len(_padded(line + b"\n")), []
        for size, checksum in zip(head["sizes"], head["sums"], strict=True):
            if zlib.crc32(kept[at : at + size]) != checksum:
                return None
            arrays.append(_array(kept[at : at + size]))
            at += size + -size % STRIDE
        masks, keys, *bits = arrays
        count = len(plan.places) - plan.scene_count
        whole = masks.shape == (len(plan.places), layout.words) and masks.dtype == np.uint64
        whole = whole and keys.dtype == layout.dtype and keys.ndim == 1 and len(bits) == -(-count // 64)
        if not whole or any(array.shape != keys.shape or array.dtype.kind != "u" for array in bits):
            return None
        return cls(plan, layout, [tuple(words) for words in masks.tolist()], keys, bits)


def _header(array: npt.NDArray[Any]) -> bytes:
    """What stands before an array in NumPy's format: a multiple of `STRIDE` bytes."""
    header = io.BytesIO()
    npy.write_array_header_1_0(header, npy.header_data_from_array_1_0(array))
    return header.getvalue()


def _array(part: memoryview) -> npt.NDArray[Any]:
    """The array that some bytes are, without copying them.

    Raises:
        ValueError: they are none.
    """
    header = io.BytesIO(part[:LONGEST_HEADER])
    if npy.read_magic(header) != (1, 0):
        raise ValueError("another version of NumPy's format")
    shape, _, dtype = npy.read_array_header_1_0(header)
    return np.frombuffer(part, dtype=dtype, offset=header.tell()).reshape(shape)


def _padded(head: bytes) -> bytes:
    return head + b"\0" * (-len(head) % STRIDE)


def explore_endings(
    scenario: Scenario,
    *,
    max_states: int = MOST_STATES,
    budget: Budget = UNLIMITED,
    progress: Callable[[Extent], None] | None = None,
) -> ReachableEndings | Extent:
    """Explore a scenario for its endings alone; where a limit was reached, how far that came."""
    task = Task(budget, "compiling")
    plan = program(scenario)
    found = unexplored(plan, all_slots(plan), task)
    try:
        found = unexplored(plan, live_slots(plan, task), task)
        task.phase = "exploring"
        explore(found, max_states=max_states, progress=progress)
        return ReachableEndings.of(Futures(Graph(found)))
    except OverBudget as over:
        return evolve(found.extent, complete=False, reason=over.reason)
    except MemoryError:
        return evolve(found.extent, complete=False, reason="memory")
