"""How well one can play who sees only the pages, found among beliefs, exactly.

Where beliefs never come back: depth first, the measure that promises most before the others. The mean of the chances of
one who knows all bounds every belief, so a measure that promises no more than another surely gives is not looked into.
Where they can come back, all of them are gathered and solved together, as any decision process.
"""

from __future__ import annotations

import numpy as np
from attrs import define, field

from crisisengine.checker.search.decision_process import DecisionProcess
from crisisengine.checker.search.flow import Share
from crisisengine.checker.search.optimum import KNOWN_TO, solve
from crisisengine.checker.shown.beliefs import Belief, Beliefs, Choosable
from crisisengine.checker.shown.worth import Worth

__all__ = ["forward", "round_about"]

CLOSE = KNOWN_TO / 64
"""Chances that lie no further apart are equally good."""


def forward(beliefs: Beliefs, worth: Worth, begun: list[tuple[Belief, float]]) -> Share:
    """The chance where play only goes forward.

    Raises:
        BeliefLimitError: there are more beliefs than may be looked at.
        OverBudget: there is no time for it.
    """
    search = _Forward(beliefs, worth)
    value = sum(chance * search.found(belief) for belief, chance in begun)
    return Share.between(value, value - KNOWN_TO, value + KNOWN_TO)


@define(eq=False)
class _Forward:
    """Branch and bound, with what is known of each belief kept."""

    beliefs: Beliefs
    worth: Worth
    _known: dict[Belief, float] = field(init=False, factory=dict)

    def found(self, belief: Belief) -> float:
        """What a belief is worth: a stack in place of recursion."""
        rest = self.worth.part(belief).rest
        stack = [] if rest is None else [_Weighing(self, rest)]
        while stack:
            needed = stack[-1].needed()
            if needed is not None:
                stack.append(_Weighing(self, needed))
            else:
                frame = stack.pop()
                self._known[frame.belief] = frame.best
        value = self.known(belief)
        assert value is not None, "it has just been found"
        return value

    def known(self, belief: Belief) -> float | None:
        """What a belief is worth, if that is known."""
        part = self.worth.part(belief)
        if part.rest is None:
            return part.sure
        rest = self._known.get(part.rest)
        return None if rest is None else part.sure + part.mass * rest

    def better(self, chance: float, other: float) -> bool:
        """Whether a chance is better than another, for this play."""
        return chance > other + CLOSE if self.worth.play == "best" else chance < other - CLOSE


class _Weighing:
    """A belief whose worth is being found."""

    def __init__(self, search: _Forward, belief: Belief) -> None:
        self.search = search
        self.belief = belief
        promised = [(search.worth.promise(option), option) for option in search.beliefs.options(belief)]
        self.waiting = sorted(promised, key=lambda each: each[0], reverse=search.worth.play == "worst")
        """Measures with what they promise; the one that promises most comes last."""
        self.best = 0.0
        self.chosen = False

    def needed(self) -> Belief | None:
        """The next belief whose worth has to be known; None once this one's is."""
        search = self.search
        while self.waiting:
            promise, option = self.waiting[-1]
            if self.chosen and not search.better(promise, self.best):
                break
            value = 0.0
            for after, chance in option.branches:
                known = search.known(after)
                if known is None:
                    return search.worth.part(after).rest
                value += chance * known
            self.waiting.pop()
            if not self.chosen or search.better(value, self.best):
                self.best, self.chosen = value, True
        return None


def round_about(beliefs: Beliefs, worth: Worth, begun: list[tuple[Belief, float]]) -> Share:
    """The chance where play can go round.

    Raises:
        BeliefLimitError: there are more beliefs than may be looked at.
        OverBudget: there is no time for it.
    """
    gathered = _Gathered(beliefs, worth)
    for belief, _ in begun:
        gathered.number(belief)
    while gathered.done < len(gathered.order):
        gathered.look_on()
    process = gathered.process()
    goal = np.arange(process.states) == GOAL
    found = solve(process, goal, worth.play, beliefs.task)
    value, error = 0.0, KNOWN_TO / 2
    for belief, chance in begun:
        part, number = worth.part(belief), gathered.number(belief)
        value += chance * (part.sure + part.mass * float(found.value[number]))
        error += chance * part.mass * float(found.error[number])
    return Share.between(value, value - error, value + error)


GOAL, NOWHERE = 0, 1
"""The first two states of a process of beliefs: where what is decided goes."""


@define(eq=False)
class _Gathered:
    """All beliefs to which play can come, numbered, and the steps between them."""

    beliefs: Beliefs
    worth: Worth
    order: list[Belief] = field(init=False, factory=list)
    done: int = 0
    """How many of them were looked at."""
    steps: list[tuple[int, int, int, float]] = field(init=False, factory=list)
    """(belief, measure, belief that follows, how likely)."""
    _numbers: dict[Belief, int] = field(init=False, factory=dict)

    def number(self, belief: Belief) -> int:
        """The number of what is undecided of a belief."""
        rest = self.worth.part(belief).rest
        if rest is None:
            return NOWHERE
        if rest not in self._numbers:
            self._numbers[rest] = 2 + len(self.order)
            self.order.append(rest)
        return self._numbers[rest]

    def look_on(self) -> None:
        """Look at the next of them."""
        number, belief = 2 + self.done, self.order[self.done]
        self.done += 1
        for which, option in enumerate(self.beliefs.options(belief)):
            self.steps += [(number, which, target, chance) for target, chance in self._leads(option) if chance > 0]

    def _leads(self, option: Choosable) -> list[tuple[int, float]]:
        """Where a measure leads: to what is undecided, the goal and nowhere."""
        parts = [(self.number(after), self.worth.part(after), chance) for after, chance in option.branches]
        sure = sum(chance * part.sure for _, part, chance in parts)
        lost = sum(chance * max(1.0 - part.mass - part.sure, 0.0) for _, part, chance in parts)
        going = [(number, chance * part.mass) for number, part, chance in parts if number != NOWHERE]
        return [*going, (GOAL, sure), (NOWHERE, lost if lost > CLOSE else 0.0)]

    def process(self) -> DecisionProcess:
        """What was gathered, as a decision process."""
        sources, options, targets, weights = zip(*self.steps, strict=True) if self.steps else ((), (), (), ())
        return DecisionProcess.of(
            np.array(sources, dtype=np.int64),
            np.array(options, dtype=np.int64),
            np.array(targets, dtype=np.int64),
            np.array(weights, dtype=np.float64),
            2 + len(self.order),
            rounded=True,
        )
