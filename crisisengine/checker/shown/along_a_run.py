"""The chance of the best rank along a run: before each decision, when it was taken, and when its outcome was known.

For one who sees only the pages: the belief that they leave is carried forward, page by page, as the run went. Where that
is not known at some decision, the whole line is told for one who knows all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from math import lcm

from attrs import define, field, frozen

from crisisengine.budget import Budget
from crisisengine.checker.search.slots import KeptSlots
from crisisengine.checker.shown.beliefs import Belief, BeliefLimitError, Beliefs, conditioned
from crisisengine.checker.shown.deciding import forward
from crisisengine.checker.shown.rank_chances import RankChances
from crisisengine.checker.shown.worth import Worth
from crisisengine.checker.task import Task
from crisisengine.engine.observation import observation
from crisisengine.engine.rules import State, Step, begin, possible, step
from crisisengine.engine.run import Run
from crisisengine.engine.sending import send, sendable
from crisisengine.engine.state import Row

__all__ = ["ChancesAlong", "ChancesOfDecision", "chances_along"]

MOST_BELIEFS = 5_000
"""That are looked at for the whole run."""
MOST_BELIEVED = 2_000
"""States of one belief."""


@frozen(kw_only=True)
class ChancesOfDecision:
    """The chance of the best rank around one decision."""

    before: float
    """Under best play from there."""
    taken: float
    """When the measure is taken and its outcome is not known yet."""
    after: float
    random_before: float
    """Under uniform random play from there."""
    random_after: float


@frozen
class ChancesAlong:
    """The chance of the best rank along a run."""

    endings: tuple[str, ...]
    shown: bool
    """Whether it is that of one who sees only the pages; else of one who knows all."""
    decisions: tuple[ChancesOfDecision, ...]


def chances_along(known: RankChances, run: Run, budget: Budget) -> ChancesAlong | None:
    """Of each decision of a run; None for one that began at a chapter, where another rank may have been the best.

    Raises:
        OverBudget: there is no time for it.
        KeyError: the chances are not of this scenario.
    """
    if run.start.chapter:
        return None
    task = Task(budget, "reading the run slowly")
    found = None
    with suppress(BeliefLimitError):
        found = _AsShown(known, run, task).decisions()
    shown = found is not None
    return ChancesAlong(known.endings, shown, found if found is not None else tuple(_knowing_all(known, run)))


def _knowing_all(known: RankChances, run: Run) -> Iterator[ChancesOfDecision]:
    number = known.states.number
    for taken in run.steps:
        odds = possible(run.scenario, taken.before, taken.decision.measure) or ((None, 1),)
        whole = sum(weight for _, weight in odds)
        leads = ((step(run.scenario, taken.before, taken.decision.measure, name), weight) for name, weight in odds)
        before, after = number(taken.before), number(taken.after)
        yield ChancesOfDecision(
            before=float(known.best[before]),
            taken=sum(float(known.best[number(way.after)]) * weight for way, weight in leads) / whole,
            after=float(known.best[after]),
            random_before=float(known.random[before]),
            random_after=float(known.random[after]),
        )


@define(eq=False)
class _Numbers:
    """The numbers of rows among the states that are kept."""

    known: RankChances
    _found: dict[Row, int] = field(init=False, factory=dict)

    def of(self, rows: Iterable[Row]) -> list[int]:
        """In order."""
        found = []
        for row in rows:
            if row not in self._found:
                self._found[row] = self.known.states.number(State(row))
            found.append(self._found[row])
        return found


@define(eq=False)
class _AsShown:
    """What somebody could believe and hope for who has seen the pages of a run."""

    known: RankChances
    run: Run
    task: Task
    beliefs: Beliefs = field(init=False)
    numbers: _Numbers = field(init=False)
    worth: Worth = field(init=False)

    def __attrs_post_init__(self) -> None:
        states = self.known.states
        kept = [
            frozenset(slot for slot, bits in enumerate(states.layout.fields) if mask[bits.word] & bits.shifted_mask)
            for mask in states.masks
        ]
        self.beliefs = Beliefs(self.run.scenario, self.task, KeptSlots(states.program, kept), None, MOST_BELIEFS)
        self.numbers = _Numbers(self.known)
        self.worth = Worth(self.numbers, self.known.reached, self.known.known, "best", self.known.agreed)

    def decisions(self) -> tuple[ChancesOfDecision, ...] | None:
        """None where some chance is not known."""
        found: list[ChancesOfDecision] = []
        belief: Belief = self._begun()
        for taken in self.run.moves:
            after = self._after(belief, taken)
            if not after:
                return None
            if not taken.decision.send:
                weighed = self._weighed(belief, taken, after)
                if weighed is None:
                    return None
                found.append(weighed)
            belief = after
        return tuple(found)

    def _begun(self) -> Belief:
        row = self.beliefs.forgotten(begin(self.run.scenario, self.run.start).row)
        return next((belief for belief, _ in self.beliefs.starts() if any(row == each for each, _ in belief)), ())

    def _weighed(self, belief: Belief, taken: Step, after: Belief) -> ChancesOfDecision | None:
        option = self.beliefs.option(belief, taken.decision.measure)
        before, later = self._chance(belief), self._chance(after)
        leads = [(self._chance(each), likely) for each, likely in option.branches]
        if before is None or later is None or any(chance is None for chance, _ in leads):
            return None
        return ChancesOfDecision(
            before=before,
            taken=sum(chance * likely for chance, likely in leads if chance is not None),
            after=later,
            random_before=self._random(belief),
            random_after=self._random(after),
        )

    def _chance(self, belief: Belief) -> float | None:
        part = self.worth.part(belief)
        if part.rest is None:
            return part.sure
        return None if self.known.circular else forward(self.beliefs, self.worth, [(belief, 1.0)]).value

    def _random(self, belief: Belief) -> float:
        whole = sum(weight for _, weight in belief)
        shares: list[float] = self.known.random[self.numbers.of(row for row, _ in belief)].tolist()
        return sum(share * weight for share, (_, weight) in zip(shares, belief, strict=True)) / whole

    def _after(self, belief: Belief, taken: Step) -> Belief:
        """What can be believed when the page after a move is seen; nothing where nobody can say."""
        scenario = self.run.scenario
        page = observation(scenario, taken.after, taken)
        seen = taken.after.row[0], self.beliefs.panel(taken.after.row)
        found: list[tuple[Row, int, int]] = []
        for row, weight in belief:
            self.task.ask()
            for way, part, whole in self._ways(State(row), taken):
                alike = (way.after.row[0], self.beliefs.panel(way.after.row)) == seen
                if alike and observation(scenario, way.after, way) == page:
                    found.append((self.beliefs.forgotten(way.after.row), weight * part, whole))
        if not found or len(found) > MOST_BELIEVED:
            return ()
        common = lcm(*(whole for _, _, whole in found))
        return conditioned((row, weight * (common // whole)) for row, weight, whole in found)

    def _ways(self, state: State, taken: Step) -> Iterator[tuple[Step, int, int]]:
        """(what may follow from a move, how likely, in parts of how many)."""
        scenario, decision = self.run.scenario, taken.decision
        if decision.send:
            if any(known.inject == decision.send and known.open for known in sendable(scenario, state)):
                yield send(scenario, state, decision.send), 1, 1
            return
        odds = possible(scenario, state, decision.measure) or ((None, 1),)
        whole = sum(weight for _, weight in odds)
        for outcome, weight in odds:
            yield step(scenario, state, decision.measure, outcome), weight, whole
