"""What changed, as one HTML page to send to a colleague: the verdict first, then odds, then word by word what is said otherwise."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

from crisisengine.authoring.difference.change_text import (
    HEADINGS,
    headline,
    how_text,
    kept_text,
    odds_of,
    shortest_of,
    summary,
    turn_text,
    unread_text,
)
from crisisengine.authoring.difference.comparing import FacetChange
from crisisengine.authoring.difference.two_versions import ScenarioDifference
from crisisengine.authoring.difference.word_changes import excerpt
from crisisengine.authoring.outlook import EndingOdds
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.reports.markup import Markup, tag, template
from crisisengine.reports.markup import as_markup as escaped

__all__ = ["difference_page"]

_TEMPLATES = Path(__file__).parents[1] / "templates"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_LINES = re.compile(r"\n\n+")
AROUND = 24
"""Words that are shown around a change."""


def difference_page(found: ScenarioDifference, budget: Budget = UNLIMITED) -> str:
    """The whole page.

    Raises:
        OverBudget: the budget is used up.
    """
    groups = [
        (HEADINGS[kind], kind, list(changes))
        for kind, changes in groupby(found.changes, key=lambda change: change.kind)
    ]

    def words(facet: FacetChange) -> Markup:
        budget.ask("writing")
        return _words(facet)

    return template(
        "diff.html.jinja",
        folder=_TEMPLATES,
        policy=_POLICY,
        style=Markup((_TEMPLATES / "diff.css").read_text(encoding="utf-8")),
        found=found,
        headline=headline(found),
        summary=summary(found),
        turns=[turn for turn in found.turns if turn.before != turn.after],
        same=sum(turn.before == turn.after for turn in found.turns if turn.name),
        fit=sum(kept.after >= kept.before for kept in found.kept),
        groups=groups,
        words=words,
        coded=_coded,
        how_text=how_text,
        turn_text=turn_text,
        unread_text=unread_text,
        odds_of=odds_of,
        shortest_of=shortest_of,
        kept_text=kept_text,
        width=_width,
    )


def _words(facet: FacetChange) -> Markup:
    """A text with what is gone struck out and what is new marked; both say so to a screen reader as well."""
    told = []
    for stretch in excerpt(facet.stretches, AROUND):
        text = escaped(_LINES.sub("\n", stretch.text))
        if stretch.kind == "same":
            told.append(text)
        else:
            told.append(tag("del" if stretch.kind == "gone" else "ins", {}, text))
    return Markup("").join(told)


def _coded(text: str) -> Markup:
    """A sentence of ours with the ids in it set as code."""
    parts = [
        escaped(part) if number % 2 == 0 else tag("code", {}, escaped(part))
        for number, part in enumerate(text.split("`"))
    ]
    return Markup("").join(parts)


def _width(odds: EndingOdds | None) -> str:
    """A bar's length, in percent of the whole."""
    return "0" if odds is None else f"{max(min(odds.share, 1.0), 0.0) * 100:.2f}"
