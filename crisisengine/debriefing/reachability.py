"""What can still become of a state: known from the checker's graph, or, where that is too large, tried by random play."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from attrs import define, field

from crisisengine.budget import UNLIMITED, Budget, OverBudget
from crisisengine.debriefing.model import Outlook
from crisisengine.engine.program import program
from crisisengine.engine.rules import State, offers, place, possible, step
from crisisengine.engine.run import Run
from crisisengine.model.scenario import Scenario

if TYPE_CHECKING:  # loads NumPy, and most of what a debrief does needs none
    from crisisengine.checker.shown.along_a_run import ChancesAlong

__all__ = ["ExactReachability", "Reachability", "SampledReachability", "by_rank"]

PLAYS = 300
LONGEST = 400
"""Decisions after which a random play is given up."""


class Reachability(Protocol):
    """Whoever can tell the endings that a state can still come to."""

    def outlook(self, state: State, budget: Budget = UNLIMITED, share: float = 1) -> Outlook:
        """The endings that can still be reached from here; at most a share of the time that is left goes into it.

        Raises:
            OverBudget: there was not even time for a guess.
        """
        ...


class EndingsIndex(Protocol):
    """The checker's `ReachableEndings`, as far as it is asked here."""

    def endings(self, state: State) -> frozenset[str]:
        """The endings that can still be reached from a state of any run."""
        ...


def by_rank(scenario: Scenario, endings: frozenset[str]) -> tuple[str, ...]:
    """Endings, the best first; those of one rank in file order."""
    return tuple(
        sorted((name for name in scenario.endings if name in endings), key=lambda name: -scenario.endings[name].rank)
    )


@define
class ExactReachability:
    """Exact, from all states."""

    scenario: Scenario
    reachable_endings: EndingsIndex
    weigh: Callable[[Run, Budget], ChancesAlong | None] | None = None
    """Tells the chance of the best rank along a run; None where nobody has worked it out."""

    def outlook(self, state: State, budget: Budget = UNLIMITED, share: float = 1) -> Outlook:
        """The endings that can still be reached from here, all of them.

        Of a state that is not among all, since somebody changed what was kept of them: what random plays come to.
        """
        try:
            return Outlook(by_rank(self.scenario, self.reachable_endings.endings(state)), 0)
        except KeyError:
            return SampledReachability(self.scenario).outlook(state, budget, share)


@define
class SampledReachability:
    """From random plays: what they came to can be reached; what they did not come to may be there all the same."""

    scenario: Scenario
    plays: int = PLAYS
    _seen: dict[State, Outlook] = field(init=False, factory=dict)

    def outlook(self, state: State, budget: Budget = UNLIMITED, share: float = 1) -> Outlook:
        """The endings that a number of random plays came to; the same each time it is asked.

        After its share of the time it makes do with the plays that it has, one at the least.

        Raises:
            OverBudget: there was not even time for one.
        """
        found = self._seen.get(state)
        if found is None:
            values = program(self.scenario).cells.values(state.row)
            luck = random.Random(repr(values))  # noqa: S311 - play, not secrets; the same luck on any machine
            reached = {self._play(state, luck, budget)}
            plays = 1
            part = budget.part(budget.left * share)
            try:
                while plays < self.plays:
                    reached.add(self._play(state, luck, part))
                    plays += 1
            except OverBudget as over:
                if over.reason == "stopped":
                    raise
            endings = frozenset(name for name in reached if name in self.scenario.endings)
            found = self._seen[state] = Outlook(by_rank(self.scenario, endings), plays, hurried=plays < self.plays)
        return found

    def _play(self, state: State, luck: random.Random, budget: Budget) -> str:
        for _ in range(LONGEST):
            budget.ask("sampling")
            opened = [offer.measure for offer in offers(self.scenario, state) if offer.open]
            if not opened:
                break
            measure = luck.choice(opened)
            odds = possible(self.scenario, state, measure)
            outcome = luck.choices([name for name, _ in odds], [weight for _, weight in odds])[0] if odds else None
            state = step(self.scenario, state, measure, outcome).after
        return place(self.scenario, state)
