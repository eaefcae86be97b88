"""From values to words: prose rendered for a state, dates, and the derived reason of a lock.

Nothing here knows a word of any doctrine: labels, bands and reasons all come from the scenario.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from crisisengine.engine.program import program
from crisisengine.engine.rules import State, evaluate, value
from crisisengine.model.dates import day_text, month_text
from crisisengine.model.expression import (
    Arithmetic,
    Choose,
    Compare,
    Expression,
    Fact,
    Function,
    Junction,
    Literal,
    Negate,
    Not,
    Read,
    reads,
)
from crisisengine.model.prose import Alternative, Cite, Date, Plain, Prose, Value
from crisisengine.model.scenario import Gate, Scenario

__all__ = ["date_text", "reasons", "render", "source_number", "span_text", "spelled"]

_BINDING = {"or": 1, "and": 2, "+": 5, "-": 5, "*": 6, "//": 6, "%": 6}
"""How closely an operator binds; a condition binds least (0), `not` and comparisons lie at 3 and 4, minus at 7."""
_ASKED = {">=": "", ">": "above ", "<=": "at most ", "<": "below ", "!=": "other than "}


def render(scenario: Scenario, state: State, prose: Prose) -> str:
    """A text as Markdown for this state; citations as `[1]`."""
    row, numbers = state.row, program(scenario).number_slot
    written = []
    for piece in prose:
        if isinstance(piece, Plain):
            written.append(piece.text)
        elif isinstance(piece, Value) and not piece.as_word and piece.variable in numbers:
            written.append(str(row[numbers[piece.variable]]))
        else:
            written.append(_WRITTEN[type(piece)](scenario, state, piece))
    return "".join(written)


def _value(scenario: Scenario, state: State, piece: Value) -> str:
    amount = value(scenario, state, piece.variable)
    variable = scenario.variables[piece.variable]
    return str(amount) if variable.sort == "number" and not piece.as_word else variable.word(amount)


def _date(scenario: Scenario, state: State, _: Date) -> str:
    return date_text(scenario, state)


def _cite(scenario: Scenario, _: State, piece: Cite) -> str:
    return f"[{source_number(scenario, piece.source)}]"


def _alternative(scenario: Scenario, state: State, piece: Alternative) -> str:
    return render(scenario, state, piece.then if evaluate(scenario, state, piece.guard) else piece.otherwise)


_WRITTEN: dict[type, Callable[..., str]] = {Value: _value, Date: _date, Cite: _cite, Alternative: _alternative}


def source_number(scenario: Scenario, source: str) -> int:
    """The number by which texts cite a source: its place in file order, from 1."""
    numbers: dict[str, int] | None = scenario.kept.get("source numbers")
    if numbers is None:
        numbers = scenario.kept["source numbers"] = {name: number for number, name in enumerate(scenario.sources, 1)}
    return numbers[source]


def date_text(scenario: Scenario, state: State) -> str:
    """What the clock reads, as a date where the author gave one; empty without a clock."""
    clock = scenario.clock
    if clock is None:
        return ""
    reading = value(scenario, state, clock.unit)
    return date_at(scenario, reading)


def date_at(scenario: Scenario, reading: int) -> str:
    """The date of a clock reading."""
    clock = scenario.clock
    assert clock is not None
    if clock.opens is None:
        return f"{clock.unit} {reading}"
    if clock.unit == "month":
        months = clock.opens.month - 1 + reading
        year, month = clock.opens.year + months // 12, months % 12 + 1
        return month_text(year, month)
    unit = {"day": "days", "week": "weeks", "hour": "hours"}[clock.unit]
    moment = clock.opens + datetime.timedelta(**{unit: reading})
    day = day_text(moment)
    return f"{day}, {moment:%H:%M}" if isinstance(moment, datetime.datetime) else day


def span_text(scenario: Scenario, takes: int) -> str:
    """`3 days`, `no time`; empty without a clock."""
    if scenario.clock is None:
        return ""
    if not takes:
        return "no time"
    return f"{takes} {scenario.clock.unit}{'s' if takes != 1 else ''}"


def reasons(scenario: Scenario, state: State, gate: Gate) -> tuple[str, ...]:
    """Why a gate does not hold: the author's sentence, or what can be derived from the condition."""
    if gate.otherwise is not None:
        return (render(scenario, state, gate.otherwise),)
    failing = [part for part in _conjuncts(gate.requires) if not evaluate(scenario, state, part)]
    visible = [part for part in failing if not isinstance(part, Literal) and not _hidden(scenario, part)]
    told = tuple(dict.fromkeys(_reason(scenario, state, part) for part in visible))
    return told or ("not possible here and now",)


def _conjuncts(expression: Expression) -> tuple[Expression, ...]:
    if isinstance(expression, Junction) and expression.operator == "and":
        return tuple(part for operand in expression.operands for part in _conjuncts(operand))
    return (expression,)


def _hidden(scenario: Scenario, expression: Expression) -> bool:
    """Whether a reason would give away a hidden variable, directly or through a derived one."""
    waiting, seen = [expression], set()
    while waiting:
        for read in reads(waiting.pop()):
            if isinstance(read, Read) and read.variable not in seen:
                seen.add(read.variable)
                variable = scenario.variables[read.variable]
                if variable.hidden:
                    return True
                if variable.derived is not None:
                    waiting.append(variable.derived)
    return False


def _reason(scenario: Scenario, state: State, part: Expression) -> str:
    match part:
        case Compare((Read(name), Literal() as wanted), (operator,)) if operator in _ASKED or operator == "==":
            variable = scenario.variables[name]
            stands = value(scenario, state, name)
            now = variable.word(stands) if variable.sort != "number" else str(stands)
            asked = variable.word(wanted.value) if variable.sort != "number" else str(wanted.value)
            return f"needs `{name}` {_ASKED.get(operator, '')}{asked}, it is {now}"
        case Read(name):
            return f"needs `{name}`"
        case Not(Read(name)):
            return f"cannot be done once `{name}`"
        case Fact("taken", subject):
            return f"needs `{_label(scenario, subject)}` first"
        case Not(Fact("taken", subject)):
            return f"cannot be done after `{_label(scenario, subject)}`"
    return f"needs `{spelled(part, scenario)}`"


def _label(scenario: Scenario, key: str) -> str:
    scene, _, measure = key.rpartition(".")
    return (scenario.scenes[scene].measures[measure] if scene else scenario.standing[key]).label


def spelled(expression: Expression, scenario: Scenario, binding: int = 0) -> str:
    """An expression as an author would write it; in brackets where it binds less than `binding`."""

    def part(below: Expression, least: int = 0) -> str:
        return spelled(below, scenario, least)

    match expression:
        case Literal(_, text):
            return text
        case Read(variable):
            return variable
        case Fact("scene" | "ending" as kind, subject):
            return f"{kind}.{subject}"
        case Fact(kind, subject):
            return f"{kind}('{subject}')"
        case Function(name, operands):
            return f"{name}({', '.join(part(one) for one in operands)})"
        case Choose(then, condition, otherwise):
            own, text = 0, f"{part(then, 1)} if {part(condition, 1)} else {part(otherwise)}"
        case Junction(operator, operands):
            own = _BINDING[operator]
            text = f" {operator} ".join(part(one, own) for one in operands)
        case Not(operand):
            own, text = 3, f"not {part(operand, 3)}"
        case Compare(operands, operators):
            own, texts = 4, [part(one, 5) for one in operands]
            text = texts[0] + "".join(f" {operator} {one}" for operator, one in zip(operators, texts[1:], strict=True))
        case Arithmetic(operator, left, right):
            own = _BINDING[operator]
            text = f"{part(left, own)} {operator} {part(right, own + 1)}"
        case Negate(operand):
            own, text = 7, f"-{part(operand, 7)}"
    return f"({text})" if own < binding else text
