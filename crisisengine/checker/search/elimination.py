"""Solving a random walk by taking out its states.

States are eliminated one by one: whatever goes through a state goes from the one before it straight to the one after.
Nothing is ever subtracted (Grassmann, Taksar and Heyman 1985), so that rounding stays small even where a walk is left
once in a billion rounds. States with few neighbours go first (minimum degree, Markowitz 1957): walks along a line,
trees and whatever falls apart when few states are taken out cost next to nothing. What is left over and joined to
everything is solved as a dense system where it is small, and by iteration where it is large.
"""

from __future__ import annotations

import heapq
from functools import cached_property

import numpy as np
import numpy.typing as npt

from crisisengine.checker.search.chain import Chain, iterated, iterated_either_sign
from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Shares

__all__ = ["MOST_ELIMINATED", "Elimination"]

MOST_ELIMINATED = 300_000
"""States of a chain of which any are eliminated, each of them an object or two; larger chains are iterated."""
MOST_JOINED = 40
"""Pairs of neighbours that eliminating one state may join."""
MOST_DENSE = 2_000
"""States that are solved as a dense system, which takes the cube of their number."""
FEWEST_LEFT = 300
"""States that are taken out one by one whatever they join: a dense system of so few is no quicker."""
MANY = 50_000
"""Steps read until somebody is asked whether to go on."""
STATE_BYTES, STEP_BYTES = 600, 60
"""What a state and a step take while they are objects, about."""
OFTEN = 500
"""States eliminated until somebody is asked whether to go on."""


class Elimination:
    """A chain of which states are taken out, one after the other."""

    def __init__(self, chain: Chain, arriving: Shares, task: Task) -> None:
        self.task = task
        task.take(len(arriving) * STATE_BYTES + len(chain.sources) * STEP_BYTES)
        self.after: list[dict[int, float]] = [{} for _ in arriving]
        """The probability of each step from a state to another; staying is left out, which only makes them likelier."""
        self.before: list[set[int]] = [set() for _ in arriving]
        self.leaves: list[float] = chain.leaves.tolist()
        self.arriving: list[float] = arriving.tolist()
        self.taken_out: list[tuple[int, float, list[tuple[int, float]]]] = []
        """(state, probability to go on from it, the steps to it) in order."""
        for at in range(0, len(chain.sources), MANY):
            task.ask()
            some = slice(at, at + MANY)
            steps = zip(
                chain.sources[some].tolist(), chain.targets[some].tolist(), chain.odds[some].tolist(), strict=True
            )
            for source, target, odds in steps:
                if source != target:
                    self.after[source][target] = self.after[source].get(target, 0.0) + odds
                    self.before[target].add(source)

    @cached_property
    def core(self) -> list[int]:
        """What is left when all that is cheap has been taken out."""
        return self._reduce()

    def visits(self) -> Shares:
        """The expected visits: shape (states,). Take out what is cheap, solve the rest, and put back in the opposite order."""
        core = self.core
        found = [0.0] * len(self.arriving)
        for state, solved in zip(core, self._solved(core).tolist() if core else (), strict=True):
            found[state] = solved
        for number, (state, onwards, coming) in enumerate(reversed(self.taken_out)):
            if number % OFTEN == 0:
                self.task.ask()
            come = self.arriving[state] + sum(found[source] * odds for source, odds in coming)
            found[state] = come / onwards if onwards else 0.0
        return np.array(found)

    def gains(self, gained: Shares) -> Shares:
        """What a walk from each state is expected to gain, if it gains so much at each visit: shape (states,), both.

        The same elimination read the other way round; it may be asked again and again.
        """
        core = self.core
        found: list[float] = gained.tolist()
        for number, (state, onwards, coming) in enumerate(self.taken_out):
            if number % OFTEN == 0:
                self.task.ask()
            share = found[state] / onwards if onwards else 0.0
            if share:
                for source, odds in coming:
                    found[source] += odds * share
        for state, solved in zip(core, self._gains_of(core, found).tolist() if core else (), strict=True):
            found[state] = solved
        for number, (state, onwards, _) in enumerate(reversed(self.taken_out)):
            if number % OFTEN == 0:
                self.task.ask()
            gain = found[state] + sum(odds * found[target] for target, odds in self.after[state].items())
            found[state] = gain / onwards if onwards else 0.0
        return np.array(found)

    def _gains_of(self, core: list[int], gained: list[float]) -> Shares:
        """The same of the states that are left."""
        here = np.array([gained[state] for state in core])
        if len(core) <= MOST_DENSE:
            found: Shares = np.linalg.solve(self._table(core).T, here)
            return found
        jumps, onwards = self._jumps(core)
        back = Chain(jumps.targets, jumps.sources, jumps.odds, jumps.leaves)
        return iterated_either_sign(back, here / onwards, self.task)

    def _reduce(self) -> list[int]:
        """Take out states while few neighbours are joined by it; returns those that are left."""
        heap = [(self._cost(state), state) for state in range(len(self.after))]
        heapq.heapify(heap)
        while heap:
            cost, state = heapq.heappop(heap)
            now = self._cost(state)
            if now > cost:
                heapq.heappush(heap, (now, state))
                continue
            if cost > MOST_JOINED and len(heap) >= FEWEST_LEFT:
                return sorted([state, *(other for _, other in heap)])
            if len(self.taken_out) % OFTEN == 0:
                self.task.ask()
            self._take_out(state)
        return []

    def _cost(self, state: int) -> int:
        return len(self.before[state]) * len(self.after[state])

    def _take_out(self, state: int) -> None:
        after, leaves = self.after[state], self.leaves[state]
        onwards = leaves + sum(after.values())
        coming = [(source, self.after[source].pop(state)) for source in self.before[state]]
        self.taken_out.append((state, onwards, coming))
        for target in after:
            self.before[target].discard(state)
        if not onwards:
            return
        for source, odds in coming:
            steps, share = self.after[source], odds / onwards
            self.leaves[source] += share * leaves
            for target, likely in after.items():
                if target != source:
                    if target in steps:
                        steps[target] += share * likely
                    else:
                        steps[target] = share * likely
                        self.before[target].add(source)
        share = self.arriving[state] / onwards
        if share:
            for target, likely in after.items():
                self.arriving[target] += share * likely

    def _solved(self, core: list[int]) -> Shares:
        """The visits to the states that are left."""
        arriving = np.array([self.arriving[state] for state in core])
        if len(core) <= MOST_DENSE:
            solved: Shares = np.linalg.solve(self._table(core), arriving)
            return np.maximum(solved, 0.0)
        jumps, onwards = self._jumps(core)
        found: Shares = iterated(jumps, arriving, self.task) / onwards
        return found

    def _table(self, core: list[int]) -> npt.NDArray[np.float64]:
        """The equations of the visits to the states that are left: shape (states, states)."""
        number = {state: place for place, state in enumerate(core)}
        table = np.diag([self._onwards(state) for state in core])
        for state, place in number.items():
            for target, odds in self.after[state].items():
                table[number[target], place] -= odds
        return table

    def _jumps(self, core: list[int]) -> tuple[Chain, Shares]:
        """The walk over the states that are left, each time to another; how likely each is not stayed in."""
        number = {state: place for place, state in enumerate(core)}
        onwards = np.array([self._onwards(state) for state in core])
        sources = np.repeat(np.arange(len(core), dtype=np.int32), [len(self.after[state]) for state in core])
        targets = np.array([number[target] for state in core for target in self.after[state]], dtype=np.int32)
        shares = np.array([odds for state in core for odds in self.after[state].values()], dtype=np.float64)
        return Chain(sources, targets, shares / onwards[sources], np.zeros(len(core))), onwards

    def _onwards(self, state: int) -> float:
        return self.leaves[state] + sum(self.after[state].values())
