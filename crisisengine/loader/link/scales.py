"""What goes against a scale: a guard that cuts a band in two, a price that is a gain, a chapter that begins beyond the range."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from crisisengine.loader.link.unused import Say, effects_of_all
from crisisengine.loader.toml.paths import Path
from crisisengine.model.expression import Arithmetic, Compare, Expression, Literal, Read, parts
from crisisengine.model.scenario import Effect, Measure, Scenario, Variable

__all__ = ["against_scales"]

_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def against_scales(linked: Scenario, say: Say) -> None:
    """Record all of it."""
    for path, measure, _ in effects_of_all(linked):
        if measure is not None:
            _cuts(path, measure, linked, say)
            _gains(path, measure, linked, say)
    for chapter in linked.chapters.values():
        for number, effect in enumerate(chapter.effects):
            variable = linked.variables[effect.variable]
            value = _begun_with(effect, variable)
            if value is not None and not variable.low <= value <= variable.high:
                message = f"the effect on `{variable.name}` is held by the end of its range every time"
                hint = f"`{variable.name}` goes from {variable.low} to {variable.high}, and this asks for {value}"
                say("always-saturates", message, ("chapter", chapter.id), hint, "effects", number, value=True)


def _begun_with(effect: Effect, variable: Variable) -> int | None:
    """What a chapter sets a number to; None where that is not plain to see."""
    match effect.value:
        case Literal(value) if variable.sort == "number":
            return value
        case Arithmetic("+" | "-" as sign, Read(name), Literal(amount)) if name == variable.name and not variable.draw:
            return variable.start + (amount if sign == "+" else -amount)
    return None


def _gains(path: Path, measure: Measure, linked: Scenario, say: Say) -> None:
    """A price that is taken from what is better low."""
    for cost in measure.costs:
        if linked.variables[cost.variable].better == "low":
            message = f"`{cost.variable}` is better low, so that paying it is a gain"
            hint = f'what it makes worse is an effect: `effects = ["{cost.variable} += {cost.amount}"]`'
            say("odd-price", message, path, hint, "costs", cost.variable)


def _cuts(path: Path, measure: Measure, linked: Scenario, say: Say) -> None:
    """A guard that is true of one part of a band and false of the rest: nobody reads the difference."""
    for gate in measure.gates:
        if not gate.own:
            continue
        for name, cut in dict.fromkeys(_bounds(gate.requires)):
            variable = linked.variables[name]
            starts = [low for low, _ in variable.bands]
            if variable.sort != "number" or variable.hidden or not starts or not variable.low < cut <= variable.high:
                continue
            if cut in starts:
                continue
            number = max(place for place, low in enumerate(starts) if low < cut)
            low, word = variable.bands[number]
            ways = [f"{low}, where it begins"]
            if number + 1 < len(starts):
                ways.append(f"{starts[number + 1]}, where `{variable.bands[number + 1][1]}` does")
            message = f"`{name}` is `{word}` at {cut - 1} and at {cut}, and this asks for the difference"
            hint = f"ask for {'; for '.join(ways)}; or let a band begin at {cut}"
            say("cut-band", message, path, hint, "requires", value=True)


def _bounds(guard: Expression) -> Iterator[tuple[str, int]]:
    """(variable, n) for each comparison that holds on one side of n, the side of n itself, and not on the other."""
    waiting = [guard]
    while waiting:
        node = waiting.pop()
        waiting += parts(node)
        if not isinstance(node, Compare):
            continue
        for (first, second), sign in zip(pairwise(node.operands), node.operators, strict=True):
            match (first, second):
                case (Read(name), Literal(value)):
                    operator = sign
                case (Literal(value), Read(name)):
                    operator = _TURNED.get(sign, sign)
                case _:
                    continue
            if operator in (">=", "<"):
                yield name, value
            elif operator in (">", "<="):
                yield name, value + 1
