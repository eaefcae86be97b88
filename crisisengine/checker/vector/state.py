"""The order of a step over columns: the second Writer, which does at once what the first writes down.

`engine.order` says each sentence; here it happens to all rows of a group together. A condition is asked when it is
needed and no sooner, `when` narrows what follows to the rows where it holds, and where it holds for none nothing
more is computed. No array that anybody holds is ever changed in place, so that copies cost nothing.

Longer than 300 lines because a Writer says every kind of sentence, and there are many kinds.
"""

# ruff: noqa: D102 - what each sentence means is told once, in `engine.order.Writer`
from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from types import TracebackType
from typing import Any

import numpy as np

from crisisengine.checker.vector.arrays import Column, Keys, Rows, Truth, Words
from crisisengine.checker.vector.clock import counted_down, passing
from crisisengine.checker.vector.context import Context
from crisisengine.checker.vector.coverage import Coverage
from crisisengine.checker.vector.expressions import evaluator
from crisisengine.checker.vector.logic import both, clamped, either, negated
from crisisengine.engine import order
from crisisengine.model.expression import Before, Expression
from crisisengine.model.scenario import Effect

__all__ = ["Columns", "Condition"]

Condition = Callable[[], Any]
"""Asked, it answers for all rows: one `bool`, or an array of them."""


class _When:
    """A stretch in which only some rows are meant."""

    def __init__(self, columns: Columns, mask: Rows) -> None:
        self.columns = columns
        self.mask = mask

    def __enter__(self) -> None:
        self.columns.mask, self.mask = self.mask, self.columns.mask

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.columns.mask = self.mask


class Columns:
    """Rows of one place, as columns; a Writer to which every sentence happens at once."""

    def __init__(self, context: Context, coverage: Coverage, words: list[Words], cells: list[Any]) -> None:
        self.context = context
        self.coverage = coverage
        """Told of every effect that an end of its range may have held."""
        self.program = context.program
        self.words = words
        """By word: shape (rows,)."""
        self.cells = cells
        """By slot: a number, an array of shape (rows,), or None for what nobody has asked for yet."""
        self.origin: int = cells[0]
        """The place in which the step began."""
        self.mask: Rows = True
        """The rows to which what happens now happens."""
        self.changed: set[int] = set()
        self.led_away: Any = False
        """Where an inject led somewhere in this step."""
        self.known: dict[str, tuple[list[Column], Column]] = {}
        """By derived variable: what it was computed from, and its values."""
        self.fired: list[tuple[str, Rows]] = []
        """What fired in this step, and where."""
        self.before: Columns | None = None
        """The same rows as they were; what they hold need be unpacked once only."""
        self.possible: Callable[[str], Any] = _nothing
        self.earlier: Callable[[Before], Any] = _never

    @classmethod
    def of(cls, context: Context, coverage: Coverage, keys: Keys, place: int, clock: int | None) -> Columns:
        """States of one place; with a clock reading, all of one unit."""
        cells: list[Any] = [None] * len(context.program.slots)
        cells[0] = place
        if clock is not None and context.program.clock is not None:
            cells[context.program.clock] = clock
        return cls(context, coverage, context.layout.words_of(keys), cells)

    def __len__(self) -> int:
        return len(self.words[0])

    def where(self, rows: Rows) -> Columns:
        """The same, with only some of its rows (`True` for all), and free to go on by itself."""
        if rows is True:
            other = Columns(self.context, self.coverage, self.words, list(self.cells))
            other.known = dict(self.known)
            other.before = self
            return other
        words = [word[rows] for word in self.words]
        cells = [cell if isinstance(cell, int) else None for cell in self.cells]
        return Columns(self.context, self.coverage, words, cells)

    def get(self, slot: int) -> Column:
        """The values of a slot."""
        found: Column | None = self.cells[slot]
        if found is None and self.before is not None:
            found = self.before.get(slot)
        elif found is None:
            found = values = self.context.layout.column(self.words, slot)
            if self.context.uniform[slot] or len(values) == 1:
                first = int(values[0])
                if len(values) == 1 or not np.count_nonzero(values != first):
                    found = first
        self.cells[slot] = found
        return found

    def derived(self, name: str) -> Column:
        """The values of a derived variable, computed anew only when something that it follows from has changed."""
        if not self._is_known(name):
            for needed in self.program.derived[name]:  # itself last: a long chain of them does not nest
                if not self._is_known(needed):
                    expression = self.program.scenario.variables[needed].derived
                    assert expression is not None
                    inputs = [self.get(slot) for slot in self.context.inputs[needed]]
                    self.known[needed] = inputs, evaluator(expression, self.program)(self)
        return self.known[name][1]

    def _is_known(self, name: str) -> bool:
        known = self.known.get(name)
        if known is None:
            return False
        return all(self.get(slot) is old for slot, old in zip(self.context.inputs[name], known[0], strict=True))

    def narrowed(self, mask: Rows, condition: Truth) -> Rows:
        """Rows in the mask where the condition holds: True for all there are, False for none, else an array."""
        rows = both(mask, condition)
        if isinstance(rows, bool):
            return rows
        count = np.count_nonzero(rows)
        return rows if 0 < count < len(rows) else bool(count)

    # the Writer

    def truth(self, expression: Expression) -> Condition:
        return partial(evaluator(expression, self.program), self)

    def kept(self, expression: Expression) -> Column:
        found: Column = evaluator(expression, self.program)(self)
        return found

    def at_least(self, slot: int, value: int) -> Condition:
        return lambda: self.get(slot) >= value

    def equals(self, slot: int, value: int) -> Condition:
        return lambda: self.get(slot) == value

    def as_of_now(self, condition: Condition) -> Condition:
        found = condition()
        return lambda: found

    def elsewhere(self, places: frozenset[int]) -> bool:
        place = self.cells[0]
        return isinstance(place, int) and place not in places

    def comes_after(self, countdown: int, units: Column) -> Condition:
        return lambda: self.get(countdown) > units + 1

    def no(self, condition: Condition) -> Condition:
        return lambda: negated(condition())

    def any_of(self, conditions: Sequence[Condition]) -> Condition:
        def asked() -> Truth:
            found: Truth = False
            for condition in conditions:
                found = either(found, condition())
                if found is True:
                    break
            return found

        return asked

    def all_of(self, conditions: Sequence[Condition]) -> Condition:
        def asked() -> Rows:
            found: Rows = True
            for condition in conditions:
                found = self.narrowed(found, condition())
                if found is False:
                    break
            return found

        return asked

    def when(self, condition: Condition) -> _When:
        return _When(self, self.mask if self.mask is False else self.narrowed(self.mask, condition()))

    def choose(self, cases: Sequence[tuple[Condition | None, Callable[[], None]]]) -> None:
        before = left = self.mask
        for condition, action in cases:
            if left is False:
                break
            asked = True if condition is None else condition()
            self.mask = self.narrowed(left, asked)
            if self.mask is not False:
                action()
                left = self.narrowed(left, negated(asked))
        self.mask = before

    def effects(self, effects: Sequence[Effect], marks: Sequence[tuple[int, int]], cause: str) -> None:
        if self.mask is False:
            return
        ready = self.context.ready(effects)
        loose = self.coverage.loose
        values = [effect.value(self) for effect in ready]
        for effect, asked in zip(ready, values, strict=True):
            value = asked
            if effect.truth:
                value = int(value) if isinstance(value, (bool, int)) else value.astype(np.int64)
            elif effect.high is not None or effect.low is not None:
                watched = (cause, effect.effect.variable) not in loose
                value = clamped(asked, effect.high, effect.low, in_place=effect.fresh and not watched)
                if watched:
                    self.coverage.watch_end(self, cause, effect.effect, value=value, asked=asked)
            self._set(effect.slot, value)
        for slot, mark in marks:
            self._set(slot, mark)

    def _set(self, slot: int, value: Column) -> None:
        if self.mask is True:
            self.cells[slot] = value
        elif self.mask is not False:
            self.cells[slot] = np.where(self.mask, value, self.get(slot))
        self.changed.add(slot)

    def put(self, slot: int, value: int) -> None:
        if self.mask is not False:
            self._set(slot, value)

    def add(self, slot: int, amount: int) -> None:
        if self.mask is not False:
            self._set(slot, self.get(slot) + amount)

    def copy(self, slot: int, source: int, plus: int) -> None:
        if self.mask is not False:
            self._set(slot, self.get(source) + plus)

    def count_down(self, countdown: int, units: Column) -> None:
        if self.mask is not False:
            self._set(countdown, units + 1)

    def units(self, takes: Column) -> None:
        clock = self.program.clock
        assert clock is not None
        if not self.context.dated:
            self._set(clock, clamped(self.get(clock) + takes, self.context.length, None))
            return
        before, length = self.mask, self.context.length
        left: Column = takes
        while True:
            self.context.task.ask()
            self.mask = self.narrowed(before, both(left > 0, self.get(clock) < length))
            if self.mask is False:
                break
            order.tick(self)
            left = left - 1
            left = left - self._pass(passing(self, self.context, left))
        self.mask = before

    def _pass(self, units: Column) -> Column:
        """Let some units pass in which nothing comes, row by row."""
        clock = self.program.clock
        assert clock is not None
        self._set(clock, self.get(clock) + units)
        for slot in self.context.countdowns:
            self._set(slot, counted_down(self.get(slot), units))
        return units

    def interrupted(self) -> Condition:
        return lambda: self.led_away

    def interrupt(self) -> None:
        if self.mask is not False:
            self.led_away = either(self.led_away, self.mask)

    def note(self, what: str, subject: str, amount: Column = 0) -> None:  # noqa: ARG002 - only what fired is of interest
        if what == "fired" and self.mask is not False:
            self.fired.append((subject, self.mask))

    def packed(self) -> Keys:
        """The states that the columns have become, what is dead in their place forgotten."""
        context, layout, place = self.context, self.context.layout, self.get(0)
        live = context.live[place] if isinstance(place, int) else context.live_anywhere
        clear, put = [0] * layout.words, [0] * layout.words
        moving: list[list[tuple[Words, np.uint64]]] = [[] for _ in range(layout.words)]
        for slot in self.changed:
            cell, bitfield = self.cells[slot], layout.fields[slot]
            mask = bitfield.shifted_mask & live[bitfield.word]
            clear[bitfield.word] |= bitfield.shifted_mask
            if isinstance(cell, int):
                put[bitfield.word] |= (cell - bitfield.low) << bitfield.shift & mask
            elif mask:
                bits = (cell - bitfield.low if bitfield.low else cell).view(np.uint64)
                moving[bitfield.word].append((bits, np.uint64(bitfield.shift)))
        words = []
        for number, word in enumerate(self.words):
            kept = word & np.uint64(live[number] & ~clear[number])
            if put[number]:
                kept |= np.uint64(put[number])
            shifted = context.scratch(len(kept))
            for bits, shift in moving[number]:
                kept |= np.left_shift(bits, shift, out=shifted)
            if context.forgets and not isinstance(place, int):
                kept &= context.live_tables[number][place]
            words.append(kept)
        return layout.keys_of(words)


def _nothing(ending: str) -> Column:
    raise AssertionError(f"`possible('{ending}')` is asked only once the endings are known")


def _never(asked: Before) -> Column:
    raise AssertionError(f"{asked} is asked only of steps")
