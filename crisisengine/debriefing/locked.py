"""What was shown at a decision: the measures that were locked, and those that stood open."""

from __future__ import annotations

from crisisengine.debriefing.model import LockedMeasure
from crisisengine.engine.locks import why_locked
from crisisengine.engine.rules import Step, offers, place
from crisisengine.engine.run import Run
from crisisengine.model.scenario import Measure

__all__ = ["locked_measures", "open_measures"]


def open_measures(step: Step) -> tuple[Measure, ...]:
    """What could have been taken instead, the measure itself among them."""
    scenario = step.scenario
    here = scenario.scenes[place(scenario, step.before)].measures
    return tuple(here[offer.measure] for offer in offers(scenario, step.before) if offer.open)


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
                told = why_locked(scenario, step.before, measure, offer.refusals)
                homes.setdefault(measure.key, (scene.title if measure.scene else "", measure))
                locked.setdefault(measure.key, []).append((number, told))
    return tuple(
        LockedMeasure(
            scene_title=homes[key][0],
            label=homes[key][1].label,
            numbers=tuple(number for number, _ in times),
            reasons=tuple(dict.fromkeys(reason for _, told in times for reason in told)),
            opened_later=opened.get(key, 0) > times[0][0],
        )
        for key, times in locked.items()
    )
