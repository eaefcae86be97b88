"""What it is worth to verify a report.

The worth of verifying a report is the best chance of a goal, as shown, of a player to whom the page on which the report
arrives would also say whether what it claims is true then, minus the best chance as shown. It is 0 or more, never more
than knowing everything is worth, and what a perfect check, at once and for nothing, would bring: a measure that verifies
the report cannot bring more than it by what it finds out.
"""

from __future__ import annotations

from crisisengine.checker.search.flow import Share
from crisisengine.checker.search.optimum import KNOWN_TO, Optima
from crisisengine.checker.shown.as_shown import AsShown
from crisisengine.checker.vector.arrays import Yes

__all__ = ["worth_of_verifying"]


def worth_of_verifying(asked: AsShown, goal: Yes, known: Optima, shown: Share) -> dict[str, float | None]:
    """The worth of verifying each report that claims something, by its id; None where it is not known.

    Args:
        asked: what was asked for the best chance as shown.
        goal: shape (states,).
        known: the best chances of one who knows all.
        shown: the best chance as shown.
    """
    scenario = asked.futures.graph.found.program.scenario
    reports = [inject for inject in scenario.injects.values() if inject.claims is not None]
    if not shown.known:
        return dict.fromkeys((inject.id for inject in reports), None)
    if asked.knowing_all(known).value - shown.value <= 4 * KNOWN_TO:  # whoever knew everything would do no better
        return dict.fromkeys((inject.id for inject in reports), 0.0)
    found: dict[str, float | None] = {}
    for inject in reports:
        told = AsShown(asked.futures, asked.chapter, inject, asked.most).chance(goal, known, "best")
        found[inject.id] = max(told.value - shown.value, 0.0) if told.known else None
    return found
