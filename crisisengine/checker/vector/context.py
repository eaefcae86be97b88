"""What all columns of a scenario share: the layout, what is forgotten where, and effects made ready.

An effect is looked at once: which slot it sets, what computes its value, and by which ends of the range it could pass.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Words
from crisisengine.checker.vector.expressions import Evaluator, evaluator, slots_of
from crisisengine.checker.vector.layout import Layout
from crisisengine.engine import order
from crisisengine.engine.program import Program
from crisisengine.model.expression import Arithmetic
from crisisengine.model.scenario import Effect, Scenario

__all__ = ["Context", "ReadyEffect"]

_UNIFORM = ("taken", "fired", "due", "held", "back", "visits", "sends")
"""Slots that mostly agree in all rows of a group; worth a look."""

NEVER = 2**40
"""A clock reading that none comes to."""


@frozen(eq=False, kw_only=True)
class ReadyEffect:
    """An effect, looked at."""

    effect: Effect
    slot: int
    value: Evaluator
    fresh: bool
    """Whether the value is an array of its own, where it is one: sums are, what was read may be what a slot holds."""
    truth: bool
    """Whether it sets yes or no."""
    high: int | None
    """The upper end of the range, where the value could pass it."""
    low: int | None
    """The lower end of the range, where the value could pass it."""


class Context:
    """What all columns of a scenario share."""

    def __init__(self, program: Program, layout: Layout, live: Sequence[tuple[int, ...]], task: Task) -> None:
        self.program = program
        self.layout = layout
        self.live = live
        """For each place the bits of each word that are not forgotten there."""
        self.task = task
        """What is being done, and its budget."""
        self.live_tables = [np.array(words, dtype=np.uint64) for words in zip(*live, strict=True)]
        self.live_anywhere = tuple(int(np.bitwise_or.reduce(table)) for table in self.live_tables)
        """The bits of each word that are not forgotten everywhere."""
        self._scratch = np.empty(0, dtype=np.uint64)
        self.forgets = any(word != 2**64 - 1 for words in live for word in words)
        slots = program.slots
        self.uniform = [slot.kind in _UNIFORM or (slot.high - slot.low == 1) for slot in slots]
        self.scenario: Scenario = program.scenario
        clock = program.scenario.clock
        self.length = 0 if clock is None else clock.length
        self.dated = any(inject.dated for inject in program.scenario.injects.values())
        dates = order.dates(program)
        self.readings = np.array([*dates.readings, NEVER], dtype=np.int64)
        """Of the clock, ascending, in which an inject may come; the last is beyond any clock."""
        self.countdowns = dates.countdowns
        """The slots of the countdowns."""
        self.inputs = {name: self._inputs(name) for name in program.derived}
        self._ready: dict[int, tuple[Sequence[Effect], tuple[ReadyEffect, ...]]] = {}
        """By the identity of a sequence of effects, which is held here too, so that no other can take its place."""

    def scratch(self, rows: int) -> Words:
        """Room for a word of so many rows, until the next asks: what is written there again and again stays in the cache."""
        if len(self._scratch) < rows:
            self._scratch = np.empty(rows, dtype=np.uint64)
        return self._scratch[:rows]

    def _inputs(self, name: str) -> tuple[int, ...]:
        """The slots that a derived variable follows from."""
        program = self.program
        expression = program.scenario.variables[name].derived
        assert expression is not None
        return tuple(sorted(slots_of(expression, program)))

    def ready(self, effects: Sequence[Effect]) -> tuple[ReadyEffect, ...]:
        """Effects that happen at once, looked at once."""
        found = self._ready.get(id(effects))
        if found is None:
            found = self._ready[id(effects)] = effects, tuple(self._looked_at(effect) for effect in effects)
        return found[1]

    def _looked_at(self, effect: Effect) -> ReadyEffect:
        variable = self.scenario.variables[effect.variable]
        low, high = self.program.ends(effect)
        return ReadyEffect(
            effect=effect,
            slot=self.program.number["variable", effect.variable],
            value=evaluator(effect.value, self.program),
            fresh=isinstance(effect.value, Arithmetic),
            truth=variable.sort == "truth",
            high=high,
            low=low,
        )
