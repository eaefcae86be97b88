"""The four pure functions that turn a list of decisions into a world; the fourth, `view`, has a module of its own.

    begin(scenario, start=None)                  -> State
    offers(scenario, state)                      -> (Offer, ...)
    step(scenario, state, measure, outcome=None) -> Step
    view(scenario, state)                        -> View         crisisengine.engine.view

Nothing else decides what a decision does: the game, the checker and the debrief call the same four. Chance is no part
of them; `possible` tells what the world may decide, and whoever plays says what it did decide.
"""

from __future__ import annotations

from functools import cached_property

from attrs import define, field

from crisisengine.engine.compile.emitter import Trace
from crisisengine.engine.compile.scenario import CompiledScenario, compiled
from crisisengine.engine.state import Change, Decision, Event, Offer, Sendable, Start, State
from crisisengine.errors import ChoiceRefused
from crisisengine.model.expression import Expression, Fact, Read, reads
from crisisengine.model.scenario import Measure, Outcome, Scenario

__all__ = [
    "Change",
    "Decision",
    "Event",
    "Offer",
    "Sendable",
    "Start",
    "State",
    "Step",
    "begin",
    "evaluate",
    "offers",
    "place",
    "possible",
    "route",
    "step",
    "value",
]


@define(eq=False)
class Step:
    """What followed from a decision, or from a send. Changes and events are worked out when somebody asks.

    Nobody changes one; it is not frozen because one is made at every decision, and freezing it costs a tenth of that.
    """

    compiled: CompiledScenario = field(repr=False)
    decision: Decision
    before: State
    after: State

    @property
    def scenario(self) -> Scenario:
        """What is played."""
        return self.compiled.scenario

    @cached_property
    def _trace(self) -> Trace:
        scene = self.compiled.scenes[self.before.row[0]]
        assert scene is not None, "a step begins in a scene"
        trace: Trace = []
        if self.decision.send:
            follow = self.compiled.sends.trace(self.scenario.injects[self.decision.send])
        else:
            follow = scene.trace(*route(self.scenario, self.decision))
        after = follow(self.before.row, trace)
        assert after == self.after.row, "a step and its trace are written from the same sentences"
        return trace

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every change with its cause, in the order in which they happened, derived variables last."""
        slots = self.compiled.program.slots
        found: list[Change] = []
        for what, *rest in self._trace:
            if what == "change":
                slot, before, after, saturated, cause = rest
                found.append(Change(slots[slot].subject, before, after, saturated, cause))
            elif what == "clock":
                unit, passed, reading = rest
                found += [
                    Change(unit, now - 1, now, saturated=False, cause="clock")
                    for now in range(reading - passed + 1, reading + 1)
                ]
        return (*found, *self._derived_changes(found))

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What happened to injects, in order; that one is held is told once, however long it is."""
        found: list[Event] = []
        held: set[str] = set()
        for what, *rest in self._trace:
            if what not in ("change", "clock", "went") and not (what == "held" and rest[0] in held):
                found.append(Event(what, *rest))
                held.update(rest[:1] if what == "held" else ())
        return tuple(found)

    def _derived_changes(self, plain: list[Change]) -> list[Change]:
        """A derived value that differs, with the causes of whatever it reads that moved."""
        scenario, found = self.scenario, []
        causes: dict[str, set[str]] = {}
        for change in plain:
            if change.before != change.after:
                causes.setdefault(change.variable, set()).add(change.cause)
        leaders = [leader for what, leader, *_ in self._trace if what == "went"]
        told = [*(each.route for each in self._decided), *(change.cause for change in plain), *leaders]
        derived = self.compiled.derived
        values = zip(self.compiled.program.derived, derived(self.before.row), derived(self.after.row), strict=True)
        for name, was, now in values:
            variable = scenario.variables[name]
            assert variable.derived is not None
            if was == now:
                continue
            for read in reads(variable.derived):
                known = causes.get(read.variable, set()) if isinstance(read, Read) else self._causes_of(read, leaders)
                causes.setdefault(name, set()).update(known)
            follows = tuple(cause for cause in dict.fromkeys(told) if cause in causes[name])
            found.append(Change(name, was, now, saturated=False, cause=variable.route, follows_from=follows))
        return found

    @property
    def _decided(self) -> tuple[Measure | Outcome, ...]:
        """The measure and the outcome that it began with; nothing where it was a send."""
        if self.decision.send:
            return ()
        measure, outcome = route(self.scenario, self.decision)
        return (measure,) if outcome is None else (measure, outcome)

    def _causes_of(self, fact: Fact, leaders: list[str]) -> set[str]:
        """Whatever moved a fact, if it moved: who led to another place, took the measure, set, stopped or ran a countdown."""
        before = self.compiled.evaluate(self.before.row, fact)
        if before == self.compiled.evaluate(self.after.row, fact):
            return set()
        if fact.kind == "taken":
            return {self._decided[0].route}
        if fact.kind != "due":
            return set(leaders)
        named = {
            told.route
            for told in self._decided
            if fact.subject in (*told.cancel, *(later.inject for later in told.later))
        }
        ran = before > 0 and any(what == "clock" for what, *_ in self._trace)
        return named | {"clock"} if ran else named


def begin(scenario: Scenario, start: Start | None = None) -> State:
    """Where it starts; fires nothing, ends nothing. What is drawn and not named in `start` has the first value that it can have."""
    code = compiled(scenario)
    return State(code.program.start if start is None else code.starting(start))


def offers(scenario: Scenario, state: State) -> tuple[Offer, ...]:
    """What is shown here, open or locked, in file order; nothing once the run has ended."""
    row = state.row
    return compiled(scenario).offering[row[0]](row)


def step(scenario: Scenario, state: State, measure: str, outcome: str | None = None) -> Step:
    """What follows from taking a measure here.

    Raises:
        ChoiceRefused: the run has ended, the measure is not shown or locked, or the outcome cannot follow.
    """
    code, row = compiled(scenario), state.row
    taken = code.routes[row[0], measure, outcome]
    after = None if taken is None else taken.follow(row)
    if taken is None or after is None:
        raise _refused(code, state, measure, outcome)
    return Step(code, taken.decision, state, State(after))


def possible(scenario: Scenario, state: State, measure: str) -> tuple[tuple[str, int], ...]:
    """What the world may decide after a measure: (outcome, weight), the weights positive; empty without chance."""
    scene = compiled(scenario).scenes[state.row[0]]
    odds = None if scene is None else scene.odds.get(measure)
    if scene is None or odds is None:
        return ()
    outcomes = scene.measures[measure].outcomes
    weights = zip(outcomes, odds(state.row), strict=True)
    return tuple((outcome.id, weight) for outcome, weight in weights if weight > 0)


def place(scenario: Scenario, state: State) -> str:
    """The scene, or the ending reached."""
    return compiled(scenario).program.places[state.row[0]]


def value(scenario: Scenario, state: State, variable: str) -> int:
    """The value of a variable, plain or derived."""
    return compiled(scenario).value(state.row, variable)


def evaluate(scenario: Scenario, state: State, expression: Expression) -> int:
    """The value of any expression of the scenario; yes and no are 1 and 0."""
    return compiled(scenario).evaluate(state.row, expression)


def route(scenario: Scenario, decision: Decision) -> tuple[Measure, Outcome | None]:
    """The measure of a decision, and the outcome that the world chose."""
    measure = scenario.scenes[decision.scene].measures[decision.measure]
    return measure, next((outcome for outcome in measure.outcomes if outcome.id == decision.outcome), None)


def _refused(code: CompiledScenario, state: State, measure: str, outcome: str | None) -> ChoiceRefused:
    """Why a decision cannot be taken here, as exactly as can be told without words for the gates."""
    here = code.program.places[state.row[0]]
    scene = code.scenes[state.row[0]]
    if scene is None:
        return ChoiceRefused(f"the run has ended in `{here}`")
    offered = scene.offers(state.row)
    offer = next((offer for offer in offered if offer.measure == measure), None)
    if offer is None:
        known = ", ".join(f"`{offer.measure}`" for offer in offered if offer.open)
        return ChoiceRefused(f"`{measure}` is not offered in `{here}`", hint=f"open here: {known or 'nothing'}")
    if not offer.open:
        return ChoiceRefused(f"`{measure}` is locked in `{here}`")
    known = ", ".join(f"`{name}`" for name, _ in possible(code.scenario, state, measure))
    if outcome is None:
        return ChoiceRefused(
            f"the world decides what follows `{measure}`, and no outcome is given", hint=f"one of {known}"
        )
    return ChoiceRefused(f"`{outcome}` cannot follow `{measure}` here", hint=f"one of {known}" if known else "")
