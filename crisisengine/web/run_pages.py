"""The pages of a run that is played in a browser: the same View that every front end shows, and the same words for it.

What can be seen is told in words, in an order that makes sense when it is read aloud; colour says nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from crisisengine.engine.view_model import Account, Indicator, View
from crisisengine.errors import ChoiceRefused
from crisisengine.limits import LONGEST_ANSWER, LONGEST_NOTE
from crisisengine.reports.charts.map import map_picture
from crisisengine.session import wording
from crisisengine.session.chapters import begun, new_chapter, when_and_what
from crisisengine.session.entries import JournalEntry, entry
from crisisengine.session.session import Session
from crisisengine.session.theories import theory_asked
from crisisengine.text.commonmark import glossary_links
from crisisengine.text.english import sentence
from crisisengine.text.markdown import literal
from crisisengine.text.messages import _, _n
from crisisengine.text.plain import plain
from crisisengine.web.pages import Page
from crisisengine.web.played_run import PlayedRun

__all__ = ["run_page"]

A_PAGE = 25
"""Decisions of a list; a run may have 10,000."""
Told = tuple[str, str]


def run_page(played: PlayedRun, wish: str = "", number: int = 0) -> Page:
    """What a browser shows of a run.

    Args:
        played: the run.
        wish: what a link asked for: `earlier`, `scene`, `words`, `people`, `places`, `branches`, `briefing`, `questions`;
            else the present scene.
        number: of a decision, where the page is about one.
    """
    pages: Mapping[str, Callable[[PlayedRun, int], Page]] = {
        "earlier": _earlier,
        "scene": _scene_of,
        "words": _words,
        "people": _people,
        "places": _places,
        "branches": _branches,
        "briefing": _briefing,
        "questions": _questions,
    }
    try:
        return pages.get(wish, _now)(played, number)
    except ChoiceRefused:  # there is no decision of that number
        return _now(played, 0)


def _now(played: PlayedRun, _number: int) -> Page:
    session = played.session
    view, told = session.view, session.account()
    begins = not session.run.moves and view.ending is None
    sent = session.sent(len(session.run.steps))
    last = sent[-1] if sent else told
    fields = {
        **_seen(session, view),
        "account": told and _account(session, len(session.run.steps), told),
        "sent": [_what_came(session, account) for account in sent],
        "chapter": new_chapter(session),
        "undo": last.label if last else "",
        "background": _background(session) if begins else (),
        "most": LONGEST_NOTE,
        "theory": theory_asked(session),
        "longest_answer": LONGEST_ANSWER,
    }
    if view.ending is not None:
        return Page(template="run_ending", title=view.ending.title, fields={**fields, "ending": view.ending})
    return Page(template="run_scene", title=view.title, fields=fields)


def _seen(session: Session, view: View) -> dict[str, object]:
    """A state, as every page that shows one needs it."""
    scenario = session.scenario
    return {
        "view": view,
        "time": wording.time(view),
        "standing": [(indicator.label, wording.value(indicator)) for indicator in view.indicators],
        "parties": [
            (party.name, [(indicator.label, wording.value(indicator)) for indicator in party.indicators])
            for party in view.parties
        ],
        "open": [offer for offer in view.offers if not offer.locked],
        "locked": [(offer.label, wording.reason_lines(offer)) for offer in view.offers if offer.locked],
        "terms": [
            (name, scenario.glossary[name].term) for name in glossary_links(view.text) if name in scenario.glossary
        ],
        "works": list(wording.works(scenario, view.text)),
    }


def _account(session: Session, number: int, told: Account) -> dict[str, object]:
    """What a decision did, in words, and why it was taken."""
    held = set()
    if number > 1 and (before := session.account(number - 1)) is not None:
        held = {(moved.variable, moved.after) for moved in before.movements if moved.before == moved.after}
    return {**_what_came(session, told, held), "why": session.run.steps[number - 1].decision.why}


def _what_came(session: Session, told: Account, held: Collection[tuple[str, int]] = ()) -> dict[str, object]:
    """What a decision did, or what a facilitator sent; that the end of a scale holds a value (`held`) is told once."""
    return {
        "label": told.label,
        "why": "",
        "result": told.result,
        "cards": [(wording.sender(arrived), arrived.text) for arrived in told.cards],
        "findings": [
            _("The report is confirmed.") if finding.true else _("The report is not confirmed.")
            for finding in told.findings
        ],
        "movements": [
            (wording.movement(moved), wording.because(session.scenario, moved))
            for moved in told.movements
            if moved.before != moved.after or (moved.variable, moved.after) not in held
        ],
        "lesson": told.lesson,
        "works": list(wording.works(session.scenario, told.result)),
    }


def _background(session: Session) -> tuple[Told, ...]:
    """What one has to know before the first decision: (heading, Markdown)."""
    scenario, middle = session.scenario, begun(session)
    told = (
        (_("Where you begin"), when_and_what(middle) if middle else ""),
        (_("Content note"), session.text(scenario.content_note)),
        (_("In short"), scenario.summary),
        (_("Your role"), session.text(scenario.role)),
        (_("Your mandate"), session.text(scenario.mandate)),
        (_("What it rehearses"), literal(scenario.rehearses)),
        (_("What it is for"), "\n".join(f"- {objective.text}" for objective in scenario.objectives.values())),
        (_("What is invented"), session.text(scenario.invented)),
    )
    return tuple((heading, text) for heading, text in told if text.strip())


def _briefing(played: PlayedRun, _number: int) -> Page:
    return Page(template="run_briefing", title=_("Briefing"), fields={"background": _background(played.session)})


def _words(played: PlayedRun, _number: int) -> Page:
    session = played.session
    glossary = session.scenario.glossary
    entries = [
        (
            entry.id,
            entry.term,
            session.text(entry.text),
            [(name, glossary[name].term) for name in entry.see if name in glossary],
        )
        for entry in sorted(glossary.values(), key=lambda entry: entry.term.casefold())
    ]
    return Page(template="run_words", title=_("Glossary"), fields={"entries": entries})


def _people(played: PlayedRun, _number: int) -> Page:
    """The parties, and all that is watched; what a scale means is said where it comes first."""
    view, explained = played.session.view, set[str]()

    def told(indicators: Iterable[Indicator]) -> list[tuple[str, str, str]]:
        lines = []
        for indicator in indicators:
            meaning = "" if indicator.explains in explained else plain(indicator.explains)
            explained.add(indicator.explains)
            lines.append((indicator.label, wording.value(indicator), meaning))
        return lines

    parties = [(party, told(party.indicators)) for party in view.parties]
    return Page(
        template="run_people", title=_("Who is who"), fields={"parties": parties, "standing": told(view.indicators)}
    )


def _places(played: PlayedRun, _number: int) -> Page:
    """Where things are, drawn and as a list."""
    found = played.session.situation()
    if found is None:
        return _now(played, 0)
    told = [wording.place_lines(place) for place in found.places]
    title = _("Where things are")
    here = {place.site.id: _("the scene is here") for place in found.places if place.here}
    signs = _("something happened here"), _("another place"), _("water"), _("a border")
    drawn = map_picture(found, title, " ".join(" ".join(map(sentence, lines)) for lines in told), here, signs)
    return Page(
        template="run_places", title=title, fields={"drawn": drawn, "places": [(name, rest) for name, *rest in told]}
    )


def _earlier(played: PlayedRun, number: int) -> Page:
    """The decisions so far, those of one page; the last page where none is asked for."""
    session = played.session
    count = len(session.run.steps)
    pages = max(1, -(-count // A_PAGE))
    page = min(max(number, 1), pages) if number else pages
    numbers = range((page - 1) * A_PAGE + 1, min(page * A_PAGE, count) + 1)
    fields = {
        "entries": [
            (told, [wording.movement(moved) for moved in told.movements if moved.before != moved.after])
            for told in _entries(session, numbers)
        ],
        "page": page,
        "pages": pages,
    }
    return Page(template="run_earlier", title=_("Your decisions so far"), fields=fields)


def _entries(session: Session, numbers: Iterable[int]) -> Iterator[JournalEntry]:
    for number in numbers:
        decision, view = session.run.steps[number - 1].decision, session.views[number - 1]
        yield entry(number, decision, view, session.account(number), session.sent(number - 1), ended=session.ended)


def _scene_of(played: PlayedRun, number: int) -> Page:
    """A scene as it was when a decision was taken, and what came of that."""
    session = played.session
    told = session.account(number)
    assert told is not None, "a decision that is not there is refused"
    view = session.views[number - 1]
    fields = {
        **_seen(session, view),
        "number": number,
        "last": len(session.run.steps),
        "account": _account(session, number, told),
        "sent": [_what_came(session, account) for account in session.sent(number)],
    }
    return Page(template="run_earlier_scene", title=view.title, fields=fields)


def _branches(played: PlayedRun, _number: int) -> Page:
    lines = [
        (
            line,
            _n("after {count} decision", "after {count} decisions", line.after),
            list(line.decisions[:A_PAGE]),
            max(0, len(line.decisions) - A_PAGE),
        )
        for line in played.session.branch_lines()
    ]
    return Page(template="run_branches", title=_("Ways that were left"), fields={"lines": lines})


def _questions(played: PlayedRun, number: int) -> Page:
    seen = played.reading.seen(played.session)
    if seen is None:
        return _now(played, number)
    fields = {"questions": seen.whole.questions, "most": LONGEST_ANSWER}
    return Page(template="run_questions", title=_("Questions to talk about"), fields=fields)
