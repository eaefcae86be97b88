"""Where one who knows all decides as one who sees only the pages: the quick test, which needs no beliefs.

Best play of one who knows all takes, in each state, a measure that loses nothing. States of which a page surely shows
the same (place and visible values) are alike. Where states to which best play can come, and which are alike, have such
a measure in common, whoever sees only the page can take it; and where each of these leads only to states of which that
is true again, both players have the same chance. Where play can go round, to lose nothing is not enough for a best play
(it may go round for ever): there it is the measure of one policy, which is known to arrive.
"""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from attrs import frozen

from crisisengine.checker.search.certainty import Certain
from crisisengine.checker.search.graph import Component, Graph, StateBlock, Transitions
from crisisengine.checker.search.optimum import EPSILON, Optima, Play
from crisisengine.checker.shown.alike import shown_keys
from crisisengine.checker.vector.arrays import Numbers, Positions, Yes

__all__ = ["Agreement", "Lossless"]

Lossless = npt.NDArray[np.uint64]
"""Shape (states, words): for each state the measures that lose nothing, a bit each in the order of its scene."""
ALL = ~np.uint64(0)
SORTED_BYTES = 56
"""Of each state, while states are sorted by what is shown of them: three copies of that, and where each comes to stand."""
_GROUPS: WeakKeyDictionary[Graph, Positions] = WeakKeyDictionary()
"""By graph, for as long as somebody has it: every promise and table asks for the same."""


@frozen(eq=False)
class Agreement:
    """The quick test over a graph."""

    graph: Graph

    @property
    def groups(self) -> Positions:
        """For each state the number of its group: those of which every page surely shows the same. Shape (states,).

        Raises:
            OverBudget: there is no time for it, or no memory.
        """
        known = _GROUPS.get(self.graph)
        if known is None:
            known = _GROUPS[self.graph] = self._grouped()
        return known

    def _grouped(self) -> Positions:
        self.graph.found.task.take(len(self.graph.keys) * SORTED_BYTES)
        _, groups = np.unique(shown_keys(self.graph, self.graph.keys), return_inverse=True)
        return groups.astype(np.int32)

    def agreed(self, starts: Numbers, goal: Yes, lossless: Lossless) -> Yes:
        """The states, among those to which such play can come, in which both players do equally well: shape (states,).

        Args:
            starts: the numbers of the states in which play begins.
            goal: where play need not go on: shape (states,).
            lossless: what one who knows all may take in each state.

        Raises:
            OverBudget: there is no time for it.
        """
        return self._common(starts, goal, lossless)[0]

    def followed(self, starts: Numbers, goal: Yes, lossless: Lossless) -> tuple[Yes, Positions | None]:
        """The same, and what both players can take from there on: the number of an option in each state; None where they differ.

        Wherever pages surely show the same, it is the same option. Shape (states,), -1 where nothing need be taken.

        Raises:
            OverBudget: there is no time for it.
        """
        agreed, common = self._common(starts, goal, lossless)
        if not agreed[starts].all():
            return agreed, None
        taken = np.full(len(agreed), -1, dtype=np.int32)
        first = np.zeros(len(common), dtype=np.int64)
        for at in reversed(range(common.shape[1])):
            word = common[:, at]
            lowest = (word & (~word + np.uint64(1))).astype(np.float64)  # a power of two, or nothing
            first = np.where(word != 0, np.frexp(lowest)[1] + (64 * at - 1), first)
        for block in self.graph.blocks:
            options = list(self.graph.found.options.at(block.place)) if self._decides(block) else []
            if options:
                here = slice(block.start, block.end)
                number = min(option.number for option in options) + first[self.groups[here]]
                taken[here] = np.where(agreed[here] & ~goal[here], number, -1)
        return agreed, taken

    def _common(self, starts: Numbers, goal: Yes, lossless: Lossless) -> tuple[Yes, Lossless]:
        """Where both do equally well, and by group what they have in common to take."""
        groups, reached = self.groups, self._reached(starts, goal, lossless)
        common = np.full((int(groups.max(initial=0)) + 1, lossless.shape[1]), ALL)
        for word in range(lossless.shape[1]):
            np.bitwise_and.at(common[:, word], groups[reached], lossless[reached, word])
        going: Yes = reached & ~goal
        agreed: Yes = np.zeros(len(reached), dtype=bool)
        while True:
            shared: Yes = np.any(common != 0, axis=1)
            some: Yes = reached & (goal | shared[groups])
            if np.array_equal(some, agreed):
                return agreed, common
            agreed, lost = some, ~some
            if np.array_equal(agreed, reached):
                return agreed, common  # what all have in common loses nothing, and so leads to what is reached
            for block in self.graph.blocks:
                here = slice(block.start, block.end)
                if not going[here].any():
                    continue
                for number, link in self._links(block):
                    word, bit = divmod(number, 64)
                    strays = going[here][link.rows] & lost[link.targets]
                    if strays.any():
                        common[groups[here][link.rows][strays], word] &= ~(np.uint64(1) << np.uint64(bit))

    def of_chances(self, goal: Yes, known: Optima, play: Play) -> Lossless:
        """What loses nothing of a chance.

        Raises:
            OverBudget: there is no time for it.
        """
        found = self._nothing
        for component in self.graph.components:
            followed = known.taken if component.circular and play == "best" else None
            for block in component.blocks:
                here = slice(block.start, block.end)
                decided = np.zeros(len(block), dtype=bool)
                for number, links in self._options(block):
                    worth, off, total = np.zeros((3, len(block)))
                    for link in links:
                        weight = 1.0 if link.weight is None else link.weight
                        worth[link.rows] += weight * known.value[link.targets]
                        off[link.rows] += weight * known.error[link.targets]
                        total[link.rows] += weight
                    opened = total > 0
                    whole = np.where(opened, total, 1.0)
                    lost = np.abs(worth / whole - known.value[here])
                    loses_nothing = lost <= off / whole + known.error[here] + 8 * EPSILON
                    if followed is not None:
                        loses_nothing = followed[here] == links[0].option.number
                    _mark(found, here, number, opened & loses_nothing)
                    decided |= opened
                found[here][goal[here] | ~decided] = ALL
        return found

    def of_certainty(self, goal: Yes, certain: Certain) -> Lossless:
        """What keeps it certain to come to a goal.

        Raises:
            OverBudget: there is no time for it.
        """
        found = self._nothing
        for component in self.graph.components:
            for block in component.blocks:
                here = slice(block.start, block.end)
                for number, links in self._options(block):
                    if component.circular:
                        _mark(found, here, number, certain.taken[here] == links[0].option.number)
                        continue
                    keeps = np.zeros(len(block), dtype=bool)
                    for link in links:
                        keeps[link.rows] = True
                    for link in links:
                        keeps[link.rows] &= certain.inside[link.targets]
                    _mark(found, here, number, keeps)
                found[here][goal[here]] = ALL
        return found

    @property
    def _nothing(self) -> Lossless:
        most = max(len(scene.measures) for scene in self.graph.found.program.scenario.scenes.values())
        return np.zeros((len(self.graph.keys), 1 + most // 64), dtype=np.uint64)

    def _links(self, block: StateBlock) -> Iterator[tuple[int, Transitions]]:
        """The links of a block, each with the number of its option among those of its scene."""
        self.graph.found.task.ask()
        found = self.graph.found
        if self._decides(block):
            first = min((option.number for option in found.options.at(block.place)), default=0)
            for link in self.graph.links(block):
                yield link.option.number - first, link

    def _decides(self, block: StateBlock) -> bool:
        """Whether it is of a scene, not of an ending."""
        return block.place < self.graph.found.program.scene_count

    def _options(self, block: StateBlock) -> Iterator[tuple[int, list[Transitions]]]:
        """The same, by option."""
        together: dict[int, list[Transitions]] = {}
        for number, link in self._links(block):
            together.setdefault(number, []).append(link)
        yield from together.items()

    def _reached(self, starts: Numbers, goal: Yes, lossless: Lossless) -> Yes:
        """The states to which play that loses nothing can come: shape (states,)."""
        reached = np.zeros(len(goal), dtype=bool)
        reached[starts] = True
        for component in reversed(self.graph.components):
            while self._spread(component, goal, lossless, reached) and component.circular:
                self.graph.found.task.ask()
        return reached

    def _spread(self, component: Component, goal: Yes, lossless: Lossless, reached: Yes) -> bool:
        """Go one step on from what is reached in a component; whether anything in it is new."""
        before = sum(int(np.count_nonzero(reached[block.start : block.end])) for block in component.blocks)
        for block in component.blocks:
            here = slice(block.start, block.end)
            going = reached[here] & ~goal[here]
            if not going.any():
                continue
            for number, link in self._links(block):
                word, bit = divmod(number, 64)
                taken = (lossless[here, word] & np.uint64(1 << bit)) != 0
                reached[link.targets[(going & taken)[link.rows]]] = True
        return before != sum(int(np.count_nonzero(reached[block.start : block.end])) for block in component.blocks)


def _mark(found: Lossless, states: slice, number: int, some: Yes) -> None:
    word, bit = divmod(number, 64)
    found[states, word] |= some.astype(np.uint64) << np.uint64(bit)
