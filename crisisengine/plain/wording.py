"""What can be said while playing, and how a measure is listed and named."""

from __future__ import annotations

from collections.abc import Sequence

from crisisengine.engine.view_model import OfferLine
from crisisengine.session.chapters import new_chapter
from crisisengine.session.session import Session
from crisisengine.session.wording import heading, reasons
from crisisengine.text.english import sentence
from crisisengine.text.messages import N_, _

__all__ = ["HELP", "find_offer", "heads", "measure", "open_signs", "signed"]

HELP = N_("""\
Type the number or the id of a measure. Other words:
- status: every indicator, and who stands where; `status trust` explains one
- why a: why measure a is locked, and what it needs
- causes: what your last decision changed, why, and what it teaches
- because ...: the reason for your next decision, kept in the journal
- journal: what you have decided so far
- glossary: the terms; `glossary` and a term explains one
- sources: the works that this scene cites
- where: the places, who stands there and what has happened there
- ids: the measures by id, for scripts
- again: read this scene again
- undo: take the last decision back; it is kept as a branch
- quit: stop here; the run is kept""")


def signed(offers: Sequence[OfferLine]) -> dict[str, OfferLine]:
    """The measures by what is typed to name them: a number for an open one, a letter for a locked one."""
    return {offer.sign: offer for offer in offers}


def find_offer(offers: Sequence[OfferLine], typed: str) -> OfferLine | None:
    """The measure that a person means by its sign or its id."""
    by_sign = signed(offers)
    return (
        by_sign.get(typed)
        or by_sign.get(typed.lower())
        or next((offer for offer in offers if offer.measure == typed), None)
    )


def open_signs(offers: Sequence[OfferLine]) -> list[str]:
    """The signs of what can be taken."""
    return [sign for sign, offer in signed(offers).items() if not offer.locked]


def heads(session: Session) -> list[str]:
    """What stands above a scene: the chapter, where it has just begun; then chapter, title and time."""
    return [head for head in (sentence(new_chapter(session)), heading(session.view)) if head]


def measure(offer: OfferLine) -> str:
    """A measure as it is listed."""
    if offer.locked:
        return _("Locked: {label} {reasons}", label=sentence(offer.label), reasons=reasons(offer)).rstrip()
    return _("{label} ({span})", label=offer.label, span=offer.terms) if offer.terms else offer.label
