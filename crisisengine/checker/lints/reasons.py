"""Why a guard never holds, or always does: how far what it asks ever goes, in the states in which it is asked.

Worked out only for a guard that somebody is about to be told of: one look at the states of its scenes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from attrs import define, field

from crisisengine.budget import OverBudget
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.vector.expressions import evaluator, slots_of
from crisisengine.engine.program import Program
from crisisengine.engine.spelling import spelled
from crisisengine.model.expression import Compare, Expression, Junction, Literal, Not, Read
from crisisengine.model.scenario import Variable

__all__ = ["always_because", "never_because"]

_MIRRORED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "==", "!=": "!="}


def never_because(
    found: Exploration, guards: Sequence[Expression], places: Sequence[int], shown: Expression | None = None
) -> str:
    """Why some guards never hold together in some places, or an empty text where that cannot be told.

    Args:
        found: complete.
        guards: that never hold together in any state of the places.
        places: numbers of scenes.
        shown: what must hold for them to be asked at all.
    """
    parts = [part for guard in guards for part in _conjuncts(guard)]
    asked = [part for part in parts if not isinstance(part, Literal)]
    try:
        seen = _look(found, asked, places, shown)
    except OverBudget:
        return ""  # a reason is worth no verdict: whoever goes on asks for itself whether there is time
    if not seen.states:
        return ""
    where = _where(found.program, places)
    for number, part in enumerate(asked):
        if not seen.held[number]:
            return f"{_extent(found.program, part, seen, holds=False)} {where}"
    together = " and ".join(f"`{spelled(part)}`" for part in asked[:3])
    return f"{together} never hold together {where}" if 1 < len(asked) < 4 else ""


def always_because(found: Exploration, guard: Expression, places: Sequence[int]) -> str:
    """Why a guard always holds, or an empty text where there is nothing to say beyond that."""
    parts = _conjuncts(guard)
    try:
        seen = _look(found, parts, places, None)
    except OverBudget:
        return ""
    if not seen.states or len(parts) != 1:
        return ""
    told = _extent(found.program, parts[0], seen, holds=True)
    return f"{told} {_where(found.program, places)}" if told else ""


def _where(program: Program, places: Sequence[int]) -> str:
    return f"in scene `{program.places[places[0]]}`" if len(places) == 1 else "in any scene"


def _conjuncts(guard: Expression) -> tuple[Expression, ...]:
    if isinstance(guard, Junction) and guard.operator == "and":
        return tuple(part for operand in guard.operands for part in _conjuncts(operand))
    return (guard,)


@define
class _Seen:
    """What a look at the states found."""

    held: list[bool]
    """For each part whether it ever held."""
    low: dict[str, int] = field(factory=dict)
    """By variable: the least value."""
    high: dict[str, int] = field(factory=dict)
    states: int = 0


def _look(found: Exploration, parts: Sequence[Expression], places: Sequence[int], shown: Expression | None) -> _Seen:
    program = found.program
    seen = _Seen([False] * len(parts))
    asked = [*parts, *([shown] if shown is not None else [])]
    slots = {slot for part in asked for slot in slots_of(part, program)}
    if not all(found.kept.keeps(slot, place) for slot in slots for place in places):
        return seen  # something of it was forgotten there
    named = _named(parts)
    for columns, rows in _columns(found, places, shown):
        seen.states += 1
        for number, part in enumerate(parts):
            if not seen.held[number]:
                seen.held[number] = columns.narrowed(rows, evaluator(part, program)(columns)) is not False
        for name in named:
            values: Any = evaluator(Read(name), program)(columns)
            values = values if np.ndim(values) == 0 or rows is True else values[rows]
            low, high = int(np.min(values)), int(np.max(values))
            seen.low[name], seen.high[name] = min(low, seen.low.get(name, low)), max(high, seen.high.get(name, high))
    return seen


def _columns(found: Exploration, places: Sequence[int], shown: Expression | None) -> Iterator[tuple[Any, Any]]:
    for layer in found.layers:
        for place, clock, keys in found.groups(layer):
            if place not in places:
                continue
            found.task.ask()
            columns = found.columns(place, clock, keys)
            rows = True if shown is None else columns.narrowed(True, evaluator(shown, found.program)(columns))
            if rows is not False:
                yield columns, rows


def _named(parts: Iterable[Expression]) -> list[str]:
    """The variables that a part holds against a number or a word."""
    compared = (_comparison(part) for part in parts)
    return list(dict.fromkeys(found[0] for found in compared if found is not None))


def _comparison(part: Expression) -> tuple[str, str, int] | None:
    """(variable, operator, number) of a plain comparison, whichever side the number stands on."""
    match part:
        case Compare((Read(name), Literal(value)), (operator,)):
            return name, operator, value
        case Compare((Literal(value), Read(name)), (operator,)):
            return name, _MIRRORED[operator], value
    return None


def _extent(program: Program, part: Expression, seen: _Seen, *, holds: bool) -> str:
    """How far what a part asks goes, where it never holds, or always does."""
    never = "always" if holds else "never"
    compared = _comparison(part)
    if compared is None:
        match part:
            case Read(name):
                return f"`{name}` is {never} true"
            case Not(Read(name)):
                return f"`{name}` is {'never' if holds else 'always'} true"
        return "" if holds else f"`{spelled(part)}` never holds"
    name, operator, _ = compared
    variable = program.scenario.variables[name]
    low, high = seen.low[name], seen.high[name]
    if low == high:
        return f"`{name}` is always {_shown(variable, low)}"
    if variable.sort == "number" and (operator in (">", ">=")) != holds:
        return f"`{name}` never rises above {high}"
    if variable.sort == "number" and operator in ("<", "<=", ">", ">="):
        return f"`{name}` never falls below {low}"
    return f"`{name}` goes from {_shown(variable, low)} to {_shown(variable, high)}"


def _shown(variable: Variable, value: int) -> str:
    if variable.sort == "word":
        return f"`'{variable.words[value]}'`"
    return ("no", "yes")[value] if variable.sort == "truth" else str(value)
