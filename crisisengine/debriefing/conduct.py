"""How a run was played: reports believed, measures wanted and locked, kinds of measures chosen, objectives met."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from crisisengine.debriefing.causes import asked
from crisisengine.debriefing.model import GradedReport, LockedMeasure, Mixed, ObjectiveLine
from crisisengine.engine.locks import why_locked
from crisisengine.engine.rendering import render
from crisisengine.engine.rules import Step, evaluate, offers, place, route
from crisisengine.engine.run import Run
from crisisengine.model.expression import Expression
from crisisengine.model.scenario import Measure, Outcome, Scenario

__all__ = ["graded_reports", "locked_measures", "mix", "objectives", "open_measures"]


def open_measures(step: Step) -> tuple[Measure, ...]:
    """What could have been taken instead, the measure itself among them."""
    scenario = step.scenario
    here = scenario.scenes[place(scenario, step.before)].measures
    return tuple(here[one.measure] for one in offers(scenario, step.before) if one.open)


# believed and true


def graded_reports(run: Run) -> tuple[GradedReport, ...]:
    """Every graded report that claims something, in the order of arrival."""
    scenario = run.scenario
    arrived = [
        (number, event.inject)
        for number, step in enumerate(run.steps, 1)
        for event in step.events
        if event.what == "fired" and scenario.injects[event.inject].claims is not None
    ]
    taken = [route(scenario, step.decision)[0] for step in run.steps]
    asks = {measure.route: _asks(scenario, measure) for measure in taken}
    checked: dict[str, list[int]] = {}
    for number, measure in enumerate(taken, 1):
        checked.setdefault(measure.verifies, []).append(number)
    came: dict[str, list[int]] = {}
    for number, name in arrived:
        came.setdefault(name, []).append(number)
    resting = {}
    for name in came:
        claimed = asked(scenario, scenario.injects[name].claims)
        resting[name] = [number for number, measure in enumerate(taken, 1) if claimed & asks[measure.route]]
    found = []
    for number, name in arrived:
        inject = scenario.injects[name]
        verified = _next(checked.get(name, []), number)
        last = min(verified - 1 if verified else len(taken), _next(came[name], number) or len(taken))
        acted = resting[name][bisect_right(resting[name], number) : bisect_right(resting[name], last)]
        after = run.steps[number - 1].after
        text = render(scenario, after, inject.text)
        assert inject.claims is not None, "only a report that claims something is graded"
        true = bool(evaluate(scenario, after, inject.claims))
        found.append(GradedReport(inject.id, inject.sender, inject.grade, text, number, true, verified, tuple(acted)))
    return tuple(found)


def _next(numbers: list[int], number: int) -> int:
    """The first of them that is higher; 0 for none."""
    at = bisect_right(numbers, number)
    return numbers[at] if at < len(numbers) else 0


def _asks(scenario: Scenario, measure: Measure) -> frozenset[str]:
    """The variables that the rules of a decision read: its gates, its effects, the odds of its outcomes."""
    return frozenset().union(*(asked(scenario, one) for one in _expressions(measure)))


def _expressions(measure: Measure) -> Iterator[Expression | None]:
    routes: tuple[Measure | Outcome, ...] = (measure, *measure.outcomes)
    yield measure.when
    yield from (gate.requires for gate in measure.gates)
    yield from (outcome.weight for outcome in measure.outcomes)
    yield from (effect.value for one in routes for effect in one.effects)


# what was shown and locked


def locked_measures(run: Run) -> tuple[LockedMeasure, ...]:
    """Every measure that was shown locked at a decision."""
    scenario = run.scenario
    locked: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    opened: dict[str, int] = {}
    homes: dict[str, tuple[str, Measure]] = {}
    for number, step in enumerate(run.steps, 1):
        scene = scenario.scenes[place(scenario, step.before)]
        for offer in offers(scenario, step.before):
            measure = scene.measures[offer.measure]
            if offer.open:
                opened[measure.key] = number
            else:
                told = [one for gate in offer.refusals for one in why_locked(scenario, step.before, measure.gates[gate])]
                homes.setdefault(measure.key, (scene.title if measure.scene else "", measure))
                locked.setdefault(measure.key, []).append((number, tuple(told)))
    return tuple(
        LockedMeasure(
            homes[key][0],
            homes[key][1].label,
            tuple(number for number, _ in times),
            tuple(dict.fromkeys(reason for _, told in times for reason in told)),
            opened.get(key, 0) > times[0][0],
        )
        for key, times in locked.items()
    )


# kinds of measures


def mix(run: Run) -> tuple[Mixed, ...]:
    """Tiers, phases and principles of the measures that were taken and of those that stood open; of what nobody met, nothing."""
    scenario = run.scenario
    found = []
    for kind, headings in (("tier", scenario.tiers), ("phase", scenario.phases), ("principle", scenario.principles)):
        taken: dict[str, int] = {}
        offered: dict[str, int] = {}
        for step in run.steps:
            for name in _borne(scenario, kind, route(scenario, step.decision)[0]):
                taken[name] = taken.get(name, 0) + 1
            for name in {one for measure in open_measures(step) for one in _borne(scenario, kind, measure)}:
                offered[name] = offered.get(name, 0) + 1
        found += [
            Mixed(kind, heading.label, taken.get(name, 0), offered[name])
            for name, heading in headings.items()
            if name in offered
        ]
    return tuple(found)


def _borne(scenario: Scenario, kind: str, measure: Measure) -> set[str]:
    return {name for tag in measure.tags if (name := getattr(scenario.tags[tag], kind))}


# objectives


def objectives(run: Run, turning: frozenset[int], doubted: Sequence[GradedReport]) -> tuple[ObjectiveLine, ...]:
    """Each objective with its evidence.

    A decision that bears on an objective can go against it. What was meant nobody can know; what can be known is that
    it closed the best that was possible (`turning`), rested on a report that nobody had checked (`doubted`), or made the
    indicators worse by its own effects.
    """
    rash = {number for report in doubted for number in report.acted_on}
    against = {number for number, step in enumerate(run.steps, 1) if number in turning | rash or _worsened(step)}
    taught: dict[str, list[int]] = {}
    missed: dict[str, list[int]] = {}
    for number, step in enumerate(run.steps, 1):
        teaches = route(run.scenario, step.decision)[0].teaches
        for one in teaches:
            taught.setdefault(one, []).append(number)
        for one in dict.fromkeys(one for measure in open_measures(step) for one in measure.teaches):
            if one not in teaches:
                missed.setdefault(one, []).append(number)
    found = []
    for objective in run.scenario.objectives.values():
        numbers = taught.get(objective.id, [])
        bad = tuple(number for number in numbers if number in against)
        result = "not" if len(bad) == len(numbers) else "partly" if bad else "met"
        found.append(
            ObjectiveLine(
                objective.id,
                objective.text,
                objective.level,
                result,
                tuple(numbers),
                bad,
                tuple(missed.get(objective.id, ())),
            )
        )
    return tuple(found)


def _worsened(step: Step) -> bool:
    """Whether a decision's own effects left the scenario's indicators, the parties' apart, worse than it found them."""
    scenario = step.scenario
    measure, outcome = route(scenario, step.decision)
    own = {measure.route, *([outcome.route] if outcome else [])}
    total = 0
    for change in step.changes:
        variable = scenario.variables[change.variable]
        if change.cause in own and variable.label and variable.better and not variable.party:
            total += (change.after - change.before) * (1 if variable.better == "high" else -1)
    return total < 0
