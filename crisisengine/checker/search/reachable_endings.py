"""The endings that can still be reached from each state, in a form that can be put away and opened again.

A debrief asks it about a dozen states out of millions, so nothing is read that is not asked for: the states lie sorted,
one is found by halving, and its endings are the bits beside it. Where the bytes are kept is none of its business.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from functools import cached_property

import numpy as np
from attrs import define, evolve

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

FORMAT = 1
"""Of the bytes; a change of the packing or of what is forgotten is a new one."""
STRIDE = 64
"""Each part begins at a multiple of this many bytes."""


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
        """What to put away: a line that says what follows, with its checksum before it, then the states, then their bits."""
        arrays = [np.ascontiguousarray(one).view(np.uint8).data for one in (self.keys, *self.bits)]
        head = {
            "format": [FORMAT, __version__],
            "fingerprint": self.program.scenario.fingerprint,
            "states": len(self.keys),
            "kinds": [one.dtype.str for one in (self.keys, *self.bits)],
            "masks": [[str(word) for word in words] for words in self.masks],
            "sums": [zlib.crc32(one) for one in arrays],
        }
        told = json.dumps(head).encode()
        parts: list[bytes | memoryview] = [_padded(b"%08x %s\n" % (zlib.crc32(told), told))]
        for one in arrays:
            parts += [one, b"\0" * (-one.nbytes % STRIDE)]
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
        one = program(scenario)
        layout = Layout(one)
        count = len(one.places) - one.scene_count
        if (head["format"], head["fingerprint"]) != ([FORMAT, __version__], scenario.fingerprint) or type(
            head["states"]
        ) is not int:
            return None
        kinds = [np.dtype(kind) for kind in head["kinds"]]
        masks = [tuple(int(word) for word in words) for words in head["masks"]]
        whole = len(masks) == len(one.places) and all(len(words) == layout.words for words in masks)
        whole = whole and all(0 <= word < 2**64 for words in masks for word in words)
        if kinds[0] != layout.dtype or len(kinds) != 1 + -(-count // 64) or not whole:
            return None
        if any(kind.kind != "u" for kind in kinds[1:]):
            return None
        at, arrays = len(_padded(line + b"\n")), []
        for kind, checksum in zip(kinds, head["sums"], strict=True):
            size = head["states"] * kind.itemsize
            if size < 1 or at + size > len(kept) or zlib.crc32(kept[at : at + size]) != checksum:
                return None
            arrays.append(np.frombuffer(kept, dtype=kind, count=head["states"], offset=at))
            at += size + -size % STRIDE
        return cls(one, layout, masks, arrays[0], arrays[1:])


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
