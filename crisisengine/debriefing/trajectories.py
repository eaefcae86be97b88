"""The indicators over a run, as the side panel showed them."""

from __future__ import annotations

from collections.abc import Sequence

from crisisengine.debriefing.model import Trajectory
from crisisengine.engine.view_model import View
from crisisengine.model.scenario import Scenario

__all__ = ["trajectories"]


def trajectories(scenario: Scenario, views: Sequence[View]) -> tuple[Trajectory, ...]:
    """Every indicator of the side panel, from state to state."""
    found = []
    panels = [
        [("", indicator) for indicator in shown.indicators]
        + [(f"{party.name}: ", indicator) for party in shown.parties for indicator in party.indicators]
        for shown in views
    ]
    for row in zip(*panels, strict=True):
        whose, first = row[0]
        variable = scenario.variables[first.variable]
        found.append(
            Trajectory(
                variable=first.variable,
                label=whose + first.label,
                sort=variable.sort,
                low=variable.low,
                high=variable.high,
                better=variable.better,
                values=tuple(indicator.value for _, indicator in row),
                words=tuple(indicator.word for _, indicator in row),
                party=bool(whose),
            )
        )
    return tuple(found)
