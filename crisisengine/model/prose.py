"""Prose pieces: Markdown in which some stretches depend on the state."""

from __future__ import annotations

from attrs import frozen

from crisisengine.model.expression import Expression

__all__ = ["Alternative", "Cite", "Date", "Piece", "PlaceTitle", "Plain", "Prose", "Value"]


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
class PlaceTitle:
    """`{scene.title}`: the title of the place where one is, a scene's or an ending's."""


@frozen
class Alternative:
    """`{guard: this | that}`, `{guard: this | guard: that | the rest}`: the side of the first guard that holds is shown."""

    guards: tuple[Expression, ...]
    sides: tuple[tuple[Plain | Cite, ...], ...]
    """One for each guard, and last what is shown where none holds; each a run of pieces without braces of its own."""


@frozen
class Cite:
    """`[^source]`."""

    source: str


Piece = Plain | Value | Date | PlaceTitle | Alternative | Cite
Prose = tuple[Piece, ...]
