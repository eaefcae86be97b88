"""A Debrief as records for other programs: JSON, whole, and CSV, one row a decision.

`debrief.schema.json` beside this file describes the JSON; a test holds every debrief against it.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from attrs import asdict

from crisisengine.debriefing.model import Debrief, DecisionReview, Outlook

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
            {"id": option.id, "title": option.title, "rank": option.rank, "reached": option.reached}
            for option in one.ending_options
        ],
        "decisions": [_decision(review) for review in one.reviews],
        "turning_points": [asdict(each) for each in one.turning_points],
        "indicators": [asdict(trajectory) for trajectory in one.trajectories],
        "reports": [asdict(report) for report in one.graded_reports],
        "chance": {
            "endings": dict(one.chances.endings),
            "unfinished": one.chances.unfinished,
            "diverged": one.chances.diverged,
            "luck": one.chances.luck,
        },
        "locked": [asdict(each) for each in one.locked_measures],
        "kinds": [asdict(each) for each in one.mix],
        "objectives": [asdict(objective) for objective in one.objectives],
        "questions": [asdict(question) for question in one.questions],
        "lessons": list(one.lessons),
        "sources": [{"number": number, **asdict(source)} for number, source in one.sources],
        "invented": one.invented,
        "leaves_out": one.leaves_out,
    }


def _decision(review: DecisionReview) -> dict[str, Any]:
    return {
        "number": review.number,
        "scene": review.scene,
        "measure": review.measure,
        "outcome": review.outcome or None,
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
    rows = [row_of(one, review) for review in one.reviews]
    head = list(rows[0]) if rows else list(_HEAD)
    writer = csv.DictWriter(out, head)
    writer.writeheader()
    writer.writerows({key: harmless(cell) for key, cell in row.items()} for row in rows)
    return out.getvalue()


_HEAD = ("scenario", "fingerprint", "seed", "number")


def row_of(one: Debrief, review: DecisionReview) -> dict[str, object]:
    """A decision as one row."""
    row: dict[str, object] = {
        "scenario": one.scenario,
        "fingerprint": one.fingerprint,
        "seed": one.seed,
        "number": review.number,
        "date": review.date,
        "chapter": review.chapter,
        "scene": review.scene,
        "scene_title": review.scene_title,
        "measure": review.measure,
        "label": review.label,
        "outcome": review.outcome,
        "takes": review.takes,
        "tags": "; ".join(review.tags),
        "open": sum(not road.reasons for road in review.roads),
        "locked": sum(bool(road.reasons) for road in review.roads),
        "why": review.why,
        "by": review.by,
        "expected": review.expected,
        "at": review.at,
        "possible_before": " ".join(review.before.endings) if review.before else "",
        "possible_after": " ".join(review.after.endings) if review.after else "",
        "closed": " ".join(review.closed),
        "turning_point": "yes" if review.turning else "no",
        "ending": one.ending.id if one.ending else "",
    }
    row.update({_column(trajectory.variable, row): trajectory.words[review.number] for trajectory in one.trajectories})
    return row


def _column(variable: str, row: dict[str, object]) -> str:
    """An indicator's head; one that is called like a column of ours, or like a cohort's `run`, must not take its place."""
    return f"indicator.{variable}" if variable in row or variable == "run" else variable


def harmless(cell: object) -> object:
    """A spreadsheet takes a cell that begins like this for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
