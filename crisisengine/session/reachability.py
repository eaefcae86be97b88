"""Who knows what can still become of a run: all states where there are not too many of them, else random play.

One home for the question, so that the screen, the plain player and a report cannot differ on what is exact. What was
explored is kept in the cache for the next time. Loads NumPy; whoever needs no roads not taken never comes here.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from crisisengine.budget import UNLIMITED, Budget, OverBudget
from crisisengine.checker import Extent, ReachableEndings
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.reachable_endings import endings_of, explore_futures
from crisisengine.checker.shown.along_a_run import ChancesAlong, chances_along
from crisisengine.checker.shown.rank_chances import RankChances
from crisisengine.debriefing.reachability import ExactReachability, Reachability, SampledReachability
from crisisengine.engine.run import Run
from crisisengine.limits import MOST_STATES
from crisisengine.model.scenario import Scenario
from crisisengine.storage import cache

__all__ = [
    "foresee",
    "known_chances",
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
    found, chances = known_endings(scenario), None
    if found is None:
        explored, chances = _explored(scenario, max_states, most, progress)
        if isinstance(explored, Extent):
            if explored.reason == "stopped":
                raise OverBudget("exploring", "stopped")
            return SampledReachability(scenario)
        found = explored
    elif len(found.keys) > max_states:
        return SampledReachability(scenario)
    else:
        chances = known_chances(found) or _worked_out(found, max_states, budget.part(budget.left / 2))
    return ExactReachability(scenario, found, None if chances is None else partial(_along, chances))


def _along(chances: RankChances, run: Run, budget: Budget) -> ChancesAlong | None:
    """The chance of the best rank along a run; None also where somebody changed what was kept of it."""
    with suppress(KeyError):
        return chances_along(chances, run, budget)
    return None


def known_endings(scenario: Scenario) -> ReachableEndings | None:
    """The reachable endings that are kept; None if there are none."""
    kept = cache.find_reachable_endings(scenario.fingerprint)
    return None if kept is None else ReachableEndings.restored(scenario, kept)


def known_chances(states: ReachableEndings) -> RankChances | None:
    """The chances of the best rank that are kept beside reachable endings; None if there are none."""
    kept = cache.find_rank_chances(states.program.scenario.fingerprint)
    return None if kept is None else RankChances.restored(states, kept)


def reachable_endings_of(
    scenario: Scenario,
    *,
    max_states: int = MOST_STATES,
    budget: Budget = UNLIMITED,
    progress: Callable[[Extent], None] | None = None,
) -> ReachableEndings | Extent:
    """The reachable endings, explored if they have to be; where a limit was reached, how far that came.

    What is explored is asked for the chances of the best rank as well, as long as there is time; both are kept.
    """
    found = known_endings(scenario)
    return found if found is not None else _explored(scenario, max_states, budget, progress)[0]


def foresee(scenario: Scenario, max_states: int) -> None:
    """Work out and keep all that a debrief will ask."""
    found = reachable_endings_of(scenario, max_states=max_states)
    if isinstance(found, ReachableEndings) and known_chances(found) is None:
        _worked_out(found, max_states, UNLIMITED)


def _explored(
    scenario: Scenario, max_states: int, budget: Budget, progress: Callable[[Extent], None] | None
) -> tuple[ReachableEndings | Extent, RankChances | None]:
    """The reachable endings and, as far as there is time, the chances of the best rank; both are kept."""
    futures = explore_futures(scenario, max_states=max_states, budget=budget, progress=progress)
    if isinstance(futures, Extent):
        return futures, None
    made = endings_of(futures)
    if isinstance(made, Extent):
        return made, None
    cache.keep_reachable_endings(scenario.fingerprint, made.parts())
    return made, _weighed(futures, made)


def _worked_out(states: ReachableEndings, max_states: int, budget: Budget) -> RankChances | None:
    """The chances of the best rank where only the endings are known; None where there is no time for them."""
    futures = explore_futures(states.program.scenario, max_states=max_states, budget=budget)
    return None if isinstance(futures, Extent) else _weighed(futures, states)


def _weighed(futures: Futures, states: ReachableEndings) -> RankChances | None:
    try:
        made = RankChances.of(futures, states)
    except (OverBudget, MemoryError):
        return None
    cache.keep_rank_chances(states.program.scenario.fingerprint, made.parts())
    return made
