"""`no-dilemma`: choices that are none, by what the indicators say.

Measure A makes B pointless if, wherever both are open, A takes no longer, every indicator after it is at least as good
and one better, and the endings possible after A include those after B (strict dominance, as in the theory of games).
Where chance decides, A at its worst is held against B at its best.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from attrs import define, field

from crisisengine.checker.distinct import distinct
from crisisengine.checker.lints.indicators import Indicators, Scores
from crisisengine.checker.lints.remark import Remark, path_of
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.slots import KeptSlots
from crisisengine.checker.vector.arrays import Column, Keys, Rows
from crisisengine.checker.vector.expressions import evaluator
from crisisengine.checker.vector.options import Option
from crisisengine.checker.vector.state import Columns
from crisisengine.checker.vector.successors import Group
from crisisengine.engine.program import Program

__all__ = ["DominanceWatcher"]

MOST_PAIRS = 20_000
"""Pairs that are watched in one scene; beyond it a warning may be missed."""


@define(eq=False)
class DominanceWatcher:
    """Watches pairs of measures until something speaks for each."""

    program: Program
    kept: KeptSlots
    indicators: Indicators = field(init=False)
    pairs: dict[int, dict[tuple[int, int], bool]] = field(init=False, factory=dict)
    """By place: (number of the better, of the pointless) -> whether they were ever open together."""

    def __attrs_post_init__(self) -> None:
        self.indicators = Indicators(self.program, self.kept)

    def watch(self, depth: int, keys: Keys, group: Group, place: int) -> None:  # noqa: ARG002 - a watcher is told these
        """A watcher for `explore`."""
        if not self.indicators.names or place >= self.program.scene_count:
            return
        worths = _Worths(self.indicators, group, len(keys))
        pairs = self.pairs.get(place)
        if pairs is None:
            pairs = self.pairs[place] = dict.fromkeys(self._candidates(group, worths), False)
        offered = {offer.option.number: offer for offer in group.offered}
        for better, pointless in list(pairs):
            together = group.columns.narrowed(offered[better].opened, offered[pointless].opened)
            if together is False:
                continue
            group.columns.context.task.ask()
            options = offered[better].option, offered[pointless].option
            if _takes_no_longer(*options, group, together) and _beats(
                worths.of(better), worths.of(pointless), together
            ):
                pairs[better, pointless] = True
            else:
                del pairs[better, pointless]

    def _candidates(self, group: Group, worths: _Worths) -> list[tuple[int, int]]:
        """The pairs that the first group of a place leaves over, after a look at one of its states."""
        offers = [offer for offer in group.offered if not offer.option.measure.fallback]
        opened = np.array([np.broadcast_to(offer.opened, len(group.columns)) for offer in offers])
        if not offers:
            return []
        row = int(np.argmax(np.count_nonzero(opened, axis=0)))
        here = opened[:, row]
        takes = np.array([np.broadcast_to(_takes(offer.option, group), len(group.columns))[row] for offer in offers])
        fixed = np.array([offer.option.measure.takes.fixed is not None for offer in offers])
        worth = [worths.of(offer.option.number) if open_ else None for offer, open_ in zip(offers, here, strict=True)]
        judged = np.array([pair is not None for pair in worth])
        count = len(self.indicators.names)
        worst = np.array([np.zeros(count) if pair is None else pair[0][:, row] for pair in worth])
        best = np.array([np.zeros(count) if pair is None else pair[1][:, row] for pair in worth])
        found: list[tuple[int, int]] = []
        for number, offer in enumerate(offers):
            group.columns.context.task.ask()
            beaten = (worst[number] >= best).all(axis=1) & (worst[number] > best).any(axis=1) & judged & judged[number]
            slower = (takes[number] > takes) & ((here & here[number]) | (fixed & fixed[number]))
            left = (beaten | ~(here & here[number])) & ~slower
            left[number] = False
            found += [(offer.option.number, offers[other].option.number) for other in np.flatnonzero(left)]
            if len(found) >= MOST_PAIRS:
                break
        return found[:MOST_PAIRS]

    def remarks(self, futures: Futures) -> Iterator[Remark]:
        """What is pointless, once the endings have been looked at too."""
        left = {place: [pair for pair, met in pairs.items() if met] for place, pairs in self.pairs.items()}
        for place, pairs in sorted(left.items()):
            if not pairs:
                continue
            options = {option.number: option for option in futures.graph.found.options.at(place)}
            told: set[int] = set()
            for better, pointless in pairs:
                if (
                    pointless not in told
                    and _keeps_open(futures, place, better, pointless)
                    and not _both_can_be_taken(futures, place, options[better], options[pointless])
                ):
                    told.add(pointless)
                    yield _pointless(options[better], options[pointless])

    @property
    def asks_endings(self) -> bool:
        """Whether a pair is left that only a look at the endings can judge."""
        return any(any(pairs.values()) for pairs in self.pairs.values())


@define(eq=False)
class _Worths:
    """What each option of a group leaves of the indicators; worked out for those that are asked for."""

    indicators: Indicators
    group: Group
    rows: int
    _known: dict[int, tuple[Scores, Scores] | None] = field(init=False, factory=dict)

    def of(self, option: int) -> tuple[Scores, Scores] | None:
        """(worst, best) after a measure; None where something needed was forgotten."""
        if option not in self._known:
            self._known[option] = self._worked_out(option)
        return self._known[option]

    def _worked_out(self, option: int) -> tuple[Scores, Scores] | None:
        columns, count = self.group.columns, len(self.indicators.names)
        context = columns.context
        context.task.ask()
        worst = np.full((count, self.rows), np.iinfo(np.int64).max)
        best = np.full((count, self.rows), np.iinfo(np.int64).min)
        for move in self.group.moves_of(option):
            words = context.layout.words_of(move.keys)
            places: list[int] = distinct(context.layout.column(words, 0)).tolist()
            if not all(self.indicators.known([columns.origin, *places])):
                return None
            scores = self.indicators.scores(
                Columns(context, columns.coverage, words, [None] * len(context.program.slots))
            )
            at: Any = slice(None) if move.rows is None else move.rows
            worst[:, at] = np.minimum(worst[:, at], scores)
            best[:, at] = np.maximum(best[:, at], scores)
        return worst, best


def _takes(option: Option, group: Group) -> Column:
    """How many units a measure would take in each state of a group; the same in all where it is a number."""
    takes = option.measure.takes
    found: Column = evaluator(takes.amount, group.columns.program)(group.columns)
    return found


def _takes_no_longer(better: Option, pointless: Option, group: Group, together: Rows) -> bool:
    """Whether the better measure never takes longer where both are open; numbers were compared when the pair was chosen."""
    if better.measure.takes.fixed is not None and pointless.measure.takes.fixed is not None:
        return True
    slower = group.columns.narrowed(together, _takes(better, group) > _takes(pointless, group))
    return slower is False


def _beats(better: tuple[Scores, Scores] | None, pointless: tuple[Scores, Scores] | None, together: Rows) -> bool:
    if better is None or pointless is None:
        return False
    worst, best = better[0], pointless[1]
    if together is not True:
        worst, best = worst[:, together], best[:, together]
    return bool((worst >= best).all() and (worst > best).any(axis=0).all())


def _keeps_open(futures: Futures, place: int, better: int, pointless: int) -> bool:
    """Whether the endings possible after the one include those after the other wherever both are open."""
    graph = futures.graph
    for block in graph.blocks:
        if block.place != place:
            continue
        graph.found.task.ask()
        links = {
            number: [link for link in graph.links(block) if link.option.number == number]
            for number in (better, pointless)
        }
        for bits in futures.endings:
            after = {number: np.zeros(len(block), dtype=bits.dtype) for number in links}
            opened = {number: np.zeros(len(block), dtype=bool) for number in links}
            for number, some in links.items():
                for link in some:
                    after[number][link.rows] |= bits[link.targets]
                    opened[number][link.rows] = True
            if (opened[better] & opened[pointless] & (after[pointless] & ~after[better] != 0)).any():
                return False
    return True


def _both_can_be_taken(futures: Futures, place: int, better: Option, pointless: Option) -> bool:
    """Whether the one does not take the other away, so that there is no choice between them, only an order.

    A standing measure may wait until after one of the scene; and what leads on may wait until after what stays.
    """
    waits = not better.measure.scene and pointless.measure.scene and _open_behind(futures, place, pointless, better)
    if waits:
        return True
    leads_on = _stays(futures, place, better) and not _stays(futures, place, pointless)
    return leads_on and _open_behind(futures, place, better, pointless)


def _stays(futures: Futures, place: int, option: Option) -> bool:
    """Whether a measure never leads out of its scene."""
    graph = futures.graph
    here = graph.zeros(bool)
    blocks = [block for block in graph.blocks if block.place == place]
    for block in blocks:
        here[block.start : block.end] = True
    links = (link for block in blocks for link in graph.links(block) if link.option.number == option.number)
    return all(here[link.targets].all() for link in links)


def _open_behind(futures: Futures, place: int, first: Option, second: Option) -> bool:
    """Whether the second is open in every state to which the first leads from where both are open."""
    graph = futures.graph
    opened = graph.zeros(bool)
    for block in graph.blocks:
        graph.found.task.ask()
        for option, links in graph.options(block):
            if option.measure.key == second.measure.key:
                for link in links:
                    opened[np.arange(block.start, block.end)[link.rows]] = True
    for block in graph.blocks:
        if block.place == place:
            here = opened[block.start : block.end]
            for link in graph.links(block):
                if link.option.number == first.number and not opened[link.targets[here[link.rows]]].all():
                    return False
    return True


def _pointless(better: Option, pointless: Option) -> Remark:
    measure = pointless.measure
    message = f"measure `{measure.id}` is pointless: wherever both are open, `{better.measure.id}` is at least as good in everything"
    hint = "give each something that the other has not: a dilemma has two sides"
    return Remark("no-dilemma", message, path_of(measure), hint)
