"""The learning objectives of a scenario, and what a run shows of each."""

from __future__ import annotations

from collections.abc import Sequence

from crisisengine.debriefing.chapters import played_chapters, scenes_ahead
from crisisengine.debriefing.locked import open_measures
from crisisengine.debriefing.model import GradedReport, ObjectiveLine
from crisisengine.engine.rules import Step, possible, route, step
from crisisengine.engine.run import Run
from crisisengine.model.kinds import Beyond, ObjectiveResult
from crisisengine.model.scenario import Measure

__all__ = ["objectives"]


def objectives(run: Run, turning: frozenset[int], doubted: Sequence[GradedReport]) -> tuple[ObjectiveLine, ...]:
    """Each objective with its evidence.

    What no run could have shown is no failing: where nothing that bears on an objective was open to a decision, and what
    does lies ahead of the run or in chapters that were not played, the run has not come to it.

    A decision that bears on an objective can go against it. What was meant nobody can know; what can be known is that
    it closed the best that was possible (`turning`), hung on a report that nobody had checked (`doubted`), or made the
    indicators worse where something else that bears on the same would not have. That it cost something says nothing by
    itself: what is right most often has its price.
    """
    rash = {number for report in doubted for number in report.acted_on}
    taught: dict[str, list[int]] = {}
    missed: dict[str, list[int]] = {}
    for number, taken in enumerate(run.steps, 1):
        teaches = route(run.scenario, taken.decision)[0].teaches
        for aim in teaches:
            taught.setdefault(aim, []).append(number)
        for aim in dict.fromkeys(aim for measure in open_measures(taken) for aim in measure.teaches):
            if aim not in teaches:
                missed.setdefault(aim, []).append(number)
    at = _Whereabouts(run)
    found = []
    for objective in run.scenario.objectives.values():
        numbers = taught.get(objective.id, [])
        bad = tuple(
            number for number in numbers if number in turning | rash or _dearer(run.steps[number - 1], objective.id)
        )
        result: ObjectiveResult = "not" if len(bad) == len(numbers) else "partly" if bad else "met"
        lies = "" if numbers or objective.id in missed else at.lies(objective.id)
        found.append(
            ObjectiveLine(
                id=objective.id,
                text=objective.text,
                level=objective.level,
                result="beyond" if lies else result,
                decisions=tuple(numbers),
                against=bad,
                missed=tuple(missed.get(objective.id, ())),
                lies=lies,
                chapters=at.unplayed(objective.id) if lies else (),
            )
        )
    return tuple(found)


class _Whereabouts:
    """Where the scenes that bear on objectives lie, as seen from where a run stands."""

    def __init__(self, run: Run) -> None:
        self._chapter = {name: scene.chapter for name, scene in run.scenario.scenes.items()}
        self._played = played_chapters(run)
        self._ahead = scenes_ahead(run)
        self._bearing: dict[str, list[str]] = {}
        for name, scene in run.scenario.scenes.items():
            for aim in dict.fromkeys(aim for measure in scene.measures.values() for aim in measure.teaches):
                self._bearing.setdefault(aim, []).append(name)

    def lies(self, aim: str) -> Beyond:
        """Where an objective lies that nothing bore on so far; empty where the run has passed all there was of it."""
        scenes = self._bearing.get(aim, [])
        if not scenes:
            return "nowhere"
        known = [name for name in scenes if self._chapter[name] in self._played]
        if any(name in self._ahead for name in known):
            return "ahead"
        if any(name in self._ahead for name in scenes) or not known:
            titles = list(dict.fromkeys(self._chapter.values()))
            last = max((titles.index(title) for title in self._played), default=-1)
            return "elsewhere" if any(titles.index(self._chapter[name]) < last for name in scenes) else "later"
        return ""

    def unplayed(self, aim: str) -> tuple[str, ...]:
        """The titles of chapters that were not played, and hold a scene that bears on it."""
        titles = dict.fromkeys(self._chapter[name] for name in self._bearing.get(aim, []))
        return tuple(title for title in titles if title and title not in self._played)


def _dearer(taken: Step, aim: str) -> bool:
    """Whether a decision made the indicators worse, and another for the same aim stood open that would not have, by any luck."""
    return _worsened(taken) and any(
        aim in other.teaches and other.id != taken.decision.measure and not _may_worsen(taken, other)
        for other in open_measures(taken)
    )


def _may_worsen(taken: Step, other: Measure) -> bool:
    """Whether a measure, taken in the place of another, would have made the indicators worse by some luck."""
    scenario, before = taken.scenario, taken.before
    outcomes: list[str | None] = [outcome for outcome, _ in possible(scenario, before, other.id)]
    return any(_worsened(step(scenario, before, other.id, outcome)) for outcome in outcomes or [None])


def _worsened(taken: Step) -> bool:
    """Whether a decision's own effects left the scenario's indicators, the parties' apart, worse than it found them."""
    scenario = taken.scenario
    measure, outcome = route(scenario, taken.decision)
    own = {measure.route, *([outcome.route] if outcome else [])}
    total = 0
    for change in taken.changes:
        variable = scenario.variables[change.variable]
        if change.cause in own and variable.label and variable.better and not variable.party:
            total += (change.after - change.before) * (1 if variable.better == "high" else -1)
    return total < 0
