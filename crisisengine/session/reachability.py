"""A scenario's atlas: out of the cache, or explored now and kept there for the next time.

Apart from `storage.cache` because it loads NumPy; whoever needs no atlas never comes here.
"""

from __future__ import annotations

from collections.abc import Callable

from crisisengine.checker import Atlas, Extent, Limits, chart
from crisisengine.model.scenario import Scenario
from crisisengine.storage import cache

__all__ = ["atlas_of", "known_atlas"]


def known_atlas(scenario: Scenario) -> Atlas | None:
    """The atlas that is kept; None if there is none."""
    kept = cache.find_atlas(scenario.fingerprint)
    return None if kept is None else Atlas.restored(scenario, kept)


def atlas_of(
    scenario: Scenario, limits: Limits | None = None, progress: Callable[[Extent], None] | None = None
) -> Atlas | Extent:
    """The atlas, explored if it has to be; where a limit was reached, how far that came."""
    found = known_atlas(scenario)
    if found is not None:
        return found
    made = chart(scenario, limits, progress)
    if isinstance(made, Atlas):
        cache.keep_atlas(scenario.fingerprint, made.parts())
    return made
