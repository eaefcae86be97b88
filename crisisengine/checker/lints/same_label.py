"""`same-label`: two measures of one scene that a person cannot tell apart, open side by side, and that lead elsewhere.

Variants of a measure whose guards exclude each other may well bear one label; only a state in which both are open
makes a warning, and every state was looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from attrs import define, field

from crisisengine.checker.lints.remark import Remark, path_of
from crisisengine.checker.search.trace import Spot
from crisisengine.checker.vector.arrays import Keys
from crisisengine.checker.vector.options import Option
from crisisengine.checker.vector.successors import Group
from crisisengine.engine.program import Program
from crisisengine.model.scenario import Effect, End, Later, Measure

__all__ = ["SameLabelWatcher"]

MOST_PAIRS = 10_000
"""Pairs that are watched in one scene; beyond it a warning may be missed."""


@define(eq=False)
class SameLabelWatcher:
    """Watches pairs of measures with one label until both are open at once."""

    program: Program
    pairs: dict[int, list[tuple[Option, Option]]] = field(init=False, factory=dict)
    """By place: the pairs that were not open together yet."""
    met: dict[str, Remark] = field(init=False, factory=dict)
    """By the key of the later measure: what there is to say."""

    def watch(self, depth: int, keys: Keys, group: Group, place: int) -> None:
        """A watcher for `explore`."""
        if place >= self.program.scene_count:
            return
        pairs = self.pairs.get(place)
        if pairs is None:
            pairs = _pairs([offer.option for offer in group.offered])
            self.pairs[place] = pairs
        if not pairs:
            return
        opened = {offer.option.number: offer.opened for offer in group.offered}
        left = []
        for first, second in pairs:
            if second.measure.key in self.met:
                continue
            group.columns.context.task.ask()
            together = group.columns.narrowed(opened[first.number], opened[second.number])
            if together is False:
                left.append((first, second))
                continue
            row = 0 if together is True else int(np.argmax(together))
            self.met[second.measure.key] = _remark(first, second, Spot(depth, keys[row]))
        self.pairs[place] = left

    def remarks(self) -> Iterator[Remark]:
        """What was met."""
        yield from self.met.values()


def _pairs(options: list[Option]) -> list[tuple[Option, Option]]:
    by_label: dict[str, list[Option]] = {}
    for option in sorted(options, key=lambda option: option.number):
        by_label.setdefault(" ".join(option.measure.label.split()), []).append(option)
    found: list[tuple[Option, Option]] = []
    for alike in by_label.values():
        ways = {option.number: _way(option.measure) for option in alike} if len(alike) > 1 else {}
        for first, second in combinations(alike, 2):
            if len(found) >= MOST_PAIRS:
                return found
            if ways[first.number] != ways[second.number]:
                found.append((first, second))
    return found


def _way(measure: Measure) -> tuple[object, ...]:
    """All that a measure does, but for the texts."""
    chance = tuple(
        (outcome.weight, outcome.goto, outcome.cancel, _effects(outcome.effects), _later(outcome.later))
        for outcome in measure.outcomes
    )
    ends = measure.goto.ends or (End(None, measure.scene),)
    return ends, measure.takes.amount, measure.cancel, _effects(measure.effects), _later(measure.later), chance


def _effects(effects: tuple[Effect, ...]) -> tuple[object, ...]:
    return tuple((effect.variable, effect.value) for effect in effects)


def _later(injects: tuple[Later, ...]) -> tuple[object, ...]:
    return tuple((later.after.amount, later.inject) for later in injects)


def _remark(first: Option, second: Option, spot: Spot) -> Remark:
    message = f"measure `{second.measure.id}` has the label of `{first.measure.id}`, both are open at once, and they do not do the same"
    hint = "say in each label what the other does not do"
    return Remark("same-label", message, (*path_of(second.measure), "label"), hint, spot)
