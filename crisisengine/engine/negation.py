"""The opposite of a condition, as simply as it can be said."""

from __future__ import annotations

from crisisengine.model.expression import Compare, Expression, Fact, Junction, Literal, Not, Read

__all__ = ["negated"]

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def negated(expression: Expression) -> Expression:
    """What holds where it does not, as simply as it can be said."""
    match expression:
        case Not(operand):
            return operand
        case Literal(value):
            return Literal(0, "false") if value else Literal(1, "true")
        case Compare(operands, (operator,)):
            return Compare(operands, (_OPPOSITE[operator],))
        case Junction(operator, operands) if all(_is_plain(part) for part in operands):
            return Junction("or" if operator == "and" else "and", tuple(negated(part) for part in operands))
    return Not(expression)


def _is_plain(expression: Expression) -> bool:
    return isinstance(expression, Read | Not | Fact | Literal) or (
        isinstance(expression, Compare) and len(expression.operators) == 1
    )
