"""The script as one HTML file that needs nothing else, for a screen and for a printer: A4 and Letter, a margin for remarks."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from crisisengine.authoring.script.document import Block, Entry, Grid, Passage, Rows, ScriptDocument, anchors
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.reports.markup import Markup, template
from crisisengine.reports.sanitise import PageWriter
from crisisengine.reports.sections import Section

__all__ = ["TEMPLATES", "entry_fields", "script_page"]

TEMPLATES = Path(__file__).parents[1] / "templates"
_WHEN = re.compile(r"<em>(?=\((?:if |unless |otherwise\)))")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def script_page(document: ScriptDocument, budget: Budget = UNLIMITED) -> str:
    """The whole page.

    Raises:
        OverBudget: the budget is used up.
    """
    return template(
        "script.html.jinja",
        folder=TEMPLATES,
        policy=_POLICY,
        style=Markup((TEMPLATES / "script.css").read_text(encoding="utf-8")),
        scenes=_scenes,
        **entry_fields(document, budget),
    )


def entry_fields(document: ScriptDocument, budget: Budget = UNLIMITED) -> dict[str, object]:
    """What a template needs that sets parts of a script, by `entries.html.jinja`."""
    writer = PageWriter(frozenset(), document.sources, anchors(document))
    return {
        "document": document,
        "is_entry": lambda block: isinstance(block, Entry),
        "kind": _kind,
        "line": partial(_line, writer, budget),
        "text": partial(_text, writer, budget),
    }


def _kind(block: Block) -> str:
    match block:
        case Passage():
            return "passage"
        case Rows():
            return "rows"
        case Grid():
            return "grid"
    return "entry"


def _line(writer: PageWriter, budget: Budget, markdown: str) -> Markup:
    budget.ask("writing")
    return _marked(writer.line(markdown))


def _text(writer: PageWriter, budget: Budget, markdown: str, key: str = "text") -> Markup:
    budget.ask("writing")
    return _marked(writer.written(Section(key, "", (markdown,))))


def _marked(written: Markup) -> Markup:
    """With a look of its own for what says when a passage is read, so that it is no author's emphasis."""
    return Markup(_WHEN.sub('<em class="when">', written))


def _scenes(part: Entry) -> list[Entry]:
    return [block for block in part.blocks if isinstance(block, Entry) and block.kind in ("scene", "ending")]
