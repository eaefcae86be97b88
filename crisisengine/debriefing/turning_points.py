"""The roads not taken: which ending was closed when and by whom, and what would have kept the best of them open."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from attrs import define, evolve, field

from crisisengine.debriefing.model import Outlook, TurningPoint
from crisisengine.debriefing.reachability import Reachability, by_rank
from crisisengine.engine.rules import Decision, State, Step, offers, place, possible, step
from crisisengine.engine.run import Run
from crisisengine.model.scenario import Scenario

__all__ = ["RunOutlook"]

FARTHEST = 20_000
"""States that the search for a better play looks at before it gives up; in a plan that moves on it needs a few dozen."""


@define
class RunOutlook:
    """What an oracle says along a run."""

    run: Run
    reachability: Reachability
    outlooks: tuple[Outlook, ...] = field(init=False)
    """At the start, then after each decision."""
    _met: dict[State, Outlook] = field(init=False, factory=dict)
    """The same by state."""

    def __attrs_post_init__(self) -> None:
        states = [one.before for one in self.run.steps] + [self.run.state]
        self._met = {state: self.reachability.outlook(state) for state in states}
        waiting = True
        while waiting:  # more than once only where a run comes to a state again
            waiting = False
            for state, following in reversed(list(pairwise(states))):
                # Whatever was possible later was possible before: random plays may have missed it.
                here, after = self._met[state], self._met[following]
                if not set(after.endings) <= set(here.endings):
                    endings = by_rank(self.scenario, frozenset((*here.endings, *after.endings)))
                    self._met[state] = evolve(here, endings=endings)
                    waiting = True
        self.outlooks = tuple(self._met[state] for state in states)

    @property
    def scenario(self) -> Scenario:
        """What was played."""
        return self.run.scenario

    def closed(self, number: int) -> tuple[str, ...]:
        """The endings that decision `number`, from 1, took out of reach, the best first."""
        before, after = self.outlooks[number - 1], self.outlooks[number]
        return tuple(one for one in before.endings if one not in after.endings)

    def best(self, outlook: Outlook) -> frozenset[str]:
        """The endings of the best rank among those that are possible."""
        ranks = {one: self.scenario.endings[one].rank for one in outlook.endings}
        return frozenset(one for one, rank in ranks.items() if rank == max(ranks.values()))

    def keeps(self, number: int, measure: str) -> str:
        """What an open measure would have done, at decision `number`, to the best rank: `kept`, `risked` or `lost`.

        Empty where no ending was possible any more: there is nothing to keep.
        """
        before = self.run.steps[number - 1].before
        wanted = self.best(self.outlooks[number - 1])
        if not wanted:
            return ""
        kept = [self._keeps(after, wanted) for after in self._follow(before, measure)]
        return "kept" if all(kept) else "risked" if any(kept) else "lost"

    def turning_point(self, number: int) -> TurningPoint | None:
        """The turning point that decision `number` was, if it was one."""
        wanted = self.best(self.outlooks[number - 1])
        if not wanted or wanted & set(self.outlooks[number].endings):
            return None
        taken = self.run.steps[number - 1]
        by = "decision" if self.keeps(number, taken.decision.measure) == "lost" else "chance"
        play, leads_to, lucky = self._better(taken.before, wanted)
        told = tuple(self._told(one) for one in play)
        return TurningPoint(number, by_rank(self.scenario, wanted), by, play, told, leads_to, lucky)

    def _told(self, decision: Decision) -> str:
        scene = self.scenario.scenes[decision.scene]
        world = f", and the world decides: {decision.outcome.replace('_', ' ')}" if decision.outcome else ""
        return f"{scene.title}: {scene.measures[decision.measure].label}{world}"

    # the search for a better play

    def _keeps(self, after: Step, wanted: frozenset[str]) -> bool:
        known = self._met.get(after.after) or self.reachability.outlook(after.after)
        return bool(wanted & set(known.endings))

    def _follow(self, state: State, measure: str) -> Iterator[Step]:
        """Every step that a measure can lead to, the likeliest first."""
        odds = possible(self.scenario, state, measure)
        outcomes: list[str | None] = [name for name, _ in sorted(odds, key=lambda one: -one[1])]
        for outcome in outcomes or [None]:
            yield step(self.scenario, state, measure, outcome)

    def _better(self, state: State, wanted: frozenset[str]) -> tuple[tuple[Decision, ...], str, int]:
        """A play to one of the wanted endings: depth first along states that keep one, what is certain before what is not.

        Returns (decisions, ending, how often luck is needed); nothing where the search gives up or random plays
        have misled it.
        """
        seen = {state}
        play: list[tuple[Step, bool]] = []
        waiting = [self._ways(state, wanted)]
        while waiting and len(seen) < FARTHEST:
            taken = next((one for one in waiting[-1] if one[0].after not in seen), None)
            if taken is None:
                waiting.pop()
                del play[-1:]
                continue
            play.append(taken)
            after = taken[0].after
            seen.add(after)
            if (here := place(self.scenario, after)) in self.scenario.endings:
                return tuple(one.decision for one, _ in play), here, sum(lucky for _, lucky in play)
            waiting.append(self._ways(after, wanted))
        return (), "", 0

    def _ways(self, state: State, wanted: frozenset[str]) -> Iterator[tuple[Step, bool]]:
        """(step, whether it takes luck) of all that keep a wanted ending: certain before lucky, moving on before staying."""
        found = []
        for offer in offers(self.scenario, state):
            if offer.open:
                steps = list(self._follow(state, offer.measure))
                kept = [one for one in steps if self._keeps(one, wanted)]
                stays = bool(kept) and place(self.scenario, kept[0].after) == place(self.scenario, state)
                found += [(len(kept) < len(steps), stays, one) for one in kept]
        found.sort(key=lambda one: one[:2])
        return ((one, lucky) for lucky, _, one in found)
