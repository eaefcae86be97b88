"""Which class judges which kind of property: one row a kind.

What a new kind touches: its word in `model.kinds`, its key in `loader.schema.draft`, its class here, and its row.
"""

from __future__ import annotations

from crisisengine.checker.properties.eventually import Eventually
from crisisengine.checker.properties.never_by_chance import NeverByChance
from crisisengine.checker.properties.promise import Promise
from crisisengine.checker.properties.state_claims import Always, Never, Reachable
from crisisengine.engine.program import Program
from crisisengine.model.kinds import PropertyKind

__all__ = ["KINDS", "promises_of"]

KINDS: dict[PropertyKind, type[Promise]] = {
    "always": Always,
    "never": Never,
    "reachable": Reachable,
    "eventually": Eventually,
    "never_by_chance": NeverByChance,
}


def promises_of(program: Program) -> list[Promise]:
    """A scenario's properties, in file order, ready to be judged."""
    return [KINDS[promised.kind](program, promised) for promised in program.scenario.properties.values()]
