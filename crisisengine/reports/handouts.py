"""What is printed for a room: the run sheet, and for each role one page of A4 that it alone is given.

What a role knows stands on its own page and on the facilitator's sheet, and nowhere else. The texts are as they read at
the start.
"""

from __future__ import annotations

import re

from attrs import frozen

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.engine.notes import role_card
from crisisengine.engine.rules import Start, State, begin
from crisisengine.model.scenario import Scenario
from crisisengine.reports.html_report import sheet_page
from crisisengine.reports.markup import Markup, template
from crisisengine.reports.narrative.summary import cited_works
from crisisengine.reports.run_sheet import RunSheet
from crisisengine.reports.sanitise import PageWriter
from crisisengine.reports.sections import Section
from crisisengine.text.markdown import authored
from crisisengine.text.messages import _

__all__ = ["GENERATOR", "printed_pages"]

GENERATOR = '<meta name="generator" content="crisisengine">'
"""By which a page is known as one of ours, and may be written anew."""
_SIZES = ((900, "large"), (2_200, "medium"))
"""(characters at most, how they are set): a page stays one page."""


@frozen(kw_only=True, eq=False)
class _Handout:
    """One role's page, its texts as elements."""

    file: str
    title: str
    chair: bool
    brief: Markup
    knows: Markup
    works: Markup
    size: str


def printed_pages(
    scenario: Scenario, sheet: RunSheet, budget: Budget = UNLIMITED, start: Start | None = None
) -> dict[str, str]:
    """Every page by the name of its file: `index.html` leads to the others; `start` is the room's, of which roles may be told."""
    language = scenario.language or "en"
    state = begin(scenario, start)
    handouts = [_handout(scenario, state, role) for role in scenario.roles]
    pages = {"run-sheet.html": _marked(sheet_page(sheet, language, budget))}
    for handout in handouts:
        pages[handout.file] = template(
            "handout.html.jinja",
            language=language,
            scenario=scenario.title,
            handout=handout,
            generator=Markup(GENERATOR),
        )
    pages["index.html"] = template(
        "handouts.html.jinja",
        language=language,
        scenario=scenario.title,
        handouts=handouts,
        generator=Markup(GENERATOR),
    )
    return pages


def _handout(scenario: Scenario, state: State, role: str) -> _Handout:
    card = role_card(scenario, state, role)
    told = f"{card.brief}\n{card.knows}"
    works = cited_works(enumerate(scenario.sources.values(), 1), told)
    writer = PageWriter(frozenset(), frozenset(re.findall(r"^(\d{1,6})\. ", works, re.MULTILINE)))

    def written(key: str, heading: str, markdown: str) -> Markup:
        return writer.written(Section(key, heading, (authored(markdown),))) if markdown else Markup("")

    return _Handout(
        file=f"role-{card.id}.html",
        title=card.title,
        chair=card.chair,
        brief=written("brief", _("Who you are"), card.brief),
        knows=written("knows", _("Only you know this"), card.knows),
        works=written("sources", _("Sources"), works),
        size=next((size for most, size in _SIZES if len(told) <= most), "small"),
    )


def _marked(page: str) -> str:
    return page.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{GENERATOR}', 1)
