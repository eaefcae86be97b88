"""Expressions in Python: what an author's guard, weight or effect says, printed over a row."""

from __future__ import annotations

from crisisengine.engine.program import Program
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
)

__all__ = ["printed"]


def printed(expression: Expression, one: Program) -> str:
    """An expression in Python over a row `s`, derived variables as locals `d0`, `d1`, ..."""
    match expression:
        case Literal(value):
            return f"({value})" if value < 0 else str(value)
        case Read(variable) if variable in one.derived:
            return f"d{one.derived_number[variable]}"
        case Read():
            return f"s[{one.slot_of(expression)}]"
        case Fact("scene" | "ending", subject):
            return f"(s[0] == {one.place_number[subject]})"
        case Fact("due", subject):
            slot = one.number.get(("due", subject))
            return "0" if slot is None else f"max(s[{slot}] - 1, 0)"
        case Fact():
            return f"s[{one.slot_of(expression)}]"
        case Negate(operand):
            return f"(-{printed(operand, one)})"
        case Not(operand):
            return f"(not {printed(operand, one)})"
        case Arithmetic(operator, left, right):
            return f"({printed(left, one)} {operator} {printed(right, one)})"
        case Compare(operands, operators):
            texts = [printed(operand, one) for operand in operands]
            tail = (f" {operator} {text}" for operator, text in zip(operators, texts[1:], strict=True))
            return f"({texts[0]}{''.join(tail)})"
        case Junction(operator, operands):
            return "(" + f" {operator} ".join(printed(operand, one) for operand in operands) + ")"
        case Function(name, operands):
            texts = [printed(operand, one) for operand in operands]
            return texts[0] if len(texts) == 1 else f"{name}({', '.join(texts)})"
        case Choose(then, condition, otherwise):
            sides = [printed(side, one) for side in (then, condition, otherwise)]
            return f"({sides[0]} if {sides[1]} else {sides[2]})"
