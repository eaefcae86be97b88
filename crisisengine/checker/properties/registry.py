"""Which class judges which kind of property: one row a kind.

What a new kind touches: its word in `model.kinds`, its key in `loader.schema.draft`, its class here, and its row. A class is
loaded when the first property of its kind is judged: what the kinds stand on is half of the checker, and most scenarios
ask few of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from crisisengine.engine.program import Program
from crisisengine.model.kinds import PropertyKind
from crisisengine.model.scenario import Property

if TYPE_CHECKING:
    from crisisengine.checker.properties.promise import Promise

__all__ = ["KINDS", "promises_of"]

KINDS: dict[PropertyKind, tuple[str, str]] = {
    "always": ("state_claims", "Always"),
    "never": ("state_claims", "Never"),
    "reachable": ("state_claims", "Reachable"),
    "eventually": ("eventually", "Eventually"),
    "never_by_chance": ("never_by_chance", "NeverByChance"),
    "forced": ("forced", "Forced"),
    "likely": ("likely", "Likely"),
    "answers": ("answers_in_time", "Answering"),
    "changes": ("step_claims", "Changing"),
}
"""The module in this folder, and the class in it."""
_WHEN: dict[PropertyKind, tuple[str, str]] = {
    "reachable": ("state_claims", "ReachableWhen"),
    "eventually": ("eventually", "EventuallyWhen"),
}
"""The same of those that are asked from every state in which their `when` holds, where they have one."""


def promises_of(program: Program) -> list[Promise]:
    """A scenario's properties, in file order, ready to be judged."""
    return [_kind(promised)(program, promised) for promised in program.scenario.properties.values()]


def _kind(promised: Property) -> type[Promise]:
    """The class that judges it."""
    of_kind = KINDS[promised.kind]
    module, name = of_kind if promised.when is None else _WHEN.get(promised.kind, of_kind)
    found: type[Promise] = getattr(import_module(f"{__package__}.{module}"), name)
    return found
