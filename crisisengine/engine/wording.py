"""From values to words: prose rendered for a state, dates, and the derived reason of a lock.

Nothing here knows a word of any doctrine: labels, bands and reasons all come from the scenario.
"""

from __future__ import annotations

import datetime

from crisisengine.engine.rules import State, evaluate, value
from crisisengine.model.expression import Compare, Expression, Fact, Junction, Literal, Not, Read, parts, reads
from crisisengine.model.prose import Alternative, Cite, Date, Plain, Prose, Value
from crisisengine.model.scenario import Gate, Scenario

__all__ = ["date_text", "reasons", "render", "source_number", "span_text", "spelled"]

_BINDING = {"or": 1, "and": 2, "not": 3, "compare": 4, "+": 5, "-": 5, "*": 6, "//": 6, "%": 6}
_ASKED = {">=": "", ">": "above ", "<=": "at most ", "<": "below ", "!=": "other than "}


def render(scenario: Scenario, state: State, prose: Prose) -> str:
    """A text as Markdown for this state; citations as `[1]`."""
    return "".join(_piece(scenario, state, piece) for piece in prose)


def _piece(scenario: Scenario, state: State, piece: object) -> str:
    match piece:
        case Plain(text):
            return text
        case Cite(source):
            return f"[{source_number(scenario, source)}]"
        case Date():
            return date_text(scenario, state)
        case Value(variable, as_word):
            amount = value(scenario, state, variable)
            noun = scenario.variables[variable]
            return noun.word(amount) if as_word or noun.sort != "number" else str(amount)
        case Alternative(guard, then, otherwise):
            side = then if evaluate(scenario, state, guard) else otherwise
            return "".join(_piece(scenario, state, one) for one in side)
    raise AssertionError(piece)


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
        return f"{datetime.date(year, month, 1):%B %Y}"
    unit = {"day": "days", "week": "weeks", "hour": "hours"}[clock.unit]
    moment = clock.opens + datetime.timedelta(**{unit: reading})
    day = f"{moment.day} {moment:%B %Y}"
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
    told = tuple(dict.fromkeys(_reason(scenario, state, part) for part in failing if not _hidden(scenario, part)))
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
    """An expression as an author would write it."""
    match expression:
        case Literal(_, text):
            return text
        case Read(variable):
            return variable
        case Fact("scene" | "ending" as kind, subject):
            return f"{kind}.{subject}"
        case Fact(kind, subject):
            return f"{kind}('{subject}')"
    below = [part for part in parts(expression)]
    name = getattr(expression, "operator", "") or {"Not": "not", "Compare": "compare"}.get(type(expression).__name__, "")
    own = _BINDING.get(name, 7)
    texts = [spelled(part, scenario, own + (number > 0 and own in (5, 6))) for number, part in enumerate(below)]
    kind = type(expression).__name__
    if kind == "Function":
        return f"{expression.name}({', '.join(texts)})"  # type: ignore[union-attr]
    if kind == "Choose":
        text, own = f"{texts[0]} if {texts[1]} else {texts[2]}", 0
    elif kind == "Compare":
        tail = zip(expression.operators, texts[1:], strict=True)  # type: ignore[union-attr]
        text = texts[0] + "".join(f" {operator} {operand}" for operator, operand in tail)
    elif kind in ("Not", "Negate"):
        text = f"{'not ' if kind == 'Not' else '-'}{texts[0]}"
    else:
        text = f" {name} ".join(texts)
    return f"({text})" if own < binding else text
