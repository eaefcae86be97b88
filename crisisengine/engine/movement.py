"""How far a number may move in one step, in words: `trust - before(trust) >= -2` is *“Trust” falls by at most 2*."""

from __future__ import annotations

from crisisengine.engine.naming import quoted
from crisisengine.model.expression import Arithmetic, Before, Expression, Literal, Read
from crisisengine.model.scenario import Scenario
from crisisengine.text.messages import _

__all__ = ["movement_text"]

_BOUNDS = {">=": (True, 0), ">": (True, 1), "<=": (False, 0), "<": (False, -1)}
"""By operator: whether it is the least that the number may move by, and what to add to get there."""


def movement_text(scenario: Scenario, left: Expression, operator: str, right: Expression) -> str:
    """A comparison of what a number is with what it was; empty where it is none.

    Args:
        scenario: whose names they are.
        left: `trust`, or `trust - before(trust)`.
        operator: a comparison.
        right: `before(trust)`, or a number.
    """
    match left, right:
        case Arithmetic("-", Read(name), Before(Read(was))), Literal(moved) if name == was:
            pass
        case Read(name), Before(Read(was)) if name == was:
            moved = 0
        case _:
            return ""
    if operator not in _BOUNDS:
        return ""
    least, further = _BOUNDS[operator]
    moved += further
    label = quoted(scenario, name)
    if not moved:
        return _("{label} does not fall", label=label) if least else _("{label} does not rise", label=label)
    if least and moved < 0:
        return _("{label} falls by at most {count}", label=label, count=-moved)
    if not least and moved > 0:
        return _("{label} rises by at most {count}", label=label, count=moved)
    if least:
        return _("{label} rises by at least {count}", label=label, count=moved)
    return _("{label} falls by at least {count}", label=label, count=-moved)
