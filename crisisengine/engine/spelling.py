"""An expression in text again: as an author would write it, or with the labels that a player knows."""

from __future__ import annotations

from collections.abc import Callable

from crisisengine.model.expression import (
    Arithmetic,
    Before,
    Choose,
    Compare,
    Expression,
    Fact,
    First,
    Function,
    Junction,
    Literal,
    Negate,
    Not,
    Read,
    reads,
)
from crisisengine.model.scenario import Scenario, Variable
from crisisengine.text.messages import _

__all__ = [
    "begins",
    "ends",
    "label_text",
    "measure_text",
    "spelled",
    "tells_hidden",
    "word_text",
]

_BINDING = {"or": 1, "and": 2, "+": 5, "-": 5, "*": 6, "//": 6, "%": 6}
"""How closely an operator binds; a condition binds least (0), `not` and comparisons lie at 3 and 4, minus at 7."""


def spelled(expression: Expression, binding: int = 0, *, named: Callable[[str], str] = str) -> str:
    """An expression as an author would write it; in brackets where it binds less than `binding`.

    Args:
        expression: of a scenario.
        binding: how closely its surroundings bind it, 0 to 7.
        named: what a variable is called, from its name.
    """

    def part(below: Expression, least: int = 0) -> str:
        return spelled(below, least, named=named)

    match expression:
        case Literal(_, text):
            return text
        case Read(variable):
            return named(variable)
        case Fact("scene" | "ending" as kind, subject):
            return f"{kind}.{subject}"
        case Fact(kind, subject):
            return f"{kind}('{subject}')"
        case First(variable):
            return f"first({named(variable)})"
        case Before(operand):
            return f"before({part(operand)})"
        case Function(name, operands):
            return f"{name}({', '.join(part(operand) for operand in operands)})"
        case Choose(then, condition, otherwise):
            own, text = 0, f"{part(then, 1)} if {part(condition, 1)} else {part(otherwise)}"
        case Junction(operator, operands):
            own = _BINDING[operator]
            text = f" {operator} ".join(part(operand, own) for operand in operands)
        case Not(operand):
            own, text = 3, f"not {part(operand, 3)}"
        case Compare(operands, operators):
            own, texts = 4, [part(operand, 5) for operand in operands]
            text = texts[0] + "".join(
                f" {operator} {other}" for operator, other in zip(operators, texts[1:], strict=True)
            )
        case Arithmetic(operator, left, right):
            own = _BINDING[operator]
            text = f"{part(left, own)} {operator} {part(right, own + 1)}"
        case Negate(operand):
            own, text = 7, f"-{part(operand, 7)}"
    return f"({text})" if own < binding else text


def label_text(scenario: Scenario, name: str) -> str:
    """What a player knows a variable by: its label, a party's before it; the bare name of inner workings."""
    variable = scenario.variables[name]
    if not variable.label:
        return name
    return f"{scenario.parties[variable.party].name}: {variable.label}" if variable.party else variable.label


def measure_text(scenario: Scenario, key: str) -> str:
    """What a player knows a measure by: its label; `key` as `taken()` names it."""
    scene, _dot, measure = key.rpartition(".")
    return (scenario.scenes[scene].measures[measure] if scene else scenario.standing[key]).label


def word_text(variable: Variable, value: int) -> str:
    """The word for a value as a panel shows it: its band, its word, yes or no in the reader's language, or the number."""
    if variable.sort == "truth" and not variable.bands:
        return _("yes") if value else _("no")
    return variable.word(value)


def begins(variable: Variable, value: int) -> bool:
    """Whether a word of the scale begins at a value, so that the word alone says what is needed."""
    return value == variable.low or variable.word(value) != variable.word(value - 1)


def ends(variable: Variable, value: int) -> bool:
    """Whether a word of the scale ends at a value."""
    return value == variable.high or variable.word(value) != variable.word(value + 1)


def tells_hidden(scenario: Scenario, expression: Expression) -> bool:
    """Whether words about it would give away a hidden variable, directly or through a derived one."""
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
