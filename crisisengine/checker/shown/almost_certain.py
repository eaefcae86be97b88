"""Whether one who sees only the pages comes to a goal almost surely: chance may keep it waiting, not for ever.

How likely anything is does not matter here either, so a support is all that need be remembered. The largest set of
supports is looked for in which, by measures that surely stay in it, each state of each support may come to the goal: who
decides by lot among those measures comes there almost surely, and so do some policies without lots, of which the lot is a
mixture (Chatterjee, Doyen, Gimbert, Henzinger 2010). Who comes there almost surely by any policy never leaves such a set.
"""

from __future__ import annotations

from attrs import define, field, frozen

from crisisengine.checker.shown.beliefs import Belief, BeliefLimitError
from crisisengine.checker.shown.certain import Supports
from crisisengine.engine.state import Row

__all__ = ["almost_certain"]

OFTEN = 1_000
"""Pairs looked at until somebody is asked whether to go on."""
MOST_STEPS = 3_000_000
"""From pair to pair, that are kept: some 400 MB."""
ARRIVED = -1


@frozen(eq=False)
class _SupportWay:
    """A measure in a support: the supports that its pages leave, and where it takes each of the support's states."""

    after: tuple[int, ...]
    steps: tuple[tuple[int, int], ...]
    """(number of a pair, number of the pair that follows, or `ARRIVED`) each."""


@define(eq=False)
class _Pairs:
    """The supports to which play can come; a pair is a support and one of its states."""

    supports: Supports
    numbers: dict[Belief, int] = field(init=False, factory=dict)
    first: list[int] = field(init=False, factory=list)
    """By support: the number of its first pair; its other pairs follow."""
    ways: list[list[_SupportWay]] = field(init=False, factory=list)
    count: int = field(init=False, default=0)

    def number(self, support: Belief, waiting: list[Belief]) -> int:
        """The number of a support; one that is new has to be looked at."""
        known = self.numbers.get(support)
        if known is None:
            if len(self.numbers) >= self.supports.beliefs.most:
                raise BeliefLimitError
            known = self.numbers[support] = len(self.numbers)
            self.first.append(self.count)
            self.count += len(support)
            waiting.append(support)
        return known

    def gather(self, begun: list[Belief]) -> None:
        """Look at all that can come of some supports."""
        waiting: list[Belief] = []
        for support in begun:
            self.number(support, waiting)
        beliefs = self.supports.beliefs
        steps = 0
        for support in waiting:  # it grows meanwhile, in the order of the numbers
            beliefs.task.ask()
            ways = (self._way(support, measure, waiting) for measure in beliefs.open_in(support))
            self.ways.append([way for way in ways if way is not None])
            steps += sum(len(way.steps) for way in self.ways[-1])
            if steps > MOST_STEPS:
                raise BeliefLimitError

    def _way(self, support: Belief, measure: str, waiting: list[Belief]) -> _SupportWay | None:
        """What a measure leads to; None where it may lead to what is lost."""
        beliefs = self.supports.beliefs
        here = self.first[self.numbers[support]]
        places = {row: here + place for place, (row, _) in enumerate(support)}
        came: list[tuple[Belief, list[tuple[Row, Row]]]] = []
        for page in beliefs.pages(support, measure):
            left = self.supports.left(tuple((row, 1) for row in sorted({after for _, after in page})))
            if left is None:
                return None
            came.append((left, page))
        after, steps = [], []
        for left, page in came:
            if not left:
                steps += [(places[row], ARRIVED) for row, _ in page]
                continue
            number = self.number(left, waiting)
            after.append(number)
            following = {row: self.first[number] + place for place, (row, _) in enumerate(left)}
            steps += [(places[row], following.get(came_to, ARRIVED)) for row, came_to in page]
        return _SupportWay(tuple(after), tuple(steps))

    def lost(self, kept: set[int]) -> set[int]:
        """Those of some supports of which a state cannot come to the goal by measures that stay among them."""
        task = self.supports.beliefs.task
        before: dict[int, list[int]] = {}
        for support in kept:
            for way in self.ways[support]:
                if kept.issuperset(way.after):
                    for pair, following in way.steps:
                        before.setdefault(following, []).append(pair)
            task.ask()
        near = bytearray(self.count)
        waiting = [ARRIVED]
        looked_at = 0
        while waiting:
            looked_at += 1
            if looked_at % OFTEN == 0:
                task.ask()
            for pair in before.get(waiting.pop(), ()):
                if not near[pair]:
                    near[pair] = 1
                    waiting.append(pair)
        ends = [*self.first[1:], self.count]
        return {support for support in kept if not all(near[self.first[support] : ends[support]])}


def almost_certain(supports: Supports, begun: list[Belief]) -> bool:
    """Whether one policy comes to the goal almost surely from all of some beliefs.

    Raises:
        BeliefLimitError: there are more supports than may be looked at.
        OverBudget: there is no time for it.
    """
    left = [supports.left(belief) for belief in begun]
    if None in left:
        return False
    pairs = _Pairs(supports)
    asked = [support for support in left if support]
    pairs.gather(asked)
    kept = set(range(len(pairs.numbers)))
    while lost := pairs.lost(kept):
        kept -= lost
        if any(pairs.numbers[support] in lost for support in asked):
            return False
    return True
