"""Expressions in Python: what an author's guard, weight or effect says, printed over a row."""

from __future__ import annotations

from crisisengine.engine.program import Program
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
)

__all__ = ["cell", "printed"]


def cell(slot: int, program: Program) -> str:
    """What a slot holds, in Python over a row `s`."""
    found = program.cells.of[slot]
    return f"s[{found.place}]" if found.bit is None else f"(s[{found.place}] >> {found.bit} & 1)"


def printed(expression: Expression, program: Program) -> str:
    """An expression in Python over a row `s`, derived variables as locals `d0`, `d1`, ..."""
    match expression:
        case Literal(value) | First(_, value):
            return f"({value})" if value < 0 else str(value)
        case Read(variable) if variable in program.derived:
            return f"d{program.derived_number[variable]}"
        case Read():
            return cell(program.slot_of(expression), program)
        case Fact("scene" | "ending", subject):
            return f"(s[0] == {program.place_number[subject]})"
        case Fact("due", subject):
            return _due(subject, program)
        case Fact():
            return cell(program.slot_of(expression), program)
        case Before():
            raise AssertionError("a step is asked by the checker alone, and one row is no step")
        case Negate(operand):
            return f"(-{printed(operand, program)})"
        case Not(operand):
            return f"(not {printed(operand, program)})"
        case Arithmetic(operator, left, right):
            return f"({printed(left, program)} {operator} {printed(right, program)})"
        case Compare(operands, operators):
            texts = [printed(operand, program) for operand in operands]
            tail = (f" {operator} {text}" for operator, text in zip(operators, texts[1:], strict=True))
            return f"({texts[0]}{''.join(tail)})"
        case Junction(operator, operands):
            return "(" + f" {operator} ".join(printed(operand, program) for operand in operands) + ")"
        case Function(name, operands):
            texts = [printed(operand, program) for operand in operands]
            return texts[0] if len(texts) == 1 else f"{name}({', '.join(texts)})"
        case Choose(then, condition, otherwise):
            sides = [printed(side, program) for side in (then, condition, otherwise)]
            return f"({sides[0]} if {sides[1]} else {sides[2]})"


def _due(inject: str, program: Program) -> str:
    """The units until the sooner of its dates; 0 where none is ahead."""
    countdown, on, fired = program.dates_of(inject)
    by_reading = f"max({on} - s[{program.clock}], 0)"
    if countdown is None:
        return by_reading if on else "0"
    by_countdown = f"max({cell(countdown, program)} - 1, 0)"
    if not on:
        return by_countdown
    sooner = f"(min({by_countdown}, {by_reading}) or max({by_countdown}, {by_reading}))"
    return sooner if fired is None else f"(0 if {cell(fired, program)} else {sooner})"
