"""How the clock runs in code for one row: from one unit in which something is due to the next, not through all of them.

`order.tick` says what a unit does; `order.dates` says which units there is something to do in. The units between two of
them only move the clock and the countdowns, so they pass at once: a step costs what fires, however long it takes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from crisisengine.engine.compile.emitter import Trace
from crisisengine.engine.order import dates
from crisisengine.engine.program import Program

__all__ = ["running"]


def running(program: Program, tick: Callable[..., None]) -> Callable[..., None]:
    """`run(s, takes)` and `run(s, takes, t)`: the clock runs `takes` units, or until it is full.

    Args:
        program: of a scenario with a clock.
        tick: one unit, with or without a trace.
    """
    clock, length = program.clock, program.scenario.clock
    assert clock is not None
    assert length is not None
    unit, full = length.unit, length.length
    readings, slots = dates(program)
    countdowns = [program.cells.of[slot].place for slot in slots]

    def run(s: list[int], takes: int, *trace: Trace) -> None:
        end = min(s[clock] + takes, full)
        if s[clock] < end:
            tick(s, *trace)
        while (now := s[clock]) < end:
            following = bisect_right(readings, now)
            quiet = readings[following] - now - 1 if following < len(readings) else end - now
            for countdown in countdowns:
                if 1 < s[countdown] < quiet + 2:
                    quiet = s[countdown] - 2
            quiet = min(quiet, end - now)
            if quiet:
                s[clock] += quiet
                for countdown in countdowns:
                    if s[countdown] > 1:
                        s[countdown] -= quiet
                for lines in trace:
                    lines.append(("clock", unit, quiet, s[clock]))
            if s[clock] < end:
                tick(s, *trace)

    return run
