"""Where runs begin: at which chapter, and what the world draws before anybody decides.

A variable whose `start` is a table of weights is drawn, each by itself. A seed decides it as it decides outcomes, so a
what-if meets the same start; a journal keeps what was drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

from crisisengine.engine.luck import chosen
from crisisengine.engine.program import program
from crisisengine.engine.state import Start
from crisisengine.errors import ChoiceRefused
from crisisengine.model.scenario import Scenario, Variable
from crisisengine.text.printable import printable

__all__ = ["Told", "drawn_start", "known_chapter", "start_named", "start_text", "start_told", "starts"]

MOST_TOLD = 12
"""Draws that a sentence names."""
Told = int | bool | str
"""A value as TOML and JSON hold it: a whole number, true or false, a word."""


def starts(scenario: Scenario, chapter: str = "") -> Iterator[tuple[Start, int]]:
    """Every start at a chapter, by its id, or else at the scenario's beginning, and its weight; one where nothing is drawn."""
    drawn = program(scenario).drawn
    for values in product(*(variable.draw for variable in drawn)):
        named = tuple((variable.name, value) for variable, (value, _) in zip(drawn, values, strict=True))
        yield Start(named, chapter), prod(weight for _, weight in values)


def drawn_start(scenario: Scenario, seed: int, chapter: str = "") -> Start:
    """The start that a seed draws, the same at every chapter."""
    return Start(tuple((variable.name, _luck(seed, variable)) for variable in program(scenario).drawn), chapter)


def known_chapter(scenario: Scenario, text: str) -> str:
    """The id of the chapter that somebody names, by its id or its number from 1.

    Raises:
        ChoiceRefused: there is none.
    """
    ids = list(scenario.chapters)
    wanted = text.strip()
    if wanted in scenario.chapters:
        return wanted
    if wanted.isascii() and wanted.isdecimal() and len(wanted) < 6 and 0 < int(wanted) <= len(ids):
        return ids[int(wanted) - 1]
    listed = ", ".join(f"{number} `{name}`" for number, name in enumerate(ids[:20], 1))
    hint = f"there are {listed}" if ids else "this scenario has no chapters to begin at"
    raise ChoiceRefused(f"there is no chapter `{printable(wanted[:80])}`", hint=hint)


def start_told(scenario: Scenario, start: Start) -> dict[str, Told]:
    """What a start says, as a journal and JSON hold it: {variable: value}."""
    return {name: _told(scenario.variables[name], value) for name, value in start.drawn}


def start_text(scenario: Scenario, start: Start) -> str:
    """What a start says, as an author would write it: `` `track = east` and `mined = true` ``; empty where nothing is drawn."""
    told = [f"`{name} = {_spelled(value)}`" for name, value in start_told(scenario, start).items()]
    if len(told) > MOST_TOLD:
        told = [*told[:MOST_TOLD], f"{len(told) - MOST_TOLD:,} more"]
    return " and ".join([", ".join(told[:-1]), told[-1]] if told[1:] else told)


def start_named(scenario: Scenario, told: Mapping[str, Told], seed: int, chapter: str = "") -> Start:
    """The start that was told so; what is not told is drawn by the seed: a scenario may draw more than it did.

    Raises:
        ChoiceRefused: it names a chapter that there is not, or what this scenario does not draw.
    """
    if chapter and chapter not in scenario.chapters:
        raise ChoiceRefused(f"there is no chapter `{chapter[:80]}` to begin at any more")
    drawn = {variable.name: variable for variable in program(scenario).drawn}
    found: dict[str, int] = {}
    for name, value in told.items():
        variable = drawn.get(name)
        if variable is None:
            raise ChoiceRefused(f"`{name}` is not drawn at the start any more")
        listed = {_told(variable, known): known for known, _ in variable.draw}
        known = next(
            (number for other, number in listed.items() if other == value and type(other) is type(value)), None
        )
        if known is None:
            shown = ", ".join(f"`{_spelled(other)}`" for other in listed)
            raise ChoiceRefused(
                f"`{name}` is never drawn as `{_spelled(value)}`", hint=f"it is drawn as one of {shown}"
            )
        found[name] = known
    return Start(
        tuple((name, found[name] if name in found else _luck(seed, variable)) for name, variable in drawn.items()),
        chapter,
    )


def _luck(seed: int, variable: Variable) -> int:
    return chosen(f"{seed}/start/{variable.name}", variable.draw)


def _told(variable: Variable, value: int) -> Told:
    if variable.sort == "word":
        return variable.words[value]
    return bool(value) if variable.sort == "truth" else value


def _spelled(value: Told) -> str:
    """A value as an author writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)[:80]
