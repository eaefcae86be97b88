"""Which class judges which kind of property: one row a kind.

What a new kind touches: its word in `model.kinds`, its key in `loader.schema.draft`, its class here, and its row.
"""

from __future__ import annotations

from crisisengine.checker.properties.answers_in_time import Answering
from crisisengine.checker.properties.eventually import Eventually, EventuallyWhen
from crisisengine.checker.properties.forced import Forced
from crisisengine.checker.properties.likely import Likely
from crisisengine.checker.properties.never_by_chance import NeverByChance
from crisisengine.checker.properties.promise import Promise
from crisisengine.checker.properties.state_claims import Always, Never, Reachable, ReachableWhen
from crisisengine.checker.properties.step_claims import Changing
from crisisengine.engine.program import Program
from crisisengine.model.kinds import PropertyKind
from crisisengine.model.scenario import Property

__all__ = ["KINDS", "promises_of"]

KINDS: dict[PropertyKind, type[Promise]] = {
    "always": Always,
    "never": Never,
    "reachable": Reachable,
    "eventually": Eventually,
    "never_by_chance": NeverByChance,
    "forced": Forced,
    "likely": Likely,
    "answers": Answering,
    "changes": Changing,
}


def promises_of(program: Program) -> list[Promise]:
    """A scenario's properties, in file order, ready to be judged."""
    return [_kind(promised)(program, promised) for promised in program.scenario.properties.values()]


_WHEN: dict[PropertyKind, type[Promise]] = {"reachable": ReachableWhen, "eventually": EventuallyWhen}
"""Those that are asked from every state in which their `when` holds, where they have one."""


def _kind(promised: Property) -> type[Promise]:
    """The class that judges it."""
    of_kind = KINDS[promised.kind]
    return of_kind if promised.when is None else _WHEN.get(promised.kind, of_kind)
