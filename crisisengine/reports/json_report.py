"""A Debrief, or a Cohort, as JSON for other programs: everything that is known.

`debrief.schema.json` beside this file describes the JSON; a test holds every debrief against it.
"""

from __future__ import annotations

from typing import Any

from attrs import Attribute, asdict

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.debriefing.cohort import Cohort
from crisisengine.debriefing.cohort_questions import cohort_questions
from crisisengine.debriefing.model import Debrief, DecisionReview, Outlook, SentInject
from crisisengine.text.json_text import json_text
from crisisengine.workshop.room_reading import QuestionReading, RoomReading

__all__ = ["cohort_report", "debrief_report"]


def debrief_report(
    debrief: Debrief,
    budget: Budget = UNLIMITED,  # noqa: ARG001 - records are whole, and quickly written
    room: RoomReading | None = None,
) -> str:
    """Everything, with at least `scenario`, `fingerprint`, `ending` and `decisions`; `room` where there was one."""
    return _written(_document(debrief) | ({} if room is None else {"room": _room(room)}))


def cohort_report(cohort: Cohort, budget: Budget = UNLIMITED) -> str:  # noqa: ARG001 - as above
    """The cohort, and the debrief of each run as that alone would be written."""
    found = {
        "scenario": cohort.scenario,
        "title": cohort.title,
        "language": cohort.language,
        "fingerprint": cohort.fingerprint,
        "engine": cohort.engine,
        "endings": cohort.endings,
        "runs": [
            {**asdict(line), "debrief": _document(debrief)}
            for line, debrief in zip(cohort.lines, cohort.debriefs, strict=True)
        ],
        "scenes": [asdict(fork) for fork in cohort.forks],
        "parting": list(cohort.parting),
        "questions": list(cohort_questions(cohort)),
    }
    return _written(found)


def _written(document: dict[str, Any]) -> str:
    return json_text(document) + "\n"


def _document(debrief: Debrief) -> dict[str, Any]:
    found: dict[str, Any] = {
        "scenario": debrief.scenario,
        "title": debrief.title,
        "language": debrief.language,
        "fingerprint": debrief.fingerprint,
        "engine": debrief.engine,
        "seed": debrief.seed,
        "decided": debrief.decided,
        "loop_from": debrief.loop_from or None,
        "ended": debrief.ended,
        "ending": debrief.ending.id if debrief.ending else None,
        "ending_title": debrief.ending.title if debrief.ending else None,
        "text": debrief.ending.text if debrief.ending else None,
        "history": debrief.ending.history if debrief.ending else None,
        "opened": debrief.opened,
        "closed": debrief.closed,
        "endings": [
            {"id": option.id, "title": option.title, "rank": option.rank, "reached": option.reached}
            for option in debrief.ending_options
        ],
        "decisions": [_decision(review) for review in debrief.reviews],
        "turning_points": [asdict(point, filter=_but_sends) for point in debrief.turning_points],
        "indicators": [asdict(trajectory) for trajectory in debrief.trajectories],
        "reports": [asdict(report) for report in debrief.graded_reports],
        "chance": _chance(debrief),
        "locked": [asdict(measure) for measure in debrief.locked_measures],
        "kinds": [asdict(kind) for kind in debrief.mix],
        "objectives": [asdict(objective) for objective in debrief.objectives],
        "questions": [asdict(question) for question in debrief.questions],
        "answered_earlier": [asdict(answer) for answer in debrief.answered_earlier],
        "lessons": list(debrief.lessons),
        "sources": [{"number": number, **asdict(source)} for number, source in debrief.sources],
        "invented": debrief.invented,
        "leaves_out": debrief.leaves_out,
        "cut": list(debrief.cut),
    }
    if debrief.drawn or debrief.begun:
        found["start"] = {
            "chapter": debrief.begun.id if debrief.begun else None,
            "drawn": [asdict(value) for value in debrief.drawn],
            "as_seeded": debrief.start_as_seeded,
        }
    if debrief.odds is not None:
        found["odds"] = {
            "endings": list(debrief.odds.endings),
            "shown": debrief.odds.shown,
            "costly": [review.number for review in debrief.costly],
        }
    if debrief.chapters:
        found["chapters"] = [asdict(chapter) for chapter in debrief.chapters]
    if debrief.theories is not None:
        found["theories"] = asdict(debrief.theories)
    return found | ({"sent": [_sent(sent) for sent in debrief.sent]} if debrief.sent else {})


def _but_sends(attribute: Attribute[Any], value: object) -> bool:  # noqa: ARG001 - as attrs asks
    """A way on that the search found counts on no send: none of its decisions is one."""
    return attribute.name != "send"


def _sent(sent: SentInject) -> dict[str, Any]:
    return {
        "number": sent.number,
        "inject": sent.card.inject,
        "scene_title": sent.scene_title,
        "good_answer": sent.good_answer,
        "by": sent.by,
        "at": sent.at,
        "injects": [asdict(card) for card in (sent.card, *sent.others)],
        "changes": [asdict(line) for line in sent.ledger],
    }


def _room(room: RoomReading) -> dict[str, Any]:
    found = asdict(room)
    for key in ("questions", "taken_back", "called_off"):
        questions: tuple[QuestionReading, ...] = getattr(room, key)
        found[key] = [_question(question) for question in questions]
    found["ratings"] = [{**asdict(rated), "disagree": rated.disagree} for rated in room.ratings]
    return found


def _question(question: QuestionReading) -> dict[str, Any]:
    """`number` and `decider` are null where nothing was decided; shares are left to the reader, from whole numbers."""
    moves = question.moves
    return {
        **asdict(question),
        "number": question.number or None,
        "decider": question.decider or None,
        "moves": None
        if moves is None
        else [{"from": move.from_, "to": move.to, "seats": move.seats, "direction": move.direction} for move in moves],
        "silent_cast": question.silent_cast,
        "last_cast": question.last_cast,
        "split": question.split,
    }


def _chance(debrief: Debrief) -> dict[str, Any] | None:
    """None where it was not worked out: a share that is not known is never told."""
    chances = debrief.chances
    return None if chances is None else {**asdict(chances), "endings": dict(chances.endings)}


def _decision(review: DecisionReview) -> dict[str, Any]:
    found: dict[str, Any] = {
        "number": review.number,
        "scene": review.scene,
        "measure": review.measure,
        "outcome": review.outcome or None,
        "as_seeded": review.as_seeded,
        "date": review.date,
        "scene_title": review.scene_title,
        "chapter": review.chapter,
        "situation": review.situation,
        "label": review.label,
        "takes": review.takes,
        "why": review.why,
        "by": review.by,
        "expected": review.expected,
        "at": review.at,
        "tags": list(review.tags),
        "options": [asdict(road) for road in review.roads],
        "result": review.result,
        "lesson": review.lesson,
        "injects": [asdict(card) for card in review.cards],
        "lapsed": list(review.lapsed),
        "set_going": list(review.set_going),
        "called_off": list(review.called_off),
        "changes": [asdict(line) for line in review.ledger],
        "possible_before": _outlook(review.before),
        "possible_after": _outlook(review.after),
        "closed": list(review.closed),
        "turning_point": review.turning is not None,
    }
    if (odds := review.odds) is not None:
        found["odds"] = {**asdict(odds), "decided": odds.decided, "luck": odds.luck}
    if (site := review.site) is not None:
        found["site"] = {"id": site.id, "name": site.name, "at": [site.latitude, site.longitude]}
    return found


def _outlook(outlook: Outlook | None) -> dict[str, Any] | None:
    """Endings by id, and how they are known: from all states, or from so many random plays."""
    return (
        None
        if outlook is None
        else {"endings": list(outlook.endings), "exact": not outlook.plays, "plays": outlook.plays}
    )
