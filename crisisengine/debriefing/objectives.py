"""The learning objectives of a scenario, and what a run shows of each."""

from __future__ import annotations

from collections.abc import Sequence

from crisisengine.debriefing.locked import open_measures
from crisisengine.debriefing.model import GradedReport, ObjectiveLine
from crisisengine.engine.rules import Step, route
from crisisengine.engine.run import Run
from crisisengine.model.kinds import ObjectiveResult

__all__ = ["objectives"]


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
        for aim in teaches:
            taught.setdefault(aim, []).append(number)
        for aim in dict.fromkeys(aim for measure in open_measures(step) for aim in measure.teaches):
            if aim not in teaches:
                missed.setdefault(aim, []).append(number)
    found = []
    for objective in run.scenario.objectives.values():
        numbers = taught.get(objective.id, [])
        bad = tuple(number for number in numbers if number in against)
        result: ObjectiveResult = "not" if len(bad) == len(numbers) else "partly" if bad else "met"
        found.append(
            ObjectiveLine(
                id=objective.id,
                text=objective.text,
                level=objective.level,
                result=result,
                decisions=tuple(numbers),
                against=bad,
                missed=tuple(missed.get(objective.id, ())),
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
