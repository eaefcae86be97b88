"""The record of a run: each decision as a journal's page tells it."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from crisisengine.engine.rules import Decision
from crisisengine.engine.view_model import Account, Movement, View

__all__ = ["JournalEntry", "entry"]


@frozen(kw_only=True, eq=False, repr=False)
class JournalEntry:
    """One decision as the record tells it."""

    number: int
    """From 1."""
    date: str
    scene: str
    label: str
    outcome: str
    """What the world decided, in words; empty where it decided nothing, and while the run goes on."""
    why: str
    by: str
    expected: str
    at: str
    movements: tuple[Movement, ...]
    """What it changed that can be seen."""
    sent: tuple[str, ...] = ()
    """What a facilitator had sent before it, and behind the one before, in words."""


def entry(
    number: int, decision: Decision, view: View, told: Account | None, sent: Sequence[Account], *, ended: bool
) -> JournalEntry:
    """A decision, with what was seen before it, what it did, and what a facilitator had sent before it.

    Which outcome came is told only where the run has ended: a page may have kept it hidden.
    """
    offer = next((offer for offer in view.offers if offer.measure == decision.measure), None)
    return JournalEntry(
        number=number,
        date=view.clock.date if view.clock else "",
        scene=view.title,
        label=offer.label if offer else decision.measure,
        outcome=(decision.outcome or "").replace("_", " ") if ended else "",
        why=decision.why,
        by=decision.by,
        expected=decision.expected,
        at=decision.at,
        movements=told.movements if told else (),
        sent=tuple(account.label for account in sent),
    )
