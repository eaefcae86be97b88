"""The chance of the best rank along a run: what each decision cost of it, and what luck moved."""

from __future__ import annotations

from crisisengine.budget import Budget
from crisisengine.debriefing.model import DecisionOdds, Odds
from crisisengine.debriefing.reachability import ExactReachability, Reachability
from crisisengine.engine.run import Run

__all__ = ["odds_along"]


def odds_along(run: Run, reachability: Reachability, budget: Budget) -> tuple[Odds, tuple[DecisionOdds, ...]] | None:
    """Whose chance it is, and what it was around each decision; None where nobody has worked it out.

    Raises:
        OverBudget: there is no time for it.
    """
    if not isinstance(reachability, ExactReachability) or reachability.weigh is None:
        return None
    found = reachability.weigh(run, budget)
    if found is None or not found.endings:
        return None
    along = (
        DecisionOdds(
            before=each.before,
            taken=each.taken,
            after=each.after,
            random_before=each.random_before,
            random_after=each.random_after,
        )
        for each in found.decisions
    )
    return Odds(found.endings, found.shown), tuple(along)
