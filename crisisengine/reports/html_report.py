"""A Debrief, or a Cohort, as one HTML file that needs nothing else: no script, no font, no picture from anywhere.

The same sections as in the other formats, each picture at the head of its own, and whatever a picture shows once more
in a table under it. Authors' texts go through `sanitise`; everything else is escaped here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from crisisengine.debriefing.cohort import Cohort
from crisisengine.debriefing.model import Debrief, DecisionReview
from crisisengine.reports import cohort_sections, sections
from crisisengine.reports.charts.catalogue import (
    Chart,
    arrivals,
    chances,
    choices,
    endings_chart,
    indicators_chart,
    mix,
)
from crisisengine.reports.charts.svg import escaped
from crisisengine.reports.sanitise import PageWriter
from crisisengine.reports.sections import Section
from crisisengine.reports.style import STYLE

__all__ = ["cohort_report", "debrief_report"]

_CHARTS = {"roads": endings_chart, "indicators": indicators_chart, "chance": chances, "mix": mix}
"""The section that each picture stands in."""
_COHORT = {"endings": arrivals, "scenes": choices}
_TWICE = frozenset({"endings", "indicators", "chances", "mix", "arrivals", "choices"})
"""Pictures whose section tells the same in a table of its own: on paper that one is enough."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def debrief_report(debrief: Debrief) -> str:
    """The whole debrief; the same debrief gives the same bytes on any machine."""
    drawn = {key: chart for key, draw in _CHARTS.items() if (chart := draw(debrief))}
    told = sections.sections(debrief)
    return _page(sections.title(debrief), sections.head(debrief), told, drawn, debrief.reviews)


def cohort_report(cohort: Cohort) -> str:
    """Several runs together."""
    drawn = {key: chart for key, draw in _COHORT.items() if (chart := draw(cohort))}
    told = cohort_sections.sections(cohort)
    return _page(cohort_sections.title(cohort), cohort_sections.head(cohort), told, drawn, ())


def _page(
    name: str,
    exercise: str,
    told: Sequence[Section],
    charts: Mapping[str, Chart],
    reviews: tuple[DecisionReview, ...],
) -> str:
    title = escaped(name)
    listed = next((section.markdown for section in told if section.key == "sources"), "")
    writer = PageWriter(reviews, frozenset(re.findall(r"^(\d{1,6})\. ", listed, re.MULTILINE)))
    contents = "\n".join(f'<li><a href="#{escaped(section.key)}">{escaped(section.title)}</a></li>' for section in told)
    parts = (
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{title}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        '<a class="skip" href="#main">Skip to the report</a>',
        f"<header>\n<h1>{title}</h1>\n{writer.written(Section('head', 'The exercise', exercise))}</header>",
        f'<nav aria-labelledby="contents">\n<h2 id="contents">Contents</h2>\n<ol>\n{contents}\n</ol>\n</nav>',
        '<main id="main" tabindex="-1">',
        *(_section(section, charts.get(section.key), writer) for section in told),
        "</main>",
        "</body>",
        "</html>",
    )
    return "\n".join(parts) + "\n"


def _section(section: Section, chart: Chart | None, writer: PageWriter) -> str:
    key = escaped(section.key)
    heading = f'<h2 id="{key}-title">{escaped(section.title)}</h2>'
    picture = f"{_figure(chart)}\n" if chart else ""
    body = writer.written(section)
    return f'<section id="{key}" aria-labelledby="{key}-title">\n{heading}\n{picture}{body}</section>'


def _figure(chart: Chart) -> str:
    head = "".join(f'<th scope="col">{escaped(cell)}</th>' for cell in chart.header)
    rows = "\n".join(
        f'<tr><th scope="row">{escaped(row[0])}</th>{"".join(f"<td>{escaped(cell)}</td>" for cell in row[1:])}</tr>'
        for row in chart.rows
    )
    title = escaped(chart.title)
    twice = ' class="twice"' if chart.key in _TWICE else ""
    return (
        f'<figure id="chart-{chart.key}">\n'
        f"<figcaption><strong>{title}</strong> {escaped(chart.caption)}</figcaption>\n"
        f'<div class="scroll" role="group" aria-label="Picture: {title}" tabindex="0">\n{chart.svg}\n</div>\n</figure>\n'
        f"<details{twice}>\n<summary>The same as a table</summary>\n"
        f'<div class="scroll" role="group" aria-label="Table: {title}" tabindex="0">\n'
        f"<table>\n<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>\n</details>"
    )
