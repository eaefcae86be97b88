"""The last step of a layered drawing: how far to the right each box and joint stands, in rows whose order is known.

Each node would like to stand amid its neighbours in the rows beside it, and keeps its distance from the nodes of its own
row. For one row that is least squares under an order, which pooling adjacent violators solves exactly (Barlow and others,
"Statistical inference under order restrictions", 1972). The rows are placed in turn, downwards and upwards. A joint pulls
harder than a box, so that long ways run straight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crisisengine.authoring.graph.layering import Layering, Node
from crisisengine.budget import UNLIMITED, Budget

__all__ = ["coordinates"]

ROUNDS = 12
STRAIGHT = 4.0
"""How much harder a link between two joints pulls than another."""


def coordinates(
    layering: Layering, widths: Mapping[Node, float], gap: float, budget: Budget = UNLIMITED
) -> dict[Node, float]:
    """The middle of each node, from the left edge of the drawing at 0.

    Args:
        layering: the rows in their order.
        widths: of each node.
        gap: between two nodes of a row.
        budget: for all of it.

    Raises:
        OverBudget: the budget is used up.
    """
    found: dict[Node, float] = {}
    for row in layering.rows:
        at = 0.0
        for node in row:
            found[node] = at + widths[node] / 2
            at += widths[node] + gap
        for node in row:
            found[node] -= (at - gap) / 2  # rows begin centred
    beside: tuple[dict[Node, list[Node]], dict[Node, list[Node]]] = ({}, {})
    for upper, lower in layering.links:
        beside[0].setdefault(lower, []).append(upper)
        beside[1].setdefault(upper, []).append(lower)
    for turn in range(ROUNDS):
        rows = layering.rows if turn % 2 == 0 else layering.rows[::-1]
        both = turn >= ROUNDS - 2  # at last a node looks both ways
        for row in rows:
            budget.ask("writing")
            _place(row, found, beside if both else (beside[turn % 2],), widths, gap)
    left = min((found[node] - widths[node] / 2 for node in found), default=0.0)
    return {node: middle - left for node, middle in found.items()}


def _place(
    row: Sequence[Node],
    found: dict[Node, float],
    sides: Sequence[Mapping[Node, list[Node]]],
    widths: Mapping[Node, float],
    gap: float,
) -> None:
    """Move the nodes of a row as near to where they would like to be as their order and distances let them."""
    shifts, at = [], 0.0
    for number, node in enumerate(row):
        at += (widths[row[number - 1]] + widths[node]) / 2 + gap if number else 0.0
        shifts.append(at)
    wishes, weights = [], []
    for node in row:
        pulls = [(found[other], _pull(node, other)) for neighbours in sides for other in neighbours.get(node, ())]
        weight = sum(pull for _, pull in pulls)
        wishes.append(sum(where * pull for where, pull in pulls) / weight if weight else found[node])
        weights.append(weight or 0.1)
    fitted = _isotonic([wish - shift for wish, shift in zip(wishes, shifts, strict=True)], weights)
    for node, shift, middle in zip(row, shifts, fitted, strict=True):
        found[node] = middle + shift


def _pull(node: Node, other: Node) -> float:
    return STRAIGHT if node[1] >= 0 and other[1] >= 0 else 1.0


def _isotonic(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The numbers that never fall and are nearest to some values, by weighted least squares."""
    pools: list[list[float]] = []  # of each: its mean, its weight, how many
    for value, weight in zip(values, weights, strict=True):
        pools.append([value, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, heavy, count = pools.pop()
            pools[-1] = [
                (pools[-1][0] * pools[-1][1] + mean * heavy) / (pools[-1][1] + heavy),
                pools[-1][1] + heavy,
                pools[-1][2] + count,
            ]
    return [mean for mean, _, count in pools for _ in range(int(count))]
