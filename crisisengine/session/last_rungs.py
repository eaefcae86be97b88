"""Which values stand one step above the end of the run: an ending that values bring announces itself before it comes.

Nothing here knows a doctrine. Whatever leads to an ending is asked itself: the ending's own guard, or that of an inject
that goes there, what it would say if a value went one step for the worse; what the world may decide after a measure that
is open here, whether it could if the value stood at its best. A step is one unit of the value, however many of them share
a word. Whoever reads anything hidden announces nothing: the warning would tell what a person is not to know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Literal

from attrs import evolve

from crisisengine.budget import UNLIMITED, Budget, OverBudget
from crisisengine.engine.program import program
from crisisengine.engine.rules import evaluate, offers, place, possible, step, value
from crisisengine.engine.state import State
from crisisengine.errors import ChoiceRefused
from crisisengine.model.expression import Expression, Junction, Not, Read, reads
from crisisengine.model.scenario import Goto, Inject, Measure, Scenario, Variable

__all__ = ["last_rungs"]

Move = Literal["worse", "best"]
"""One step for the worse, or to the better end of the range."""


def last_rungs(scenario: Scenario, state: State, budget: Budget = UNLIMITED) -> frozenset[str]:
    """The names of all visible values that may end the run with the next decision, derived ones included.

    Either it ends when they go one step for the worse, or a measure that is open now may end it because they stand as low
    as they do. Over the budget it names those found so far.
    """
    found: set[str] = set()
    try:
        for guard in _guards(scenario, state):
            budget.ask("looking for warnings")
            if not evaluate(scenario, state, guard):
                found |= _decisive(scenario, state, (guard,), "worse", partial(_holds, scenario, guard))
        for measure in _open_measures(scenario, state):
            budget.ask("looking for warnings")
            for outcome in measure.outcomes:
                way = outcome.goto if outcome.goto.ends else measure.goto
                if way.conditions:
                    continue
                may = partial(_may_follow, scenario, measure.id, outcome.id)
                if way.places and way.places[0] in scenario.endings and may(state):
                    told = (outcome.weight, *(effect.value for effect in measure.effects))
                    found |= _decisive(scenario, state, told, "best", may)
            found |= _decisive_forks(scenario, state, measure)
    except OverBudget:
        pass
    return frozenset(found)


def _holds(scenario: Scenario, guard: Expression, state: State) -> bool:
    return bool(evaluate(scenario, state, guard))


def _may_follow(scenario: Scenario, measure: str, outcome: str, state: State) -> bool:
    return any(name == outcome for name, _weight in possible(scenario, state, measure))


def _decisive_forks(scenario: Scenario, state: State, measure: Measure) -> set[str]:
    """The same of a measure that is open here, and of its outcomes, where values decide whether it leads to an ending."""
    found: set[str] = set()
    befalling = [outcome.id for outcome in measure.outcomes if _may_follow(scenario, measure.id, outcome.id, state)]
    for name in (*befalling, *([] if befalling else [None])):
        outcome = next((outcome for outcome in measure.outcomes if outcome.id == name), None)
        way = outcome.goto if outcome and outcome.goto.ends else measure.goto
        if not way.conditions or scenario.endings.keys().isdisjoint(way.places):
            continue
        leads = partial(_leads, scenario, measure.id, name, frozenset(way.places) & scenario.endings.keys())
        if leads(state):
            effects = (*measure.effects, *(outcome.effects if outcome else ()))
            told = [*way.conditions, *(effect.value for effect in effects), *([outcome.weight] if outcome else [])]
            found |= _decisive(scenario, state, told, "best", leads)
    return found


def _leads(scenario: Scenario, measure: str, outcome: str | None, endings: frozenset[str], state: State) -> bool:
    """Whether a measure comes to one of these endings; one that a moved value has locked decides nothing."""
    if outcome and not _may_follow(scenario, measure, outcome, state):
        return False
    try:
        return place(scenario, step(scenario, state, measure, outcome).after) in endings
    except ChoiceRefused:
        return True


def _guards(scenario: Scenario, state: State) -> Iterator[Expression]:
    """What would end the run if it held: the guards of endings, and of injects that go to one and can still come."""
    yield from (ending.when for ending in scenario.endings.values() if ending.when is not None)
    leading = [
        inject
        for inject in scenario.injects.values()
        if not scenario.endings.keys().isdisjoint(inject.goto.places) and not inject.dated
    ]
    if leading:
        near = _next_places(scenario, state)
        for inject in leading:
            comes = not inject.scenes or not near.isdisjoint(inject.scenes)
            if inject.when is not None and comes and not _used_up(scenario, state, inject):
                yield from (_fires_and_ends(inject.when, ended) for ended in _reached(scenario, inject.goto))


def _reached(scenario: Scenario, goto: Goto) -> Iterator[tuple[Expression, ...]]:
    """For each ending to which it may lead, what must hold, all of it."""
    before: tuple[Expression, ...] = ()
    for end in goto.ends:
        own = () if end.condition is None else (end.condition,)
        if end.place in scenario.endings:
            yield (*before, *own)
        before = (*before, *(Not(condition) for condition in own))


def _fires_and_ends(when: Expression, asked: tuple[Expression, ...]) -> Expression:
    return Junction("and", (when, *asked)) if asked else when


def _used_up(scenario: Scenario, state: State, inject: Inject) -> bool:
    plan = program(scenario)
    slot = plan.number.get(("fired", inject.id))
    return slot is not None and bool(plan.cells.of[slot].value(state.row)) and not inject.repeat


def _open_measures(scenario: Scenario, state: State) -> list[Measure]:
    scene = scenario.scenes.get(place(scenario, state))
    return [scene.measures[offer.measure] for offer in offers(scenario, state) if offer.open] if scene else []


def _next_places(scenario: Scenario, state: State) -> set[str]:
    """Where the run may be after the next decision, as far as measures lead it."""
    measures = _open_measures(scenario, state)
    led = {end.place for measure in measures for goto in measure.gotos for end in goto.ends}
    return led | {place(scenario, state)}


def _decisive(
    scenario: Scenario, state: State, told: Iterable[Expression], moved_to: Move, ends: Callable[[State], bool]
) -> set[str]:
    """The visible values that decide whether the run ends: it would be otherwise if they alone were moved.

    `told` is all that `ends` reads. A derived value is named with the one that it would follow.
    """
    slots = program(scenario).variable_slot
    read = {variable.name: variable for variable in _variables(scenario, told)}
    if any(variable.hidden for variable in read.values()):
        return set()
    now, found = ends(state), set[str]()
    for name in read.keys() & slots.keys():
        moved = _moved(scenario, state, read[name], slots[name], moved_to)
        if moved is not None and ends(moved) != now:
            found |= {
                other
                for other, variable in read.items()
                if variable.label and value(scenario, moved, other) != value(scenario, state, other)
            }
    return found


def _moved(scenario: Scenario, state: State, variable: Variable, slot: int, moved_to: Move) -> State | None:
    """The state with this value moved; None where it cannot be."""
    if variable.sort != "number" or not variable.better:
        return None
    best, worse = (variable.high, -1) if variable.better == "high" else (variable.low, 1)
    moved = best if moved_to == "best" else value(scenario, state, variable.name) + worse
    if not variable.low <= moved <= variable.high:
        return None
    row = state.row
    return evolve(state, row=(*row[:slot], moved, *row[slot + 1 :]))


def _variables(scenario: Scenario, told: Iterable[Expression]) -> Iterator[Variable]:
    """Every variable that is read, through derived ones."""
    waiting, met = list(told), set[str]()
    while waiting:
        for node in reads(waiting.pop()):
            if isinstance(node, Read) and node.variable not in met:
                met.add(node.variable)
                variable = scenario.variables[node.variable]
                yield variable
                if variable.derived is not None:
                    waiting.append(variable.derived)
