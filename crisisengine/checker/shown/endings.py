"""The best and the worst play of each ending, for one who knows all and as shown; and what it is worth to verify a report.

The tables of `--balance` are made of it. One question is asked after the other, so that the policy of one is all that
is held at a time.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from crisisengine.checker.search.chances import chance
from crisisengine.checker.search.flow import Share
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.shown.as_shown import AsShown
from crisisengine.checker.shown.verifying import worth_of_verifying
from crisisengine.checker.vector.arrays import Yes

__all__ = ["Prospect", "prospects", "worth_of_reports"]


@frozen(kw_only=True)
class Prospect:
    """How likely an ending is, as far as it is up to whoever plays."""

    best: Share
    """Of one who knows all."""
    worst: Share
    shown_best: Share
    """Of one who sees only the pages; known, or held by bounds."""
    shown_worst: Share

    @property
    def shown(self) -> dict[str, float] | None:
        """The same as JSON has it; None where either is not known."""
        if not (self.shown_best.known and self.shown_worst.known):
            return None
        return {"best": self.shown_best.value, "worst": self.shown_worst.value}


def prospects(futures: Futures, chapter: str = "") -> dict[str, Prospect]:
    """Of each ending, by its id, from one beginning; what there is no time to know is held by bounds.

    Args:
        futures: of all states to which play comes from there.
        chapter: where it begins; empty for the scenario's own beginning.

    Raises:
        OverBudget: there is not even the time to know where runs begin.
    """
    asked, found = AsShown(futures, chapter), {}
    for ending in futures.graph.found.program.scenario.endings:
        goal = _states_of(futures, {ending})
        best = chance(futures, goal, "best")
        told = {"best": asked.knowing_all(best), "shown_best": asked.chance(goal, best, "best")}
        del best  # it is as large as the graph
        worst = chance(futures, goal, "worst")
        told |= {"worst": asked.knowing_all(worst), "shown_worst": asked.chance(goal, worst, "worst")}
        found[ending] = Prospect(**told)
    return found


def worth_of_reports(futures: Futures) -> dict[str, float | None]:
    """What it is worth to verify each report that claims something, for the best rank that is possible at the start.

    By the id of the inject; None where it is not known. `verifying` defines it.
    """
    graph = futures.graph
    scenario = graph.found.program.scenario
    if all(inject.claims is None for inject in scenario.injects.values()):
        return {}
    within = [ending for ending in scenario.endings.values() if futures.possible(ending.id)[graph.starts].any()]
    highest = max((ending.rank for ending in within), default=0)
    goal = _states_of(futures, {ending.id for ending in within if ending.rank == highest})
    asked, known = AsShown(futures), chance(futures, goal, "best")
    return worth_of_verifying(asked, goal, known, asked.chance(goal, known, "best"))


def _states_of(futures: Futures, endings: set[str]) -> Yes:
    """The states in which some endings are reached: shape (states,)."""
    graph = futures.graph
    goal = np.zeros(len(graph.keys), dtype=bool)
    for block in graph.blocks:
        goal[block.start : block.end] = graph.found.program.places[block.place] in endings
    return goal
