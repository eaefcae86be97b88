"""Whether one who sees only the pages is certain to come to a goal, in a bounded number of decisions, whatever chance does.

How likely anything is does not matter here, only what is possible: a support is a belief without its weights. A support
serves when it is at the goal, or when some measure leads, by every page that can follow, to one that serves: the
attractor of a game against chance, over supports.
"""

from __future__ import annotations

from attrs import define, field

from crisisengine.checker.shown.beliefs import Belief, Beliefs
from crisisengine.checker.shown.lookup import Lookup
from crisisengine.checker.vector.arrays import Yes

__all__ = ["Supports"]

_Options = list[tuple[Belief, ...]]


@define(eq=False)
class Supports:
    """The supports to which play can come while it may still be certain."""

    beliefs: Beliefs
    lookup: Lookup
    goal: Yes
    """Shape (states,)."""
    inside: Yes
    """From where one who knows all is certain: shape (states,)."""
    agreed: Yes
    """From where one who sees only the pages surely is as well: shape (states,)."""
    _options: dict[Belief, _Options] = field(init=False, factory=dict)

    def certain(self, begun: list[Belief]) -> bool:
        """Whether all of some beliefs serve.

        Raises:
            BeliefLimitError: there are more of them than may be looked at.
            OverBudget: there is no time for it.
        """
        left = [self.left(belief) for belief in begun]
        if None in left:
            return False
        waiting = [support for support in left if support]
        while waiting:
            support = waiting.pop()
            if support in self._options:
                continue
            self._options[support] = options = []
            for option in self.beliefs.options(support):
                after = [self.left(belief) for belief, _ in option.branches]
                if None not in after:
                    options.append(tuple(each for each in after if each))
                    waiting += options[-1]
        serving = self._serving()
        return all(support in serving for support in left if support)

    def left(self, belief: Belief) -> Belief | None:
        """What is not at the goal, without weights; empty where nothing is left or it is known to serve; None: it never does."""
        numbers = self.lookup.of(row for row, _ in belief)
        if not self.inside[numbers].all():
            return None
        if self.agreed[numbers].all():
            return ()
        return tuple((row, 1) for number, (row, _) in zip(numbers, belief, strict=True) if not self.goal[number])

    def _serving(self) -> set[Belief]:
        """The attractor: round by round, whatever a measure surely leads to what serves already."""
        serving: set[Belief] = set()
        waiting = list(self._options)
        while waiting:
            self.beliefs.task.ask()
            new = [each for each in waiting if any(serving.issuperset(after) for after in self._options[each])]
            if not new:
                break
            serving.update(new)
            waiting = [each for each in waiting if each not in serving]
        return serving
