"""The best and the worst play of each ending, for one who knows all and as shown.

The tables of `--balance` are made of it. One question is asked after the other, so that the policy of one is all that
is held at a time.
"""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

from attrs import frozen

from crisisengine.budget import OverBudget
from crisisengine.checker.search.best_endings import states_of
from crisisengine.checker.search.chances import chance
from crisisengine.checker.search.flow import Share
from crisisengine.checker.search.fractions_of_chance import exact_chance
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.optimum import Optima
from crisisengine.checker.shown.as_shown import AsShown
from crisisengine.model.kinds import Play

__all__ = ["Prospect", "prospects"]


@frozen(kw_only=True)
class Prospect:
    """How likely an ending is, as far as it is up to whoever plays."""

    best: Share
    """Of one who knows all."""
    worst: Share
    shown_best: Share
    """Of one who sees only the pages; known, or held by bounds."""
    shown_worst: Share
    exact_best: Fraction | None = None
    """The best, of one who knows all, as a fraction; None where nobody can read or know it."""
    exact_worst: Fraction | None = None

    @property
    def shown(self) -> dict[str, float] | None:
        """The same as JSON has it; None where either is not known."""
        if not (self.shown_best.known and self.shown_worst.known):
            return None
        return {"best": self.shown_best.value, "worst": self.shown_worst.value}

    @property
    def played(self) -> tuple[float, float, bool] | None:
        """(best, worst, whether as shown): as shown where that is known, else of one who knows all; None where neither is."""
        shown = self.shown_best.known and self.shown_worst.known
        best, worst = (self.shown_best, self.shown_worst) if shown else (self.best, self.worst)
        return (best.value, worst.value, shown) if best.known and worst.known else None


def prospects(futures: Futures, chapter: str = "", asked: AsShown | None = None) -> dict[str, Prospect]:
    """Of each ending, by its id, from one beginning; what there is no time to know is held by bounds.

    Args:
        futures: of all states to which play comes from there.
        chapter: where it begins; empty for the scenario's own beginning.
        asked: whoever was asked of that beginning before, and remembers it.

    Raises:
        OverBudget: there is not even the time to know where runs begin.
    """
    asked, found = asked or AsShown(futures, chapter), {}
    for ending in futures.graph.found.program.scenario.endings:
        goal = states_of(futures, frozenset((ending,)))
        best = chance(futures, goal, "best")
        told = {"best": asked.knowing_all(best), "shown_best": asked.chance(goal, best, "best")}
        exact_best = _exactly(futures, best, "best", chapter)
        del best  # it is as large as the graph
        worst = chance(futures, goal, "worst")
        told |= {"worst": asked.knowing_all(worst), "shown_worst": asked.chance(goal, worst, "worst")}
        exact_worst = _exactly(futures, worst, "worst", chapter)
        found[ending] = Prospect(**told, exact_best=exact_best, exact_worst=exact_worst)
    return found


def _exactly(futures: Futures, known: Optima, play: Play, chapter: str) -> Fraction | None:
    with suppress(OverBudget):
        return exact_chance(futures, known, play, chapter)
    return None
