"""Turns of phrase that several sections share; all are Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crisisengine.text.markdown import literal

__all__ = ["LONGEST", "numbered", "titles"]

LONGEST = 4_000_000
"""Characters of a section; a longer report is read by nobody, and a hostile run could ask for gigabytes."""


def titles(names: Mapping[str, str], endings: Iterable[str]) -> str:
    """The titles of some endings, by id."""
    return "; ".join(literal(names[ending]) for ending in endings)


def numbered(numbers: Sequence[int]) -> str:
    """`decision 3`, `decisions 3, 5`."""
    told = ", ".join(str(number) for number in numbers)
    return f"decision{'s' if len(numbers) > 1 else ''} {told}"
