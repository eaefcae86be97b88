"""Things that lead to each other, found together."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["strong_components"]


def strong_components(after: Sequence[set[int]]) -> list[list[int]]:
    """The members of each component, in order; what follows from one stands before it.

    Tarjan's algorithm (1972), with a stack of its own in place of recursion. `after` tells for each thing, counted from
    0, which follow it.
    """
    found: list[list[int]] = []
    order: dict[int, int] = {}
    lowest: dict[int, int] = {}
    waiting: list[int] = []
    placed: set[int] = set()
    for root in range(len(after)):
        if root in order:
            continue
        path = [(root, iter(sorted(after[root])))]
        order[root] = lowest[root] = len(order)
        waiting.append(root)
        while path:
            number, following = path[-1]
            for next_number in following:
                if next_number not in order:
                    path.append((next_number, iter(sorted(after[next_number]))))
                    order[next_number] = lowest[next_number] = len(order)
                    waiting.append(next_number)
                    break
                if next_number not in placed:
                    lowest[number] = min(lowest[number], order[next_number])
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[number])
                if lowest[number] == order[number]:
                    members = [waiting.pop()]
                    while members[-1] != number:
                        members.append(waiting.pop())
                    placed.update(members)
                    found.append(sorted(members))
    return found
