"""The formats that a report can be written in: a new one is a module of two functions, and its row here."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol, cast

from attrs import frozen

if TYPE_CHECKING:  # a command's help names the formats, and loads nothing that reads a run
    from crisisengine.debriefing.cohort import Cohort
    from crisisengine.debriefing.model import Debrief

__all__ = ["FORMATS", "ReportFormat", "ReportWriter"]


class ReportWriter(Protocol):
    """What a format's module offers; the text ends with a line's end."""

    def debrief_report(self, debrief: Debrief, /) -> str:
        """One run."""
        ...

    def cohort_report(self, cohort: Cohort, /) -> str:
        """Several runs together."""
        ...


@frozen
class ReportFormat:
    """A format by the name that `--output-format` takes; its module is imported when it is first written in."""

    name: str
    module: str

    @property
    def writer(self) -> ReportWriter:
        """The module."""
        return cast("ReportWriter", importlib.import_module(self.module))


FORMATS = {
    row.name: row
    for row in (
        ReportFormat("text", "crisisengine.reports.text_report"),
        ReportFormat("markdown", "crisisengine.reports.markdown_report"),
        ReportFormat("html", "crisisengine.reports.html_report"),
        ReportFormat("json", "crisisengine.reports.json_report"),
        ReportFormat("csv", "crisisengine.reports.csv_report"),
    )
}
"""In the order in which a person is offered them; the first is the default."""
