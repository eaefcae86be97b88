"""What measures spend: plain numbers that count something, lowered by a measure's own effect.

A number with bands is a scale, and so is what a party thinks: who has lost all trust loses no more. A number without words
is a count, and whoever lowers it names a price. Whether it is there to be paid is a question of its own, so the number is kept where it is spent.
"""

from __future__ import annotations

from crisisengine.model.expression import Arithmetic, Literal, Read
from crisisengine.model.scenario import Measure, Scenario

__all__ = ["prices_of"]


def prices_of(scenario: Scenario, measure: Measure) -> dict[str, int]:
    """How much of which variables a measure spends."""
    found = {}
    for effect in measure.effects:
        variable = scenario.variables[effect.variable]
        counts = variable.sort == "number" and variable.better == "high" and not variable.bands and not variable.party
        if counts:
            match effect.value:
                case Arithmetic("-", Read(name), Literal(amount)) if name == variable.name and amount > 0:
                    found[name] = amount
    return found
