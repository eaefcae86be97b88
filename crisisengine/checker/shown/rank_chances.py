"""How likely the best rank is from each state, in a form that can be put away beside the reachable endings and opened again.

A debrief asks it about a dozen states out of millions. The states themselves are those of the reachable endings.
"""

from __future__ import annotations

import zlib

import numpy as np
import numpy.typing as npt
from attrs import define

from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.optimum import Optima
from crisisengine.checker.search.random_chances import random_chances
from crisisengine.checker.search.reachable_endings import ReachableEndings
from crisisengine.checker.search.stored_arrays import Told, opened_arrays, stored_arrays
from crisisengine.checker.shown.agreement import Agreement
from crisisengine.checker.shown.best_rank import BestRank
from crisisengine.checker.vector.arrays import Errors, Shares, Yes
from crisisengine.version import __version__

__all__ = ["RankChances"]

ROUNDED = 1e-6
"""How far from 0 to 1 a chance may lie that was rounded."""
FORMAT = 2
"""Of the bytes; a change of what they mean is a new one."""
AGREED, REACHED = 1, 2
"""Flags of a state: both players do equally well; an ending of the best rank is reached."""


@define(eq=False)
class RankChances:
    """The chance of the best rank that is possible at the scenario's own beginning, from each state."""

    states: ReachableEndings
    endings: tuple[str, ...]
    """Those of that rank that are possible there."""
    circular: bool
    """Whether play can go round."""
    best: Shares
    """Under best play, for one who knows all: shape (states,)."""
    error: Errors
    """How far that may be from the truth: shape (states,)."""
    random: npt.NDArray[np.float32]
    """Under uniform random play: shape (states,)."""
    flags: npt.NDArray[np.uint8]
    """`AGREED` and `REACHED`: shape (states,)."""

    @classmethod
    def of(cls, futures: Futures, states: ReachableEndings) -> RankChances:
        """From a complete exploration and what was found of its endings.

        Raises:
            OverBudget: there is no time to work it out.
        """
        rank, graph = BestRank(futures), futures.graph
        known, agreement = rank.known, Agreement(graph)
        lossless = agreement.of_chances(rank.goal, known, "best")
        # Whatever was done before: the same measure loses nothing in all states that look alike, be they come to or not.
        agreed = agreement.agreed(np.arange(len(graph.keys)), rank.goal, lossless)
        del lossless
        return cls(
            states=states,
            endings=tuple(name for name in graph.found.program.scenario.endings if name in rank.endings),
            circular=any(component.circular for component in graph.components),
            best=known.value,
            error=known.error,
            random=random_chances(futures, rank.goal).astype(np.float32),
            flags=(agreed * AGREED + rank.goal * REACHED).astype(np.uint8),
        )

    @property
    def known(self) -> Optima:
        """The chances of one who knows all, without a policy."""
        return Optima(self.best, self.error, None)

    @property
    def agreed(self) -> Yes:
        """Where one who sees only the pages does equally well: shape (states,)."""
        return (self.flags & AGREED).astype(bool)

    @property
    def reached(self) -> Yes:
        """Where an ending of the best rank is reached: shape (states,)."""
        return (self.flags & REACHED).astype(bool)

    def parts(self) -> list[bytes | memoryview]:
        """What to put away."""
        told = _told(self.states) | {"endings": list(self.endings), "circular": self.circular}
        return stored_arrays(told, [self.best, self.error, self.random, self.flags])

    @classmethod
    def restored(cls, states: ReachableEndings, kept: memoryview) -> RankChances | None:
        """From what was put away; None if that is about other states, of another form, or not whole."""
        try:
            head, arrays = opened_arrays(kept, _told(states))
            best, error, random, flags = arrays
            shapes = {array.shape for array in arrays}
            kinds = [array.dtype for array in arrays]
            listed, circular = head["endings"], head["circular"]
            endings = tuple(name for name in states.names if name in listed)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError, SyntaxError):
            return None
        if shapes != {states.keys.shape} or kinds != [np.float64, np.float32, np.float32, np.uint8]:
            return None
        if listed != list(endings) or not isinstance(circular, bool):
            return None
        if not all((np.abs(array - 0.5) <= 0.5 + ROUNDED).all() for array in (best, error, random)):
            return None  # no chance, or no number at all
        return cls(states, endings, circular, best, error, random, flags)


def _told(states: ReachableEndings) -> Told:
    """What says of which states something is."""
    keys = np.ascontiguousarray(states.keys)
    return {
        "format": [FORMAT, __version__],
        "fingerprint": states.program.scenario.fingerprint,
        "states": [len(keys), zlib.crc32(keys.view(np.uint8).reshape(-1).data)],
    }
