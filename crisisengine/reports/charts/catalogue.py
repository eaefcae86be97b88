"""The pictures that there are, each by the section of the report that it stands in.

Each is an SVG that stands alone, with its words for those who do not see it, and its table. Nothing is said by colour
alone, no rank is shown as a number, and whatever a picture shows stands in its table too. Where there is nothing to
compare there is no picture: the report says it in a sentence.
"""

from __future__ import annotations

from crisisengine.debriefing.cohort import Cohort
from crisisengine.debriefing.model import Debrief
from crisisengine.reports.charts.arrivals import arrivals_chart
from crisisengine.reports.charts.chance import chance_chart
from crisisengine.reports.charts.choices import choices_chart
from crisisengine.reports.charts.endings import endings_chart
from crisisengine.reports.charts.indicators import indicators_chart
from crisisengine.reports.charts.map import map_chart
from crisisengine.reports.charts.mix import mix_chart
from crisisengine.reports.charts.odds import odds_chart
from crisisengine.reports.charts.svg import Chart

__all__ = ["cohort_charts", "debrief_charts"]

_DEBRIEF = {
    "roads": endings_chart,
    "odds": odds_chart,
    "indicators": indicators_chart,
    "chance": chance_chart,
    "mix": mix_chart,
    "places": map_chart,
}
_COHORT = {"endings": arrivals_chart, "scenes": choices_chart}


def debrief_charts(debrief: Debrief) -> dict[str, Chart]:
    """The pictures of one run for which there is something to draw, by their sections."""
    return {section: chart for section, draw in _DEBRIEF.items() if (chart := draw(debrief))}


def cohort_charts(cohort: Cohort) -> dict[str, Chart]:
    """The pictures of several runs for which there is something to draw, by their sections."""
    return {section: chart for section, draw in _COHORT.items() if (chart := draw(cohort))}
