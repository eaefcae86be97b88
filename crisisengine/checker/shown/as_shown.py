"""How well one can play who sees only the pages: the highest and the lowest chance of a goal *as shown*.

First the quick test (`agreement`). What it leaves open is looked for among beliefs: depth first, the measure that
promises most before the others. No play knows more than one who knows all, so the mean of that player's chances bounds
every belief; a measure that promises no more than what another surely gives is not looked into. Where beliefs can go
round, all of them are explored and solved together.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from attrs import define, field, frozen

from crisisengine.budget import OverBudget
from crisisengine.checker.search.decision_process import DecisionProcess
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.optimum import KNOWN_TO, Optima, Play, settle
from crisisengine.checker.shown.agreement import agreeing, alike
from crisisengine.checker.shown.beliefs import Belief, Beliefs, Option, conditioned
from crisisengine.checker.shown.lookup import Lookup
from crisisengine.checker.vector.arrays import Positions, Yes

__all__ = ["MOST_BELIEFS", "AsShown", "ShownChance"]

MOST_BELIEFS = 200_000
"""Beyond it nothing is claimed but bounds."""


@frozen
class ShownChance:
    """The best or the worst chance of a goal, as shown: proved to lie between two bounds."""

    low: float
    high: float

    @property
    def value(self) -> float | None:
        """The chance, where it is known."""
        return (self.low + self.high) / 2 if self.high - self.low <= 4 * KNOWN_TO else None


@define(eq=False, slots=False)
class AsShown:
    """The chances as shown of a scenario, from one beginning."""

    futures: Futures
    chapter: str = ""
    most: int = MOST_BELIEFS
    beliefs: Beliefs = field(init=False)
    _lookup: Lookup = field(init=False)

    def __attrs_post_init__(self) -> None:
        found = self.futures.graph.found
        self.beliefs = Beliefs(found.program.scenario, found.task)
        self._lookup = Lookup(self.futures.graph)

    @cached_property
    def _groups(self) -> Positions:
        return alike(self.futures.graph)

    def chance(self, goal: Yes, known: Optima, play: Play) -> ShownChance:
        """The chance of a goal.

        Args:
            goal: shape (states,).
            known: the chances of one who knows all, with the policy.
            play: the best or the worst.
        """
        graph = self.futures.graph
        agreed = np.zeros(len(goal), dtype=bool)
        search = _Search(self, goal, known, play, agreed)
        try:
            agreed[:] = agreeing(graph, self._groups, goal, known, play)
            if any(component.circular for component in graph.components):
                return search.going_round()
            return search.going_forward()
        except OverBudget:
            return search.bounds()


@frozen(eq=False)
class _Part:
    """What a belief is worth: what is decided already, and what is left to be decided in the rest."""

    sure: float
    """Of the mass that is decided."""
    rest: Belief | None
    """The others; None where nothing is left."""
    mass: float
    """Of the rest."""
    bound: float
    """What the rest gives to one who knows all, and no more (for the worst play: no less) than what it can give here."""


@define(eq=False)
class _Search:
    """A search for one goal."""

    shown: AsShown
    goal: Yes
    known: Optima
    play: Play
    agreed: Yes
    _parts: dict[Belief, _Part] = field(init=False, factory=dict)
    _worth: dict[Belief, float] = field(init=False, factory=dict)

    def part(self, belief: Belief) -> _Part:
        """A belief, as far as it is decided: at the goal, without hope, or where both players decide alike."""
        found = self._parts.get(belief)
        if found is None:
            found = self._parts[belief] = self._part(belief)
        return found

    def _part(self, belief: Belief) -> _Part:
        numbers = self.shown._lookup.of(row for row, _ in belief)
        values = self.known.value[numbers].tolist()
        whole = sum(weight for _, weight in belief)
        if self.agreed[numbers].all():
            return _Part(sum(value * (weight / whole) for value, (_, weight) in zip(values, belief)), None, 0.0, 0.0)
        decided = 0.0 if self.play == "best" else 1.0
        sure, bound, rest = 0.0, 0.0, []
        for number, value, (row, weight) in zip(numbers, values, belief, strict=True):
            if self.goal[number] or (value == decided and self.known.error[number] == 0):
                sure += value * (weight / whole)
            else:
                rest.append((row, weight))
                bound += value * (weight / whole)
        if not rest:
            return _Part(sure, None, 0.0, 0.0)
        mass = sum(weight for _, weight in rest) / whole
        return _Part(sure, conditioned(rest), mass, bound / mass)

    def worth_of(self, belief: Belief) -> float | None:
        """What a belief is worth, if that is known."""
        part = self.part(belief)
        if part.rest is None:
            return part.sure
        rest = self._worth.get(part.rest)
        return None if rest is None else part.sure + part.mass * rest

    def promise(self, option: Option) -> float:
        """What a measure gives one who knows all from then on."""
        parts = ((self.part(after), chance) for after, chance in option.branches)
        return sum(float(chance) * (part.sure + part.mass * part.bound) for part, chance in parts)

    def going_forward(self) -> ShownChance:
        """Where beliefs never come back."""
        value = 0.0
        for belief, chance in self.shown.beliefs.starts(self.shown.chapter):
            part = self.part(belief)
            if part.rest is not None:
                self._settle(part.rest)
            worth = self.worth_of(belief)
            assert worth is not None
            value += float(chance) * worth
        return self._told(value)

    def _settle(self, belief: Belief) -> None:
        """Find what a belief is worth: a stack in place of recursion."""
        stack = [_Frame(self, belief)]
        while stack:
            needed = stack[-1].needed()
            if needed is not None:
                if len(self.shown.beliefs) >= self.shown.most:
                    raise OverBudget("beliefs", "states")
                stack.append(_Frame(self, needed))
            else:
                frame = stack.pop()
                self._worth[frame.belief] = frame.best

    def better(self, one_: float, other: float) -> bool:
        """Whether a chance is better than another, for this play."""
        return one_ > other + KNOWN_TO / 64 if self.play == "best" else one_ < other - KNOWN_TO / 64

    def going_round(self) -> ShownChance:
        """Where beliefs may come back: all of them at once."""
        numbers: dict[Belief, int] = {}
        sources, options, targets, weights = [], [], [], []
        begun = [(self.part(belief), chance) for belief, chance in self.shown.beliefs.starts(self.shown.chapter)]
        waiting = [part.rest for part, _ in begun if part.rest is not None]
        for belief in waiting:
            numbers.setdefault(belief, len(numbers))
        order = list(numbers)
        at = 0
        while at < len(order):
            belief = order[at]
            for number, option in enumerate(self.shown.beliefs.options(belief)):
                sure = 0.0
                for after, chance in option.branches:
                    part = self.part(after)
                    sure += float(chance) * part.sure
                    if part.rest is not None:
                        if part.rest not in numbers:
                            numbers[part.rest] = len(numbers)
                            order.append(part.rest)
                            if len(order) > self.shown.most:
                                raise OverBudget("beliefs", "states")
                        sources.append(at)
                        options.append(number)
                        targets.append(numbers[part.rest])
                        weights.append(float(chance) * part.mass)
                left = 1.0 - sum(weight for source, which, weight in zip(sources[-len(option.branches):], options[-len(option.branches):], weights[-len(option.branches):]) if source == at and which == number)
                for target, weight in ((-1, sure), (-2, left - sure)):
                    if weight > 0:
                        sources.append(at)
                        options.append(number)
                        targets.append(target)
                        weights.append(weight)
            at += 1
        count = len(order)
        leads = np.array(targets, dtype=np.int64)
        leads[leads == -1] = count
        leads[leads == -2] = count + 1
        process = DecisionProcess.of(
            np.array(sources, dtype=np.int64), np.array(options, dtype=np.int64), leads,
            np.array(weights), count + 2, rounded=True,
        )
        from crisisengine.checker.search.optimum import solve
        goal = np.zeros(count + 2, dtype=bool)
        goal[count] = True
        found = solve(process, goal, self.play, self.shown.futures.graph.found.task)
        value = low = high = 0.0
        for part, chance in begun:
            n = None if part.rest is None else numbers[part.rest]
            low += float(chance) * (part.sure + (0 if n is None else part.mass * found.low[n]))
            high += float(chance) * (part.sure + (0 if n is None else part.mass * found.high[n]))
        return ShownChance(low, high)

    def bounds(self) -> ShownChance:
        """What is sure without a word of beliefs: no play knows more than one who knows all."""
        value, error = 0.0, 0.0
        for belief, chance in self.shown.beliefs.starts(self.shown.chapter):
            numbers = self.shown._lookup.of(row for row, _ in belief)
            whole = sum(weight for _, weight in belief)
            for number, (_, weight) in zip(numbers, belief, strict=True):
                value += float(chance) * weight / whole * float(self.known.value[number])
                error += float(chance) * weight / whole * float(self.known.error[number])
        return ShownChance(0.0, value + error) if self.play == "best" else ShownChance(value - error, 1.0)

    def _told(self, value: float) -> ShownChance:
        return ShownChance(max(value - KNOWN_TO, 0.0), min(value + KNOWN_TO, 1.0))


class _Frame:
    """A belief whose worth is being found."""

    def __init__(self, search: _Search, belief: Belief) -> None:
        self.search = search
        self.belief = belief
        options = search.shown.beliefs.options(belief)
        promised = [(search.promise(option), option) for option in options]
        self.waiting = sorted(promised, key=lambda each: each[0], reverse=search.play == "worst")
        """The one that promises most comes last."""
        self.best = 0.0
        self.chosen = False

    def needed(self) -> Belief | None:
        """The next belief whose worth has to be known; None where this one's is."""
        while self.waiting:
            promise, option = self.waiting[-1]
            if self.chosen and not self.search.better(promise, self.best):
                return None
            worth = 0.0
            for after, chance in option.branches:
                known = self.search.worth_of(after)
                if known is None:
                    return self.search.part(after).rest
                worth += float(chance) * known
            self.waiting.pop()
            if not self.chosen or self.search.better(worth, self.best):
                self.best, self.chosen = worth, True
        return None
