"""A Debrief, or a Cohort, as one page for the wall: A4 or A3, printed on exactly one sheet whatever was played.

The roads not taken, the decisions as a line with the room's votes, which of them closed which ending, and three lines to
write on by hand. One HTML file that needs nothing else.
"""

from __future__ import annotations

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.debriefing.cohort import Cohort
from crisisengine.debriefing.model import Debrief
from crisisengine.reports.markup import Markup, template
from crisisengine.reports.wall_sheet import WallSheet, sheet_of_cohort, sheet_of_run
from crisisengine.reports.wall_style import LISTS_STYLE, WALL_STYLE
from crisisengine.workshop.room_reading import RoomReading

__all__ = ["cohort_report", "debrief_report"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def debrief_report(
    debrief: Debrief,
    budget: Budget = UNLIMITED,  # noqa: ARG001 - a page has an end, and is quickly written
    room: RoomReading | None = None,
) -> str:
    """One run; without a room, no votes stand on it."""
    return _page(debrief.language, sheet_of_run(debrief, room))


def cohort_report(cohort: Cohort, budget: Budget = UNLIMITED) -> str:  # noqa: ARG001 - as above
    """Several runs together."""
    return _page(cohort.language, sheet_of_cohort(cohort))


def _page(language: str, sheet: WallSheet) -> str:
    style = Markup(WALL_STYLE + LISTS_STYLE if sheet.of_room else WALL_STYLE)
    return template("wall.html.jinja", language=language, policy=_POLICY, style=style, sheet=sheet)
