"""The rule by which a value moved, in words that somebody who plays can read: no formula where a word of the scale will do."""

from __future__ import annotations

from crisisengine.engine.causes import authored_measure, cause_text, measure_of
from crisisengine.engine.naming import extreme_text, level_text
from crisisengine.engine.spelling import label_text, spelled, tells_hidden
from crisisengine.engine.state import Change
from crisisengine.model.expression import Arithmetic, Choose, Expression, Function, Literal, Read, parts, reads
from crisisengine.model.scenario import Effect, Scenario, Variable
from crisisengine.text.messages import _

__all__ = ["rule_text"]

_SIGNS = {"+": "+", "-": "\N{MINUS SIGN}"}


def rule_text(scenario: Scenario, change: Change) -> str:
    """The rule behind a change, as told while playing: `+1 from “Send the escort”`; of a derived value what it is made of."""
    variable = scenario.variables[change.variable]
    if variable.derived is not None:
        if tells_hidden(scenario, variable.derived):
            return _("follows from what it is made of")
        return _("is {rule}", rule=_made_of(scenario, variable.derived))
    effect = _effect(scenario, change)
    if effect is None:
        return ""
    label = cause_text(scenario, measure_of(change.cause))
    if tells_hidden(scenario, effect.value):
        return _("changed by “{label}”", label=label)
    inner, least, most = _bounds(effect.value)
    moved = _amount(scenario, variable, inner)
    if moved or inner == Read(variable.name):
        return _moved(variable, moved, least, most, label)
    told = _readable(scenario, effect.value)
    value = _told(scenario, effect.value) if told else level_text(variable, "==", change.after)
    return _("set to {value} by “{label}”", value=value, label=label)


def _made_of(scenario: Scenario, derived: Expression) -> str:
    match derived:
        case Function(name, operands) if all(isinstance(operand, Read) for operand in operands):
            return extreme_text(name, [_told(scenario, operand) for operand in operands])
    return _told(scenario, derived)


def _bounds(value: Expression) -> tuple[Expression, int | None, int | None]:
    """What `min` and `max` hold in bounds, and the bounds: `clamp(x + 1, 2, 4)` is x + 1, at least 2 and at most 4."""
    least = most = None
    while isinstance(value, Function) and len(value.operands) == 2:
        (inner, limit) = value.operands if isinstance(value.operands[1], Literal) else value.operands[::-1]
        if not isinstance(limit, Literal) or (least if value.name == "max" else most) is not None:
            break
        if value.name == "max":
            least = limit.value
        else:
            most = limit.value
        value = inner
    return value, least, most


def _amount(scenario: Scenario, variable: Variable, value: Expression) -> str:
    """`+1` of what is added to the value itself; empty for all else."""
    match value:
        case Arithmetic("+" | "-" as sign, Read(name), amount) if name == variable.name and _sayable(scenario, amount):
            return f"{_SIGNS[sign]}{_told(scenario, amount, 6)}"
    return ""


def _moved(variable: Variable, moved: str, least: int | None, most: int | None, label: str) -> str:
    """A value that moved from where it was, or was held in bounds."""
    low = "" if least is None else level_text(variable, ">=", least)
    high = "" if most is None else level_text(variable, "<=", most)
    if low and high:
        held = _("kept between {least} and {most} by “{label}”", least=low, most=high, label=label)
    elif low:
        held = _("kept at {least} at least by “{label}”", least=low, label=label)
    else:
        held = _("kept at {most} at most by “{label}”", most=high, label=label)
    if not moved:
        return held
    if not low and not high:
        return _("{amount} from “{label}”", amount=moved, label=label)
    return _("{amount}, then {held}", amount=moved, held=held)


def _readable(scenario: Scenario, expression: Expression) -> bool:
    """Whether it says more than what came of it: it asks for something, goes one way, and all that it asks for has a label."""
    asked = list(reads(expression))
    labelled = all(isinstance(read, Read) and scenario.variables[read.variable].label for read in asked)
    return bool(asked) and labelled and not _forks(expression)


def _sayable(scenario: Scenario, amount: Expression) -> bool:
    return isinstance(amount, Literal) or _readable(scenario, amount)


def _forks(expression: Expression) -> bool:
    return isinstance(expression, Choose) or any(map(_forks, parts(expression)))


def _told(scenario: Scenario, expression: Expression, binding: int = 0) -> str:
    return spelled(expression, binding, named=lambda name: label_text(scenario, name))


def _effect(scenario: Scenario, change: Change) -> Effect | None:
    """The effect that a change came from; None where time made it."""
    kind, _dot, rest = change.cause.partition(".")
    effects: tuple[Effect, ...] = ()
    if kind in ("scene", "measure"):
        route, _dot, outcome = change.cause.partition(".chance.")
        measure = authored_measure(scenario, route)
        effects = next((known.effects for known in measure.outcomes if known.id == outcome), measure.effects)
    elif kind == "inject":
        effects = scenario.injects[rest].effects
    return next((effect for effect in effects if effect.variable == change.variable), None)
