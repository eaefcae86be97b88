"""`answers`: wherever something becomes true, the answer to it is true by then, or comes in time.

What it answers `to` counts where it becomes true: on a step that finds it false, and where a run begins with it. The answer
is a level: it counts where it is true in that state or in a later one, however it came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from attrs import define, frozen

from crisisengine.checker.properties.promise import DecidingState, Promise
from crisisengine.checker.search.answering import ENDED, NEVER, STUCK, latest_answers
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import StateBlock
from crisisengine.checker.search.trace import Spot
from crisisengine.checker.vector.arrays import Keys, Numbers, Yes
from crisisengine.checker.vector.expressions import evaluator
from crisisengine.engine.rules import Decision
from crisisengine.model.expression import Expression
from crisisengine.text.english import plural

__all__ = ["Answering"]

_Ways = Callable[[Futures, StateBlock, Keys], Iterator[tuple[Decision, int]]]
"""What can be done in one state: (the decision or the send, the number of the state after)."""


@frozen(eq=False)
class _States:
    """What every state is to the promise: shape (states,) each."""

    shows: Yes
    """What it answers `to` is true."""
    asked: Yes
    """So is its `when`: whatever makes the former true here asks for an answer."""
    late: Yes
    """The answer can come too late from here."""
    latest: Numbers


@define(eq=False)
class Answering(Promise):
    """Broken by a run to where an answer is asked for and can come too late."""

    told: str = ""
    """How late the answer can be from there."""

    @property
    def watches(self) -> bool:
        """When an answer comes is known when all that follows is."""
        return False

    @property
    def is_never_asked(self) -> bool:
        """Whether nothing that it answers ever becomes true."""
        return not self.asked

    @property
    def unasked(self) -> str:
        """Nothing becomes true that is answered."""
        return f"its `to` never becomes true{' where its `when` holds' if self.promised.when is not None else ''}"

    def look_back(self, found: Exploration, futures: Futures | None, *, max_states: int) -> None:  # noqa: ARG002 - see Promise
        """Find the nearest state where an answer is asked for that can come too late."""
        if futures is None:
            return
        graph, states = futures.graph, self._states(futures)
        begun = graph.zeros(bool)
        begun[graph.find(found.beginnings.keys)] = True
        decided, sent = self._asked_on_steps(futures, states)
        self.asked = self.asked or bool((begun & states.asked).any())
        one_decision = len(self.program.contingencies) + 1  # as `lengths` counts them
        ways = ((begun & states.late, 0, None), (sent, 1, _sends), (decided, one_decision, _decisions))
        nearest = [(marked, more, way) for marked, more, way in ways if marked.any()]
        if nearest:
            numbers = [graph.earliest(marked) for marked, _, _ in nearest]
            lengths = [int(graph.lengths(np.array([number]))[0]) for number in numbers]
            first = min(range(len(nearest)), key=lambda at: lengths[at] + nearest[at][1])
            self._decide(futures, states, numbers[first] or 0, nearest[first][2])

    def _states(self, futures: Futures) -> _States:
        answer, to, when = self.promised.claim, self.promised.to, self.promised.when
        assert answer is not None
        assert to is not None
        shows = _where(to, futures)
        asked = shows if when is None else shows & _where(when, futures)
        latest = latest_answers(futures, _where(answer, futures))
        late = np.zeros(len(shows), dtype=bool)
        for block in futures.graph.blocks:
            span = slice(block.start, block.end)
            late[span] = asked[span] & (latest[span] > self._deadline(block))
        return _States(shows, asked, late, latest)

    def _deadline(self, block: StateBlock) -> int:
        """The clock's reading up to which an answer is in time that is asked for in a block."""
        within = self.promised.within
        return NEVER - 1 if within is None else (block.clock or 0) + within

    def _asked_on_steps(self, futures: Futures, states: _States) -> tuple[Yes, Yes]:
        """The states in which a decision is open that asks for an answer which can come too late, and those with such a send."""
        graph = futures.graph
        decided, sent = np.zeros((2, len(graph.keys)), dtype=bool)
        for block in graph.blocks:
            if block.place >= self.program.scene_count:
                continue
            graph.found.task.ask()
            silent = ~states.shows[block.start : block.end]
            steps = [(link.rows, link.targets, decided) for link in graph.links(block)]
            steps += [(rows, targets, sent) for rows, targets in graph.sends(block)]
            for rows, targets, marked in steps:
                asks = silent[rows] & states.asked[targets]
                self.asked = self.asked or bool(asks.any())
                here = marked[block.start : block.end]
                here[rows] |= asks & states.late[targets]
        return decided, sent

    def _decide(self, futures: Futures, states: _States, number: int, ways: _Ways | None) -> None:
        """Let a state decide it, or the decision or the send in it that asks."""
        graph = futures.graph
        block = next(block for block in graph.blocks if block.start <= number < block.end)
        steps: tuple[Decision, ...] = ()
        at = number
        if ways is not None:
            key = graph.keys[number : number + 1]
            decision, at = next((way, to) for way, to in ways(futures, block, key) if states.late[to])
            steps = (decision,)
        spot = Spot(int(graph.depths[number]), graph.keys[number])
        self.finding = DecidingState(spot=spot, further=steps)
        clock = self.program.scenario.clock
        latest = int(states.latest[at])
        if latest < NEVER and clock is not None:
            asked_in = next(block for block in graph.blocks if block.start <= at < block.end)
            self.told = f"the answer can take {plural(latest - (asked_in.clock or 0), clock.unit)}"
        else:
            how = {ENDED: "end", STUCK: "stop with nothing open"}.get(latest, "go round for ever")
            self.told = f"the run can {how} without the answer"

    @property
    def why(self) -> str:
        """How late it can be."""
        return f"from there {self.told}"


def _where(expression: Expression, futures: Futures) -> Yes:
    """The states in which something is true: shape (states,)."""
    found = futures.graph.zeros(bool)
    asks = evaluator(expression, futures.graph.found.program)
    for block in futures.graph.blocks:
        futures.graph.found.task.ask()
        found[block.start : block.end] = asks(futures.columns(block))
    return found


def _decisions(futures: Futures, block: StateBlock, key: Keys) -> Iterator[tuple[Decision, int]]:
    """What can be decided in a state, and the numbers of the states after."""
    for move in futures.graph.found.group(block.place, block.clock, key).moves:
        yield move.option.decision(move.outcome), int(futures.graph.find(move.keys)[0])


def _sends(futures: Futures, block: StateBlock, key: Keys) -> Iterator[tuple[Decision, int]]:
    """What can be sent into a state, and the numbers of the states after."""
    found = futures.graph.found
    for sending in found.sendings(block.place, block.clock, key):
        yield sending.decision(found.program), int(futures.graph.find(sending.keys)[0])
