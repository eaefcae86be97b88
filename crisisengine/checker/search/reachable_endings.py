"""The endings that can still be reached from each state, in a form that can be put away and opened again.

A debrief asks it about a dozen states out of millions, so nothing is read that is not asked for: the states lie sorted,
one is found by halving, and its endings are the bits beside it. Where the bytes are kept is none of its business.
"""

from __future__ import annotations

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
from crisisengine.checker.search.stored_arrays import opened_arrays, stored_arrays
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Bits, Key, Keys
from crisisengine.checker.vector.layout import Layout
from crisisengine.engine.program import Program, program
from crisisengine.engine.rules import State
from crisisengine.limits import MOST_STATES
from crisisengine.model.scenario import Scenario
from crisisengine.version import __version__

__all__ = ["ReachableEndings", "endings_of", "explore_endings", "explore_futures"]

FORMAT = 3
"""Of the bytes; a change of the packing or of what is forgotten is a new one."""


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
        number = self.number(state)
        words = [int(bits[number]) for bits in self.bits]
        return frozenset(name for at, name in enumerate(self.names) if words[at // 64] >> at % 64 & 1)

    def number(self, state: State) -> int:
        """Where a state of any run stands among all.

        Raises:
            KeyError: no run comes to this state.
        """
        key = self._key(state)
        number = int(np.searchsorted(self.keys, key))
        if number == len(self.keys) or self.keys[number] != key:
            raise KeyError(state)
        return number

    def _key(self, state: State) -> Key:
        words = self.layout.words_of(self.layout.pack(state.row))
        kept = [word & np.uint64(mask) for word, mask in zip(words, self.masks[state.row[0]], strict=True)]
        return self.layout.keys_of(kept)[0]

    def parts(self) -> list[bytes | memoryview]:
        """What to put away: a line that says what follows, with its checksum before it, then arrays as NumPy's own format.

        The arrays are the masks, the states, and their bits; each begins where it can be read without being copied.
        """
        masks = np.array(self.masks, dtype=np.uint64)
        return stored_arrays(_told(self.program.scenario), [masks, self.keys, *self.bits])

    @classmethod
    def restored(cls, scenario: Scenario, kept: memoryview) -> ReachableEndings | None:
        """From what was put away; None if that is of another scenario, of another form, or not whole."""
        try:
            return cls._restored(scenario, kept)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError, SyntaxError):
            return None

    @classmethod
    def _restored(cls, scenario: Scenario, kept: memoryview) -> ReachableEndings | None:
        _, arrays = opened_arrays(kept, _told(scenario))
        plan = program(scenario)
        layout = Layout(plan)
        masks, keys, *bits = arrays
        count = len(plan.places) - plan.scene_count
        whole = masks.shape == (len(plan.places), layout.words) and masks.dtype == np.uint64
        whole = whole and keys.dtype == layout.dtype and keys.ndim == 1 and len(bits) == -(-count // 64)
        if not whole or any(array.shape != keys.shape or array.dtype.kind != "u" for array in bits):
            return None
        return cls(plan, layout, [tuple(words) for words in masks.tolist()], keys, bits)


def _told(scenario: Scenario) -> dict[str, object]:
    return {"format": [FORMAT, __version__], "fingerprint": scenario.fingerprint}


def explore_endings(
    scenario: Scenario,
    *,
    max_states: int = MOST_STATES,
    budget: Budget = UNLIMITED,
    progress: Callable[[Extent], None] | None = None,
) -> ReachableEndings | Extent:
    """Explore a scenario for its endings alone; where a limit was reached, how far that came."""
    found = explore_futures(scenario, max_states=max_states, budget=budget, progress=progress)
    return found if isinstance(found, Extent) else endings_of(found)


def endings_of(futures: Futures) -> ReachableEndings | Extent:
    """The reachable endings of a complete exploration; where a limit was reached, how far that came."""
    try:
        return ReachableEndings.of(futures)
    except OverBudget as over:
        return evolve(futures.graph.found.extent, complete=False, reason=over.reason)
    except MemoryError:
        return evolve(futures.graph.found.extent, complete=False, reason="memory")


def explore_futures(
    scenario: Scenario,
    *,
    max_states: int = MOST_STATES,
    budget: Budget = UNLIMITED,
    progress: Callable[[Extent], None] | None = None,
) -> Futures | Extent:
    """Explore a scenario for whatever can be asked of its states; where a limit was reached, how far that came."""
    task = Task(budget, "compiling")
    plan = program(scenario)
    found = unexplored(plan, all_slots(plan), task)
    try:
        found = unexplored(plan, live_slots(plan, task), task)
        task.phase = "exploring"
        explore(found, max_states=max_states, progress=progress)
        return Futures(Graph(found))
    except OverBudget as over:
        return evolve(found.extent, complete=False, reason=over.reason)
    except MemoryError:
        return evolve(found.extent, complete=False, reason="memory")
