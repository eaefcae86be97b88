"""`forced`: a good player comes there however unlucky, in a bounded number of decisions; with `fair` almost surely.

It is a game against chance: the states from which some policy is certain to come to the goal are the goal's attractor.
Kept, it shows the policy. Broken, it shows the way to the first state from which no policy is certain, and for each
measure that is open there an outcome that keeps it so.
"""

from __future__ import annotations

from attrs import define

from crisisengine.checker.properties.policy_promise import NOT_SHOWN, PolicyPromise, chapters
from crisisengine.checker.search.certainty import Certain, coming
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Graph
from crisisengine.checker.search.policies import Policy, options_from
from crisisengine.checker.vector.arrays import Yes
from crisisengine.engine.rules import Start
from crisisengine.model.kinds import Verdict

__all__ = ["Forced"]


@define(eq=False)
class Forced(PolicyPromise):
    """Judged from the end backwards."""

    def look_back(self, found: Exploration, futures: Futures | None, *, max_states: int) -> None:  # noqa: ARG002 - see Promise
        """Find the nearest state that is asked and from which nobody can be certain, or a policy that is."""
        if futures is None:
            return
        graph = futures.graph
        goal = self.goal(futures)
        certain = coming(futures, goal, fair=self.promised.fair)
        if self.promised.when is None:
            asked = graph.zeros(bool)
            asked[[number for _, some in chapters(graph) for number, _, _ in some]] = True
        else:
            asked = self.asked_states(futures)
        lost = graph.earliest(asked & ~certain.inside)
        if lost is not None:
            self.verdict = "violated"
            self.reason = self._lost_here
            self.find(graph, lost)
            self.policy = _keeping_it_lost(graph, certain, lost)
            return
        if self.promised.when is None:
            self.verdict = self._as_shown(futures, goal, certain)
            return
        self.verdict = "holds"
        nearest = graph.earliest(asked)
        if nearest is not None:
            self.find(graph, nearest)
            self.show(graph, [(nearest, Start(), 1.0)], certain.taken)

    def _as_shown(self, futures: Futures, goal: Yes, certain: Certain) -> Verdict | None:
        """Whether one who sees only the pages can do it from every beginning, by one policy for all draws that look alike."""
        from crisisengine.checker.shown.as_shown import AsShown, only_for_one_who_knows  # noqa: PLC0415 - only where asked

        begun: list[tuple[int, Start, float]] = []
        players = []
        for chapter, starts in chapters(futures.graph):
            players.append(AsShown(futures, chapter))
            begun += starts
            sure = players[-1].certain(goal, certain, fair=self.promised.fair)
            if sure is None:
                self.reason = only_for_one_who_knows(self.program.scenario)
                return None
            if not sure:
                self.reason = f"certain {only_for_one_who_knows(self.program.scenario)}, not from what the pages show"
                self.begun = Start((), chapter)
                self.find(futures.graph, starts[0][0])
                return "violated"
        if not self.show_what_is_seen(futures.graph, begun, players[0]):
            self.reason = f"as shown. {NOT_SHOWN}"
        return "holds"

    @property
    def _lost_here(self) -> str:
        if self.promised.fair:
            return "from there no play comes to it with certainty, however long chance may take"
        return "from there no play is sure to come to it whatever chance decides"


def _keeping_it_lost(graph: Graph, certain: Certain, lost: int) -> Policy:
    """For each measure that is open in a lost state, an outcome from which it is lost still."""
    return options_from(graph, lost, ~certain.inside)
