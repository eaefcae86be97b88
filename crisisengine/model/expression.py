"""The expression tree: what a guard, a weight or an effect says once its names are resolved.

Every value is an integer. Yes and no are 1 and 0, a word is its rank in its variable's `values`. The loader has
already proved that sorts never mix, that no divisor can be 0 and that no intermediate leaves +-2**31, so whoever
evaluates a tree (one row at a time or a million) needs no check of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from crisisengine.model.kinds import FactKind

__all__ = [
    "Arithmetic",
    "Before",
    "Choose",
    "Compare",
    "Expression",
    "Fact",
    "First",
    "Function",
    "Junction",
    "Literal",
    "Negate",
    "Not",
    "Read",
    "befores",
    "parts",
    "reads",
]


@frozen
class Literal:
    """A number, a yes/no or a word, already an integer."""

    value: int
    text: str
    """As the author wrote it: `3`, `true`, `'rain'`."""


@frozen
class Read:
    """The value of a variable: plain, derived, of a party, or the clock."""

    variable: str


@frozen
class Fact:
    """Something the run itself knows: where it is, what was taken, what is due."""

    kind: FactKind
    subject: str
    """A scene, an ending, an inject, or for `taken` a measure as `scene.measure` (a standing measure: its bare id)."""


@frozen
class First:
    """The value with which a variable starts, the same in every run; only in a property."""

    variable: str
    value: int


@frozen
class Before:
    """What something was when the step began; only in a property of steps, and never within another."""

    operand: Expression


@frozen
class Negate:
    """Minus."""

    operand: Expression


@frozen
class Not:
    """Logical not."""

    operand: Expression


@frozen
class Arithmetic:
    """`+ - * // %`; the last two floor, as in Python."""

    operator: str
    left: Expression
    right: Expression


@frozen
class Compare:
    """`a <= b < c`: one more operand than operators."""

    operands: tuple[Expression, ...]
    operators: tuple[str, ...]


@frozen
class Junction:
    """`and` or `or` over two parts or more."""

    operator: str
    operands: tuple[Expression, ...]


@frozen
class Function:
    """`min` or `max` over one part or more (`clamp` and `least` are spelled with these two)."""

    name: str
    operands: tuple[Expression, ...]


@frozen
class Choose:
    """`then if condition else otherwise`."""

    then: Expression
    condition: Expression
    otherwise: Expression


Expression = Literal | Read | Fact | First | Before | Negate | Not | Arithmetic | Compare | Junction | Function | Choose


def parts(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly below this one, left to right."""
    match expression:
        case Negate(operand) | Not(operand) | Before(operand):
            return (operand,)
        case Arithmetic(_, left, right):
            return (left, right)
        case Compare(operands, _) | Junction(_, operands) | Function(_, operands):
            return operands
        case Choose(then, condition, otherwise):
            return (then, condition, otherwise)
        case _:
            return ()


def reads(expression: Expression) -> Iterator[Read | Fact]:
    """Every variable and fact that the expression itself asks for, derived variables not opened."""
    stack: list[Expression] = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, Read | Fact):
            yield node
        stack.extend(parts(node))


def befores(expression: Expression) -> Iterator[Before]:
    """Everything that it asks of where a step began."""
    stack: list[Expression] = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, Before):
            yield node
        stack.extend(parts(node))
