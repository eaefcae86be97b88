"""The functions that all scenes of a scenario share: what closes a step, what the clock does, the derived values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from attrs import frozen

from crisisengine.engine import order
from crisisengine.engine.compile.clock import running
from crisisengine.engine.compile.emitter import RowWriter
from crisisengine.engine.compile.written import Written
from crisisengine.engine.program import Program
from crisisengine.engine.state import Row
from crisisengine.model.expression import Expression

__all__ = ["SharedCode"]


@frozen(eq=False, slots=False)
class SharedCode:
    """Compiled when the first scene needs them."""

    program: Program

    @cached_property
    def derived(self) -> Callable[[Row], tuple[int, ...]]:
        """A function from a row to the values of all derived variables, in the order of their numbers."""
        return self.write_derived().compiled()

    @cached_property
    def plain(self) -> dict[str, Callable[..., Any]]:
        """`close`, `tick`, `run` and `derived`: what a step names, without a trace."""
        return self._named(traced=False)

    @cached_property
    def traced(self) -> dict[str, Callable[..., Any]]:
        """The same with one."""
        return self._named(traced=True)

    def _named(self, *, traced: bool) -> dict[str, Callable[..., Any]]:
        names: dict[str, Callable[..., Any]] = {"derived": self.derive}
        names |= {written.function: written.compiled() for written in self.write(traced=traced)}
        if "tick" in names:
            names["run"] = running(self.program, names["tick"])
        return names

    def derive(self, row: Row) -> tuple[int, ...]:
        """As `derived`, which is compiled only when some code comes to need it."""
        return self.derived(row)

    def write(self, *, traced: bool) -> Iterator[Written]:
        """`close`, and with a clock `tick`."""
        yield self._sentence(order.close, "close", traced=traced)
        if self.program.clock is not None:
            yield self._sentence(order.tick, "tick", traced=traced)

    def _sentence(
        self, sentence: Callable[[order.Writer[str, int | str]], None], name: str, *, traced: bool
    ) -> Written:
        w = RowWriter(self.program, traced)
        sentence(w)
        w.say("return")
        return w.written(name, name, "s, t" if traced else "s", derived=self.derive)

    def write_derived(self) -> Written:
        """All derived variables, each a line."""
        w = RowWriter(self.program)
        w.work_out(list(self.program.derived))
        # The sign makes a number of a yes or no.
        w.say(f"return ({''.join(f'+d{number}, ' for number in self.program.derived_number.values())})")
        return w.written("derived", "derived", "s")

    def write_values(self, expressions: tuple[Expression, ...], where: str) -> Written:
        """A function from a row to the values of some expressions."""
        w = RowWriter(self.program)
        w.prelude(expressions)
        w.say(f"return ({''.join(f'{w.truth(expression)}, ' for expression in expressions)})")
        return w.written("values", where, "s", derived=self.derive)
