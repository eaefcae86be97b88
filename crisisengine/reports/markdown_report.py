"""A Debrief, or a Cohort, as one Markdown document, harmless in whatever renders it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.debriefing.cohort import Cohort
from crisisengine.debriefing.model import Debrief
from crisisengine.reports import cohort_sections, sections
from crisisengine.reports.sections import Section
from crisisengine.text.markdown import harmless, literal
from crisisengine.workshop.room_reading import RoomReading

__all__ = ["cohort_report", "debrief_report", "document"]


def debrief_report(debrief: Debrief, budget: Budget = UNLIMITED, room: RoomReading | None = None) -> str:
    """The whole debrief."""
    found = sections.sections(debrief, reading=room)
    return _whole(document(sections.title(debrief), sections.head(debrief), found, budget))


def cohort_report(cohort: Cohort, budget: Budget = UNLIMITED) -> str:
    """Several runs together."""
    told = document(
        cohort_sections.title(cohort), cohort_sections.head(cohort), cohort_sections.sections(cohort), budget
    )
    return _whole(told)


def _whole(told: Iterable[str]) -> str:
    return "\n\n".join(map(harmless, told)) + "\n"


def document(title: str, head: str, told: Iterable[Section], budget: Budget) -> Iterator[str]:
    """Sections under their headings, part by part; `title` in bare words, `head` as Markdown."""
    yield f"# {literal(title)}\n\n{head}"
    annexed = False
    for section in told:
        if section.annex and not annexed:
            annexed = True
            yield "---\n\nAnnex: what follows is for looking things up."
        yield f"## {section.title}"
        yield from (markdown for _, markdown in section.within(budget))
