"""What can be asked while playing. An answer changes nothing: it looks at the run and tells."""

from __future__ import annotations

from collections.abc import Callable

from crisisengine.plain.voice import Voice, harmless
from crisisengine.plain.wording import find_offer, signed
from crisisengine.session.session import Session
from crisisengine.session.wording import because, movement, place_lines, reasons, value, works
from crisisengine.text.english import nearest, sentence
from crisisengine.text.messages import _
from crisisengine.text.plain import plain

__all__ = ["QUESTIONS", "status"]


def status(session: Session, voice: Voice, which: str) -> None:
    """Every indicator and party, or one of them with what it means."""
    view = session.view
    if which:
        _status_of(session, voice, which)
        return
    for indicator in view.indicators:
        voice.say(_("{label}: {value}.", label=indicator.label, value=value(indicator)))
    for party in view.parties:
        if party.stands:
            voice.say(_("{party}: {values}.", party=party.name, values=party.stands))
        else:
            voice.say(_("{party}: nothing about it is watched.", party=party.name))


def _status_of(session: Session, voice: Voice, which: str) -> None:
    view, wanted = session.view, which.lower()
    for indicator in view.indicators:
        if wanted in (indicator.variable.lower(), indicator.label.lower()):
            told = [_("{label}: {value}.", label=indicator.label, value=value(indicator))]
            if indicator.words:
                told.append(_("In order: {words}.", words=", ".join(indicator.words)))
            voice.say(" ".join(filter(None, [*told, plain(indicator.explains)])))
            return
    for party in view.parties:
        if wanted in (party.id.lower(), party.name.lower()):
            stands = [
                _("{label}: {value}.", label=indicator.label, value=value(indicator)) for indicator in party.indicators
            ]
            voice.say(" ".join(filter(None, [sentence(party.name), *stands, plain(party.about)])))
            return
    known = [name for indicator in view.indicators for name in (indicator.variable, indicator.label.lower())]
    known += [name for party in view.parties for name in (party.id, party.name.lower())]
    if meant := nearest(wanted, known):
        voice.say(_("There is no indicator `{typed}`; did you mean `{meant}`?", typed=harmless(which), meant=meant))
    else:
        voice.say(_("There is no indicator `{typed}`; `status` alone tells all of them.", typed=harmless(which)))


def _why(session: Session, voice: Voice, which: str) -> None:
    """Why a measure is locked."""
    offers = session.view.offers
    offer = find_offer(offers, which)
    if offer is None:
        locked = [sign for sign, offer in signed(offers).items() if offer.locked]
        if locked:
            voice.say(_("Say `why` and one of these: {signs}.", signs=", ".join(locked)))
        else:
            voice.say(_("Nothing is locked here."))
    elif offer.locked:
        voice.say(reasons(offer))
    else:
        voice.say(_("It is open: {label}", label=sentence(offer.label)))


def _causes(session: Session, voice: Voice, _rest: str) -> None:
    """What the last decision changed, through which rule, and what it teaches."""
    told = session.account()
    if told is None:
        voice.say(_("Nothing has been decided yet."))
        return
    for moved in told.movements:
        voice.say(f"{movement(moved)} {because(session.scenario, moved)}")
    if not told.movements:
        voice.say(_("Your last decision moved nothing that is watched."))
    if told.lesson.strip():
        voice.say()
        voice.tell(_("What it teaches: {lesson}", lesson=told.lesson.strip()))


def _journal(session: Session, voice: Voice, _rest: str) -> None:
    """The decisions so far, with their reasons."""
    _sent(session, voice, 0)
    for number, step in enumerate(session.run.steps, 1):
        told = session.account(number)
        label = sentence(told.label) if told else step.decision.measure
        if step.decision.why:
            voice.say(_("{number}. {label} Because: {why}", number=number, label=label, why=step.decision.why))
        else:
            voice.say(f"{number}. {label}")
        _sent(session, voice, number)
    if not session.run.steps:
        voice.say(_("Nothing has been decided yet."))


def _sent(session: Session, voice: Voice, number: int) -> None:
    for sent in session.sent(number):
        voice.say(_("The facilitator sent: {label}", label=sentence(sent.label)))


def _glossary(session: Session, voice: Voice, which: str) -> None:
    """The terms, or what one of them means."""
    glossary, wanted = session.scenario.glossary, which.lower()
    if not glossary:
        voice.say(_("There is no glossary."))
    elif not which:
        for entry in glossary.values():
            voice.say(f"{entry.term} ({entry.id})")
        voice.say(_("Say `glossary` and a term for what it means."))
    elif found := next((entry for entry in glossary.values() if wanted in (entry.id, entry.term.lower())), None):
        voice.tell(f"{sentence(found.term)} {session.text(found.text)}")
        if found.see:
            voice.say(_("See also: {terms}.", terms=", ".join(glossary[name].term for name in found.see)))
    elif meant := nearest(wanted, [*glossary, *(entry.term.lower() for entry in glossary.values())]):
        voice.say(_("There is no entry `{typed}`; did you mean `{meant}`?", typed=harmless(which), meant=meant))
    else:
        voice.say(_("There is no entry `{typed}`; `glossary` alone lists them.", typed=harmless(which)))


def _sources(session: Session, voice: Voice, _rest: str) -> None:
    """The works behind the numbers in what was last told."""
    told = session.account()
    text = "\n".join([session.view.text, told.result if told else ""])
    cited = list(works(session.scenario, text))
    for number, work in cited:
        voice.say(f"{number}. {work}")
    if not cited:
        voice.say(_("This scene cites no source."))


def _ids(session: Session, voice: Voice, _rest: str) -> None:
    """The measures by id, for scripts."""
    for sign, offer in signed(session.view.offers).items():
        if offer.locked:
            voice.say(_("{sign}. {id}, locked", sign=sign, id=offer.measure))
        else:
            voice.say(f"{sign}. {offer.measure}")


def _where(session: Session, voice: Voice, _rest: str) -> None:
    """The places: who stands there, and what has happened there."""
    found = session.situation()
    if found is None:
        voice.say(_("This scenario names no places."))
        return
    for place in found.places:
        name, *rest = place_lines(place)
        voice.say(" ".join((sentence(name), *rest)))


QUESTIONS: dict[str, Callable[[Session, Voice, str], None]] = {
    "status": status,
    "why": _why,
    "causes": _causes,
    "journal": _journal,
    "glossary": _glossary,
    "sources": _sources,
    "ids": _ids,
    "where": _where,
}
"""By the word that asks; each is given the rest of the line."""
