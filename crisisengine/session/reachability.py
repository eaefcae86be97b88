"""Who knows what can still become of a run: all states where there are not too many of them, else random play.

One home for the question, so that the screen, the plain player and a report cannot differ on what is exact. What was
explored is kept in the cache for the next time. Loads NumPy; whoever needs no roads not taken never comes here.
"""

from __future__ import annotations

from collections.abc import Callable

from crisisengine.budget import UNLIMITED, Budget, OverBudget
from crisisengine.checker import Extent, ReachableEndings, explore_endings
from crisisengine.debriefing.reachability import ExactReachability, Reachability, SampledReachability
from crisisengine.limits import MOST_STATES
from crisisengine.model.scenario import Scenario
from crisisengine.storage import cache

__all__ = [
    "known_endings",
    "reachability_of",
    "reachable_endings_of",
]


def reachability_of(
    scenario: Scenario,
    budget: Budget,
    max_states: int = MOST_STATES,
    progress: Callable[[Extent], None] | None = None,
) -> Reachability:
    """Exact where every state is known or can be looked at, else sampled by random play.

    The rule is the same for the screen, the plain player and `crisisengine debrief`: exact are scenarios of at most
    `max_states` states that somebody has explored, now within two thirds of the budget's time or at any time before
    (the cache keeps it). The front ends differ only in how long a person waits for it.

    Args:
        scenario: what was played.
        budget: for the exploration; a third of its time is left for the answers.
        max_states: beyond so many it is sampled, whatever the cache knows.
        progress: told now and then how far the exploration came.

    Raises:
        OverBudget: somebody wants to stop, and for no other reason.
    """
    most = budget.part(budget.left * 2 / 3)
    found = reachable_endings_of(scenario, max_states=max_states, budget=most, progress=progress)
    if isinstance(found, Extent) and found.reason == "stopped":
        raise OverBudget("exploring", "stopped")
    if isinstance(found, Extent) or len(found.keys) > max_states:
        return SampledReachability(scenario)
    return ExactReachability(scenario, found)


def known_endings(scenario: Scenario) -> ReachableEndings | None:
    """The reachable endings that are kept; None if there are none."""
    kept = cache.find_reachable_endings(scenario.fingerprint)
    return None if kept is None else ReachableEndings.restored(scenario, kept)


def reachable_endings_of(
    scenario: Scenario,
    *,
    max_states: int = MOST_STATES,
    budget: Budget = UNLIMITED,
    progress: Callable[[Extent], None] | None = None,
) -> ReachableEndings | Extent:
    """The reachable endings, explored if they have to be; where a limit was reached, how far that came."""
    found = known_endings(scenario)
    if found is not None:
        return found
    made = explore_endings(scenario, max_states=max_states, budget=budget, progress=progress)
    if isinstance(made, ReachableEndings):
        cache.keep_reachable_endings(scenario.fingerprint, made.parts())
    return made
