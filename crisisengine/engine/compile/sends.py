"""A facilitator's send in Python: one function for each contingency inject, compiled when somebody first sends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import field, frozen

from crisisengine.engine import order
from crisisengine.engine.compile.emitter import RowWriter, Trace
from crisisengine.engine.compile.shared import SharedCode
from crisisengine.engine.compile.written import Written
from crisisengine.engine.program import Program
from crisisengine.engine.state import Row
from crisisengine.model.scenario import Inject

__all__ = ["SendCode"]


@frozen(eq=False)
class SendCode:
    """What follows each send."""

    program: Program
    shared: SharedCode
    _made: dict[tuple[str, bool], Callable[..., Any]] = field(init=False, factory=dict)
    """By inject, with and without a trace."""

    def follow(self, inject: Inject, row: Row) -> Row | None:
        """The row after, or None where it cannot be sent."""
        after: Row | None = self._function(inject, traced=False)(row)
        return after

    def trace(self, inject: Inject) -> Callable[[Row, Trace], Row | None]:
        """The same as a function that writes down what happens."""
        return self._function(inject, traced=True)

    def _function(self, inject: Inject, *, traced: bool) -> Callable[..., Any]:
        found = self._made.get((inject.id, traced))
        if found is None:
            found = self._made[inject.id, traced] = self.write_send(inject, traced=traced).compiled()
        return found

    def write_send(self, inject: Inject, *, traced: bool) -> Written:
        """The function `send`: the row after, or None."""
        w = RowWriter(self.program, traced)
        # The last, beyond the slots, is whether an inject led somewhere in this step.
        w.say("s = [*s, 0]" if self.program.interrupts else "s = [*s]")
        w.say(f"if not {w.all_of(order.may_send(w, inject))}: return None")
        order.send(w, inject)
        w.say(f"close(s{', t' if traced else ''})")
        w.say("return tuple(s[:-1])" if self.program.interrupts else "return tuple(s)")
        names = self.shared.traced if traced else self.shared.plain
        return w.written("send", f"send {inject.id}", "s, t" if traced else "s", **names, tuple=tuple)
