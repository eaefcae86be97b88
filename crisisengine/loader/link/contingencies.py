"""Contingency injects: what a facilitator may send, and what would make it come by itself."""

from __future__ import annotations

from crisisengine.loader.advice import Advice
from crisisengine.loader.link.linker import Linker
from crisisengine.loader.schema.draft import DraftScenario

__all__ = ["check_contingency", "sends_allowed"]


def check_contingency(name: str, linker: Linker) -> None:
    """Record what a contingency inject may not have, and what only a contingency inject may have."""
    raw, path, faults = linker.draft.inject[name], ("inject", name), linker.faults
    if not raw.contingency:
        if raw.good_answer:
            hint = "add `contingency = true`, or tell the facilitator in the scene"
            message = "only a contingency inject has a `good_answer`"
            faults.add("misplaced", message, (*path, "good_answer"), hint, on_key=True)
        return
    why = "a facilitator sends a contingency inject, once at most"
    if raw.on is not None:
        faults.add(
            "misplaced",
            f"{why}, so it has no date of its own",
            (*path, "on"),
            Advice("remove `on`", removes=True),
            on_key=True,
        )
    if raw.repeat:
        faults.add(
            "misplaced",
            f"{why}, so it cannot repeat",
            (*path, "repeat"),
            Advice("remove `repeat`", removes=True),
            on_key=True,
        )


def sends_allowed(head: DraftScenario, linker: Linker) -> int:
    """How many contingency injects may be sent in one run."""
    if head.contingencies is not None and not any(raw.contingency for raw in linker.draft.inject.values()):
        message, path = "no inject is a contingency, so nothing can be sent", ("scenario", "contingencies")
        linker.faults.add("misplaced", message, path, "write `contingency = true` in an inject", on_key=True)
    return 1 if head.contingencies is None else head.contingencies
