"""The best rank that is possible at the start: whatever is asked of how well a play may still end is asked of it."""

from __future__ import annotations

from functools import cached_property

from attrs import define, field

from crisisengine.checker.search.best_endings import best_endings, states_of
from crisisengine.checker.search.chances import chance
from crisisengine.checker.search.flow import Share
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.measure_chances import LeastAndMost, measure_chances
from crisisengine.checker.search.optimum import Optima
from crisisengine.checker.shown.as_shown import AsShown
from crisisengine.checker.shown.verifying import worth_of_verifying
from crisisengine.checker.vector.arrays import Yes

__all__ = ["BestRank"]


@define(eq=False, slots=False)
class BestRank:
    """How likely the best rank is under best play."""

    futures: Futures
    """Of all states to which play comes from one beginning."""
    endings: frozenset[str] = field(init=False)
    """Those of that rank that are possible at the start."""
    goal: Yes = field(init=False)
    """The states in which one of them is reached: shape (states,)."""

    def __attrs_post_init__(self) -> None:
        self.endings = best_endings(self.futures)
        self.goal = states_of(self.futures, self.endings)

    @cached_property
    def known(self) -> Optima:
        """For one who knows all."""
        return chance(self.futures, self.goal, "best")

    @cached_property
    def shown(self) -> Share:
        """From the start, for one who sees only the pages."""
        return self.asked.chance(self.goal, self.known, "best")

    @cached_property
    def asked(self) -> AsShown:
        """Whoever knows what is shown, from the start."""
        return AsShown(self.futures)

    def measures(self) -> dict[int, LeastAndMost]:
        """What each measure leaves of it, for one who knows all, by the number of its option.

        Raises:
            OverBudget: there is no time for it.
        """
        return measure_chances(self.futures.graph, self.known)

    def reports(self, shown: Share | None = None) -> dict[str, float | None]:
        """What it is worth to verify each report that claims something, by its id; None where it is not known.

        `shown` is the chance as shown, where that has been worked out already.
        """
        if all(inject.claims is None for inject in self.futures.graph.found.program.scenario.injects.values()):
            return {}
        return worth_of_verifying(self.asked, self.goal, self.known, self.shown if shown is None else shown)
