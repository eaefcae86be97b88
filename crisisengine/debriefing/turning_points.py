"""The roads not taken: which ending was closed when and by whom, and what would have kept the best of them open."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import define, evolve, field

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.debriefing.model import Outlook, TurningPoint
from crisisengine.debriefing.reachability import Reachability, by_rank
from crisisengine.engine.rules import Decision, State, Step, offers, place, possible, step
from crisisengine.engine.run import Run
from crisisengine.model.kinds import Kept, LostBy
from crisisengine.model.scenario import Scenario

__all__ = ["RunOutlook"]

FARTHEST = 20_000
"""States that the search for a better play looks at before it gives up; in a plan that moves on it needs a few dozen."""


@define
class RunOutlook:
    """What can be known of the roads along a run.

    Raises:
        OverBudget: on making it, and on asking it, when its budget is used up.
    """

    run: Run
    reachability: Reachability
    budget: Budget = UNLIMITED
    _met: dict[State, Outlook] = field(init=False, factory=dict)
    """Of each state before and after a decision, and of the last."""
    _kept: dict[tuple[int, str], Kept] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        # What was sent between two decisions is not counted on: the state before it is none of its future.
        states = [state for taken in self.run.steps for state in (taken.before, taken.after)] + [self.run.state]
        unmet = list(dict.fromkeys(states))
        first = self.budget.part(self.budget.left / 2)  # what is asked later needs time as well
        for number, state in enumerate(unmet):
            first.ask("sampling")
            self._met[state] = self.reachability.outlook(state, first, 1 / (len(unmet) - number))
        waiting = True
        while waiting:  # more than once only where a run comes to a state again
            waiting = False
            for taken in reversed(self.run.steps):
                state, following = taken.before, taken.after
                self.budget.ask("reading the run slowly")
                # Whatever was possible later was possible before: random plays may have missed it.
                here, after = self._met[state], self._met[following]
                if not set(after.endings) <= set(here.endings):
                    endings = by_rank(self.scenario, frozenset((*here.endings, *after.endings)))
                    self._met[state] = evolve(here, endings=endings)
                    waiting = True

    def before(self, number: int) -> Outlook:
        """What could be reached before decision `number`, from 1."""
        return self._met[self.run.steps[number - 1].before]

    def after(self, number: int) -> Outlook:
        """What could be reached after decision `number`, before anything was sent behind it."""
        return self._met[self.run.steps[number - 1].after]

    @property
    def hurried(self) -> bool:
        """Whether some of it rests on fewer random plays than were meant."""
        return any(outlook.hurried for outlook in self._met.values())

    @property
    def scenario(self) -> Scenario:
        """What was played."""
        return self.run.scenario

    def closed(self, number: int) -> tuple[str, ...]:
        """The endings that decision `number`, from 1, took out of reach, the best first."""
        before, after = self.before(number), self.after(number)
        return tuple(name for name in before.endings if name not in after.endings)

    def best(self, outlook: Outlook) -> frozenset[str]:
        """The endings of the best rank among those that are possible."""
        ranks = {name: self.scenario.endings[name].rank for name in outlook.endings}
        return frozenset(name for name, rank in ranks.items() if rank == max(ranks.values()))

    def keeps(self, number: int, measure: str) -> Kept:
        """What an open measure would have done, at decision `number`, to the best rank.

        Empty where no ending was possible any more: there is nothing to keep.
        """
        found = self._kept.get((number, measure))
        if found is None:
            found = self._kept[number, measure] = self._worked_out(number, measure)
        return found

    def _worked_out(self, number: int, measure: str) -> Kept:
        before = self.run.steps[number - 1].before
        wanted = self.best(self.before(number))
        if not wanted:
            return ""
        kept = [self._keeps(after, wanted) for after in self._follow(before, measure)]
        return "kept" if all(kept) else "risked" if any(kept) else "lost"

    def turning_point(self, number: int) -> TurningPoint | None:
        """The turning point that decision `number` was, if it was one; not yet with a way on."""
        wanted = self.best(self.before(number))
        if not wanted or wanted & set(self.after(number).endings):
            return None
        lost_by: LostBy = (
            "decision" if self.keeps(number, self.run.steps[number - 1].decision.measure) == "lost" else "chance"
        )
        return TurningPoint(
            number=number,
            lost=by_rank(self.scenario, wanted),
            by=lost_by,
            better=(),
            told=(),
            leads_to="",
            lucky=0,
        )

    def way_on(self, turning: TurningPoint) -> TurningPoint:
        """The same with a play that would have kept the best; without one where none was found."""
        play, leads_to = self._better(self.run.steps[turning.number - 1].before, frozenset(turning.lost))
        return evolve(
            turning,
            better=tuple(taken.decision for taken, _ in play),
            told=tuple(self._told(taken.decision, lucky=lucky) for taken, lucky in play),
            leads_to=leads_to,
            lucky=sum(lucky for _, lucky in play),
        )

    def _told(self, decision: Decision, *, lucky: bool) -> str:
        scene = self.scenario.scenes[decision.scene]
        step_on = f"{scene.title}: {scene.measures[decision.measure].label}"
        if not decision.outcome:
            return step_on
        outcome = decision.outcome.replace("_", " ")
        return f"{step_on}, if the world decides: {outcome}" if lucky else f"{step_on}, whatever the world decides"

    # the search for a better play

    def _keeps(self, after: Step, wanted: frozenset[str]) -> bool:
        known = self._met.get(after.after) or self.reachability.outlook(after.after, self.budget)
        return bool(wanted & set(known.endings))

    def _follow(self, state: State, measure: str) -> Iterator[Step]:
        """Every step that a measure can lead to, the likeliest first."""
        odds = possible(self.scenario, state, measure)
        outcomes: list[str | None] = [name for name, _ in sorted(odds, key=lambda weighed: -weighed[1])]
        for outcome in outcomes or [None]:
            yield step(self.scenario, state, measure, outcome)

    def _better(self, state: State, wanted: frozenset[str]) -> tuple[list[tuple[Step, bool]], str]:
        """A play to one of the wanted endings: depth-first search along states that keep one, certain ways before lucky ones.

        Returns ([(step, whether it takes luck)], ending); nothing where the search gives up or random plays have misled it.
        """
        seen = {state}
        play: list[tuple[Step, bool]] = []
        waiting = [self._ways(state, wanted)]
        while waiting and len(seen) < FARTHEST:
            self.budget.ask("searching for a better play")
            taken = next((way for way in waiting[-1] if way[0].after not in seen), None)
            if taken is None:
                waiting.pop()
                del play[-1:]
                continue
            play.append(taken)
            after = taken[0].after
            seen.add(after)
            if (here := place(self.scenario, after)) in self.scenario.endings:
                return play, here
            waiting.append(self._ways(after, wanted))
        return [], ""

    def _ways(self, state: State, wanted: frozenset[str]) -> Iterator[tuple[Step, bool]]:
        """(step, whether it takes luck) of all that keep a wanted ending: certain before lucky, moving on before staying."""
        found = []
        for offer in offers(self.scenario, state):
            if offer.open:
                steps = list(self._follow(state, offer.measure))
                kept = [taken for taken in steps if self._keeps(taken, wanted)]
                stays = bool(kept) and place(self.scenario, kept[0].after) == place(self.scenario, state)
                found += [(len(kept) < len(steps), stays, taken) for taken in kept]
        found.sort(key=lambda way: way[:2])
        return ((taken, lucky) for lucky, _, taken in found)
