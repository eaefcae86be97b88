"""What can be seen, as sentences: values, measures, changes, messages. Every gauge is a word."""

from __future__ import annotations

from collections.abc import Sequence

from crisisengine.engine.view_model import Card, Indicator, Movement, OfferLine, View
from crisisengine.plain.voice import sentence
from crisisengine.text.messages import N_, _
from crisisengine.text.plain import plain

__all__ = ["HELP", "card", "find_offer", "heading", "measure", "movement", "open_signs", "reasons", "signed", "value"]

HELP = N_("""\
Type the number or the id of a measure. Other words:
- status: every indicator, and who stands where; `status trust` explains one
- why a: why measure a is locked, and what it needs
- causes: what your last decision changed, why, and what it teaches
- because ...: the reason for your next decision, kept in the journal
- journal: what you have decided so far
- glossary: the terms; `glossary` and a term explains one
- sources: the works that this scene cites
- ids: the measures by id, for scripts
- again: read this scene again
- undo: take the last decision back; it is kept as a branch
- quit: stop here; the run is kept""")


def value(indicator: Indicator) -> str:
    """A value in words, and where that is on its scale."""
    if indicator.sort == "number":
        if indicator.low:
            return _(
                "{word}, {value} from {low} to {high}",
                word=indicator.word,
                value=indicator.value,
                low=indicator.low,
                high=indicator.high,
            )
        return _("{word}, {value} of {high}", word=indicator.word, value=indicator.value, high=indicator.high)
    if indicator.words:
        return _(
            "{word}, step {step} of {count}",
            word=indicator.word,
            step=indicator.value + 1,
            count=len(indicator.words),
        )
    return indicator.word


def heading(view: View) -> str:
    """Chapter, title and time of a scene."""
    return " ".join(sentence(part) for part in (view.chapter, view.title, _time(view)) if part)


def _time(view: View) -> str:
    clock = view.clock
    if clock is None:
        return ""
    count = _("{unit} {reading} of {length}", unit=_(clock.unit), reading=clock.reading, length=clock.length)
    if clock.date == f"{clock.unit} {clock.reading}":  # the author gave no date
        return count
    return _("{date}, {count}", date=clock.date, count=count)


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


def measure(offer: OfferLine) -> str:
    """A measure as it is listed."""
    if offer.locked:
        return _("Locked: {label} {reasons}", label=sentence(offer.label), reasons=reasons(offer)).rstrip()
    return _("{label} ({span})", label=offer.label, span=offer.span) if offer.span else offer.label


def reasons(offer: OfferLine) -> str:
    """Why a measure is locked, in the author's words, and what it would need."""
    return " ".join(sentence(plain(reason)) for reason in (*offer.reasons, *offer.needs))


def movement(moved: Movement) -> str:
    """One change."""
    if moved.before == moved.after:
        return _("{label} stays {word}, the end of its scale.", label=moved.label, word=moved.word_after)
    if moved.sort != "number":
        return _(
            "{label}: {after}, no longer {before}.", label=moved.label, after=moved.word_after, before=moved.word_before
        )
    words = {"label": moved.label, "before": moved.word_before, "after": moved.word_after}
    if moved.after > moved.before:
        if moved.word_before == moved.word_after:
            return _("{label} rises, still {after}.", **words)
        return _("{label} rises from {before} to {after}.", **words)
    if moved.word_before == moved.word_after:
        return _("{label} falls, still {after}.", **words)
    return _("{label} falls from {before} to {after}.", **words)


def card(arrived: Card) -> str:
    """A message from somebody, as Markdown."""
    sender = _("{by} from {sender}", by=arrived.by, sender=arrived.sender) if arrived.sender else arrived.by
    sender = f"{sender[:1].upper()}{sender[1:]}"
    if arrived.grade:
        return _("{sender}, graded {grade}: {text}", sender=sender, grade=arrived.grade, text=arrived.text.strip())
    return _("{sender}: {text}", sender=sender, text=arrived.text.strip())
