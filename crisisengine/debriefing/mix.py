"""The mix of measures: which kinds of them were taken, and which stood open."""

from __future__ import annotations

from collections.abc import Mapping

from crisisengine.debriefing.locked import open_measures
from crisisengine.debriefing.model import Mixed
from crisisengine.engine.rules import route
from crisisengine.engine.run import Run
from crisisengine.model.kinds import HeadingKind
from crisisengine.model.scenario import Heading, Measure, Scenario

__all__ = ["mix"]


def mix(run: Run) -> tuple[Mixed, ...]:
    """Tiers, phases and principles of the measures that were taken and of those that stood open; of what nobody met, nothing."""
    scenario = run.scenario
    found = []
    kinds: tuple[tuple[HeadingKind, Mapping[str, Heading]], ...] = (
        ("tier", scenario.tiers),
        ("phase", scenario.phases),
        ("principle", scenario.principles),
    )
    for kind, headings in kinds:
        taken: dict[str, int] = {}
        offered: dict[str, int] = {}
        for step in run.steps:
            for name in _borne(scenario, kind, route(scenario, step.decision)[0]):
                taken[name] = taken.get(name, 0) + 1
            for name in {heading for measure in open_measures(step) for heading in _borne(scenario, kind, measure)}:
                offered[name] = offered.get(name, 0) + 1
        found += [
            Mixed(kind=kind, label=heading.label, taken=taken.get(name, 0), offered=offered[name])
            for name, heading in headings.items()
            if name in offered
        ]
    return tuple(found)


def _borne(scenario: Scenario, kind: HeadingKind, measure: Measure) -> set[str]:
    return {name for tag in measure.tags if (name := getattr(scenario.tags[tag], kind))}
