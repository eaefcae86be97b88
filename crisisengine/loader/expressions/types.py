"""What an expression's value can be: its sort, its bounds, its words; and the faults of meaning.

Bounds are intervals: each node knows the least and greatest value that it can take, so that a divisor that could be 0
and an intermediate beyond +-2**31 are refused here, and nothing that evaluates the tree later needs to look.
"""

from __future__ import annotations

from attrs import frozen

from crisisengine.limits import LARGEST_NUMBER
from crisisengine.loader.advice import Advice
from crisisengine.loader.expressions.parser import GrammarFault, Node
from crisisengine.model.expression import Arithmetic, Expression
from crisisengine.model.kinds import Sort

__all__ = [
    "SORTS",
    "TRUTH",
    "Blameless",
    "Kind",
    "Meaning",
    "ResolveFault",
    "arithmetic",
    "bounded",
    "interval",
    "mismatch",
]


@frozen
class Kind:
    """What an expression's value is."""

    sort: Sort
    low: int = 0
    high: int = 1
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        return SORTS[self.sort]


SORTS: dict[Sort, str] = {"number": "a number", "truth": "a yes/no", "word": "a word"}
TRUTH = Kind("truth")

Meaning = tuple[Expression, Kind]


class ResolveFault(GrammarFault):
    """A fault of meaning: as a GrammarFault, with the code word of its diagnostic."""

    def __init__(self, code: str, message: str, at: int, hint: str | Advice = "") -> None:
        super().__init__(message, at, hint)
        self.code = code


class Blameless(ResolveFault):
    """The expression is sound; what it names is faulty, and that has been said."""

    def __init__(self, at: int) -> None:
        super().__init__("", "", at)


def mismatch(message: str, node: Node, hint: str | Advice = "") -> ResolveFault:
    """Sorts that do not go together."""
    return ResolveFault("type-mismatch", message, node.at, hint)


def bounded(node: Node, low: int, high: int) -> Kind:
    """A number between two bounds, refused where these leave the range of whole numbers."""
    if low < -LARGEST_NUMBER or high > LARGEST_NUMBER:
        message = f"this could leave the range of whole numbers, {LARGEST_NUMBER} either way"
        raise ResolveFault("out-of-bounds", message, node.at)
    return Kind("number", low, high)


def arithmetic(operator: str, left: Meaning, right: Meaning, node: Node, divisor: Node) -> Meaning:
    """What an operator makes of two numbers; faults are told at `node`, that of a divisor that could be 0 at `divisor`.

    Raises:
        ResolveFault: it could divide by zero, or leave the range of whole numbers.
    """
    (first, left_kind), (second, right_kind) = left, right
    if operator in ("//", "%") and right_kind.low <= 0 <= right_kind.high:
        hint = "write `max(1, ...)` around it"
        raise ResolveFault("out-of-bounds", f"`{operator}` could divide by zero", divisor.at, hint)
    return Arithmetic(operator, first, second), bounded(node, *interval(operator, left_kind, right_kind))


def interval(operator: str, first: Kind, second: Kind) -> tuple[int, int]:
    """The least and greatest result over all values of both sides; the divisor's interval holds no 0."""
    corners = [(left, right) for left in (first.low, first.high) for right in (second.low, second.high)]
    match operator:
        case "+":
            return first.low + second.low, first.high + second.high
        case "-":
            return first.low - second.high, first.high - second.low
        case "*":
            products = [left * right for left, right in corners]
            return min(products), max(products)
        case "//":
            quotients = [left // right for left, right in corners]
            return min(quotients), max(quotients)
        case "%":  # floored: the sign of the divisor
            return (0, second.high - 1) if second.low > 0 else (second.low + 1, 0)
    raise AssertionError(f"nobody has said how far `{operator}` can lead")
