"""Expressions over columns: what `engine.compile` prints for one row, here as closures over many.

A column is a Python number where all rows agree, and an array where they differ. Numbers cost nothing and whatever
follows from them alone is decided once for all rows: that a place is the same for a whole group, and with it half of
all conditions, is what makes a group cheap, however few rows it has.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from crisisengine.checker.vector.arrays import Column, Truth, Yes
from crisisengine.checker.vector.logic import both, either, larger, negated, smaller, truth_of
from crisisengine.checker.vector.values import Values
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
    reads,
)

__all__ = ["Evaluator", "evaluator", "slots_of"]

Evaluator = Callable[[Values], Any]
"""From the values of a group to a column: numbers, or yes and no as `bool`."""

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


def evaluator(expression: Expression, program: Program) -> Evaluator:
    """The closure for an expression; made once for each and kept with the scenario."""
    kept: dict[int, tuple[Expression, Evaluator]] = program.scenario.kept.setdefault("evaluators", {})
    found = kept.get(id(expression))
    if found is None:
        found = kept[id(expression)] = expression, _made(expression, program)
    return found[1]


def slots_of(expression: Expression, program: Program) -> frozenset[int]:
    """The slots that an expression reads, derived variables opened."""
    derived: dict[str, frozenset[int]] | None = program.scenario.kept.get("derived_slots")
    if derived is None:
        derived = {}
        for name in program.derived:  # each behind those that it reads: a long chain is walked once, and does not nest
            below = program.scenario.variables[name].derived
            assert below is not None
            derived[name] = _slots(below, program, derived)
        program.scenario.kept["derived_slots"] = derived
    return _slots(expression, program, derived)


def _slots(expression: Expression, program: Program, derived: dict[str, frozenset[int]]) -> frozenset[int]:
    found: set[int] = set()
    for node in reads(expression):
        if isinstance(node, Read) and node.variable in derived:
            found |= derived[node.variable]
        elif isinstance(node, Fact) and node.kind in ("scene", "ending"):
            found.add(0)
        elif isinstance(node, Fact) and node.kind == "due":
            found |= program.read_for_due(node.subject)
        else:
            at = ("variable", node.variable) if isinstance(node, Read) else (node.kind, node.subject)
            slot = program.number.get(at)  # none for `possible`, and for what is never set
            found |= set() if slot is None else {slot}
    return frozenset(found)


def _made(expression: Expression, program: Program) -> Evaluator:
    def made(part: Expression) -> Evaluator:
        return _made(part, program)

    match expression:
        case Literal(value, text):
            constant = bool(value) if text in ("true", "false") else value
            return lambda _: constant
        case First(variable, start):
            begun = bool(start) if program.scenario.variables[variable].sort == "truth" else start
            return lambda _: begun
        case Before():
            return lambda values: values.earlier(expression)
        case Read() | Fact():
            return _read(expression, program)
        case Negate(operand):
            inner = made(operand)
            return lambda values: -inner(values)
        case Not(operand):
            inner = made(operand)
            return lambda values: negated(inner(values))
        case Arithmetic(sign, left, right):
            calculate, first, second = _CALCULATE[sign], made(left), made(right)
            return lambda values: calculate(first(values), second(values))
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
                return lambda values: values.derived(variable)
            slot = program.slot_of(node)
            if truth:
                return lambda values: truth_of(values.get(slot))
            return lambda values: values.get(slot)
        case Fact("scene" | "ending", subject):
            place = program.place_number[subject]
            return lambda values: values.get(0) == place
        case Fact("possible", subject):
            return lambda values: values.possible(subject)
        case Fact("due", subject):
            return _due(subject, program)
        case Fact("taken"):
            taken = program.slot_of(node)
            return lambda values: truth_of(values.get(taken))
    slot = program.slot_of(node)
    return lambda values: values.get(slot)


def _due(inject: str, program: Program) -> Evaluator:
    """The units until the sooner of its dates; 0 where none is ahead."""
    countdown, on, fired = program.dates_of(inject)
    clock = program.clock
    assert clock is not None, "nothing is due without a clock"
    if not on:
        return (lambda _: 0) if countdown is None else lambda values: larger(values.get(countdown) - 1, 0)
    if countdown is None:
        return lambda values: larger(on - values.get(clock), 0)

    def sooner(values: Values) -> Column:
        left, units = larger(values.get(countdown) - 1, 0), larger(on - values.get(clock), 0)
        found = larger(left, units) * (smaller(left, units) == 0) + smaller(left, units)
        return found if fired is None else found * (1 - values.get(fired))

    return sooner


def _comparison(operands: Sequence[Evaluator], signs: Sequence[Callable[[Any, Any], Any]]) -> Evaluator:
    if len(signs) == 1:
        (left, right), sign = operands, signs[0]
        return lambda values: sign(left(values), right(values))

    def chained(values: Values) -> Truth:
        compared = [operand(values) for operand in operands]
        found: Truth = True
        for left, sign, right in zip(compared, signs, compared[1:], strict=False):
            found = both(found, sign(left, right))
        return found

    return chained


def _junction(word: str, operands: Sequence[Evaluator]) -> Evaluator:
    join, decided = (both, False) if word == "and" else (either, True)

    def joined(values: Values) -> Truth:
        found: Truth = operands[0](values)
        for operand in operands[1:]:
            if found is decided:
                return found
            found = join(found, operand(values))
        return found

    return joined


def _extreme(name: str, operands: Sequence[Evaluator]) -> Evaluator:
    pick = smaller if name == "min" else larger

    def picked(values: Values) -> Column:
        found: Column = operands[0](values)
        for operand in operands[1:]:
            found = pick(found, operand(values))
        return found

    return picked


def _choice(then: Evaluator, condition: Evaluator, otherwise: Evaluator) -> Evaluator:
    def chosen(values: Values) -> Column:
        asked: bool | Yes = condition(values)
        if isinstance(asked, bool):
            found: Column = then(values) if asked else otherwise(values)
        else:
            left, right = np.asarray(then(values)), np.asarray(otherwise(values))
            found = np.where(asked, left, right)
        return found

    return chosen
