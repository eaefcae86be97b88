"""Expressions over columns: what `engine.code` prints for one row, here as closures over many.

A column is a Python number where all rows agree, and an array where they differ. Numbers cost nothing and whatever
follows from them alone is decided once for all rows: that a place is the same for a whole group, and with it half of
all conditions, is what makes a group cheap, however few rows it has.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from crisisengine.checker.vector.layout import Column
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
    reads,
)

if TYPE_CHECKING:
    from crisisengine.checker.vector.state import Columns

__all__ = ["Evaluator", "both", "either", "evaluator", "negated", "slots_of", "truth_of"]

Evaluator = Callable[["Columns"], Any]
"""From columns to a column: numbers, or yes and no as `bool`."""

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_CALCULATE: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
}


def both(one: Column, two: Column) -> Column:
    """And."""
    if one is False or two is False:
        return False
    if one is True:
        return two
    return one if two is True else one & two


def either(one: Column, two: Column) -> Column:
    """Or."""
    if one is True or two is True:
        return True
    if one is False:
        return two
    return one if two is False else one | two


def negated(one: Column) -> Column:
    """Not."""
    return (not one) if isinstance(one, bool) else ~one


def truth_of(column: Column) -> Column:
    """A column of 0 and 1 as yes and no."""
    return bool(column) if isinstance(column, int) else column != 0


def evaluator(expression: Expression, program: Program) -> Evaluator:
    """The closure for an expression; made once for each and kept with the scenario."""
    kept: dict[int, tuple[Expression, Evaluator]] = program.scenario.kept.setdefault("reckoners", {})
    found = kept.get(id(expression))
    if found is None:
        found = kept[id(expression)] = expression, _made(expression, program)
    return found[1]


def slots_of(expression: Expression, program: Program) -> frozenset[int]:
    """The slots that an expression reads, derived variables opened."""
    found: set[int] = set()
    for node in reads(expression):
        if isinstance(node, Read) and node.variable in program.derived:
            derived = program.scenario.variables[node.variable].derived
            assert derived is not None
            found |= slots_of(derived, program)
        elif isinstance(node, Fact) and node.kind in ("scene", "ending"):
            found.add(0)
        elif isinstance(node, Read) or node.kind != "possible":
            slot = program.number.get(
                ("variable", node.variable) if isinstance(node, Read) else (node.kind, node.subject)
            )
            found |= set() if slot is None else {slot}
    return frozenset(found)


def _made(expression: Expression, program: Program) -> Evaluator:
    def made(part: Expression) -> Evaluator:
        return _made(part, program)

    match expression:
        case Literal(value, text):
            constant = bool(value) if text in ("true", "false") else value
            return lambda _: constant
        case Read() | Fact():
            return _read(expression, program)
        case Negate(operand):
            inner = made(operand)
            return lambda columns: -inner(columns)
        case Not(operand):
            inner = made(operand)
            return lambda columns: negated(inner(columns))
        case Arithmetic(sign, left, right):
            calculate, one, two = _CALCULATE[sign], made(left), made(right)
            return lambda columns: calculate(one(columns), two(columns))
        case Compare(operands, signs):
            return _comparison([made(operand) for operand in operands], [_COMPARE[sign] for sign in signs])
        case Junction(word, operands):
            return _junction(word, [made(operand) for operand in operands])
        case Function(name, operands):
            return _extreme(name, [made(operand) for operand in operands])
        case Choose(then, condition, otherwise):
            return _choice(made(then), made(condition), made(otherwise))


def _read(node: Read | Fact, program: Program) -> Evaluator:
    match node:
        case Read(variable):
            truth = program.scenario.variables[variable].sort == "truth"
            if variable in program.derived:
                return lambda columns: columns.derived(variable)
            slot = program.slot_of(node)
            if truth:
                return lambda columns: truth_of(columns.get(slot))
            return lambda columns: columns.get(slot)
        case Fact("scene" | "ending", subject):
            place = program.place_number[subject]
            return lambda columns: columns.get(0) == place
        case Fact("possible", subject):
            return lambda columns: columns.possible(subject)
        case Fact("due", subject):
            due = program.number.get(("due", subject))
            if due is None:
                return lambda _: 0
            return lambda columns: _larger(columns.get(due) - 1, 0)
        case Fact("taken"):
            taken = program.slot_of(node)
            return lambda columns: truth_of(columns.get(taken))
    slot = program.slot_of(node)
    return lambda columns: columns.get(slot)


def _larger(one: Column, two: Column) -> Column:
    return max(one, two) if isinstance(one, int) and isinstance(two, int) else np.maximum(one, two)


def _smaller(one: Column, two: Column) -> Column:
    return min(one, two) if isinstance(one, int) and isinstance(two, int) else np.minimum(one, two)


def _comparison(operands: Sequence[Evaluator], signs: Sequence[Callable[[Any, Any], Any]]) -> Evaluator:
    if len(signs) == 1:
        (one, two), sign = operands, signs[0]
        return lambda columns: sign(one(columns), two(columns))

    def chained(columns: Columns) -> Column:
        values = [operand(columns) for operand in operands]
        found: Any = True
        for left, sign, right in zip(values, signs, values[1:], strict=False):
            found = both(found, sign(left, right))
        return found

    return chained


def _junction(word: str, operands: Sequence[Evaluator]) -> Evaluator:
    join, decided = (both, False) if word == "and" else (either, True)

    def joined(columns: Columns) -> Column:
        found = operands[0](columns)
        for operand in operands[1:]:
            if found is decided:
                return found
            found = join(found, operand(columns))
        return found

    return joined


def _extreme(name: str, operands: Sequence[Evaluator]) -> Evaluator:
    pick = _smaller if name == "min" else _larger

    def picked(columns: Columns) -> Column:
        found = operands[0](columns)
        for operand in operands[1:]:
            found = pick(found, operand(columns))
        return found

    return picked


def _choice(then: Evaluator, condition: Evaluator, otherwise: Evaluator) -> Evaluator:
    def chosen(columns: Columns) -> Column:
        asked = condition(columns)
        if isinstance(asked, bool):
            return then(columns) if asked else otherwise(columns)
        return np.where(asked, then(columns), otherwise(columns))

    return chosen
