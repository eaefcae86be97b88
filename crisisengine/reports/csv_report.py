"""A Debrief, or a Cohort, as CSV: one row a decision, with every indicator as it stood after it.

A head, commas, lines that end as RFC 4180 wants (https://www.rfc-editor.org/rfc/rfc4180).
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.debriefing.cohort import Cohort
from crisisengine.debriefing.model import Debrief, DecisionReview
from crisisengine.workshop.room_reading import OptionReading, QuestionReading, RoomReading, SeatMove

__all__ = ["cohort_report", "debrief_report"]

_HEAD = ("scenario", "fingerprint", "seed", "number")
"""Of a run in which nothing was decided."""


def debrief_report(
    debrief: Debrief,
    budget: Budget = UNLIMITED,  # noqa: ARG001 - records are whole, and quickly written
    room: RoomReading | None = None,
) -> str:
    """One run; with a room, what it voted stands behind everything else."""
    rows = [_row(debrief, review) for review in debrief.reviews]
    if room is not None:
        asked = room.by_number
        rows = [{**row, **_voted(asked.get(number))} for number, row in enumerate(rows, 1)]
    return _written(rows, _HEAD)


def cohort_report(cohort: Cohort, budget: Budget = UNLIMITED) -> str:  # noqa: ARG001 - as above
    """All runs in one table; which run it is stands first."""
    rows = [
        {"run": line.name, **_row(debrief, review)}
        for line, debrief in zip(cohort.lines, cohort.debriefs, strict=True)
        for review in debrief.reviews
    ]
    return _written(rows, ("run",))


def _written(rows: Sequence[dict[str, object]], head: Sequence[str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else head)
    writer.writeheader()
    writer.writerows({key: _harmless(cell) for key, cell in row.items()} for row in rows)
    return out.getvalue()


def _row(debrief: Debrief, review: DecisionReview) -> dict[str, object]:
    row: dict[str, object] = {
        "scenario": debrief.scenario,
        "fingerprint": debrief.fingerprint,
        "seed": debrief.seed,
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
        "ending": debrief.ending.id if debrief.ending else "",
    }
    row.update(
        {_column(trajectory.variable, row): trajectory.words[review.number] for trajectory in debrief.trajectories}
    )
    return row


def _voted(question: QuestionReading | None) -> dict[str, object]:
    """What a room did at a decision; empty cells where it was not asked."""
    options = question.options if question is not None else ()
    votes: Callable[[Callable[[OptionReading], int]], str] = lambda of: "; ".join(  # noqa: E731 - said twice
        f"{option.measure} {of(option)}" for option in options
    )
    return {
        "room.rule": question.rule if question is not None else "",
        "room.decider": question.decider if question is not None else "",
        "room.missed": (question.missed or "") if question is not None else "",
        "room.rounds": question.rounds if question is not None else "",
        "room.silent": votes(lambda option: option.silent),
        "room.last": votes(lambda option: option.last),
        "room.moved": _moved(question.moves) if question is not None else "",
        "room.expected": "; ".join(f"{trend} {count}" for trend, count in question.expected.items())
        if question
        else "",
        "room.reasons": "; ".join(f"“{reason.text}”" for reason in question.reasons) if question else "",
        "room.unshown": question.unshown if question is not None else "",
        "room.seconds": round(question.seconds) if question is not None and question.seconds is not None else "",
    }


def _moved(moves: Sequence[SeatMove] | None) -> str:
    """Seats by the direction in which they moved; `unknown` where hands were counted or there was one vote."""
    if moves is None:
        return "unknown"
    seats = Counter[str]()
    for move in moves:
        seats[move.direction] += move.seats
    return "; ".join(f"{direction} {count}" for direction, count in seats.items()) or "none"


def _column(variable: str, row: dict[str, object]) -> str:
    """An indicator's head; one that is called like a column of ours, or like a cohort's `run`, must not take its place."""
    return f"indicator.{variable}" if variable in row or variable == "run" else variable


def _harmless(cell: object) -> object:
    """A spreadsheet takes a cell that begins like this for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
