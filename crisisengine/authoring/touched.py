"""What is read and written where a run stands: by the scene's text, by each of its measures, by what the world sends there.

Of what is touched there it is also told which endings ask for it wherever one is, and which injects that come anywhere.

Found by looking through the nouns of the plan for expressions and effects, whatever fields hold them, so that a key that
the format gains is looked through without a word here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from attrs import frozen

from crisisengine.engine.rules import State, value
from crisisengine.engine.spelling import label_text, word_text
from crisisengine.model.expression import Read
from crisisengine.model.prose import Value
from crisisengine.model.scenario import Effect, Scenario

__all__ = ["Touched", "touched"]


@frozen
class Touched:
    """A variable that matters where the run stands."""

    name: str
    label: str
    """What a player knows it by; its name where nobody sees it."""
    value: int
    word: str
    """The value in words."""
    counted: bool
    """Whether it is a number, which its words alone would not tell."""
    read_by: tuple[str, ...]
    """Who asks for it: `the text`, `measure gate`, `inject rain`."""
    written_by: tuple[str, ...]
    settable: bool
    """Whether it can be set: it does not follow from others."""


def touched(scenario: Scenario, state: State, place: str) -> tuple[Touched, ...]:
    """What is read and written in a place, in the order in which the text comes to it."""
    reading: dict[str, list[str]] = {}
    writing: dict[str, list[str]] = {}
    for who, noun in _parts(scenario, place):
        for kind, name in _touches(noun):
            found = (reading if kind == "reads" else writing).setdefault(name, [])
            if who not in found:
                found.append(who)
    here = {*reading, *writing}
    for who, noun in _anywhere(scenario) if place in scenario.scenes else ():
        for kind, name in _touches(noun):
            also = (reading if kind == "reads" else writing).setdefault(name, []) if name in here else [who]
            if who not in also:
                also.append(who)
    return tuple(
        variable_touched(scenario, state, name, tuple(reading.get(name, ())), tuple(writing.get(name, ())))
        for name in dict.fromkeys([*reading, *writing])
    )


def variable_touched(
    scenario: Scenario, state: State, name: str, read_by: tuple[str, ...] = (), written_by: tuple[str, ...] = ()
) -> Touched:
    """A variable as it stands."""
    variable, amount = scenario.variables[name], value(scenario, state, name)
    word = word_text(variable, amount)
    return Touched(
        name=name,
        label=label_text(scenario, name),
        value=amount,
        word=word,
        counted=variable.sort == "number",
        read_by=read_by,
        written_by=written_by,
        settable=variable.derived is None,
    )


def _parts(scenario: Scenario, place: str) -> Iterator[tuple[str, Any]]:
    ending = scenario.endings.get(place)
    if ending is not None:
        yield "the text", (ending.text, ending.history)
        return
    scene = scenario.scenes[place]
    yield "the text", scene.text
    yield "the notes for a room", (scene.guidance, scene.ask)
    for measure in scene.measures.values():
        yield f"measure {measure.id}", measure
    for inject in scenario.injects.values():
        if place in inject.scenes:
            yield f"inject {inject.id}", inject


def _anywhere(scenario: Scenario) -> Iterator[tuple[str, Any]]:
    """What looks at the state after every decision, wherever it was taken."""
    for ending in scenario.endings.values():
        yield f"ending {ending.id}", ending.when
    for inject in scenario.injects.values():
        if not (inject.scenes or inject.dated or inject.contingency):
            yield f"inject {inject.id}", inject


def _touches(noun: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401  # any noun of the plan, or a row of them
    """("reads" or "writes", a variable) for each that is found; `trust += 1` only writes."""
    own: str | None = None
    if isinstance(noun, Effect):
        yield "writes", noun.variable
        own, noun = noun.variable, noun.value
    if isinstance(noun, Read | Value):
        yield "reads", noun.variable
    elif isinstance(noun, tuple | list):
        for part in noun:
            yield from _touches(part)
    elif isinstance(noun, Mapping):
        yield from _touches(tuple(noun.values()))
    elif attrs.has(type(noun)):
        for attribute in attrs.fields(type(noun)):
            for kind, name in _touches(getattr(noun, attribute.name)):
                if name != own:
                    yield kind, name
