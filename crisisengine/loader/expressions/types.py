"""What an expression's value can be: its sort, its bounds, its words; and the faults of meaning.

Bounds are intervals: each node knows the least and greatest value that it can take, so that a divisor that could be 0
and an intermediate beyond +-2**31 are refused here, and nothing that evaluates the tree later needs to look.
"""

from __future__ import annotations

from attrs import frozen

from crisisengine.limits import LARGEST_NUMBER
from crisisengine.loader.expressions.parser import GrammarFault, Node
from crisisengine.model.expression import Expression
from crisisengine.model.kinds import Sort

__all__ = ["SORTS", "TRUTH", "Blameless", "Kind", "Meaning", "ResolveFault", "bounded", "interval", "mismatch"]


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

    def __init__(self, code: str, message: str, at: int, hint: str = "") -> None:
        super().__init__(message, at, hint)
        self.code = code


class Blameless(ResolveFault):
    """The expression is sound; what it names is faulty, and that has been said."""

    def __init__(self, at: int) -> None:
        super().__init__("", "", at)


def mismatch(message: str, node: Node, hint: str = "") -> ResolveFault:
    """Sorts that do not go together."""
    return ResolveFault("type-mismatch", message, node.at, hint)


def bounded(node: Node, low: int, high: int) -> Kind:
    """A number between two bounds, refused where these leave the range of whole numbers."""
    if low < -LARGEST_NUMBER or high > LARGEST_NUMBER:
        message = f"this could leave the range of whole numbers, {LARGEST_NUMBER} either way"
        raise ResolveFault("out-of-bounds", message, node.at)
    return Kind("number", low, high)


def interval(operator: str, first: Kind, second: Kind) -> tuple[int, int]:
    """The least and greatest result over all values of both sides; the divisor's interval holds no 0."""
    if operator == "+":
        return first.low + second.low, first.high + second.high
    if operator == "-":
        return first.low - second.high, first.high - second.low
    if operator == "%":  # floored: the sign of the divisor
        return (0, second.high - 1) if second.low > 0 else (second.low + 1, 0)
    corners = [
        left * right if operator == "*" else left // right
        for left in (first.low, first.high)
        for right in (second.low, second.high)
    ]
    return min(corners), max(corners)
