"""Where one who knows all decides as one who sees only the pages: the quick test, which needs no beliefs.

A best play for one who knows all takes, in each state, a measure that loses nothing. States of which a page surely shows
the same (place and visible values) are alike. Where the states that best play can come to, and that are alike, have such
a measure in common, whoever sees only the page can take it; and where each of these leads only to states of which that
is true again, both players have the same chance. Where play can go round, to lose nothing is not enough for best play
(it may go round for ever): there it is the measure of one policy that is known to arrive.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from crisisengine.checker.search.graph import Component, Graph, StateBlock, Transitions
from crisisengine.checker.search.optimum import Optima, Play
from crisisengine.checker.vector.arrays import Bits, Positions, Yes
from crisisengine.engine.program import Program
from crisisengine.model.expression import Read

__all__ = ["agreeing", "alike"]

SLACK = 8 * 2.0**-53
"""What the mean of some chances may be wrong by, beside their own errors."""


def visible_slots(program: Program) -> frozenset[int]:
    """The slots that every page shows: of the variables that are not hidden, with the place."""
    variables = program.scenario.variables.values()
    return frozenset(
        [0, *(program.slot_of(Read(v.name)) for v in variables if v.derived is None and not v.hidden)]
    )


def alike(graph: Graph) -> Positions:
    """For each state the number of its group: those of which every page surely shows the same; shape (states,)."""
    found = graph.found
    layout, visible = found.layout, visible_slots(found.program)
    masks = [0] * layout.words
    for slot in visible:
        masks[layout.fields[slot].word] |= layout.fields[slot].shifted_mask
    words = layout.words_of(graph.keys)
    shown = layout.keys_of([word & np.uint64(mask) for word, mask in zip(words, masks, strict=True)])
    _, groups = np.unique(shown, return_inverse=True)
    return groups.astype(np.int32)


def agreeing(graph: Graph, groups: Positions, goal: Yes, known: Optima, play: Play) -> Yes:
    """The states in which both players have the same chance, whatever of their group the one who sees pages takes them for.

    Args:
        graph: of the scenario.
        groups: of `alike`.
        goal: where play need not go on: shape (states,).
        known: the chances of one who knows all, with the policy.
        play: the best or the worst.

    Raises:
        OverBudget: there is no time for it.
    """
    lossless = _lossless(graph, goal, known, play)
    reached = _reached(graph, lossless, goal)
    common = np.full((int(groups.max(initial=0)) + 1, lossless.shape[1]), ~np.uint64(0))
    for word in range(lossless.shape[1]):
        np.bitwise_and.at(common[:, word], groups[reached], lossless[reached, word])
    agreed = np.zeros(len(reached), dtype=bool)
    while True:
        some = reached & (goal | common.any(axis=1)[groups])
        if np.array_equal(some, agreed):
            return agreed
        agreed = some
        for block in graph.blocks:
            for number, link in _numbered(graph, block):
                word, bit = divmod(number, 64)
                rows = np.arange(block.start, block.end)[link.rows]
                leaves = reached[rows] & ~goal[rows] & ~agreed[link.targets]
                common[groups[rows[leaves]], word] &= ~(np.uint64(1) << np.uint64(bit))


def _numbered(graph: Graph, block: StateBlock, *, weigh: bool = False) -> Iterator[tuple[int, Transitions]]:
    """The links of a block, each with the number of its option among those of its scene."""
    if block.place < graph.found.program.scene_count:
        first = min((option.number for option in graph.found.options.at(block.place)), default=0)
        for link in graph.links(block, weigh=weigh):
            yield link.option.number - first, link


def _lossless(graph: Graph, goal: Yes, known: Optima, play: Play) -> npt.NDArray[np.uint64]:
    """For each state the measures, a bit each, that lose nothing; all of them where nothing can be decided."""
    scenes = graph.found.program.scenario.scenes.values()
    found = np.zeros((len(graph.keys), 1 + max(len(scene.measures) for scene in scenes) // 64), dtype=np.uint64)
    for component in graph.components:
        for block in component.blocks:
            here = slice(block.start, block.end)
            followed = component.circular and play == "best"
            idle = goal[here].copy()
            decided = np.zeros(len(block), dtype=bool)
            together: dict[int, list[Transitions]] = {}
            for number, link in _numbered(graph, block, weigh=True):
                together.setdefault(number, []).append(link)
            for number, links in together.items():
                worth, off, total = np.zeros(len(block)), np.zeros(len(block)), np.zeros(len(block))
                for link in links:
                    weight = 1.0 if link.weight is None else link.weight
                    worth[link.rows] += weight * known.value[link.targets]
                    off[link.rows] += weight * known.error[link.targets]
                    total[link.rows] += weight
                opened = total > 0
                decided |= opened
                whole = np.where(opened, total, 1.0)
                lost = np.abs(worth / whole - known.value[here])
                keeps = opened & (lost <= off / whole + known.error[here] + SLACK)
                if followed and known.taken is not None:
                    keeps = opened & (known.taken[here] == links[0].option.number)
                word, bit = divmod(number, 64)
                found[here, word] |= keeps.astype(np.uint64) << np.uint64(bit)
            idle |= ~decided
            found[here][idle] = ~np.uint64(0)
    return found


def _reached(graph: Graph, lossless: npt.NDArray[np.uint64], goal: Yes) -> Yes:
    """The states to which play that loses nothing can come: shape (states,)."""
    reached = np.zeros(len(goal), dtype=bool)
    reached[graph.starts] = True
    for component in reversed(graph.components):
        while _spread(graph, component, lossless, goal, reached) and component.circular:
            graph.found.task.ask()
    return reached


def _spread(
    graph: Graph, component: Component, lossless: npt.NDArray[np.uint64], goal: Yes, reached: Yes
) -> bool:
    """Go one step on from what is reached in a component; whether anything in it is new."""
    before = sum(int(np.count_nonzero(reached[block.start : block.end])) for block in component.blocks)
    for block in component.blocks:
        for number, link in _numbered(graph, block):
            word, bit = divmod(number, 64)
            rows = np.arange(block.start, block.end)[link.rows]
            taken = (lossless[rows, word] >> np.uint64(bit) & np.uint64(1)).astype(bool)
            reached[link.targets[taken & reached[rows] & ~goal[rows]]] = True
    return before != sum(int(np.count_nonzero(reached[block.start : block.end])) for block in component.blocks)
