"""What moved a value, in words: who or what did it."""

from __future__ import annotations

from crisisengine.model.prose import Plain, Prose
from crisisengine.model.scenario import Measure, Scenario
from crisisengine.text.messages import _

__all__ = ["authored_measure", "cause_text", "measure_of"]

LONGEST_OPENING = 60
"""Characters of an inject by which it is called."""
STOPS = ".,;:!? -\N{EN DASH}\N{EM DASH}"
"""What does not stand before the dots of an opening that goes on."""


def cause_text(scenario: Scenario, cause: str) -> str:
    """A cause in words: the measure's label, or who sent what.

    Args:
        scenario: whose rules they are.
        cause: the route of a measure, outcome, inject, ending or derived variable; `clock` for time.
    """
    kind, _dot, rest = cause.partition(".")
    if kind in ("scene", "measure"):
        measure, _dot, outcome = cause.partition(".chance.")
        label = authored_measure(scenario, measure).label
        return f"{label} ({outcome.replace('_', ' ')})" if outcome and kind == "scene" else label
    if kind == "inject":
        inject = scenario.injects[rest]
        opening = " ".join(_opening(inject.text).split())
        if len(opening) > LONGEST_OPENING:
            opening = opening[: LONGEST_OPENING - 3].rsplit(" ", 1)[0].rstrip(STOPS) + "..."
        return f"{inject.sender}: {opening}" if inject.sender else opening
    if kind == "ending":
        return scenario.endings[rest].title
    if kind == "variable":
        return _("follows from what it is made of")
    return _("time")


def measure_of(cause: str) -> str:
    """A cause as it is named while playing: an outcome by its measure, since which one came may be hidden."""
    return cause.partition(".chance.")[0]


def authored_measure(scenario: Scenario, route: str) -> Measure:
    """The measure of a route, as its author wrote it."""
    if route.startswith("scene."):
        scene, _dot, name = route.removeprefix("scene.").partition(".measure.")
        return scenario.scenes[scene].measures[name]
    return scenario.standing[route.removeprefix("measure.")]


def _opening(prose: Prose) -> str:
    """The first words of a text that do not depend on the state."""
    return next((piece.text for piece in prose if isinstance(piece, Plain) and piece.text.strip()), "")
