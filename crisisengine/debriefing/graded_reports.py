"""Reports believed and true: what each claimed, what was so, and which decisions hung on it unchecked.

A decision hangs on a report where what it claims decides over the decision: whether it is open, how long it takes, what
comes of it, where it leads; and where it is a wager on it: an effect does better if the claim is true than if it is not.
One that does worse if the claim is true was taken against the report, or in spite of it, and does not hang on it. What
every other measure of the same scene shares with it, but for those that check the report, tells nothing of this choice.
Whether somebody believed the report nobody can know, and is not said.
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
from crisisengine.engine.rules import Step, evaluate, offers, route
from crisisengine.engine.run import Run
from crisisengine.engine.state import State
from crisisengine.model.expression import Expression
from crisisengine.model.scenario import Effect, Inject, Measure, Scenario

__all__ = ["graded_reports"]

Deciding = tuple[str, tuple[Expression | None, ...]]
"""What is decided of a measure, and the expressions that decide it."""

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
    checkable = _checkable(run, frozenset(came))
    hanging = {}
    for name in came:
        judged: dict[str, bool] = {}
        for step, measure in zip(run.steps, taken, strict=True):
            if measure.route not in judged:
                judged[measure.route] = _hangs(scenario, measure, scenario.injects[name], step.before)
        hanging[name] = [number for number, measure in enumerate(taken, 1) if judged[measure.route]]
    found = []
    for number, name, step in arrived:
        inject = scenario.injects[name]
        verified = _next(checked.get(name, []), number)
        last = min(verified - 1 if verified else len(taken), _next(came[name], number) or len(taken))
        open_to_check = checkable.get(name, [])
        acted = hanging[name][bisect_right(hanging[name], number) : bisect_right(hanging[name], last)]
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
                left_unchecked=tuple(
                    open_to_check[bisect_right(open_to_check, number) : bisect_right(open_to_check, last)]
                ),
            )
        )
    return tuple(found)


def _checkable(run: Run, reports: frozenset[str]) -> dict[str, list[int]]:
    """For some reports the decisions at which a measure that checks them stood open."""
    scenario = run.scenario
    found: dict[str, list[int]] = {}
    for number, step in enumerate(run.steps, 1):
        here = scenario.scenes[step.decision.scene].measures
        if reports.isdisjoint(measure.verifies for measure in here.values()):
            continue
        open_here = {here[offer.measure].verifies for offer in offers(scenario, step.before) if offer.open}
        for name in open_here & reports:
            found.setdefault(name, []).append(number)
    return found


def _next(numbers: list[int], number: int) -> int:
    """The first of them that is higher; 0 for none."""
    at = bisect_right(numbers, number)
    return numbers[at] if at < len(numbers) else 0


def _hangs(scenario: Scenario, measure: Measure, inject: Inject, before: State) -> bool:
    """Whether a decision hangs on what is claimed."""
    claims = inject.claims
    claimed = asked(scenario, claims)
    alone = set(_deciding(measure)) - _shared(scenario, measure, inject.id)
    if any(claimed & asked(scenario, expression) for _, expressions in alone for expression in expressions):
        return True
    wagers = [effect for effect in _effects(measure) if claimed & asked(scenario, effect.value)]
    if not wagers or claims is None:
        return False
    true, false = _worlds(scenario, claims, claimed, before)
    return any(_better(scenario, effect, true, false) for effect in wagers)


def _shared(scenario: Scenario, measure: Measure, inject: str) -> set[Deciding]:
    """What decides over a measure, and likewise over every other beside it that does not check the report."""
    beside = scenario.scenes[measure.scene].measures if measure.scene else scenario.standing
    others = [
        other
        for other in beside.values()
        if other.scene == measure.scene and other.id != measure.id and other.verifies != inject
    ]
    return set[Deciding].intersection(*(set(_deciding(other)) for other in others)) if others else set()


def _deciding(measure: Measure) -> Iterator[Deciding]:
    """What is read before its effects, or to know what follows them, with what it decides."""
    yield "when", (measure.when,)
    yield from (("gate", (gate.requires,)) for gate in measure.gates)
    yield "takes", (measure.takes.amount,)
    yield from ((outcome.route, (outcome.weight,)) for outcome in measure.outcomes)  # no other measure has the same
    yield from ((" ".join(end.place for end in goto.ends), goto.conditions) for goto in measure.gotos)


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
