"""`eventually`: runs that never keep the promise.

They are explored by themselves: a state where the promise is kept is not left again. What remains breaks it in one of
two ways. A run stops, at an ending or with nothing open, and the promise is not kept; or a run can go round forever,
and then the counterexample is a way to a loop and the loop.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import define

from crisisengine.checker.properties.safety import Promise, PropertyVerdict
from crisisengine.checker.search.cycles import may_circle
from crisisengine.checker.search.frontier import Exploration, Limits, explore
from crisisengine.checker.search.graph import Graph, Yes
from crisisengine.checker.search.slots import KeptSlots
from crisisengine.checker.search.trace import Spot, retrace
from crisisengine.checker.vector.expressions import evaluator, negated
from crisisengine.checker.vector.layout import Keys
from crisisengine.checker.vector.successors import Group
from crisisengine.engine.program import Program
from crisisengine.engine.rules import Decision

__all__ = ["EventuallyWatcher", "judge_eventually"]

MOST_TRIED = 200
"""States from which a shortest loop is looked for; beyond, the loop is a loop and may not be the shortest."""


@define(eq=False)
class EventuallyWatcher:
    """Watches an `eventually`: the first run that stops without it, and whether any run goes on after it."""

    promise: Promise
    stopped: Spot | None = None
    goes_on: bool = False

    def watch(self, depth: int, keys: Keys, group: Group, place: int) -> None:
        """A watcher for `explore`."""
        program, claim = self.promise.program, self.promise.promised.claim
        assert claim is not None
        if self.goes_on and self.stopped is not None:
            return
        kept = evaluator(claim, program)(group.columns)
        ended = place >= program.scene_count
        if not ended and group.columns.narrowed(True, kept) is not False:
            self.goes_on = True
        if self.stopped is None:
            rows = group.columns.narrowed(True if ended else group.stuck, negated(kept))
            if rows is not False:
                self.stopped = Spot(depth, keys[0 if rows is True else int(np.argmax(rows))])


def judge_eventually(
    one: EventuallyWatcher, found: Exploration, graph: Callable[[], Graph], limits: Limits, memory: KeptSlots
) -> PropertyVerdict:
    """The verdict; `graph` indexes the exploration when it is asked for."""
    program, promise = found.program, one.promise
    assert promise.promised.claim is not None
    if one.goes_on or promise.asks_endings:
        # Some runs go on after keeping it: those that have not kept it must be followed by themselves.
        if promise.asks_endings and found.reason:
            return promise.judged(None, complete=False)
        alone = EventuallyWatcher(promise)
        halt = evaluator(promise.promised.claim, program)
        oracle = graph().still if promise.asks_endings else None
        found = explore(program, limits, memory, [alone.watch], halt=halt, oracle=oracle)
        one, graph = alone, lambda: Graph(found)
    complete = not found.reason
    if one.stopped is not None:
        return promise.judged(retrace(found, [one.stopped])[one.stopped], complete=complete)
    if not complete or not may_circle(program):
        return promise.judged(None, complete=complete)
    indexed = graph()
    endless = indexed.endless
    if not endless.any():
        return promise.judged(None, complete=True)
    spot, loop = _shortest_loop(indexed, endless, program)
    prefix = retrace(found, [spot])[spot]
    return promise.judged((*prefix, *loop), complete=True, loop_from=len(prefix))


def _shortest_loop(graph: Graph, endless: Yes, program: Program) -> tuple[Spot, tuple[Decision, ...]]:
    """A state on a loop and the way round, together as short as can be found."""
    numbers = np.flatnonzero(endless)
    numbers = numbers[np.argsort(graph.depths[numbers], kind="stable")]
    best: tuple[int, int, tuple[Decision, ...]] | None = None
    for tried, number in enumerate(numbers.tolist()):
        depth = int(graph.depths[number])
        if best is not None and (depth + 1 >= best[0] or tried > MOST_TRIED):
            break
        loop = _way_round(graph, endless, number, None if best is None else best[0] - depth - 1)
        if loop is not None and (best is None or depth + len(loop) < best[0]):
            best = depth + len(loop), number, loop
    assert best is not None, f"a state of {program.scenario.id} from which play goes on forever leads to a loop"
    _, number, loop = best
    return Spot(int(graph.depths[number]), graph.keys[number]), loop


def _way_round(graph: Graph, endless: Yes, start: int, most: int | None) -> tuple[Decision, ...] | None:
    """The shortest way from a state back to it, through states from which play can go on."""
    came: dict[int, tuple[int, Decision]] = {}
    layer = [start]
    length = 0
    while layer and (most is None or length < most):
        length += 1
        following = []
        for number in layer:
            for target, decision in _steps(graph, number):
                if target == start:
                    run = [decision]
                    while number != start:
                        number, decision = came[number]  # noqa: PLW2901 - walking back
                        run.append(decision)
                    return tuple(reversed(run))
                if target not in came and endless[target]:
                    came[target] = number, decision
                    following.append(target)
        layer = following
    return None


def _steps(graph: Graph, number: int) -> list[tuple[int, Decision]]:
    found, key = graph.found, graph.keys[number : number + 1]
    place, clock = found.layout.prefix_parts(int(found.layout.prefixes(key)[0]))
    moves = found.group(place, clock, key).moves
    return [(int(graph.find(move.keys)[0]), move.option.decision(move.outcome)) for move in moves]
