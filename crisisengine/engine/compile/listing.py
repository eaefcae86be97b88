"""The program of a scenario for people: its slots, and every function as it is compiled."""

from __future__ import annotations

from collections.abc import Iterator

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.engine.compile.expressions import cell
from crisisengine.engine.compile.scenario import compiled
from crisisengine.engine.program import Slot
from crisisengine.model.scenario import Scenario

__all__ = ["program_text"]


def program_text(scenario: Scenario, budget: Budget = UNLIMITED) -> Iterator[str]:
    """The program, piece by piece: the slots first, then each function under the name that a traceback gives it.

    Raises:
        OverBudget: the time or the memory is up.
    """
    code = compiled(scenario)
    plan = code.program
    slots = [
        f"#   {cell(number, plan)}  {slot.name}  {slot.low}..{slot.high}, at first {_drawn(scenario, slot) or first}"
        for number, (slot, first) in enumerate(zip(plan.slots, plan.cells.values(plan.start), strict=True))
    ]
    yield "\n".join([f"# {scenario.id}: a row `s` of {len(slots)} slots", *slots, ""])
    for written in code.write():
        budget.ask("compiling")
        yield f"# {written.where}\n{written.text}"


def _drawn(scenario: Scenario, slot: Slot) -> str:
    """What a slot may start with, where the world draws it."""
    draw = scenario.variables[slot.subject].draw if slot.kind == "variable" else ()
    return " or ".join(str(value) for value, _ in sorted(draw))
