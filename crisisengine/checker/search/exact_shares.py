"""The shares of endings under random play as fractions, where play cannot go round and there are not too many states.

States from which play goes on alike are worth the same, and are worked out once. Fractions grow with every decision:
one that is too long to be read is given up, and whatever would need it. (`fractions_of_chance` does it for best play.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
from attrs import define, field

from crisisengine.checker.search.fractions_of_chance import MOST_EXACT
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Graph, StateBlock, Transitions
from crisisengine.checker.vector.arrays import Positions

__all__ = ["Exactly", "exact_shares"]

MOST_BITS = 256
"""Of the denominator of a fraction; 78 digits."""
OFTEN = 500
"""Values worked out until somebody is asked whether to go on."""

Branch = tuple[tuple[int, int], ...]
"""(how likely, what it leads to) of each outcome of a measure: numbers of values."""
Exactly = Fraction | None
"""None for a fraction that is too long to be read."""


def exact_shares(futures: Futures) -> dict[str, Exactly] | None:
    """The share of each ending from where runs begin.

    None where play can go round, or where there are too many states.

    Raises:
        OverBudget: there is no time for it.
    """
    graph = futures.graph
    if len(graph.keys) > MOST_EXACT or any(component.circular for component in graph.components):
        return None
    endings = tuple(graph.found.program.scenario.endings)
    worked = _Backwards(graph, len(endings))
    for component in graph.components:
        worked.settle(component.blocks[0])
    begun = graph.found.beginnings
    shares = [
        (worked.values[worked.value_of[number]], Fraction(weight))
        for number, weight in zip(graph.find(begun.keys).tolist(), begun.weights, strict=True)
        if weight
    ]
    return {ending: _mean([(value[at], weight) for value, weight in shares]) for at, ending in enumerate(endings)}


@define(eq=False)
class _Backwards:
    """The values of all states, those that follow first."""

    graph: Graph
    endings: int
    values: list[tuple[Exactly, ...]] = field(init=False, factory=list)
    """The share of each ending, each such list once."""
    value_of: Positions = field(init=False)
    """For each state the number of its value: shape (states,)."""
    _numbers: dict[tuple[Exactly, ...], int] = field(init=False, factory=dict)
    _known: dict[tuple[Branch, ...], int] = field(init=False, factory=dict)
    """By how play goes on from a state: the number of its value."""

    def __attrs_post_init__(self) -> None:
        self.value_of = self.graph.zeros(np.int32)

    def settle(self, block: StateBlock) -> None:
        """Work out a block of which all that follows is known."""
        ending = block.place - self.graph.found.program.scene_count
        if ending >= 0:
            reached = tuple(Fraction(place == ending) for place in range(self.endings))
            self.value_of[block.start : block.end] = self._number(reached)
            return
        found = self.value_of[block.start : block.end]
        for row, branches in enumerate(self._going_on(block)):
            known = self._known.get(branches)
            if known is None:
                if len(self._known) % OFTEN == 0:
                    self.graph.found.task.ask()
                known = self._known[branches] = self._number(self._value(branches))
            found[row] = known

    def _going_on(self, block: StateBlock) -> Iterator[tuple[Branch, ...]]:
        """How play goes on from each row of a block."""
        choices: list[list[Branch]] = [[] for _ in range(len(block))]
        for _, links in self.graph.options(block):
            branches: dict[int, list[tuple[int, int]]] = {}
            for link in links:
                rows = np.arange(len(block))[link.rows].tolist()
                after = self.value_of[link.targets].tolist()
                for row, weight, value in zip(rows, _weights(link, len(rows)), after, strict=True):
                    if weight:
                        branches.setdefault(row, []).append((weight, value))
            for row, branch in branches.items():
                choices[row].append(tuple(sorted(branch)))
        return (tuple(sorted(some)) for some in choices)

    def _value(self, choices: Sequence[Branch]) -> tuple[Exactly, ...]:
        """What a state is worth from which play goes on so; a dead end comes to no ending."""
        if not choices:
            return (Fraction(0),) * self.endings
        found: list[Exactly] = []
        for place in range(self.endings):
            each = (_mean([(self.values[at][place], Fraction(weight)) for weight, at in branch]) for branch in choices)
            found.append(_mean([(share, Fraction(1)) for share in each]))
        return tuple(found)

    def _number(self, value: tuple[Exactly, ...]) -> int:
        if value not in self._numbers:
            self._numbers[value] = len(self.values)
            self.values.append(value)
        return self._numbers[value]


def _weights(link: Transitions, count: int) -> list[int]:
    """How likely an outcome is in each of its rows; 1 where nothing is left to chance."""
    if link.weight is None:
        return [1] * count
    return [int(each) for each in np.broadcast_to(np.asarray(link.weight), (count,))]


def _mean(parts: Sequence[tuple[Exactly, Fraction]]) -> Exactly:
    """What is expected of some values, each as likely as its weight says; None where one is not known, or too long."""
    total, whole = Fraction(0), Fraction(0)
    for value, weight in parts:
        if value is None:
            return None
        total += value * weight
        whole += weight
    mean = total / whole
    return mean if mean.denominator.bit_length() <= MOST_BITS else None
