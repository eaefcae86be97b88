"""The order in which somebody reads a scenario: as the story goes from its start, chapter by chapter.

A scene stands behind the scenes that lead to it, as far as there is no way back; among those that could follow, the one
that the author wrote first comes first. This is a depth-first search's reverse postorder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from crisisengine.model.expression import Expression, Fact, Junction
from crisisengine.model.scenario import BACK, Inject, Measure, Scenario

__all__ = ["chapters", "comes_in", "leads", "reading_order", "ways_on"]


def leads(measure: Measure) -> tuple[str, ...]:
    """Every place to which a measure can lead, by itself or by an outcome; staying is none."""
    found = [place for goto in measure.gotos for place in goto.places]
    return tuple(dict.fromkeys(place for place in found if place != BACK))


def comes_in(scenario: Scenario, inject: Inject) -> tuple[str, ...]:
    """The scenes to which an inject is bound: those that it names, or the one that its condition asks for; empty: anywhere."""
    if inject.scenes:
        return inject.scenes
    return tuple(dict.fromkeys(name for name in _scenes_of(inject.when) if name in scenario.scenes))


def _scenes_of(condition: Expression | None) -> Iterator[str]:
    match condition:
        case Fact("scene", subject):
            yield subject
        case Junction("and", operands):
            for operand in operands:
                yield from _scenes_of(operand)


def ways_on(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """For each scene where one can get from it in one step, injects that interrupt it included, in the order of the text."""
    interrupts: dict[str, list[str]] = {}
    for inject in scenario.injects.values():
        for scene in comes_in(scenario, inject) if inject.goto else ():
            interrupts.setdefault(scene, []).extend(inject.goto.places)
    return {
        name: tuple(
            dict.fromkeys(
                [place for measure in scene.measures.values() for place in leads(measure)] + interrupts.get(name, [])
            )
        )
        for name, scene in scenario.scenes.items()
    }


def reading_order(scenario: Scenario) -> tuple[str, ...]:
    """Every scene once, in the order of the story; scenes to which nothing leads come last, in the order of the text."""
    rank = {name: number for number, name in enumerate(scenario.scenes)}
    on = {
        name: sorted((place for place in places if place in rank), key=rank.__getitem__)
        for name, places in ways_on(scenario).items()
    }
    called = [place for inject in scenario.injects.values() for place in inject.goto.places if place in rank]
    found: dict[str, None] = {}
    for root in (scenario.start, *called, *rank):
        if root in rank and root not in found:
            found.update(dict.fromkeys(_reverse_postorder(root, on, found)))
    return tuple(found)


def _reverse_postorder(root: str, on: Mapping[str, list[str]], before: Iterable[str]) -> list[str]:
    """The scenes below a root that are not known yet, each before what it leads to; no recursion: a story may be long."""
    seen, finished = {*before, root}, []
    stack = [(root, list(on[root]))]
    while stack:
        scene, waiting = stack[-1]
        while waiting and waiting[-1] in seen:
            waiting.pop()
        if waiting:
            following = waiting.pop()  # the last first: what is finished first stands last
            seen.add(following)
            stack.append((following, list(on[following])))
        else:
            finished.append(scene)
            stack.pop()
    return finished[::-1]


def chapters(scenario: Scenario) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(chapter, its scenes), each chapter where its first scene stands; scenes without one where they stand in the story."""
    found: dict[str, list[str]] = {}
    for name in reading_order(scenario):
        found.setdefault(scenario.scenes[name].chapter, []).append(name)
    return tuple((chapter, tuple(scenes)) for chapter, scenes in found.items())
