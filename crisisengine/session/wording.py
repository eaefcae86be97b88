"""What can be seen, as words: values, changes, messages, why a measure is locked. Every gauge is a word.

One home for them, so that whoever listens to a run line by line and whoever reads it on a page are told the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crisisengine.engine.causes import cause_text
from crisisengine.engine.rendering import source_number
from crisisengine.engine.situation import PlaceOnMap
from crisisengine.engine.view_model import Card, Indicator, Movement, OfferLine, View
from crisisengine.model.scenario import Scenario
from crisisengine.text.english import degrees, is_plural, mid_sentence, sentence
from crisisengine.text.messages import _
from crisisengine.text.plain import plain

__all__ = [
    "because",
    "card",
    "heading",
    "movement",
    "place_lines",
    "reason_lines",
    "reasons",
    "sender",
    "time",
    "value",
    "works",
]


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
    return " ".join(sentence(part) for part in (view.chapter, view.title, time(view)) if part)


def time(view: View) -> str:
    """The date, and how far the clock has run; empty without a clock."""
    clock = view.clock
    if clock is None:
        return ""
    count = _("{unit} {reading} of {length}", unit=_(clock.unit), reading=clock.reading, length=clock.length)
    if clock.date == f"{clock.unit} {clock.reading}":  # the author gave no date
        return count
    return _("{date}, {count}", date=clock.date, count=count)


def reasons(offer: OfferLine) -> str:
    """Why a measure is locked, in the author's words, what it would need, and its price."""
    return " ".join(reason_lines(offer))


def reason_lines(offer: OfferLine) -> list[str]:
    """The same, a sentence each."""
    price = [sentence(offer.price)] if offer.price else []
    return [sentence(plain(reason)) for reason in (*offer.reasons, *offer.needs)] + price


def movement(moved: Movement) -> str:
    """One change."""
    if moved.before == moved.after and is_plural(moved.label):
        return _("{label} stay {word}, the end of their scale.", label=moved.label, word=moved.word_after)
    if moved.before == moved.after:
        return _("{label} stays {word}, the end of its scale.", label=moved.label, word=moved.word_after)
    if moved.sort != "number":
        return _(
            "{label}: {after}, no longer {before}.", label=moved.label, after=moved.word_after, before=moved.word_before
        )
    words = {"label": moved.label, "before": moved.word_before, "after": moved.word_after}
    if is_plural(moved.label):  # "Boats and trucks fall", "Trust falls"
        return _many_moved(moved, words)
    if moved.after > moved.before:
        if moved.word_before == moved.word_after:
            return _("{label} rises, still {after}.", **words)
        return _("{label} rises from {before} to {after}.", **words)
    if moved.word_before == moved.word_after:
        return _("{label} falls, still {after}.", **words)
    return _("{label} falls from {before} to {after}.", **words)


def _many_moved(moved: Movement, words: dict[str, str]) -> str:
    """The same of a label that names several things."""
    if moved.after > moved.before:
        if moved.word_before == moved.word_after:
            return _("{label} rise, still {after}.", **words)
        return _("{label} rise from {before} to {after}.", **words)
    if moved.word_before == moved.word_after:
        return _("{label} fall, still {after}.", **words)
    return _("{label} fall from {before} to {after}.", **words)


def because(scenario: Scenario, moved: Movement) -> str:
    """What moved it, and by which rule."""
    rule = sentence(plain(moved.rule))
    if not moved.follows_from:
        return _("Cause: {rule}", rule=rule)
    causes = dict.fromkeys(plain(cause_text(scenario, cause)) for cause in moved.follows_from)
    return _("Cause: {causes} Rule: it {rule}", causes=sentence("; ".join(causes)), rule=rule)


def place_lines(place: PlaceOnMap) -> list[str]:
    """A site: its name and where on earth it is, then what there is to say about it, a sentence each."""
    site = place.site
    told = [_("{place} ({degrees})", place=site.name, degrees=degrees(site.latitude, site.longitude))]
    if place.here:
        told.append(_("The scene is here."))
    if place.scenes:
        told.append(sentence(_("Happened here: {scenes}", scenes=", ".join(f"“{title}”" for title in place.scenes))))
    told += [
        sentence(_("{party}: {stands}", party=party.name, stands=party.stands) if party.stands else party.name)
        for party in place.parties
    ]
    return told


def sender(arrived: Card) -> str:
    """Who sends a message, by what, and how good it is said to be."""
    told = _("{by} from {sender}", by=arrived.by, sender=mid_sentence(arrived.sender)) if arrived.sender else arrived.by
    told = f"{told[:1].upper()}{told[1:]}"
    return _("{sender}, graded {grade}", sender=told, grade=arrived.grade) if arrived.grade else told


def card(arrived: Card) -> str:
    """A message from somebody, as Markdown."""
    return _("{sender}: {text}", sender=sender(arrived), text=arrived.text.strip())


def works(scenario: Scenario, text: str) -> Iterator[tuple[int, str]]:
    """(number, what it is) of each work that a text cites, in the scenario's order."""
    cited = {int(number) for number in re.findall(r"\[(\d{1,6})\]", text)}
    for name, source in scenario.sources.items():
        number = source_number(scenario, name)
        if number in cited:
            yield number, sentence(", ".join(filter(None, (source.title, source.publisher, source.date))))
