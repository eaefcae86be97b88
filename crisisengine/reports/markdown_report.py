"""A Debrief, or a Cohort, as one Markdown document."""

from __future__ import annotations

from collections.abc import Iterable

from crisisengine.debriefing.cohort import Cohort
from crisisengine.debriefing.model import Debrief
from crisisengine.reports import cohort_sections, sections
from crisisengine.reports.sections import Section
from crisisengine.text.markdown import literal

__all__ = ["cohort_report", "debrief_report", "document"]


def debrief_report(debrief: Debrief) -> str:
    """The whole debrief."""
    return document(sections.title(debrief), sections.head(debrief), sections.sections(debrief)) + "\n"


def cohort_report(cohort: Cohort) -> str:
    """Several runs together."""
    return (
        document(cohort_sections.title(cohort), cohort_sections.head(cohort), cohort_sections.sections(cohort)) + "\n"
    )


def document(title: str, head: str, told: Iterable[Section]) -> str:
    """Sections under their headings; `title` in bare words, `head` as Markdown."""
    body = [f"## {section.title}\n\n{section.markdown}" for section in told]
    return "\n\n".join([f"# {literal(title)}", head, *body])
