"""A policy, followed: what is taken in each state that can come, and where each outcome leads then.

Only states that the policy can come to are looked at, decision by decision from where it begins; very large ones are
told as far as somebody can read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from heapq import heappop, heappush
from itertools import count
from typing import Any

import numpy as np
from attrs import field, frozen

from crisisengine.checker.search.graph import Graph
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Numbers, Positions, Yes
from crisisengine.engine.rules import Decision, Start
from crisisengine.engine.state import Row

__all__ = ["LikelyBranch", "Policy", "PolicyState", "followed", "options_from"]

MOST_LISTED = 10_000
"""States of a policy that are listed."""
MOST_TRIED = 200_000
"""Beginnings of plays that are looked at for the likeliest."""
MOST_TOLD_APART = 2_000
"""States of a policy of which the values are told."""
OFTEN = 500
"""States or beginnings looked at until somebody is asked whether to go on."""


@frozen(kw_only=True)
class PolicyState:
    """A state that a policy can come to."""

    id: int
    """Among those of the policy, its starts first."""
    place: str
    """The scene, or the ending."""
    measure: str | None
    """What is taken there; None where it is reached, or over."""
    next: Mapping[str, int]
    """By outcome, "" without one: the id of the state that it leads to, -1 where that is not listed any more."""
    odds: Mapping[str, float]
    """By outcome: how likely it is."""
    start: Start | None = None
    """What the world drew, and which chapter, where the policy begins here."""
    share: float = 0.0
    """How likely it begins here."""
    row: Row = field(default=(), eq=False)
    """Its values; empty where the policy has too many states for anybody to tell them apart."""


@frozen
class LikelyBranch:
    """One play that a policy can come to, from where it begins to where it is over."""

    start: Start
    decisions: tuple[Decision, ...]
    chance: float


@frozen
class Policy:
    """What to take in each state that can come."""

    states: tuple[PolicyState, ...]
    """The starts first, then what can come after so many decisions."""
    complete: bool = True
    """Whether all that can come are listed."""

    @property
    def starts(self) -> tuple[PolicyState, ...]:
        """Where it begins."""
        return tuple(state for state in self.states if state.start is not None)

    def branches(self, most: int, task: Task) -> tuple[list[LikelyBranch], int | None]:
        """The likeliest plays, and how many more there are; None where nobody can count them.

        Raises:
            OverBudget: there is no time to look for them.
        """
        order, ending = count(), self._ending(task)
        waiting: list[tuple[float, int, PolicyState, PolicyState, _Taken]] = []
        for state in self.starts:
            heappush(waiting, (-(state.share or 1.0), next(order), state, state, None))
        found: list[LikelyBranch] = []
        for number in range(MOST_TRIED):
            if not waiting or len(found) == most:
                break
            if number % OFTEN == 0:
                task.ask()
            chance, _, begun, state, taken = heappop(waiting)
            if state.measure is None:
                assert begun.start is not None
                found.append(LikelyBranch(begun.start, _in_order(taken), -chance))
                continue
            for outcome, after in state.next.items():
                if after in ending:
                    step = taken, Decision(state.place, state.measure, outcome or None)
                    heappush(waiting, (chance * state.odds[outcome], next(order), begun, self.states[after], step))
        ways = self._ways(task)
        return found, None if ways is None else ways - len(found)

    def _ending(self, task: Task) -> set[int]:
        """The states from which some play is over in the end."""
        before: dict[int, list[int]] = {}
        for state in self.states:
            for after in state.next.values():
                before.setdefault(after, []).append(state.id)
        waiting = [state.id for state in self.states if state.measure is None]
        found = set(waiting)
        while waiting:
            if len(waiting) % OFTEN == 0:
                task.ask()
            new = [earlier for earlier in before.get(waiting.pop(), ()) if earlier not in found]
            found.update(new)
            waiting += new
        return found

    def _ways(self, task: Task) -> int | None:
        """How many plays there are; None where it goes round or is not all listed."""
        left = {state.id: len(state.next) for state in self.states}
        before: dict[int, list[int]] = {}
        for state in self.states:
            for after in state.next.values():
                before.setdefault(after, []).append(state.id)
        ways = {state.id: int(state.measure is None) for state in self.states}
        ready = [number for number, more in left.items() if not more]
        settled = 0
        while ready:
            if settled % OFTEN == 0:
                task.ask()
            number = ready.pop()
            settled += 1
            for earlier in before.get(number, ()):
                ways[earlier] += ways[number]
                left[earlier] -= 1
                if not left[earlier]:
                    ready.append(earlier)
        return sum(ways[state.id] for state in self.starts) if settled == len(self.states) else None


_Taken = tuple[Any, Decision] | None
"""What was decided: what before it, and the last."""


def _in_order(taken: _Taken) -> tuple[Decision, ...]:
    decisions: list[Decision] = []
    while taken is not None:
        taken, last = taken
        decisions.append(last)
    return tuple(reversed(decisions))


def followed(graph: Graph, starts: Iterable[tuple[int, Start, float]], taken: Positions) -> Policy:
    """A policy from where it begins: (number of a state, what begins there, how likely) each.

    `taken`, of shape (states,), tells the number of the option that is taken in each state, -1 where none is.

    Raises:
        OverBudget: there is no time to follow it.
    """
    begun = {number: (start, share) for number, start, share in starts}
    ids = {number: place for place, number in enumerate(begun)}
    measures: dict[int, str] = {}
    steps: dict[int, dict[str, tuple[int, float]]] = {}
    frontier = np.array(list(begun), dtype=np.int64)
    complete = True
    while len(frontier):
        if len(ids) > MOST_LISTED:
            complete = False
            break
        graph.found.task.ask()
        later: dict[int, None] = {}
        for number, measure, outcome, weight, after in _steps(graph, np.sort(frontier), taken):
            measures[number] = measure
            steps.setdefault(number, {})[outcome] = after, weight
            later.setdefault(after)
        new = [number for number in later if number not in ids]
        ids |= {number: place for place, number in enumerate(new, len(ids))}
        frontier = np.array(new, dtype=np.int64)
    listed = list(ids)[:MOST_LISTED]
    places = graph.places_of(np.array(listed, dtype=np.int32)).tolist()
    states = []
    for number, place in zip(listed, places, strict=True):
        leads = steps.get(number, {})
        total = sum(weight for _, weight in leads.values())
        start, share = begun.get(number, (None, 0.0))
        here = {outcome: ids[after] if ids[after] < MOST_LISTED else -1 for outcome, (after, _) in leads.items()}
        states.append(
            PolicyState(
                id=ids[number],
                place=graph.found.program.places[place],
                measure=measures.get(number),
                next=here,
                odds={outcome: weight / total for outcome, (_, weight) in leads.items()},
                start=start,
                share=share,
                row=graph.found.layout.row(graph.keys[number]) if len(listed) <= MOST_TOLD_APART else (),
            )
        )
    return Policy(tuple(states), complete and len(ids) <= MOST_LISTED)


def _steps(graph: Graph, numbers: Numbers, taken: Positions) -> Iterator[tuple[int, str, str, float, int]]:
    """(state, measure, outcome or "", its weight, the state after) of what is taken in some states, in order."""
    found = graph.found
    deciding = numbers[taken[numbers] >= 0]
    if not len(deciding):
        return
    for place, clock, keys in found.groups(graph.keys[deciding]):
        found.task.ask()
        here = graph.find(keys)
        choice = taken[here]
        for move in found.group(place, clock, keys, weigh=True).moves:
            rows = np.arange(len(keys)) if move.rows is None else move.rows
            some = np.flatnonzero(choice[rows] == move.option.number)
            if not len(some):
                continue
            weights = np.broadcast_to(1 if move.weight is None else move.weight, rows.shape)[some].tolist()
            targets = graph.find(move.keys[some]).tolist()
            outcome = "" if move.outcome is None else move.outcome.id
            for number, weight, after in zip(here[rows[some]].tolist(), weights, targets, strict=True):
                yield number, move.option.measure.id, outcome, float(weight), after


def options_from(graph: Graph, number: int, wanted: Yes) -> Policy:
    """For each measure that is open in a state the first outcome that leads to a state that is wanted, each by itself.

    Raises:
        OverBudget: there is no time to look.
    """
    found = graph.found
    states: dict[int, PolicyState] = {}
    ids = {number: 0}
    for place, clock, keys in found.groups(graph.keys[[number]]):
        for move in found.group(place, clock, keys).moves:
            after = int(graph.find(move.keys)[0])
            if wanted[after] and move.option.number not in states:
                outcome = "" if move.outcome is None else move.outcome.id
                states[move.option.number] = PolicyState(
                    id=0,
                    place=found.program.places[place],
                    measure=move.option.measure.id,
                    next={outcome: ids.setdefault(after, len(ids))},
                    odds={outcome: 1.0},
                )
    return Policy(tuple(states[option] for option in sorted(states)))
