"""`no-outcome`: a measure that leaves something to chance, in a state in which no outcome of it weighs anything.

Whoever takes it there meets the measure's own effects and nothing of what the world might have answered.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import define, field

from crisisengine.checker.lints.remark import Remark, path_of
from crisisengine.checker.search.trace import Spot
from crisisengine.checker.vector.arrays import Keys
from crisisengine.checker.vector.successors import Group
from crisisengine.model.scenario import Measure

__all__ = ["OutcomeWatcher"]


@define(eq=False)
class OutcomeWatcher:
    """Watches for measures of which nothing comes, each until it is found."""

    found: dict[str, tuple[Measure, Spot]] = field(init=False, factory=dict)
    """By key: the measure, and a state nearest to the start in which it is so."""

    def watch(self, depth: int, keys: Keys, group: Group, place: int) -> None:  # noqa: ARG002 - a watcher is told these
        """A watcher for `explore`."""
        for move in group.moves:
            measure = move.option.measure
            if move.outcome is None and measure.outcomes and measure.key not in self.found:
                row = 0 if move.rows is None else int(move.rows[0])
                self.found[measure.key] = measure, Spot(depth, keys[row])

    def remarks(self) -> Iterator[Remark]:
        """What was found."""
        for measure, spot in self.found.values():
            message = f"no outcome of `{measure.id}` can follow where this run takes it: all of them weigh 0"
            hint = "let one of them weigh more than 0 in every state, or lock the measure there"
            yield Remark("no-outcome", message, path_of(measure), hint, spot)
