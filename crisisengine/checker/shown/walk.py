"""One policy that looks at nothing but the page, found by walking it from where play begins.

On each page that play comes to, the first measure is taken that loses nothing in any of the states that can be behind
it, and only what follows from that is looked at. Where the walk comes through, whoever sees only the pages has the
chance of one who knows all; where it does not, nothing is said (`agreement` follows every measure that loses nothing,
and then there are beliefs). It sees few states where much is open, and so it is asked first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from attrs import define, field, frozen

from crisisengine.checker.search.certainty import Certain
from crisisengine.checker.search.graph import Graph, StateBlock, Transitions
from crisisengine.checker.search.optimum import EPSILON, Optima
from crisisengine.checker.shown.alike import shown_keys
from crisisengine.checker.vector.arrays import Numbers, Positions, Shares, Yes

__all__ = ["CaseInRows", "Keeps", "keeps_certain", "keeps_chance", "walked"]

MOST_PAGES = 200_000
"""Beyond so many the walk is given up: it would hold more than the test that follows it."""


@frozen(eq=False)
class CaseInRows:
    """One case of a measure, in some rows of a block."""

    at: Numbers
    """Which of those rows: shape (rows,)."""
    targets: Positions
    """The numbers of the states that they lead to: shape (rows,)."""
    weight: Shares | float
    """Of the case, in parts of the sum over the cases of its measure."""


Keeps = Callable[[Numbers, Sequence[CaseInRows]], Yes]
"""(numbers of states, the cases of a measure) -> in which of them it loses nothing, where it is open."""


def keeps_chance(known: Optima) -> Keeps:
    """What loses nothing of a chance."""

    def keeps(states: Numbers, branches: Sequence[CaseInRows]) -> Yes:
        worth, off, total = np.zeros((3, len(states)))
        for branch in branches:
            worth[branch.at] += branch.weight * known.value[branch.targets]
            off[branch.at] += branch.weight * known.error[branch.targets]
            total[branch.at] += branch.weight
        whole = np.where(total > 0, total, 1.0)
        lost = np.abs(worth / whole - known.value[states])
        kept: Yes = lost <= off / whole + known.error[states] + 8 * EPSILON
        return kept

    return keeps


def keeps_certain(certain: Certain) -> Keeps:
    """What keeps it certain to come to a goal."""

    def keeps(states: Numbers, branches: Sequence[CaseInRows]) -> Yes:
        kept = np.ones(len(states), dtype=bool)
        for branch in branches:
            kept[branch.at] &= certain.inside[branch.targets]
        return kept

    return keeps


def walked(graph: Graph, starts: Numbers, goal: Yes, keeps: Keeps) -> Positions | None:
    """The option that the walk takes in each state that it comes to, by its number, -1 elsewhere; None where it finds none.

    Args:
        graph: where play does not go round within what the walk comes to; else it finds none.
        starts: the numbers of the states in which play begins.
        goal: where play need not go on: shape (states,).
        keeps: what loses nothing.

    Raises:
        OverBudget: there is no time for it.
    """
    walk = _PageWalk(graph, goal, keeps)
    walk.reached[starts] = True
    for component in reversed(graph.components):
        for block in component.blocks:
            rows = np.flatnonzero(walk.reached[block.start : block.end] & ~goal[block.start : block.end])
            if len(rows) and block.place < graph.found.program.scene_count:
                graph.found.task.ask()
                if component.circular or not walk.goes_on(block, rows):
                    return None
    return walk.taken


@define(eq=False)
class _PageWalk:
    graph: Graph
    goal: Yes
    keeps: Keeps
    reached: Yes = field(init=False)
    """Shape (states,)."""
    taken: Positions = field(init=False)
    """Shape (states,)."""
    _chosen: dict[object, int] = field(init=False, factory=dict)
    """By page: the number of the option."""

    def __attrs_post_init__(self) -> None:
        self.reached = np.zeros(len(self.goal), dtype=bool)
        self.taken = np.full(len(self.goal), -1, dtype=np.int32)

    def goes_on(self, block: StateBlock, rows: Numbers) -> bool:
        """Choose on each page of some rows of a block, and come to what follows; whether there is something to choose."""
        states = block.start + rows
        pages, page = np.unique(shown_keys(self.graph, self.graph.keys[states]), return_inverse=True)
        names = pages.tolist()
        free = np.array([name not in self._chosen for name in names])
        choice = np.array([self._chosen.get(name, -1) for name in names])
        options = self._options(block, rows)
        opened = {number: _opened(branches, len(rows)) for number, branches in options.items()}
        playing = np.logical_or.reduce(list(opened.values())) if opened else np.zeros(len(rows), dtype=bool)
        waiting = np.zeros(len(pages), dtype=bool)
        waiting[page[playing]] = True
        for number, branches in options.items():
            serves = np.ones(len(pages), dtype=bool)
            serves[page[playing & ~(opened[number] & self.keeps(states, branches))]] = False
            chosen = waiting & serves & (free | (choice == number))
            if chosen.any():
                choice[chosen] = number
                waiting &= ~chosen
                self._follow(number, branches, chosen[page] & playing, states)
            if not waiting.any():
                break
        self._chosen |= zip(names, choice.tolist(), strict=True)
        return not waiting.any() and len(self._chosen) <= MOST_PAGES

    def _follow(self, number: int, branches: Sequence[CaseInRows], going: Yes, states: Numbers) -> None:
        self.taken[states[going]] = number
        for branch in branches:
            self.reached[branch.targets[going[branch.at]]] = True

    def _options(self, block: StateBlock, rows: Numbers) -> dict[int, list[CaseInRows]]:
        together: dict[int, list[CaseInRows]] = {}
        for link in self.graph.links(block):
            together.setdefault(link.option.number, []).append(_in_rows(link, rows))
        return dict(sorted(together.items()))


def _in_rows(link: Transitions, rows: Numbers) -> CaseInRows:
    """A case of a block in some of its rows, which are in order, as those of the case are."""
    if isinstance(link.rows, slice):
        at, from_ = np.arange(len(rows)), rows
    else:
        from_ = np.minimum(np.searchsorted(link.rows, rows), len(link.rows) - 1)
        at = np.flatnonzero(link.rows[from_] == rows)
        from_ = from_[at]
    weight = 1.0 if link.weight is None else link.weight
    return CaseInRows(at, link.targets[from_], weight[from_] if isinstance(weight, np.ndarray) else weight)


def _opened(branches: Sequence[CaseInRows], count: int) -> Yes:
    opened = np.zeros(count, dtype=bool)
    for branch in branches:
        opened[branch.at] = True
    return opened
