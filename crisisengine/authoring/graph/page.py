"""The story as one HTML file that needs nothing else: a picture for each chapter, and behind each scene its text and measures.

Every picture is a list as well. Without a script all of it can be read and followed; with one, it can be searched.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence

from attrs import frozen

from crisisengine.authoring.graph.picture import legend_picture, notes, sheet_pictures
from crisisengine.authoring.graph.plot import Plot, StoryPlace
from crisisengine.authoring.graph.sheets import StorySheet
from crisisengine.authoring.graph.wording import reach_text, ways_text
from crisisengine.authoring.script.as_html import TEMPLATES, entry_fields
from crisisengine.authoring.script.document import ScriptDocument
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.checker.search.trace import Retraced
from crisisengine.engine.naming import measure_label
from crisisengine.engine.rules import Decision
from crisisengine.engine.starts import start_text
from crisisengine.model.scenario import Scenario
from crisisengine.reports.charts.svg import STYLE
from crisisengine.reports.markup import Markup, template
from crisisengine.text.english import plural

__all__ = ["story_page"]

NOTE_WIDTH = 10_000.0
"""Notes below a picture break where the page breaks them."""


@frozen(kw_only=True)
class _Row:
    """A place in a table."""

    anchor: str
    number: str
    title: str
    reach: str
    ways: str


@frozen(kw_only=True)
class _Section:
    """A sheet on the page."""

    anchor: str
    title: str
    pictures: tuple[Markup, ...]
    notes: tuple[str, ...]
    rows: tuple[_Row, ...]


@frozen(kw_only=True)
class _EndingRow:
    """An ending in the table of odds."""

    anchor: str
    number: str
    title: str
    share: str
    shortest: str
    way: str


def story_page(
    scenario: Scenario, story: Plot, sheets: Sequence[StorySheet], script: ScriptDocument, budget: Budget = UNLIMITED
) -> str:
    """The whole page.

    Args:
        scenario: as far as it can be read.
        story: of that scenario.
        sheets: what is drawn.
        script: the texts of its scenes, with the same numbers.
        budget: for writing it.

    Raises:
        OverBudget: the budget is used up.
    """
    search = (TEMPLATES / "graph.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(search.encode()).digest()).decode()
    looks = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("script.css", "graph.css"))
    return template(
        "graph.html.jinja",
        folder=TEMPLATES,
        policy=f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        style=Markup(STYLE + "\n" + looks),
        script=Markup(search),
        told=_told(story),
        legend=legend_picture(),
        sheets=[_section(number, sheet, budget) for number, sheet in enumerate(sheets)],
        endings=[_ending(scenario, story, place) for place in story.places.values() if place.kind == "ending"],
        **entry_fields(script, budget),
    )


def _told(story: Plot) -> str:
    faults = f"The text has {plural(story.faults, 'error')}, and what is at fault is left out. " if story.faults else ""
    return f"{faults}{story.findings.told[:1].upper()}{story.findings.told[1:]}."


def _section(number: int, sheet: StorySheet, budget: Budget) -> _Section:
    return _Section(
        anchor=f"sheet-{number}",
        title=sheet.title,
        pictures=tuple(sheet_pictures(sheet, f"picture-{number}", budget)),
        notes=tuple(notes(sheet, NOTE_WIDTH)),
        rows=tuple(_rows(sheet)),
    )


def _rows(sheet: StorySheet) -> Iterator[_Row]:
    for box in sheet.boxes:
        if box.kind == "scene" and box.place is not None:
            yield _Row(
                anchor=box.place.anchor,
                number=box.place.number,
                title=box.place.title,
                reach=reach_text(box.place.found),
                ways=ways_text(sheet, box),
            )


def _ending(scenario: Scenario, story: Plot, place: StoryPlace) -> _EndingRow:
    run = story.findings.runs.get(place.id)
    return _EndingRow(
        anchor=place.anchor,
        number=place.number,
        title=place.title,
        share=reach_text(place.found, short=True),
        shortest="" if place.found.shortest is None else plural(place.found.shortest, "decision"),
        way="" if run is None else "; ".join(_told_run(scenario, story, run)),
    )


def _told_run(scenario: Scenario, story: Plot, run: Retraced) -> Iterator[str]:
    """What the world drew, and then each decision."""
    if run.start.drawn:
        yield f"the world draws {start_text(scenario, run.start)}"
    for decision in run.decisions:
        yield _decided(scenario, story, decision)


def _decided(scenario: Scenario, story: Plot, decision: Decision) -> str:
    scene = story.places[decision.scene]
    key = scenario.scenes[decision.scene].measures[decision.measure].key
    chance = f" ({decision.outcome.replace('_', ' ')})" if decision.outcome else ""
    return f"{scene.number} {measure_label(scenario, key)}{chance}"
