"""`eventually`: runs that never keep the promise.

They are explored by themselves: a state where the promise is kept is not left again. What remains breaks it in one of
two ways. A run stops, at an ending or with nothing open, and the promise is not kept; or a run can go round forever,
and then the counterexample is a way to a loop and the loop. Chance is not taken to be fair: an outcome that is
possible again and again need not happen.
"""

from __future__ import annotations

from attrs import define, evolve

from crisisengine.budget import OverBudget
from crisisengine.checker.properties.promise import DecidingState, Promise, PropertyVerdict, Runs, first_of
from crisisengine.checker.search.cycles import may_circle
from crisisengine.checker.search.frontier import Exploration, explore, unexplored
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Graph
from crisisengine.checker.search.loops import shortest_loop
from crisisengine.checker.search.trace import Spot, retrace
from crisisengine.checker.vector.arrays import Keys
from crisisengine.checker.vector.expressions import Evaluator, evaluator
from crisisengine.checker.vector.logic import negated
from crisisengine.checker.vector.successors import Group

__all__ = ["Eventually"]


@define(eq=False)
class Eventually(Promise):
    """Watches for the first run that stops without it, and for whether any run goes on after it."""

    stopped: DecidingState | None = None
    """Where the first run stops without it."""
    goes_on: bool = False
    """Whether some run goes on after keeping it: then those that have not must be followed by themselves."""
    followed: bool = False
    """Whether all runs that have not kept it were followed to their end."""

    def watch(self, depth: int, keys: Keys, group: Group, place: int) -> None:
        """Take the first state in which a run stops without it, and remember whether any run goes on after it."""
        if self.goes_on and self.stopped is not None:
            return
        kept = self._claim(group.columns)
        ended = place >= self.program.scene_count
        if not ended and group.columns.narrowed(True, kept) is not False:
            self.goes_on = True
        if self.stopped is None:
            rows = group.columns.narrowed(True if ended else group.stuck, negated(kept))
            self.stopped = first_of(depth, keys, rows)

    @property
    def _claim(self) -> Evaluator:
        assert self.promised.claim is not None
        return evaluator(self.promised.claim, self.program)

    def look_back(self, found: Exploration, futures: Futures | None, *, max_states: int) -> None:
        """Follow the runs that have not kept it, by themselves where others have; then see whether any goes round."""
        if self.goes_on or self.asks_endings:
            self._follow(found, futures, max_states)
        elif self.stopped is not None:
            self.finding = self.stopped
        elif futures is not None:
            self._find_loop(futures)
            self.followed = True

    def _follow(self, found: Exploration, futures: Futures | None, max_states: int) -> None:
        if self.asks_endings and futures is None:
            return
        still = futures.still if futures is not None and self.asks_endings else None
        alone = unexplored(self.program, found.kept, found.task, halt=self._claim, possible=still)
        watcher = Eventually(self.program, self.promised)
        try:
            explore(alone, max_states=max_states, watchers=[watcher.watch])
        except OverBudget as over:
            if over.reason != "states":
                raise
        self.finding = watcher.stopped
        if self.finding is None and alone.complete:
            self._find_loop(Futures(Graph(alone)))
            self.followed = True
        if self.finding is not None:
            finding, self.finding = self.finding, DecidingState()  # known, even if there is no time to tell the run
            assert finding.spot is not None
            leading = retrace(alone, [finding.spot])[finding.spot]
            self.finding = evolve(finding, spot=None, leading=leading)

    def _find_loop(self, futures: Futures) -> None:
        """Let a shortest way round decide it, where there is any."""
        if not may_circle(self.program):
            return
        endless = futures.endless
        if not endless.any():
            return
        self.finding = DecidingState()  # as above
        graph = futures.graph
        number, loop = shortest_loop(graph, endless)
        spot = Spot(int(graph.depths[number]), graph.keys[number])
        self.finding = DecidingState(spot=spot, further=loop, loops=True)

    @property
    def why(self) -> str:
        """A run that goes round says so."""
        loops = self.finding is not None and self.finding.loops
        return "play can go round and never come to it" if loops else ""

    def judged(self, runs: Runs, *, complete: bool) -> PropertyVerdict:
        """The verdict; of runs that nobody had the time to follow nothing is claimed."""
        if self.finding is None and not self.goes_on:
            self.finding = self.stopped
        return super().judged(runs, complete=complete and self.followed)
