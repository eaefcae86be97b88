"""What a player can believe: everything that the pages so far leave possible, and exactly how likely each of it is.

A belief is a distribution over states, in whole numbers without a common factor. All of its states look alike, and
always did: the same scene, the same visible values, the same measures open. From a belief, a measure leads to one belief
for each page that can follow. What no page will ever show and nothing will ever read is forgotten (`shown_slots`), so
that beliefs which no future can tell apart are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property
from hashlib import blake2b
from math import gcd, lcm

from attrs import define, field, frozen

from crisisengine.checker.search.live_slots import shown_slots
from crisisengine.checker.search.slots import KeptSlots
from crisisengine.checker.task import Task
from crisisengine.engine.compile.scenario import CompiledScenario, compiled
from crisisengine.engine.observation import observation
from crisisengine.engine.rules import Start, State, Step, begin, evaluate, offers, possible, step
from crisisengine.engine.starts import starts
from crisisengine.engine.state import Decision, Row
from crisisengine.limits import MOST_BELIEFS, MOST_IN_BELIEFS
from crisisengine.model.scenario import Inject, Scenario

__all__ = ["Belief", "BeliefLimitError", "Beliefs", "Choosable", "conditioned"]

Belief = tuple[tuple[Row, int], ...]
"""(row, weight) in order; the weights have no common factor."""


class BeliefLimitError(Exception):
    """There are more beliefs than may be looked at."""


@frozen(eq=False)
class Choosable:
    """A measure that is open in a belief, and the beliefs to which it leads."""

    measure: str
    branches: tuple[tuple[Belief, float], ...]
    """With how likely each is."""


@frozen(eq=False)
class _Case:
    """One thing that can follow from a measure in a state."""

    before: Row
    decision: Decision
    after: Row
    """Without what is forgotten there."""
    part: int
    whole: int
    """It comes with a chance of `part` in `whole`."""
    look: tuple[object, ...]
    """What a page surely shows of it: the place, the values on the panel, what is offered."""


@define(eq=False, slots=False)
class Beliefs:
    """The beliefs of a scenario; what follows from one is worked out when somebody asks, and kept."""

    scenario: Scenario
    task: Task
    kept: KeptSlots
    """What the graph has not forgotten, and so is not forgotten here either."""
    told: Inject | None = None
    """A report of which the page on which it arrives also says whether what it claims is true then."""
    most: int = MOST_BELIEFS
    """That may be looked at."""
    _options: dict[Belief, tuple[Choosable, ...]] = field(init=False, factory=dict)
    _held: int = field(init=False, default=0)
    """States in all beliefs that were come to."""
    _known: dict[tuple[Row, str], tuple[_Case, ...]] = field(init=False, factory=dict)
    _shown: dict[_Case, bytes] = field(init=False, factory=dict)

    def __len__(self) -> int:
        """How many were looked at."""
        return len(self._options)

    @cached_property
    def _code(self) -> CompiledScenario:
        return compiled(self.scenario)

    @cached_property
    def _forgotten(self) -> list[tuple[tuple[int, int], ...]]:
        """By place: (slot, the value that it gets) of all that is forgotten there."""
        program = self._code.program
        claimed = () if self.told is None or self.told.claims is None else (self.told.claims,)
        kept = shown_slots(program, self.task, claimed)
        slots = list(enumerate(program.slots))
        return [
            tuple(
                (number, slot.low)
                for number, slot in slots
                if not kept.keeps(number, place) and not self.kept.keeps(number, place)
            )
            for place in range(len(program.places))
        ]

    def starts(self, chapter: str = "") -> Iterator[tuple[Belief, Fraction]]:
        """The beliefs in which a run begins, one for each first page, and how likely each is."""
        pages: dict[object, list[tuple[Row, int]]] = {}
        whole = 0
        for start, weight in starts(self.scenario, chapter):
            self.task.ask()
            state = begin(self.scenario, Start(start.drawn, chapter))
            pages.setdefault(observation(self.scenario, state), []).append((self.forgotten(state.row), weight))
            whole += weight
        for states in pages.values():
            yield conditioned(states), Fraction(sum(weight for _, weight in states), whole)

    def options(self, belief: Belief) -> tuple[Choosable, ...]:
        """What can be decided, and what follows; nothing where the run has ended.

        Raises:
            BeliefLimitError: as many were looked at as may be.
            OverBudget: there is no time to work it out.
        """
        found = self._options.get(belief)
        if found is None:
            self.task.ask()
            if len(self._options) >= self.most or self._held > MOST_IN_BELIEFS:
                raise BeliefLimitError
            found = tuple(self.option(belief, measure) for measure in self.open_in(belief))
            self._options[belief] = found
            self._held += sum(len(after) for choosable in found for after, _ in choosable.branches)
        return found

    def open_in(self, belief: Belief) -> list[str]:
        """The measures that are open in it."""
        return [offer.measure for offer in offers(self.scenario, State(belief[0][0])) if offer.open]

    def pages(self, belief: Belief, measure: str) -> Iterator[list[tuple[Row, Row]]]:
        """By the page that follows from a measure: which of the belief's states may have come to which."""
        following = [(case, weight) for row, weight in belief for case in self._cases(row, measure)]
        for some in self._pages(following):
            yield [(case.before, case.after) for case, _ in some]

    def option(self, belief: Belief, measure: str) -> Choosable:
        """Everything that can follow from a measure, by the pages that come after it."""
        following = [(case, weight) for row, weight in belief for case in self._cases(row, measure)]
        common = lcm(*(case.whole for case, _ in following))
        total = sum(weight for _, weight in belief) * common
        branches: dict[Belief, int] = {}
        for some in self._pages(following):
            came = [(case.after, weight * case.part * (common // case.whole)) for case, weight in some]
            after = conditioned(came)
            branches[after] = branches.get(after, 0) + sum(weight for _, weight in came)
        return Choosable(measure, tuple((after, weight / total) for after, weight in branches.items()))

    def _pages(self, following: list[tuple[_Case, int]]) -> Iterator[list[tuple[_Case, int]]]:
        """What may have happened, put together where no page tells it apart.

        Most of it is told apart by the place, the visible values and the offers; only what is left is put into words.
        """
        alike: dict[object, list[tuple[_Case, int]]] = {}
        for each in following:
            alike.setdefault(each[0].look, []).append(each)
        for some in alike.values():
            if len({case.after for case, _ in some}) == 1:
                yield some
                continue
            pages: dict[bytes, list[tuple[_Case, int]]] = {}
            for each in some:
                pages.setdefault(self._page(each[0]), []).append(each)
            yield from pages.values()

    def _cases(self, row: Row, measure: str) -> tuple[_Case, ...]:
        """What can follow from a measure in a state."""
        found = self._known.get((row, measure))
        if found is None:
            self.task.ask()
            state = State(row)
            odds = possible(self.scenario, state, measure) or ((None, 1),)
            whole = sum(part for _, part in odds)
            found = self._known[row, measure] = tuple(
                self._case(step(self.scenario, state, measure, outcome), part, whole) for outcome, part in odds
            )
        return found

    def _case(self, taken: Step, part: int, whole: int) -> _Case:
        after = taken.after
        offered = tuple((offer.measure, offer.open) for offer in offers(self.scenario, after))
        look = after.row[0], self.panel(after.row), offered
        return _Case(taken.before.row, taken.decision, self.forgotten(after.row), part, whole, look)

    def _page(self, case: _Case) -> bytes:
        """The page that a step leads to, as a digest of all that it shows; what it would say of a report is told with it."""
        found = self._shown.get(case)
        if found is None:
            self.task.ask()
            decision = case.decision
            taken = step(self.scenario, State(case.before), decision.measure, decision.outcome)
            page = repr((observation(self.scenario, taken.after, taken), self._truth(taken)))
            found = self._shown[case] = blake2b(page.encode(), digest_size=16).digest()
        return found

    def _truth(self, taken: Step) -> bool | None:
        """Whether the report that is told of is true, where a step brings it."""
        if self.told is None or self.told.claims is None:
            return None
        if not any(event.what == "fired" and event.inject == self.told.id for event in taken.events):
            return None
        return bool(evaluate(self.scenario, taken.after, self.told.claims))

    def panel(self, row: Row) -> tuple[int, ...]:
        """The values that every page shows."""
        code = self._code
        return tuple(code.value(row, variable.name) for variable in code.program.on_every_page)

    def forgotten(self, row: Row) -> Row:
        """A row without what is forgotten at its place."""
        return self._code.program.cells.changed(row, self._forgotten[row[0]])


def conditioned(states: Iterable[tuple[Row, int]]) -> Belief:
    """States with their weights, each once, without a common factor."""
    weights: dict[Row, int] = {}
    for row, weight in states:
        weights[row] = weights.get(row, 0) + weight
    common = gcd(*weights.values())
    return tuple(sorted((row, weight // common) for row, weight in weights.items()))
