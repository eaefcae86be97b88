"""How well one can play who sees only the pages: the highest and the lowest chance of a goal *as shown*.

First the quick tests (`walk`, `agreement`). What they leave open is looked for among beliefs (`deciding`, `certain`), as long as
there are not too many; beyond that nothing is claimed but bounds: nobody who sees less does better than one who knows all.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from attrs import define, evolve, field

from crisisengine.budget import OverBudget
from crisisengine.checker.search.certainty import Certain
from crisisengine.checker.search.flow import Share
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.optimum import KNOWN_TO, Optima, Play
from crisisengine.checker.shown.agreement import Agreement, Lossless
from crisisengine.checker.shown.almost_certain import almost_certain
from crisisengine.checker.shown.beliefs import Belief, BeliefLimitError, Beliefs
from crisisengine.checker.shown.certain import Supports
from crisisengine.checker.shown.deciding import forward, round_about
from crisisengine.checker.shown.lookup import Lookup
from crisisengine.checker.shown.walk import Keeps, keeps_certain, keeps_chance, walked
from crisisengine.checker.shown.worth import Worth
from crisisengine.checker.vector.arrays import Numbers, Positions, Yes
from crisisengine.limits import MOST_BELIEFS
from crisisengine.model.scenario import Inject, Scenario

__all__ = ["AsShown", "only_for_one_who_knows"]


MOST_NAMED = 3
"""Hidden variables that a reason names."""


@define(eq=False, slots=False)
class AsShown:
    """The chances as shown of a scenario, from one of its beginnings."""

    futures: Futures
    """Of all states, or at least of those to which play comes from there."""
    chapter: str = ""
    told: Inject | None = None
    """A report of which the page on which it arrives also says whether it is true (see `verifying`)."""
    most: int = MOST_BELIEFS
    beliefs: Beliefs = field(init=False)
    taken: Positions | None = field(init=False, default=None)
    """Once it has been asked, what to take in each state, the same wherever pages show the same; None where no such policy is
    known to do as well as one who knows all. Shape (states,)."""
    _again: Callable[[Numbers], Positions | None] | None = field(init=False, default=None)
    """The same from other states on."""

    def __attrs_post_init__(self) -> None:
        found = self.futures.graph.found
        self.beliefs = Beliefs(found.program.scenario, found.task, found.kept, self.told, self.most)

    def chance(self, goal: Yes, known: Optima, play: Play) -> Share:
        """The chance of a goal, to 1e-12; where it is not known, the bounds that one who knows all sets.

        Args:
            goal: shape (states,).
            known: the chances of one who knows all, with the policy.
            play: the best or the worst.

        Raises:
            OverBudget: there is not even the time to know where runs begin.
        """
        try:
            if known.known[self._starts].all() and self._walks(goal, keeps_chance(known)):
                share = self.knowing_all(known)
                return Share.between(share.value, share.low - KNOWN_TO, share.high + KNOWN_TO)
            lossless = self._agreement.of_chances(goal, known, play)
            agreed = self._agreed(goal, lossless)
            worth = Worth(self._lookup, goal, known, play, agreed)
            circular = any(component.circular for component in self.futures.graph.components)
            decide = round_about if circular else forward
            return decide(self.beliefs, worth, self._begun)
        except (OverBudget, BeliefLimitError):
            return self.bounds(known, play)

    def certain(self, goal: Yes, certain: Certain, *, fair: bool = False) -> bool | None:
        """Whether one who sees only the pages is certain to come to a goal; None: not known.

        Args:
            goal: shape (states,).
            certain: from where one who knows all is.
            fair: whether almost surely is enough; else the number of decisions is bounded.
        """
        try:
            if not certain.inside[self._starts].all():
                return False
            if self._walks(goal, keeps_certain(certain)):
                return True
            agreed = self._agreed(goal, self._agreement.of_certainty(goal, certain))
            supports = Supports(self.beliefs, self._lookup, goal, certain.inside, agreed)
            begun = [belief for belief, _ in self._begun]
            return almost_certain(supports, begun) if fair else supports.certain(begun)
        except (OverBudget, BeliefLimitError):
            return None

    def taken_from(self, starts: Numbers) -> Positions | None:
        """The same policy from other states on as well; None where there is none.

        Raises:
            OverBudget: there is no time for it.
        """
        if self.taken is None or self._again is None or np.isin(starts, self._starts).all():
            return self.taken
        return self._again(starts)

    def _walks(self, goal: Yes, keeps: Keeps) -> bool:
        """Whether a first walk finds a policy that looks at nothing but the page."""
        graph = self.futures.graph
        self._again = lambda starts: walked(graph, starts, goal, keeps)
        self.taken = walked(graph, self._starts, goal, keeps)
        return self.taken is not None

    def _agreed(self, goal: Yes, lossless: Lossless) -> Yes:
        self._again = lambda starts: self._agreement.followed(starts, goal, lossless)[1]
        agreed, self.taken = self._agreement.followed(self._starts, goal, lossless)
        return agreed

    @cached_property
    def _agreement(self) -> Agreement:
        return Agreement(self.futures.graph)

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(self.futures.graph)

    @cached_property
    def _begun(self) -> list[tuple[Belief, float]]:
        return [(belief, float(chance)) for belief, chance in self.beliefs.starts(self.chapter)]

    @property
    def _starts(self) -> Numbers:
        return np.array(
            sorted(set(self._lookup.of(row for belief, _ in self._begun for row, _ in belief))), dtype=np.int64
        )

    def knowing_all(self, known: Optima) -> Share:
        """The chance of one who knows all, from where runs begin."""
        value, error = 0.0, KNOWN_TO / 2
        for belief, chance in self._begun:
            whole = sum(weight for _, weight in belief)
            for number, (_, weight) in zip(self._lookup.of(row for row, _ in belief), belief, strict=True):
                value += chance * weight / whole * float(known.value[number])
                error += chance * weight / whole * float(known.error[number])
        return Share.between(value, value - error, value + error)

    def bounds(self, known: Optima, play: Play) -> Share:
        """What is sure without a look at any belief; the value is what one who knows all does."""
        share = self.knowing_all(known)
        return evolve(share, low=0.0) if play == "best" else evolve(share, high=1.0)


def only_for_one_who_knows(scenario: Scenario) -> str:
    """Who could do what nobody is known to be able to do who sees only the pages, in words."""
    hidden = [f"`{variable.name}`" for variable in scenario.variables.values() if variable.hidden]
    if len(hidden) > MOST_NAMED:
        hidden = [*hidden[:MOST_NAMED], f"{len(hidden) - MOST_NAMED} more"]
    return f"only for one who knows {' and '.join([', '.join(hidden[:-1]), hidden[-1]] if hidden[1:] else hidden) or 'what is pending'}"
