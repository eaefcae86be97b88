"""A scenario's atlas: out of the cache, or explored now and kept there for the next time.

Apart from `storage.cache` because it loads NumPy; whoever needs no atlas never comes here.
"""

from __future__ import annotations

from collections.abc import Callable

from crisisengine.checker import Extent, Limits, ReachableEndings, explore_endings
from crisisengine.model.scenario import Scenario
from crisisengine.storage import cache

__all__ = ["known_endings", "reachable_endings_of"]


def known_endings(scenario: Scenario) -> ReachableEndings | None:
    """The atlas that is kept; None if there is none."""
    kept = cache.find_reachable_endings(scenario.fingerprint)
    return None if kept is None else ReachableEndings.restored(scenario, kept)


def reachable_endings_of(
    scenario: Scenario, limits: Limits | None = None, progress: Callable[[Extent], None] | None = None
) -> ReachableEndings | Extent:
    """The atlas, explored if it has to be; where a limit was reached, how far that came."""
    found = known_endings(scenario)
    if found is not None:
        return found
    made = explore_endings(scenario, limits, progress)
    if isinstance(made, ReachableEndings):
        cache.keep_reachable_endings(scenario.fingerprint, made.parts())
    return made
