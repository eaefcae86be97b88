"""The Writer for one row: each sentence of the order of a step becomes lines of Python.

Code is written from numbers alone: slot numbers, bounds and literals that the loader has checked to be integers. No
text of an author gets into it.

Nothing nests with the length of what an author wrote: a choice among thousands of endings is a flat row of cases in a
loop that goes round once, for an `elif` would nest in the compiler, and stop it.
"""

# ruff: noqa: D102 - what each sentence means is told once, in `engine.order.Writer`
from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from attrs import Factory, define

from crisisengine.engine.compile.expressions import cell, printed
from crisisengine.engine.compile.written import Lines, Written, names_of
from crisisengine.engine.program import Program
from crisisengine.model.expression import Expression, Literal
from crisisengine.model.scenario import Effect

__all__ = ["RowWriter", "Trace"]

Trace = list[tuple[Any, ...]]
"""`("change", slot, before, after, saturated, cause)` or `(what, subject, amount, clock reading)`, as it happened."""

FEW = 8
"""So many derived values are worked out where they are needed; more of them by the function that works out all."""

_IN_A_NAME = re.compile(r"[^A-Za-z0-9_.:-]")


@define
class RowWriter:
    """The Writer for one row, a list `s`; the trace, if any, a list `t`."""

    program: Program
    traced: bool = False
    lines: list[str] = Factory(list)
    _indent: int = 1
    _constants: dict[str, str] = Factory(dict)
    """A route or an id -> the name of the constant that stands for it."""
    _causes: dict[str, str] = Factory(dict)
    """The same the other way round: the name of a constant -> what it stands for."""
    _fresh: frozenset[str] = frozenset()
    """Derived variables whose locals still hold what the row says."""
    _kept: int = 0
    """How many amounts and conditions are kept so far."""
    _changes: int = 0
    """How often the row may have changed so far."""

    def say(self, line: str) -> None:
        self.lines.append("    " * self._indent + line)

    def prelude(self, expressions: Sequence[Expression]) -> None:
        """Compute the derived values that some expressions need, as things stand now."""
        needed = [name for name in self.program.needed(expressions) if name not in self._fresh]
        if len(needed) > FEW:
            self.say(f"{''.join(f'd{number}, ' for number in self.program.derived_number.values())}= derived(s)")
            self._fresh = frozenset(self.program.derived)
            return
        self.work_out(needed)
        self._fresh = self._fresh.union(needed)

    def work_out(self, names: Sequence[str]) -> None:
        """A line for each of these derived variables."""
        for name in names:
            expression = self.program.scenario.variables[name].derived
            assert expression is not None
            self.say(f"d{self.program.derived_number[name]} = {printed(expression, self.program)}")

    def changed(self) -> None:
        """The row may say something else from here on."""
        self._fresh = frozenset()
        self._changes += 1

    def truth(self, expression: Expression) -> str:
        self.prelude([expression])
        return printed(expression, self.program)

    def kept(self, expression: Expression) -> int | str:
        if isinstance(expression, Literal):
            return expression.value
        text, name = self.truth(expression), f"n{self._kept}"
        self._kept += 1
        self.say(f"{name} = {text}")
        return name

    def at_least(self, slot: int, value: int) -> str:
        return f"{self._cell(slot)} >= {value}"

    def equals(self, slot: int, value: int) -> str:
        return f"{self._cell(slot)} == {value}"

    def as_of_now(self, condition: str) -> str:
        name = f"k{self._kept}"
        self._kept += 1
        self.say(f"{name} = {condition}")
        return name

    def elsewhere(self, places: frozenset[int]) -> bool:  # noqa: ARG002 - what is written is for every state
        return False

    def comes_after(self, countdown: int, units: int | str) -> str:
        return (
            self.at_least(countdown, units + 2) if isinstance(units, int) else f"{self._cell(countdown)} > {units} + 1"
        )

    def no(self, condition: str) -> str:
        return f"not ({condition})"

    def any_of(self, conditions: Sequence[str]) -> str:
        return f"({' or '.join(conditions)})"

    def all_of(self, conditions: Sequence[str]) -> str:
        return f"({' and '.join(conditions)})"

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        self.say(f"if {condition}:")
        with self._block():
            yield

    @contextmanager
    def _block(self) -> Iterator[None]:
        """Lines that may not be run: what they work out is not known behind them."""
        fresh, changes, lines = self._fresh, self._changes, len(self.lines)
        self._indent += 1
        yield
        if len(self.lines) == lines:
            self.say("pass")
        self._indent -= 1
        self._fresh = fresh if self._changes == changes else frozenset()

    def choose(self, cases: Sequence[tuple[str | None, Callable[[], None]]]) -> None:
        if not cases:
            return
        (first, action), *others = cases
        if first is None:
            action()
        elif not others:
            with self.when(first):
                action()
        elif len(others) == 1 and others[0][0] is None:
            self._either(first, action, others[0][1])
        else:
            self._one_of(cases)

    def _either(self, condition: str, action: Callable[[], None], otherwise: Callable[[], None]) -> None:
        fresh = self._fresh
        with self.when(condition):
            action()
        behind, self._fresh = self._fresh, fresh
        self.say("else:")
        with self._block():
            otherwise()
        self._fresh &= behind

    def _one_of(self, cases: Sequence[tuple[str | None, Callable[[], None]]]) -> None:
        """Cases side by side, in a loop that goes round once."""
        fresh, changes = self._fresh, self._changes
        self.say("while True:")
        self._indent += 1
        for condition, action in cases:
            self._fresh = fresh
            if condition is None:
                action()
                break
            self.say(f"if {condition}:")
            with self._block():
                action()
                self.say("break")
        self.say("break")
        self._indent -= 1
        self._fresh = fresh if self._changes == changes else frozenset()

    def effects(self, effects: Sequence[Effect], marks: Sequence[tuple[int, int]], cause: str) -> None:
        self.prelude([effect.value for effect in effects])
        for number, effect in enumerate(effects):
            self.say(f"a{number} = {self._value(effect)}")
        for number, effect in enumerate(effects):
            slot = self.program.number["variable", effect.variable]
            if self.traced:
                self.say(f"b, w = s[{slot}], a{number}")
            low, high = self.program.ends(effect)
            if high is not None:
                self.say(f"if a{number} > {high}: a{number} = {high}")
            if low is not None:
                self.say(f"if a{number} < {low}: a{number} = {low}")
            self.say(f"s[{slot}] = a{number}")
            if self.traced:
                self.say(f"if b != a{number} or w != a{number}:")
                self.say(f"    t.append(('change', {slot}, b, a{number}, w != a{number}, {self._cause(cause)}))")
        if effects:
            self.changed()
        for slot, value in marks:
            self.put(slot, value)

    def _value(self, effect: Effect) -> str:
        text = printed(effect.value, self.program)
        truth = self.program.scenario.variables[effect.variable].sort == "truth"
        return f"1 if {text} else 0" if truth and not isinstance(effect.value, Literal) else text

    def put(self, slot: int, value: int) -> None:
        found = self.program.cells.of[slot]
        if found.bit is None:
            self.say(f"s[{found.place}] = {value}")
        elif value:
            self.say(f"s[{found.place}] |= 1 << {found.bit}")
        else:
            self.say(f"s[{found.place}] &= ~(1 << {found.bit})")
        self.changed()

    def add(self, slot: int, amount: int) -> None:
        self.say(f"{self._cell(slot)} += {amount}")
        self.changed()

    def copy(self, slot: int, source: int, plus: int) -> None:
        self.say(f"{self._cell(slot)} = {self._cell(source)} + {plus}")
        self.changed()

    def count_down(self, countdown: int, units: int | str) -> None:
        self.say(f"{self._cell(countdown)} = {units + 1 if isinstance(units, int) else f'{units} + 1'}")
        self.changed()

    def _cell(self, slot: int) -> str:
        return cell(slot, self.program)

    def units(self, takes: int | str) -> None:
        clock, length = self.program.clock, self.program.scenario.clock
        assert clock is not None
        assert length is not None
        simple = not any(inject.dated for inject in self.program.scenario.injects.values())
        trace = ", t" if self.traced else ""
        if simple and not self.traced:
            self.say(f"c = s[{clock}] + {takes}")
            self.say(f"s[{clock}] = c if c < {length.length} else {length.length}")
        elif takes == 1:
            self.say(f"if s[{clock}] < {length.length}: tick(s{trace})")
        else:
            self.say(f"run(s, {takes}{trace})")
        self.changed()

    def interrupted(self) -> str:
        return "s[-1]"

    def interrupt(self) -> None:
        self.say("s[-1] = 1")

    def note(self, what: str, subject: str, amount: int | str = 0) -> None:
        if self.traced:
            clock = self.program.clock
            reading = "0" if clock is None else f"s[{clock}]"
            self.say(f"t.append(({what!r}, {self._cause(subject)}, {amount}, {reading}))")

    def _cause(self, text: str) -> str:
        """A route or an id, by the name of a constant."""
        name = self._constants.setdefault(text, f"c{len(self._constants)}")
        self._causes[name] = text
        return name

    def written(self, function: str, where: str, parameters: str, **scope: object) -> Written:
        """The lines as a function; `where` says what it belongs to: `road.escort`."""
        code = "\n".join([f"def {function}({parameters}):", *self.lines, ""])
        where = f"<crisis {_IN_A_NAME.sub('_', self.program.scenario.id)} {where}{' traced' if self.traced else ''}>"
        return Written(function, where, Lines(code, names_of(self.program), self._causes), self._causes | scope)
