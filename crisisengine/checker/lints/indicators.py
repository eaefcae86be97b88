"""The watched variables, turned so that more is better: what warnings about choices hold against each other."""

from __future__ import annotations

import numpy as np
from attrs import field, frozen

from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.search.slots import KeptSlots
from crisisengine.checker.vector.arrays import Keys, Numbers
from crisisengine.checker.vector.expressions import slots_of
from crisisengine.checker.vector.state import Columns
from crisisengine.engine.program import Program
from crisisengine.model.expression import Read

__all__ = ["Indicators", "Scores"]

Scores = Numbers
"""Shape (indicators, states): how good each is, more is better."""


@frozen(eq=False)
class Indicators:
    """The watched variables."""

    program: Program
    kept: KeptSlots
    names: tuple[tuple[str, int], ...] = field(init=False)
    """Each with the sign that makes more of it better."""

    def __attrs_post_init__(self) -> None:
        variables = self.program.scenario.variables.values()
        signs = {"high": 1, "low": -1}
        watched = tuple((variable.name, signs[variable.better]) for variable in variables if variable.better)
        object.__setattr__(self, "names", watched)

    def known(self, places: list[int]) -> list[bool]:
        """For each indicator whether its value is kept at all of some places."""
        slots = [slots_of(Read(name), self.program) for name, _ in self.names]
        return [all(self.kept.keeps(slot, place) for slot in some for place in places) for some in slots]

    def scores(self, columns: Columns) -> Scores:
        """How good each is in some states."""
        found = np.empty((len(self.names), len(columns)), dtype=np.int64)
        for number, (name, sign) in enumerate(self.names):
            derived = name in self.program.derived
            found[number] = columns.derived(name) if derived else columns.get(self.program.number["variable", name])
            found[number] *= sign
        return found

    def scores_of(self, found: Exploration, keys: Keys) -> Scores:
        """How good each is in some states of any places."""
        words = found.layout.words_of(keys)
        return self.scores(Columns(found.context, found.coverage, words, [None] * len(self.program.slots)))
