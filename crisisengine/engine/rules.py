"""The four pure functions that turn a list of decisions into a world; the fourth, `view`, has a module of its own.

    begin(scenario)                              -> State
    offers(scenario, state)                      -> (Offer, ...)
    step(scenario, state, measure, outcome=None) -> Step
    view(scenario, state)                        -> View         crisisengine.engine.view

Nothing else decides what a decision does: the game, the checker and the debrief call the same four. Chance is no part
of them; `possible` tells what the world may decide, and whoever plays says what it did decide.
"""

from __future__ import annotations

from functools import cached_property

from attrs import field, frozen

from crisisengine.engine.code import Code, Row, SceneCode, Trace, conditions_of
from crisisengine.engine.program import program
from crisisengine.errors import ChoiceRefused
from crisisengine.model.expression import Read, reads
from crisisengine.model.scenario import Measure, Outcome, Scenario

__all__ = [
    "Change",
    "Decision",
    "Event",
    "Offer",
    "State",
    "Step",
    "begin",
    "code",
    "conditions_of",
    "evaluate",
    "offers",
    "place",
    "possible",
    "route",
    "step",
    "value",
]


@frozen
class State:
    """Where a run is: the place and the slots, nothing else."""

    row: Row


@frozen
class Offer:
    """A measure here and now."""

    measure: str
    refusals: tuple[int, ...]
    """Numbers of the measure's gates that do not hold; empty when it is open."""

    @property
    def open(self) -> bool:
        """Whether it can be taken."""
        return not self.refusals


@frozen
class Decision:
    """A measure taken in its scene, with what the world decided; the notes are for people, replay ignores them."""

    scene: str
    measure: str
    outcome: str | None = None
    why: str = ""
    by: str = ""
    expected: str = ""
    at: str = ""


@frozen
class Change:
    """One variable moved, or was held by the end of its range, for one cause."""

    variable: str
    before: int
    after: int
    saturated: bool
    """Whether the rule asked for more than the range holds."""
    cause: str
    """The route of the measure, outcome, inject or derived variable that did it; `clock` for time."""
    follows_from: tuple[str, ...] = ()
    """Of a derived variable: the causes of the changes that it follows from."""


@frozen
class Event:
    """Something that happened to an inject."""

    what: str
    """`fired`, `lapsed` (its time came and it did not hold), `held` (due, and cannot be obeyed yet), `set`, `cancelled`."""
    inject: str
    after: int
    """Of `set`: in how many clock units."""
    reading: int
    """The clock."""


@frozen(eq=False, slots=False)
class Step:
    """What followed from a decision. Changes and events are worked out when somebody asks."""

    scenario: Scenario = field(repr=False)
    decision: Decision
    before: State
    after: State

    @cached_property
    def _trace(self) -> Trace:
        scene = code(self.scenario).scene(self.before.row[0])
        measure, outcome = route(self.scenario, self.decision)
        trace: Trace = []
        after = scene.trace(measure, outcome)(self.before.row, trace)
        assert after == self.after.row, "a step and its trace are written from the same sentences"
        return trace

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every change with its cause, in the order in which they happened, derived variables last."""
        slots = program(self.scenario).slots
        found = []
        for what, *rest in self._trace:
            if what == "change":
                slot, before, after, saturated, cause = rest
                found.append(Change(slots[slot].subject, before, after, saturated, cause))
            elif what == "clock":
                unit, _, reading = rest
                found.append(Change(unit, reading - 1, reading, saturated=False, cause="clock"))
        return (*found, *_derived_changes(self.scenario, self.before, self.after, found))

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What happened to injects, in order."""
        return tuple(Event(what, *rest) for what, *rest in self._trace if what not in ("change", "clock"))


def begin(scenario: Scenario) -> State:
    """Where it starts; fires nothing, ends nothing."""
    return State(program(scenario).start)


def offers(scenario: Scenario, state: State) -> tuple[Offer, ...]:
    """What is shown here, open or locked, in file order; nothing once the run has ended."""
    row = state.row
    if row[0] >= program(scenario).scene_count:
        return ()
    scene = code(scenario).scene(row[0])
    interned: dict[tuple[int, int], Offer] = scenario.kept.setdefault(f"offers {scene.scene}", {})
    found = []
    for pair in scene.offers(row):
        offer = interned.get(pair)
        if offer is None:
            offer = interned[pair] = _offer(scenario, scene, *pair)
        found.append(offer)
    return tuple(found)


def _offer(scenario: Scenario, scene: SceneCode, number: int, bits: int) -> Offer:
    measure = list(scenario.scenes[scene.scene].measures)[number]
    return Offer(measure, tuple(place for place in range(bits.bit_length()) if bits >> place & 1))


def step(scenario: Scenario, state: State, measure: str, outcome: str | None = None) -> Step:
    """What follows from taking a measure here.

    Raises:
        ChoiceRefused: the run has ended, the measure is not shown or locked, or the outcome cannot follow.
    """
    row = state.row
    key = (row[0], measure, outcome)
    known = scenario.kept.setdefault("steps", {}).get(key)
    if known is None:
        known = scenario.kept["steps"][key] = _prepare(scenario, row[0], measure, outcome)
    function, decision, fallback = known
    if fallback and not any(one.measure == measure for one in offers(scenario, state)):
        raise _refused(scenario, state, measure, outcome)
    after = function(row)
    if after is None:
        raise _refused(scenario, state, measure, outcome)
    return Step(scenario, decision, state, State(after))


def possible(scenario: Scenario, state: State, measure: str) -> tuple[tuple[str, int], ...]:
    """What the world may decide after a measure: (outcome, weight), the weights positive; empty without chance."""
    scene = code(scenario).scene(state.row[0])
    odds = scene.odds.get(measure)
    if odds is None:
        return ()
    outcomes = scenario.scenes[scene.scene].measures[measure].outcomes
    return tuple((one.id, weight) for one, weight in zip(outcomes, odds(state.row), strict=True) if weight > 0)


def place(scenario: Scenario, state: State) -> str:
    """The scene, or the ending reached."""
    return program(scenario).places[state.row[0]]


def value(scenario: Scenario, state: State, variable: str) -> int:
    """The value of a variable, plain or derived."""
    number = program(scenario).number.get(("variable", variable))
    return evaluate(scenario, state, Read(variable)) if number is None else state.row[number]


def evaluate(scenario: Scenario, state: State, expression: object) -> int:
    """The value of any expression of the scenario; yes and no are 1 and 0."""
    functions = scenario.kept.setdefault("values", {})
    function = functions.get(expression)
    if function is None:
        function = functions[expression] = code(scenario).value(expression)  # type: ignore[arg-type]
    return int(function(state.row))


def code(scenario: Scenario) -> Code:
    """The scenario's compiled code, made once."""
    found: Code | None = scenario.kept.get("code")
    if found is None:
        found = scenario.kept["code"] = Code(program(scenario))
    return found


def _prepare(scenario: Scenario, number: int, measure: str, outcome: str | None) -> tuple[object, Decision, bool]:
    """The compiled step for a decision, or one that always refuses."""
    one = program(scenario)
    if number >= one.scene_count:
        return (lambda _: None), Decision(one.places[number], measure, outcome), False
    scene = scenario.scenes[one.places[number]]
    decision = Decision(scene.id, measure, outcome)
    found = scene.measures.get(measure)
    if found is None or (outcome is not None and outcome not in {each.id for each in found.outcomes}):
        return (lambda _: None), decision, False
    chosen = next((each for each in found.outcomes if each.id == outcome), None)
    compiled = code(scenario).scene(number).step(found, chosen)
    if found.outcomes and chosen is None:
        # Only where no outcome has any weight is there nothing for the world to decide.
        odds = code(scenario).scene(number).odds[measure]
        return (lambda row: None if any(weight > 0 for weight in odds(row)) else compiled(row)), decision, found.fallback
    return compiled, decision, found.fallback


def route(scenario: Scenario, decision: Decision) -> tuple[Measure, Outcome | None]:
    """The measure of a decision, and the outcome that the world chose."""
    measure = scenario.scenes[decision.scene].measures[decision.measure]
    return measure, next((one for one in measure.outcomes if one.id == decision.outcome), None)


def _refused(scenario: Scenario, state: State, measure: str, outcome: str | None) -> ChoiceRefused:
    """Why a decision cannot be taken here, as exactly as can be told without words for the gates."""
    one = program(scenario)
    here = one.places[state.row[0]]
    if state.row[0] >= one.scene_count:
        return ChoiceRefused(f"the run has ended in `{here}`")
    offer = next((each for each in offers(scenario, state) if each.measure == measure), None)
    if offer is None:
        known = ", ".join(f"`{each.measure}`" for each in offers(scenario, state) if each.open)
        return ChoiceRefused(f"`{measure}` is not offered in `{here}`", hint=f"open here: {known or 'nothing'}")
    if not offer.open:
        return ChoiceRefused(f"`{measure}` is locked in `{here}`")
    known = ", ".join(f"`{name}`" for name, _ in possible(scenario, state, measure))
    if outcome is None:
        return ChoiceRefused(f"the world decides what follows `{measure}`, and no outcome is given", hint=f"one of {known}")
    return ChoiceRefused(f"`{outcome}` cannot follow `{measure}` here", hint=f"one of {known}" if known else "")


def _derived_changes(scenario: Scenario, before: State, after: State, plain: list[Change]) -> list[Change]:
    """A derived value that differs, with the causes of whatever it reads that moved."""
    causes: dict[str, tuple[str, ...]] = {}
    for change in plain:
        if change.before != change.after:
            causes[change.variable] = (*causes.get(change.variable, ()), change.cause)
    found = []
    for name in program(scenario).derived:
        variable = scenario.variables[name]
        assert variable.derived is not None
        follows = tuple(
            dict.fromkeys(
                cause
                for read in reads(variable.derived)
                if isinstance(read, Read)
                for cause in causes.get(read.variable, ())
            )
        )
        was, now = value(scenario, before, name), value(scenario, after, name)
        if was != now:
            causes[name] = follows
            found.append(Change(name, was, now, saturated=False, cause=variable.route, follows_from=follows))
    return found
