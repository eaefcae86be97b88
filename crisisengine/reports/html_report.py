"""A Debrief, or a Cohort, as one HTML file that needs nothing else: no script, no font, no picture from anywhere.

The same sections as in the other formats, each picture at the head of its own, and whatever a picture shows once more
in a table under it. The page is a template; authors' texts go through `sanitise`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from attrs import frozen

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.debriefing.cohort import Cohort
from crisisengine.debriefing.model import Debrief
from crisisengine.reports import cohort_sections, sections
from crisisengine.reports.charts.catalogue import cohort_charts, debrief_charts
from crisisengine.reports.charts.svg import Chart
from crisisengine.reports.markup import Markup, template
from crisisengine.reports.run_sheet import RunSheet
from crisisengine.reports.sanitise import PageWriter
from crisisengine.reports.sections import Section
from crisisengine.reports.style import ROOM_STYLE, STYLE
from crisisengine.workshop.room_reading import RoomReading

__all__ = ["ReportFrame", "cohort_report", "debrief_report", "sheet_page"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@frozen(kw_only=True)
class ReportFrame:
    """What stands around a report that a server shows under a policy of its own: a linked sheet, and the ways on."""

    sheet: str
    """The address of `style.STYLE`."""
    label: str
    """Of the ways on."""
    links: Sequence[tuple[str, str]]
    """(words, address)"""
    said: str = ""
    """What there is to say first."""
    waits: bool = False
    """Whether the page looks for news by itself."""


def debrief_report(
    debrief: Debrief,
    budget: Budget = UNLIMITED,
    room: RoomReading | None = None,
    *,
    frame: ReportFrame | None = None,
) -> str:
    """The whole debrief; the same debrief gives the same bytes on any machine. Framed, it needs its server."""
    turning = frozenset(point.number for point in debrief.turning_points)
    told = sections.sections(debrief, reading=room)
    return _page(
        debrief.language,
        sections.title(debrief),
        sections.head(debrief),
        told,
        debrief_charts(debrief),
        turning,
        budget,
        frame,
        STYLE if room is None else STYLE + ROOM_STYLE,
    )


def cohort_report(cohort: Cohort, budget: Budget = UNLIMITED, frame: ReportFrame | None = None) -> str:
    """Several runs together."""
    told = cohort_sections.sections(cohort)
    return _page(
        cohort.language,
        cohort_sections.title(cohort),
        cohort_sections.head(cohort),
        told,
        cohort_charts(cohort),
        frozenset(),
        budget,
        frame,
    )


def sheet_page(sheet: RunSheet, language: str, budget: Budget = UNLIMITED) -> str:
    """A run sheet, for a facilitator's printer.

    Args:
        sheet: of a scenario.
        language: of its texts, as a tag of BCP 47.
        budget: for writing it; what there is no time for is said in its place.
    """
    return _page(language, sheet.title, sheet.head, sheet.sections, {}, frozenset(), budget)


def _page(
    language: str,
    title: str,
    exercise: str,
    told: Sequence[Section],
    charts: Mapping[str, Chart],
    turning: frozenset[int],
    budget: Budget,
    frame: ReportFrame | None = None,
    style: str = STYLE,
) -> str:
    listed = next((section.markdown for section in told if section.key == "sources"), "")
    writer = PageWriter(turning, frozenset(re.findall(r"^(\d{1,6})\. ", listed, re.MULTILINE)))
    return template(
        "page.html.jinja",
        language=language,
        frame=frame,
        policy=_POLICY,
        style=Markup(style),
        title=title,
        exercise=writer.written(Section("head", "The exercise", (exercise,))),
        sections=told,
        charts=charts,
        bodies={section.key: writer.written(section, budget) for section in told},
    )
