"""A measure's price: what it may be paid with, and the gate and the effect that it comes to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from crisisengine.loader.advice import Advice
from crisisengine.loader.expressions.strangers import target_advice
from crisisengine.loader.expressions.types import SORTS
from crisisengine.loader.link.linker import Linker
from crisisengine.loader.toml.paths import Path
from crisisengine.model.expression import Arithmetic, Compare, Literal, Read
from crisisengine.model.scenario import Cost, Effect, Gate, Variable

__all__ = ["gate_of", "link_costs", "payment"]


def link_costs(raw: Mapping[str, int], path: Path, changed: Collection[str], linker: Linker) -> tuple[Cost, ...]:
    """A price; what it cannot be paid with is recorded.

    Args:
        raw: how much of what.
        path: of the measure's `costs`.
        changed: the variables that the measure's own effects change.
        linker: knows the variables.
    """
    return tuple(
        Cost(name, amount) for name, amount in raw.items() if _can_be_paid(name, amount, (*path, name), changed, linker)
    )


def _can_be_paid(name: str, amount: int, path: Path, changed: Collection[str], linker: Linker) -> bool:
    faults, scope = linker.faults, linker.scope
    variable = scope.variables.get(name)
    if name in scope.faulty:
        return False
    if variable is None:
        faults.add("unknown-name", f"there is no variable `{name}`", path, _meant(name, scope.variables), on_key=True)
        return False
    scope.read.add(name)
    if variable.derived is not None or (linker.clock and name == linker.clock.unit):
        hint = "time is spent by `takes`" if variable.derived is None else "pay with what it follows from"
        faults.add("not-assignable", f"nothing can be paid with `{name}`", path, hint, on_key=True)
    elif variable.sort != "number":
        message = f"a price is paid in numbers, `{name}` is {SORTS[variable.sort]}"
        faults.add("type-mismatch", message, path, "ask for it in `requires`, and change it by an effect", on_key=True)
    elif variable.hidden:
        message = f"`{name}` is hidden, and a price is shown to whoever pays it"
        faults.add("misplaced", message, path, "ask for it in `requires`, and change it by an effect", on_key=True)
    elif name in changed:
        message = f"an effect of the same measure changes `{name}` as well"
        faults.add("repeated-effect", message, path, "say all of it in one of the two", on_key=True)
    elif amount > variable.high - variable.low:
        message = f"`{name}` goes from {variable.low} to {variable.high}, so {amount} of it can never be paid"
        faults.add("wrong-value", message, path)
    else:
        return True
    return False


def _meant(name: str, variables: Mapping[str, Variable]) -> Advice:
    """What could be paid instead; a party's attribute in the quotes that its dot needs."""
    numbers = {known: variable for known, variable in variables.items() if variable.sort == "number"}
    hint = target_advice(name, numbers)
    if hint.instead is None or "." not in hint.instead:
        return hint
    return Advice(f'write `"{hint.instead}"`, in quotes, as it has a dot', f'"{hint.instead}"')


def gate_of(cost: Cost, linker: Linker) -> Gate:
    """What keeps a price from being paid with what is not there."""
    least = linker.scope.variables[cost.variable].low + cost.amount
    return Gate(Compare((Read(cost.variable), Literal(least, str(least))), (">=",)), None, "", cost)


def payment(costs: Iterable[Cost]) -> tuple[Effect, ...]:
    """What paying does."""
    return tuple(
        Effect(cost.variable, Arithmetic("-", Read(cost.variable), Literal(cost.amount, str(cost.amount))))
        for cost in costs
    )
