"""A Debrief as records for other programs: JSON, whole, and CSV, one row a decision.

`debrief.schema.json` beside this file describes the JSON; a test holds every debrief against it.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from attrs import asdict

from crisisengine.debriefing.model import Debrief, Moment, Outlook

__all__ = ["as_csv", "as_json", "document", "harmless", "row_of"]


def as_json(one: Debrief) -> str:
    """Everything, with at least `scenario`, `fingerprint`, `ending` and `decisions`."""
    return json.dumps(document(one), ensure_ascii=False, indent=2) + "\n"


def document(one: Debrief) -> dict[str, Any]:
    """What the JSON says."""
    return {
        "scenario": one.scenario,
        "title": one.title,
        "fingerprint": one.fingerprint,
        "engine": one.engine,
        "seed": one.seed,
        "ended": one.ended,
        "ending": one.ending.id if one.ending else None,
        "ending_title": one.ending.title if one.ending else None,
        "text": one.ending.text if one.ending else None,
        "history": one.ending.history if one.ending else None,
        "opened": one.opened,
        "closed": one.closed,
        "endings": [
            {"id": door.id, "title": door.title, "rank": door.rank, "reached": door.reached} for door in one.doors
        ],
        "decisions": [_decision(moment) for moment in one.moments],
        "turning_points": [asdict(each) for each in one.turning_points],
        "indicators": [asdict(course) for course in one.courses],
        "reports": [asdict(doubt) for doubt in one.doubts],
        "chance": {
            "endings": dict(one.chances.endings),
            "unfinished": one.chances.unfinished,
            "diverged": one.chances.diverged,
            "luck": one.chances.luck,
        },
        "locked": [asdict(each) for each in one.shut],
        "kinds": [asdict(each) for each in one.mix],
        "objectives": [asdict(objective) for objective in one.objectives],
        "questions": [asdict(question) for question in one.questions],
        "lessons": list(one.lessons),
        "sources": [{"number": number, **asdict(source)} for number, source in one.sources],
        "invented": one.invented,
        "leaves_out": one.leaves_out,
    }


def _decision(moment: Moment) -> dict[str, Any]:
    return {
        "number": moment.number,
        "scene": moment.scene,
        "measure": moment.measure,
        "outcome": moment.outcome or None,
        "date": moment.date,
        "scene_title": moment.scene_title,
        "chapter": moment.chapter,
        "situation": moment.situation,
        "label": moment.label,
        "takes": moment.takes,
        "why": moment.why,
        "by": moment.by,
        "expected": moment.expected,
        "at": moment.at,
        "tags": list(moment.tags),
        "options": [asdict(road) for road in moment.roads],
        "result": moment.result,
        "lesson": moment.lesson,
        "injects": [asdict(card) for card in moment.cards],
        "lapsed": list(moment.lapsed),
        "set_going": list(moment.set_going),
        "called_off": list(moment.called_off),
        "changes": [asdict(line) for line in moment.ledger],
        "possible_before": _outlook(moment.before),
        "possible_after": _outlook(moment.after),
        "closed": list(moment.closed),
        "turning_point": moment.turning is not None,
    }


def _outlook(outlook: Outlook | None) -> dict[str, Any] | None:
    """Endings by id, and how they are known: from all states, or from so many random plays."""
    return (
        None
        if outlook is None
        else {"endings": list(outlook.endings), "exact": not outlook.plays, "plays": outlook.plays}
    )


def as_csv(one: Debrief) -> str:
    """One row a decision, with every indicator as it stood after it; a head, commas, lines that end as RFC 4180 wants."""
    out = io.StringIO()
    rows = [row_of(one, moment) for moment in one.moments]
    head = list(rows[0]) if rows else list(_HEAD)
    writer = csv.DictWriter(out, head)
    writer.writeheader()
    writer.writerows({key: harmless(cell) for key, cell in row.items()} for row in rows)
    return out.getvalue()


_HEAD = ("scenario", "fingerprint", "seed", "number")


def row_of(one: Debrief, moment: Moment) -> dict[str, object]:
    """A decision as one row."""
    row: dict[str, object] = {
        "scenario": one.scenario,
        "fingerprint": one.fingerprint,
        "seed": one.seed,
        "number": moment.number,
        "date": moment.date,
        "chapter": moment.chapter,
        "scene": moment.scene,
        "scene_title": moment.scene_title,
        "measure": moment.measure,
        "label": moment.label,
        "outcome": moment.outcome,
        "takes": moment.takes,
        "tags": "; ".join(moment.tags),
        "open": sum(not road.reasons for road in moment.roads),
        "locked": sum(bool(road.reasons) for road in moment.roads),
        "why": moment.why,
        "by": moment.by,
        "expected": moment.expected,
        "at": moment.at,
        "possible_before": " ".join(moment.before.endings) if moment.before else "",
        "possible_after": " ".join(moment.after.endings) if moment.after else "",
        "closed": " ".join(moment.closed),
        "turning_point": "yes" if moment.turning else "no",
        "ending": one.ending.id if one.ending else "",
    }
    row.update({_column(course.variable, row): course.words[moment.number] for course in one.courses})
    return row


def _column(variable: str, row: dict[str, object]) -> str:
    """An indicator's head; one that is called like a column of ours, or like a cohort's `run`, must not take its place."""
    return f"indicator.{variable}" if variable in row or variable == "run" else variable


def harmless(cell: object) -> object:
    """A spreadsheet takes a cell that begins like this for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
