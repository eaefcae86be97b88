"""What of a measure is told beside its price: a price is a gate and an effect for the engine, and one sentence for people."""

from __future__ import annotations

from crisisengine.model.expression import Literal
from crisisengine.model.scenario import Effect, Gate, Measure

__all__ = ["locks", "unpaid_effects"]


def locks(measure: Measure) -> list[Gate]:
    """Its gates that lock something: a price is told as such, and what always holds locks nothing."""
    return [
        gate
        for gate in measure.gates
        if gate.cost is None and not (isinstance(gate.requires, Literal) and gate.requires.value)
    ]


def unpaid_effects(measure: Measure) -> list[Effect]:
    """What it changes beside its price, which no other effect of the measure touches."""
    paid = {cost.variable for cost in measure.costs}
    return [effect for effect in measure.effects if effect.variable not in paid]
