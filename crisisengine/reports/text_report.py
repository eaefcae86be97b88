"""A Debrief, or a Cohort, for a terminal, a screen reader or a mail: no tables, no markup, lines of a terminal's width."""

from __future__ import annotations

from collections.abc import Iterable

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.debriefing.cohort import Cohort
from crisisengine.debriefing.model import Debrief
from crisisengine.reports import cohort_sections, sections
from crisisengine.reports.markdown_report import document
from crisisengine.reports.run_sheet import RunSheet
from crisisengine.reports.sections import HOT_WASH, Section
from crisisengine.text.plain import plain
from crisisengine.text.wrapping import wrapped
from crisisengine.workshop.room_reading import RoomReading

__all__ = ["cohort_report", "debrief_report", "hot_wash", "sheet_text"]


def debrief_report(debrief: Debrief, budget: Budget = UNLIMITED, room: RoomReading | None = None) -> str:
    """The whole debrief, without the texts that were read at each decision."""
    return _set(sections.title(debrief), sections.head(debrief), _known(debrief, room), budget)


def hot_wash(debrief: Debrief, budget: Budget = UNLIMITED) -> str:
    """What is told at once, to whoever has just played and knows what was decided."""
    told = [section for section in _known(debrief) if section.key in HOT_WASH]
    return _set(sections.title(debrief), sections.head(debrief, wall=False), told, budget)


def cohort_report(cohort: Cohort, budget: Budget = UNLIMITED) -> str:
    """Several runs together."""
    return _set(cohort_sections.title(cohort), cohort_sections.head(cohort), cohort_sections.sections(cohort), budget)


def sheet_text(sheet: RunSheet, budget: Budget = UNLIMITED) -> str:
    """A run sheet."""
    return _set(sheet.title, sheet.head, sheet.sections, budget)


def _known(debrief: Debrief, room: RoomReading | None = None) -> list[Section]:
    """Without the sections about roads not taken where nobody has looked at them."""
    told = sections.sections(debrief, situations=False, reading=room)
    looked = not debrief.reviews or debrief.reviews[0].before is not None
    return [section for section in told if looked or section.key not in ("roads", "turning", "ways")]


def _set(title: str, head: str, told: Iterable[Section], budget: Budget) -> str:
    return "\n\n".join(wrapped(plain(part)) for part in document(title, head, told, budget)) + "\n"
