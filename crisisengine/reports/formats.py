"""The formats that a report can be written in: a new one is a module of two functions, and its row here."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:  # a command's help names the formats, and loads nothing that reads a run
    from crisisengine.budget import Budget
    from crisisengine.debriefing.cohort import Cohort
    from crisisengine.debriefing.model import Debrief
    from crisisengine.workshop.room_reading import RoomReading

__all__ = ["FORMATS", "ReportWriter", "writer_of"]


class ReportWriter(Protocol):
    """What a format's module offers. The text ends with a line's end; for what there is no time, a sentence stands in it."""

    def debrief_report(self, debrief: Debrief, budget: Budget = ..., /, room: RoomReading | None = None) -> str:
        """One run; `room`: the record of the room that played it. Without one, not a byte speaks of rooms."""
        ...

    def cohort_report(self, cohort: Cohort, budget: Budget = ..., /) -> str:
        """Several runs together."""
        ...


FORMATS = {
    "text": "crisisengine.reports.text_report",
    "markdown": "crisisengine.reports.markdown_report",
    "html": "crisisengine.reports.html_report",
    "json": "crisisengine.reports.json_report",
    "csv": "crisisengine.reports.csv_report",
    "wall": "crisisengine.reports.wall_page",
}
"""By the name that `--output-format` takes, in the order in which a person is offered them; the first is the default."""


def writer_of(name: str) -> ReportWriter:
    """The module of a format, imported when it is first written in."""
    return cast("ReportWriter", importlib.import_module(FORMATS[name]))
