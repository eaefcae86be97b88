"""A measure's price in words: what is paid, and what is not there to pay it with. The one home of both."""

from __future__ import annotations

from collections.abc import Iterable

from crisisengine.engine.naming import called
from crisisengine.engine.rendering import Rendering
from crisisengine.model.scenario import Cost, Scenario
from crisisengine.text.messages import _

__all__ = ["paid_text", "price_text", "short_text"]


def price_text(scenario: Scenario, costs: Iterable[Cost]) -> str:
    """A price: `price: Boats −1, Goodwill of The harbour board −2`; empty where nothing is asked."""
    told = [paid_text(scenario, cost) for cost in costs]
    return _("price: {parts}", parts=", ".join(told)) if told else ""


def paid_text(scenario: Scenario, cost: Cost) -> str:
    """Part of a price, the amount behind the label, which is right for one, for many and for a party: `Boats −2`.

    Bare words; an inner working by its name, as code.
    """
    named = scenario.variables[cost.variable].label
    label = called(scenario, cost.variable) if named else f"`{cost.variable}`"
    return _("{label} −{amount}", label=label, amount=cost.amount)


def short_text(rendering: Rendering, costs: Iterable[Cost], missing: Iterable[Cost]) -> str:
    """A price that cannot be paid, in full, with what there is of each part that is missing."""
    short = set(missing)
    told = [
        _("{part} ({standing})", part=paid_text(rendering.scenario, cost), standing=_standing(rendering, cost))
        if cost in short
        else paid_text(rendering.scenario, cost)
        for cost in costs
    ]
    return _("not enough to pay its price: {parts}", parts=", ".join(told))


def _standing(rendering: Rendering, cost: Cost) -> str:
    now, low = rendering.compiled.value(rendering.row, cost.variable), rendering.scenario.variables[cost.variable].low
    return _("now {now}, and never below {low}", now=now, low=low) if low else _("now {now}", now=now)
