"""The first two steps of a layered drawing: which box stands in which row, and in which order within its row.

After Sugiyama, Tagawa and Toda (1981). The story has an order already, that in which one reads it: ways that lead on in it
run downwards, the others up again, so no circle needs to be searched for. Rows hold few boxes, for a page is narrow
(after Coffman and Graham 1972). A way over several rows passes through a joint in each between, and all ways to one box
share their joints: what leads to one place runs together before it arrives. Crossings are reduced by barycentres.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from attrs import frozen

from crisisengine.budget import UNLIMITED, Budget

__all__ = ["Layering", "Link", "Node", "layered"]

Node = tuple[str, int]
"""A box by its id with row -1, or a joint: the box to which its ways lead, and the row of the joint, above or below."""
Link = tuple[Node, Node]
"""From the upper row to the lower."""

SWEEPS = 16
"""Times that all rows are put in order from their neighbours, up and down in turn."""


@frozen
class Layering:
    """Rows of nodes, and the links between neighbouring rows."""

    rows: tuple[tuple[Node, ...], ...]
    links: tuple[Link, ...]
    chains: Mapping[tuple[str, str], tuple[Node, ...]]
    """For each way, by (source, target), the nodes through which it runs, from its source to its target."""


def layered(order: Sequence[str], ways: Sequence[tuple[str, str]], widest: int, budget: Budget = UNLIMITED) -> Layering:
    """Rows for some boxes.

    Args:
        order: the boxes, in the order of the story.
        ways: (source, target), each pair once, no way from a box to itself.
        widest: boxes in one row.
        budget: for all of it.

    Raises:
        OverBudget: the budget is used up.
    """
    place = {name: number for number, name in enumerate(order)}
    row = _rows(order, [way if place[way[0]] < place[way[1]] else way[::-1] for way in ways], widest, budget)
    chains = {}
    for source, target in ways:
        budget.ask("writing")
        chains[source, target] = _chain(source, target, row)
    rows: list[dict[Node, None]] = [{} for _ in range(max(row.values(), default=-1) + 1)]
    for name in order:
        rows[row[name]][name, -1] = None
    links: dict[Link, None] = {}
    for (source, target), chain in chains.items():
        budget.ask("writing")
        down = row[source] < row[target]
        for number, node in enumerate(chain[1:-1], 1):
            rows[row[source] + (number if down else -number)][node] = None
        links |= dict.fromkeys(pair if down else pair[::-1] for pair in pairwise(chain))
    return Layering(_ordered([list(found) for found in rows], list(links), budget), tuple(links), chains)


def _rows(order: Sequence[str], down: Sequence[tuple[str, str]], widest: int, budget: Budget) -> dict[str, int]:
    """Each box below all that lead down to it, in the first row that has room."""
    before: dict[str, list[str]] = {name: [] for name in order}
    for source, target in down:
        before[target].append(source)
    row: dict[str, int] = {}
    filled: dict[int, int] = {}
    linked = {name for way in down for name in way}
    for name in sorted(order, key=lambda name: name not in linked):  # what nothing leads to or from comes last
        budget.ask("writing")
        if name not in linked:
            before[name] = [other for other in row if other in linked]
        number = max((row[source] + 1 for source in before[name]), default=0)
        while filled.get(number, 0) >= widest:
            number += 1
        row[name] = number
        filled[number] = filled.get(number, 0) + 1
    return row


def _chain(source: str, target: str, row: Mapping[str, int]) -> tuple[Node, ...]:
    """A way, with a joint in each row between; joints of ways up and of ways down to one box are not the same."""
    step = 1 if row[source] < row[target] else -1
    between = range(row[source] + step, row[target], step)
    joints = [(target, number if step > 0 else number + len(row) + 1) for number in between]
    return ((source, -1), *joints, (target, -1))


def _ordered(rows: list[list[Node]], links: Sequence[Link], budget: Budget) -> tuple[tuple[Node, ...], ...]:
    """The rows in the order, of all that were tried, in which the fewest links cross."""
    above: dict[Node, list[Node]] = {}
    below: dict[Node, list[Node]] = {}
    for upper, lower in links:
        below.setdefault(upper, []).append(lower)
        above.setdefault(lower, []).append(upper)
    best, fewest = [list(row) for row in rows], _crossings(rows, below, budget)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        numbers = range(1, len(rows)) if sweep % 2 == 0 else range(len(rows) - 2, -1, -1)
        neighbours, step = (above, -1) if sweep % 2 == 0 else (below, 1)
        for number in numbers:
            budget.ask("writing")
            _sort(rows[number], rows[number + step], neighbours)
        found = _crossings(rows, below, budget)
        if found < fewest:
            best, fewest = [list(row) for row in rows], found
    return tuple(map(tuple, best))


def _sort(row: list[Node], beside: Sequence[Node], neighbours: Mapping[Node, list[Node]]) -> None:
    """By the mean place of the neighbours in the row beside; what has none there stays where it is."""
    place = {node: number for number, node in enumerate(beside)}
    scale = len(beside) / max(len(row), 1)
    mean = {}
    for number, node in enumerate(row):
        places = [place[other] for other in neighbours.get(node, ())]
        mean[node] = sum(places) / len(places) if places else number * scale
    row.sort(key=mean.__getitem__)


def _crossings(rows: Sequence[Sequence[Node]], below: Mapping[Node, list[Node]], budget: Budget) -> int:
    """How many links cross, row by row, counted in a tree of sums (Barth, Mutzel and Jünger 2004)."""
    count = 0
    for upper, lower in pairwise(rows):
        budget.ask("writing")
        place = {node: number for number, node in enumerate(lower)}
        sums = [0] * (len(lower) + 1)
        seen = 0
        for node in upper:
            ends = sorted(place[other] for other in below.get(node, ()))
            for end in ends:
                count += seen - _sum(sums, end + 1)
            for end in ends:
                seen += 1
                at = end + 1
                while at < len(sums):
                    sums[at] += 1
                    at += at & -at
    return count


def _sum(sums: Sequence[int], at: int) -> int:
    """Of the first entries of a tree of sums (Fenwick 1994)."""
    found = 0
    while at:
        found += sums[at]
        at -= at & -at
    return found
