"""The script as Markdown, harmless in any renderer; a reference is its number and title in words."""

from __future__ import annotations

from collections.abc import Iterator

from crisisengine.authoring.script.document import Block, Entry, Grid, Passage, Rows, ScriptDocument
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.text.english import in_a_row
from crisisengine.text.markdown import harmless, literal, table

__all__ = ["script_markdown"]

_DEEPEST = 6


def script_markdown(document: ScriptDocument, budget: Budget = UNLIMITED) -> str:
    """The whole text.

    Raises:
        OverBudget: the budget is used up.
    """
    told = [f"# {literal(document.title)}", f"*{literal(document.subtitle)}*", *document.head]
    for part in document.parts:
        told += _entry(part, 2, budget)
    return "\n\n".join(harmless(text) for text in told) + "\n"


def _entry(entry: Entry, level: int, budget: Budget) -> Iterator[str]:
    budget.ask("writing")
    aside = f" ({entry.aside})" if entry.aside else ""
    number = f"{entry.number}. " if entry.number else ""
    yield f"{'#' * min(level, _DEEPEST)} {literal(number + entry.title + aside)}"
    for block in entry.blocks:
        yield from _block(block, level, budget)
    if entry.kind in ("scene", "ending"):
        yield f"> Remarks on {entry.number}:"


def _block(block: Block, level: int, budget: Budget) -> Iterator[str]:
    match block:
        case Passage(markdown, authored):
            yield "\n".join(f"> {line}".rstrip() for line in markdown.split("\n")) if authored else markdown
        case Rows(rows):
            for term, said in rows:
                if not said:
                    yield f"**{literal(term)}**"
            lines = [f"- {literal(term)}: {in_a_row(said)}" for term, said in rows if said]
            if lines:
                yield "\n".join(lines)
        case Grid(names, rows):
            yield table(names, [[cell.replace("|", "\\|") for cell in row] for row in rows])
        case Entry():
            yield from _entry(block, level + 1, budget)
