"""What all columns of a scenario share: the layout, what is forgotten where, and effects made ready.

An effect is looked at once: which slot it sets, what computes its value, and by which ends of the range it could pass.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crisisengine.checker.vector.coverage import Coverage
from crisisengine.checker.vector.expressions import Evaluator, evaluator, slots_of
from crisisengine.checker.vector.layout import Layout
from crisisengine.engine.program import Program
from crisisengine.model.expression import Arithmetic, Literal, Read
from crisisengine.model.scenario import Effect, Scenario

__all__ = ["Context"]

_UNIFORM = ("taken", "fired", "due", "held", "back", "visits")
"""Slots that mostly agree in all rows of a group; worth a look."""


class Context:
    """What all columns of a scenario share."""

    def __init__(self, program: Program, layout: Layout, coverage: Coverage, live: Sequence[tuple[int, ...]]) -> None:
        self.program = program
        self.layout = layout
        self.coverage = coverage
        self.live = live
        """For each place the bits of each word that are not forgotten there."""
        self.live_tables = [np.array(words, dtype=np.uint64) for words in zip(*live, strict=True)]
        self.forgets = any(word != 2**64 - 1 for words in live for word in words)
        slots = program.slots
        self.uniform = [slot.kind in _UNIFORM or (slot.high - slot.low == 1) for slot in slots]
        self.plans: dict[int, list[tuple[Effect, int, Evaluator, bool, int | None, int | None]]] = {}
        self.scenario: Scenario = program.scenario
        clock = program.scenario.clock
        self.length = 0 if clock is None else clock.length
        self.dated = any(inject.dated for inject in program.scenario.injects.values())
        self.inputs = {name: self._inputs(name) for name in program.derived}

    def _inputs(self, name: str) -> tuple[int, ...]:
        """The slots that a derived variable follows from."""
        program = self.program
        expression = program.scenario.variables[name].derived
        assert expression is not None
        return tuple(sorted(slots_of(expression, program)))

    def plan(self, effects: Sequence[Effect]) -> list[tuple[Effect, int, Evaluator, bool, int | None, int | None]]:
        """(effect, slot, value, whether it is yes or no, upper and lower end where it could be passed)."""
        found = self.plans.get(id(effects))
        if found is None:
            found = self.plans[id(effects)] = [self._planned(effect) for effect in effects]
        return found

    def _planned(self, effect: Effect) -> tuple[Effect, int, Evaluator, bool, int | None, int | None]:
        variable = self.scenario.variables[effect.variable]
        high: int | None = variable.high
        low: int | None = variable.low
        match effect.value:
            case Arithmetic(sign, Read(name), Literal(amount)) if name == effect.variable and sign in "+-":
                high, low = (high, None) if (amount >= 0) == (sign == "+") else (None, low)
            case Literal(value) if variable.low <= value <= variable.high:
                high = low = None
        if variable.sort != "number":
            high = low = None
        slot = self.program.number["variable", effect.variable]
        return effect, slot, evaluator(effect.value, self.program), variable.sort == "truth", high, low
