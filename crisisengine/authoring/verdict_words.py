"""A verdict as what a promise, or a scenario, does now and did before, in clauses that have it as their subject."""

from __future__ import annotations

from crisisengine.model.kinds import Verdict

__all__ = ["did", "does", "new_text", "turned_text"]

_DOES = {"holds": "holds", "violated": "is violated", "undecided": "is undecided"}
_DID = {"holds": "held", "violated": "was violated", "undecided": "was undecided"}


def does(verdict: Verdict) -> str:
    """`holds`, `is violated`, `is undecided`, `does not load`."""
    return _DOES.get(verdict, "does not load")


def did(verdict: Verdict) -> str:
    """`held`, `was violated`, `was undecided`, `did not load`."""
    return _DID.get(verdict, "did not load")


def turned_text(name: str, before: Verdict, after: Verdict) -> str:
    """That it is otherwise now: `the scenario is violated now; it held`."""
    return f"{name} {does(after)} now; it {did(before)}"


def new_text(name: str, verdict: Verdict) -> str:
    """That nobody asked it before: `promise `x` is new, and holds`."""
    return f"{name} is new, and {does(verdict)}"
