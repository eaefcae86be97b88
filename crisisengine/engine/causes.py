"""What moved a value, in words: who or what did it, and by which rule."""

from __future__ import annotations

from crisisengine.engine.spelling import label_text, spelled, tells_hidden, word_text
from crisisengine.engine.state import Change
from crisisengine.model.expression import Arithmetic, Expression, Literal, Read
from crisisengine.model.prose import Plain, Prose
from crisisengine.model.scenario import Effect, Measure, Scenario, Variable
from crisisengine.text.messages import _

__all__ = ["cause_text", "measure_of", "rule_text"]

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
        label = _measure(scenario, measure).label
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


def _measure(scenario: Scenario, route: str) -> Measure:
    if route.startswith("scene."):
        scene, _dot, name = route.removeprefix("scene.").partition(".measure.")
        return scenario.scenes[scene].measures[name]
    return scenario.standing[route.removeprefix("measure.")]


def _opening(prose: Prose) -> str:
    """The first words of a text that do not depend on the state."""
    return next((piece.text for piece in prose if isinstance(piece, Plain) and piece.text.strip()), "")


def rule_text(scenario: Scenario, change: Change) -> str:
    """The rule behind a change, as told while playing: `+1 from “Send the escort”`; of a derived value what it is made of."""
    variable = scenario.variables[change.variable]
    if variable.derived is not None:
        if tells_hidden(scenario, variable.derived):
            return _("follows from what it is made of")
        return _("is {rule}", rule=_told(scenario, variable.derived))
    effect = _effect(scenario, change)
    if effect is None:
        return ""
    label = cause_text(scenario, measure_of(change.cause))
    if tells_hidden(scenario, effect.value):
        return _("changed by “{label}”", label=label)
    match effect.value:
        case Arithmetic("+" | "-" as sign, Read(name), amount) if name == variable.name:
            shown = {"+": "+", "-": "\N{MINUS SIGN}"}[sign]
            return _("{amount} from “{label}”", amount=f"{shown}{_told(scenario, amount, 6)}", label=label)
    return _("set to {value} by “{label}”", value=_value(scenario, variable, effect.value), label=label)


def _value(scenario: Scenario, variable: Variable, value: Expression) -> str:
    return f"*{word_text(variable, value.value)}*" if isinstance(value, Literal) else _told(scenario, value)


def _told(scenario: Scenario, expression: Expression, binding: int = 0) -> str:
    return spelled(expression, binding, named=lambda name: label_text(scenario, name))


def _effect(scenario: Scenario, change: Change) -> Effect | None:
    """The effect that a change came from; None where time made it."""
    kind, _dot, rest = change.cause.partition(".")
    effects: tuple[Effect, ...] = ()
    if kind in ("scene", "measure"):
        route, _dot, outcome = change.cause.partition(".chance.")
        measure = _measure(scenario, route)
        effects = next((known.effects for known in measure.outcomes if known.id == outcome), measure.effects)
    elif kind == "inject":
        effects = scenario.injects[rest].effects
    return next((effect for effect in effects if effect.variable == change.variable), None)
