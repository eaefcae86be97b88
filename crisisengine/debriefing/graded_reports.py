"""Reports believed and true: what each claimed, what was so, and which decisions rested on it unchecked.

A decision rests on a report where what it claims decides over the decision: whether it is open, how long it takes, what
comes of it, where it leads; and where it is a wager on it: an effect does better if the claim is true than if it is not.
One that does worse if the claim is true was taken against the report, or in spite of it, and does not rest on it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import product
from math import prod

from crisisengine.debriefing.causes import asked
from crisisengine.debriefing.model import GradedReport
from crisisengine.engine.compile import compiled
from crisisengine.engine.rendering import render
from crisisengine.engine.rules import Step, evaluate, route
from crisisengine.engine.run import Run
from crisisengine.engine.state import State
from crisisengine.model.expression import Expression
from crisisengine.model.scenario import Effect, Measure, Scenario

__all__ = ["graded_reports"]

MOST_WORLDS = 64
"""Values of what a report claims that are tried."""


def graded_reports(run: Run) -> tuple[GradedReport, ...]:
    """Every graded report that claims something, in the order of arrival."""
    scenario = run.scenario
    arrived: list[tuple[int, str, Step]] = []
    number = 0
    for step in run.moves:
        number += not step.decision.send
        fired = [event.inject for event in step.events if event.what == "fired"]
        arrived += [(number, name, step) for name in fired if scenario.injects[name].claims is not None]
    if not arrived:
        return ()
    taken = [route(scenario, step.decision)[0] for step in run.steps]
    checked: dict[str, list[int]] = {}
    for number, measure in enumerate(taken, 1):
        checked.setdefault(measure.verifies, []).append(number)
    came: dict[str, list[int]] = {}
    for number, name, _ in arrived:
        came.setdefault(name, []).append(number)
    resting = {}
    for name in came:
        judged: dict[str, bool] = {}
        for step, measure in zip(run.steps, taken, strict=True):
            if measure.route not in judged:
                judged[measure.route] = _rests(scenario, measure, scenario.injects[name].claims, step.before)
        resting[name] = [number for number, measure in enumerate(taken, 1) if judged[measure.route]]
    found = []
    for number, name, step in arrived:
        inject = scenario.injects[name]
        verified = _next(checked.get(name, []), number)
        last = min(verified - 1 if verified else len(taken), _next(came[name], number) or len(taken))
        acted = resting[name][bisect_right(resting[name], number) : bisect_right(resting[name], last)]
        after = step.after
        text = render(scenario, after, inject.text)
        assert inject.claims is not None, "only a report that claims something is graded"
        true = bool(evaluate(scenario, after, inject.claims))
        found.append(
            GradedReport(
                inject=inject.id,
                sender=inject.sender,
                grade=inject.grade,
                text=text,
                number=number,
                true=true,
                verified=verified,
                acted_on=tuple(acted),
            )
        )
    return tuple(found)


def _next(numbers: list[int], number: int) -> int:
    """The first of them that is higher; 0 for none."""
    at = bisect_right(numbers, number)
    return numbers[at] if at < len(numbers) else 0


def _rests(scenario: Scenario, measure: Measure, claims: Expression | None, before: State) -> bool:
    """Whether a decision rests on what is claimed."""
    claimed = asked(scenario, claims)
    if any(claimed & asked(scenario, expression) for expression in _deciding(measure)):
        return True
    wagers = [effect for effect in _effects(measure) if claimed & asked(scenario, effect.value)]
    if not wagers or claims is None:
        return False
    true, false = _worlds(scenario, claims, claimed, before)
    return any(_better(scenario, effect, true, false) for effect in wagers)


def _deciding(measure: Measure) -> Iterator[Expression | None]:
    """What is read before its effects, or to know what follows them."""
    yield measure.when
    yield from (gate.requires for gate in measure.gates)
    yield measure.takes.amount
    yield from (outcome.weight for outcome in measure.outcomes)
    for goto in measure.gotos:
        yield from goto.conditions


def _effects(measure: Measure) -> Iterator[Effect]:
    yield from measure.effects
    for outcome in measure.outcomes:
        yield from outcome.effects


def _worlds(
    scenario: Scenario, claims: Expression, claimed: frozenset[str], before: State
) -> tuple[list[State], list[State]]:
    """The state as it would be where what is claimed is true, and where it is not; neither where there are too many such states."""
    program = compiled(scenario).program
    names = [name for name in sorted(claimed) if ("variable", name) in program.number]
    ranges = [range(scenario.variables[name].low, scenario.variables[name].high + 1) for name in names]
    true: list[State] = []
    false: list[State] = []
    if prod(map(len, ranges)) <= MOST_WORLDS:
        for values in product(*ranges):
            row = list(before.row)
            for name, value in zip(names, values, strict=True):
                row[program.number["variable", name]] = value
            state = State(tuple(row))
            (true if evaluate(scenario, state, claims) else false).append(state)
    return true, false


def _better(scenario: Scenario, effect: Effect, true: list[State], false: list[State]) -> bool:
    """Whether an effect does better where a claim is true; what has no direction does better where it is more, or yes."""
    if not true or not false:
        return True  # nothing can be told apart: it is asked for, and that is all that is known
    told, untold = (
        sum(evaluate(scenario, state, effect.value) for state in states) / len(states) for states in (true, false)
    )
    return told < untold if scenario.variables[effect.variable].better == "low" else told > untold
