"""`always`, `never` and `reachable`: what holds, or can hold, in a state.

They are judged in every state as it is found, layer by layer, so that the first state that decides one is as near to
the start as any. What asks for `possible()` waits until all states are known.
"""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from attrs import define, field

from crisisengine.checker.properties.moments import Moments
from crisisengine.checker.properties.promise import DecidingState, Promise, first_of
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Graph
from crisisengine.checker.search.trace import Spot
from crisisengine.checker.vector.arrays import Keys, Rows, Yes
from crisisengine.checker.vector.expressions import evaluator
from crisisengine.checker.vector.logic import either, negated
from crisisengine.checker.vector.successors import Group
from crisisengine.model.kinds import Verdict

__all__ = ["Always", "Never", "Reachable", "ReachableWhen"]


@define(eq=False)
class _StateClaim(Promise):
    """A claim about single states, wherever it is judged."""

    moments: Moments = field(init=False)

    sought: ClassVar[bool] = True
    """What the claim is in a state that decides it."""

    def __attrs_post_init__(self) -> None:
        self.moments = Moments.of(self.promised, self.program)

    def watch(self, depth: int, keys: Keys, group: Group, place: int) -> None:
        """Take the first state that decides it."""
        if self.finding is None and not self.asks_endings:
            self.finding = first_of(depth, keys, self._deciding(group, place))

    def look_back(self, found: Exploration, futures: Futures | None, *, max_states: int) -> None:  # noqa: ARG002 - see Promise
        """Judge a claim that asks `possible()`."""
        if not self.asks_endings or futures is None:
            return
        self._find(futures.graph, self._decided(futures))

    def _find(self, graph: Graph, states: Yes) -> None:
        """Let the first of some states decide it, if there is any."""
        number = graph.earliest(states)
        if number is not None:
            self.finding = DecidingState(spot=Spot(int(graph.depths[number]), graph.keys[number]))

    def _decided(self, futures: Futures) -> Yes:
        """The states that decide it: shape (states,)."""
        graph, found = futures.graph, futures.graph.found
        marked = graph.zeros(bool)
        for block in graph.blocks:
            found.task.ask()
            if self.promised.at:
                keys = graph.keys[block.start : block.end]
                group = found.group(block.place, block.clock, keys)
                group.columns.possible = partial(futures.still, keys)
            else:
                group = Group(futures.columns(block))
            rows = self._deciding(group, block.place)
            if rows is not False:
                marked[block.start : block.end] = rows
        return marked

    def _deciding(self, group: Group, place: int) -> Rows:
        """The rows of a group that decide it."""
        return self._claimed(group, self.ask(group.columns, self._moment(group, place)))

    def _moment(self, group: Group, place: int) -> Rows:
        """The rows at which it is judged, by its `at`: before a decision, so nowhere where nothing is open."""
        if not self.promised.at:
            there: Any = True
        elif place in self.moments.places:
            there = negated(group.stuck)
        else:
            there = False
            for offered in group.offered:
                if offered.opened is not False and self.moments.bears(offered.option):
                    there = either(there, offered.opened)
        return group.columns.narrowed(True, there)

    def _claimed(self, group: Group, there: Rows) -> Rows:
        """Of some rows those in which the claim is as it is sought."""
        if there is False:
            return False
        assert self.promised.claim is not None
        claim = evaluator(self.promised.claim, self.program)(group.columns)
        return group.columns.narrowed(there, claim if self.sought else negated(claim))


class Always(_StateClaim):
    """Broken by a state in which it is not so."""

    sought = False


class Never(_StateClaim):
    """Broken by a state in which it is so."""


class Reachable(_StateClaim):
    """Kept by a state in which it is so."""

    decided_as: ClassVar[Verdict] = "holds"

    def _deciding(self, group: Group, place: int) -> Rows:
        """As of any claim, before anything was sent: what can be reached counts on nobody's help."""
        rows = super()._deciding(group, place)
        if self.program.sends is None:
            return rows
        return group.columns.narrowed(rows, group.columns.get(self.program.sends) == 0)

    @property
    def why(self) -> str:
        """There is no run to show."""
        return "no run comes to such a state"


class ReachableWhen(_StateClaim):
    """Broken by a state in which its `when` holds, from which no run comes to one in which the claim does.

    Nobody sends anything on the way; runs that have ended are not asked.
    """

    @property
    def watches(self) -> bool:
        """What can be reached from a state is known when all are."""
        return False

    def look_back(self, found: Exploration, futures: Futures | None, *, max_states: int) -> None:  # noqa: ARG002 - see Promise
        """Find the nearest state that is asked, and from which it cannot be reached."""
        if futures is None:
            return
        graph = futures.graph
        reaching = futures.leading_to(self._decided(futures))
        broken = graph.zeros(bool)
        for block in graph.blocks:
            found.task.ask()
            if block.place < self.program.scene_count:
                asked = self.ask(futures.columns(block), rows=True)
                broken[block.start : block.end] = asked & ~reaching[block.start : block.end]
        self._find(graph, broken)

    def _deciding(self, group: Group, place: int) -> Rows:
        """Where the claim holds; its `when` is asked of the states that lead there."""
        return self._claimed(group, self._moment(group, place))

    @property
    def why(self) -> str:
        """The run leads to where it is asked."""
        return "from there no run comes to such a state"
