"""`eventually`: runs that never keep the promise.

They are explored by themselves: a state where the promise is kept is not left again. What remains breaks it in one of
two ways. A run stops, at an ending or with nothing open, and the promise is not kept; or a run can go round forever,
and then the counterexample is a way to a loop and the loop. Chance is not taken to be fair: an outcome that is
possible again and again need not happen. With `fair` it does happen, and what breaks it is a policy that stays away
for ever, whatever chance decides: the counterexample is a way to where it can begin, and that policy.

With a `when` they are followed from every state in which that holds, and not from the start.
"""

from __future__ import annotations

import numpy as np
from attrs import define, evolve, field

from crisisengine.budget import OverBudget
from crisisengine.checker.distinct import distinct
from crisisengine.checker.properties.promise import DecidingState, Promise, PropertyVerdict, Runs, first_of
from crisisengine.checker.search.certainty import staying_away
from crisisengine.checker.search.cycles import may_circle
from crisisengine.checker.search.frontier import Exploration, explore, unexplored
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Graph
from crisisengine.checker.search.loops import shortest_loop
from crisisengine.checker.search.policies import Policy, followed
from crisisengine.checker.search.trace import Retraced, Spot, retrace, ways_to
from crisisengine.checker.vector.arrays import Key, Keys
from crisisengine.checker.vector.expressions import Evaluator, evaluator
from crisisengine.checker.vector.logic import negated
from crisisengine.checker.vector.successors import Group
from crisisengine.engine.rules import Start

__all__ = ["Eventually", "EventuallyWhen"]


@define(eq=False)
class Eventually(Promise):
    """Watches for the first run that stops without it, and for whether any run goes on after it."""

    stopped: DecidingState | None = None
    """Where the first run stops without it."""
    goes_on: bool = False
    """Whether some run goes on after keeping it: then those that have not must be followed by themselves."""
    policy: Policy | None = None
    """Where chance is fair: the one that stays away from it for ever, if there is one."""
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

    @property
    def _begun(self) -> Keys | None:
        """The states from which it is asked; None: from the start."""
        return None

    def _retraced(self, found: Exploration, alone: Exploration, spot: Spot) -> Retraced:  # noqa: ARG002 - see below
        """The run to a state of an exploration of its own."""
        return retrace(alone, [spot])[spot]

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
        alone = unexplored(self.program, found.kept, found.task, origin=self._begun, halt=self._claim, possible=still)
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
            leading = self._retraced(found, alone, finding.spot)
            self.finding = evolve(finding, spot=None, leading=leading)

    def _find_loop(self, futures: Futures) -> None:
        """Let a shortest way round decide it, where there is any."""
        if not may_circle(self.program):
            return
        if self.promised.fair:
            self._find_policy(futures)
            return
        endless = futures.endless
        if not endless.any():
            return
        self.finding = DecidingState()  # as above
        graph = futures.graph
        number, loop = shortest_loop(graph, endless)
        spot = Spot(int(graph.depths[number]), graph.keys[number])
        self.finding = DecidingState(spot=spot, further=loop, loops=True)

    def _find_policy(self, futures: Futures) -> None:
        """Let the first state decide it from which play can stay away for ever, whatever chance decides."""
        graph = futures.graph
        kept = graph.zeros(bool)
        for block in graph.blocks:
            columns = graph.found.columns(block.place, block.clock, graph.keys[block.start : block.end])
            kept[block.start : block.end] = columns.narrowed(True, self._claim(columns))
        away = staying_away(futures, kept)
        number = graph.earliest(away.inside)
        if number is not None:
            self.finding = DecidingState()  # as above
            self.policy = followed(graph, [(number, Start(), 1.0)], away.taken)
            self.finding = DecidingState(spot=Spot(int(graph.depths[number]), graph.keys[number]))

    @property
    def why(self) -> str:
        """A run that goes round says so, and a policy that does."""
        if self.policy is not None:
            return "play can stay away from it for ever, whatever chance decides"
        loops = self.finding is not None and self.finding.loops
        return "play can go round and never come to it" if loops else ""

    def judged(self, runs: Runs, *, complete: bool) -> PropertyVerdict:
        """The verdict; of runs that nobody had the time to follow nothing is claimed."""
        if self.finding is None and not self.goes_on:
            self.finding = self.stopped
        told = super().judged(runs, complete=complete and self.followed)
        return told if self.policy is None else evolve(told, policy=self.policy)


@define(eq=False)
class EventuallyWhen(Eventually):
    """Watches for the states in which it is asked; runs that have ended are not."""

    waiting: list[Keys] = field(factory=list)
    """The states in which it is asked and not kept yet."""

    def watch(self, depth: int, keys: Keys, group: Group, place: int) -> None:  # noqa: ARG002 - a watcher is told these
        """Remember the states from which runs have to be followed."""
        if place < self.program.scene_count:
            columns = group.columns
            rows = self.ask(columns, rows=True)
            rows = rows if rows is False else columns.narrowed(rows, negated(self._claim(columns)))
            if rows is not False:
                self.waiting.append(keys if rows is True else keys[rows])

    @property
    def _begun(self) -> Keys | None:
        return distinct(np.concatenate(self.waiting))

    def _retraced(self, found: Exploration, alone: Exploration, spot: Spot) -> Retraced:
        """A shortest run to where it is asked, and on from there."""
        first, further = ways_to(alone, [spot])[spot]
        asked = Spot(_depth(found, first), first)
        leading = retrace(found, [asked])[asked]
        return Retraced(leading.start, (*leading.decisions, *further))

    def look_back(self, found: Exploration, futures: Futures | None, *, max_states: int) -> None:
        """Follow the runs from every state in which it is asked."""
        if self.asks_endings and futures is not None:
            for block in futures.graph.blocks:
                found.task.ask()
                keys = futures.graph.keys[block.start : block.end]
                self.watch(0, keys, Group(futures.columns(block)), block.place)
        if self.waiting:
            self._follow(found, futures, max_states)
        else:
            self.followed = True


def _depth(found: Exploration, key: Key) -> int:
    """How many decisions a shortest run takes to a state that was seen."""
    for depth, layer in enumerate(found.layers):
        at = int(np.searchsorted(layer, key))
        if at < len(layer) and layer[at] == key:
            return depth
    raise AssertionError("what is asked was seen")
