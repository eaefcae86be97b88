"""Reports believed and true: what each claimed, what was so, and which decisions rested on it unchecked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from crisisengine.debriefing.causes import asked
from crisisengine.debriefing.model import GradedReport
from crisisengine.engine.rendering import render
from crisisengine.engine.rules import Step, evaluate, route
from crisisengine.engine.run import Run
from crisisengine.model.expression import Expression
from crisisengine.model.scenario import Measure, Outcome, Scenario

__all__ = ["graded_reports"]


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
    asks = {measure.route: _asks(scenario, measure) for measure in taken}
    checked: dict[str, list[int]] = {}
    for number, measure in enumerate(taken, 1):
        checked.setdefault(measure.verifies, []).append(number)
    came: dict[str, list[int]] = {}
    for number, name, _ in arrived:
        came.setdefault(name, []).append(number)
    resting = {}
    for name in came:
        claimed = asked(scenario, scenario.injects[name].claims)
        resting[name] = [number for number, measure in enumerate(taken, 1) if claimed & asks[measure.route]]
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


def _asks(scenario: Scenario, measure: Measure) -> frozenset[str]:
    """The variables that the rules of a decision read: its gates, its effects, the odds of its outcomes, when and where they lead."""
    return frozenset().union(*(asked(scenario, expression) for expression in _expressions(measure)))


def _expressions(measure: Measure) -> Iterator[Expression | None]:
    routes: tuple[Measure | Outcome, ...] = (measure, *measure.outcomes)
    yield measure.when
    yield from (gate.requires for gate in measure.gates)
    yield measure.takes.amount
    yield from (outcome.weight for outcome in measure.outcomes)
    for taken in routes:
        yield from (effect.value for effect in taken.effects)
        yield from taken.goto.conditions
        yield from (later.after.amount for later in taken.later)
