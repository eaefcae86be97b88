"""Prose pieces: Markdown in which some stretches depend on the state."""

from __future__ import annotations

from attrs import frozen

from crisisengine.model.expression import Expression

__all__ = ["Alternative", "Cite", "Date", "Piece", "Plain", "Prose", "Value"]


@frozen
class Plain:
    """Markdown that is always there."""

    text: str


@frozen
class Value:
    """`{trust}` or `{trust.word}`."""

    variable: str
    as_word: bool


@frozen
class Date:
    """`{date}`: what the clock reads."""


@frozen
class Alternative:
    """`{guard: this | that}`; each side is a run of pieces without braces of its own."""

    guard: Expression
    then: tuple[Plain | Cite, ...]
    otherwise: tuple[Plain | Cite, ...]


@frozen
class Cite:
    """`[^source]`."""

    source: str


Piece = Plain | Value | Date | Alternative | Cite
Prose = tuple[Piece, ...]
