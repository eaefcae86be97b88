"""What no author has to ask for: parts that no run reaches, and runs that nobody gets out of.

An error is a fact about every run: what is called unreachable was looked for in every state, so none is said unless
the exploration is complete. A dead end is one wherever it was found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from crisisengine.checker.lints.reasons import never_because
from crisisengine.checker.lints.remark import Remark, path_of, places_of
from crisisengine.checker.lints.shadowed import shadow_on
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Graph
from crisisengine.checker.search.trace import Spot
from crisisengine.checker.vector.arrays import Yes
from crisisengine.model.scenario import Ending, Inject, Measure, Outcome
from crisisengine.text.english import plural

__all__ = ["dead_ends", "traps", "unreachable"]


def unreachable(found: Exploration) -> Iterator[Remark]:
    """Scenes, measures, injects and endings that no run comes to."""
    program, coverage = found.program, found.coverage
    scenario = program.scenario
    ways = _ways(found)
    found.task.ask()
    for number, scene in enumerate(scenario.scenes.values()):
        if number not in coverage.places:
            yield Remark(
                "unreachable-scene",
                f"no run comes to scene `{scene.id}`",
                ("scene", scene.id),
                _no_way(ways.get(scene.id, [])) + ("" if scene.measures else ", and it has no measures of its own"),
            )
    for scene in scenario.scenes.values():
        reached = program.place_number[scene.id] in coverage.places
        for measure in scene.measures.values():
            if measure.scene and measure.key not in coverage.shown and reached:
                yield _never_shown(found, measure)
    for measure in scenario.standing.values():
        if measure.key not in coverage.shown:
            yield _never_shown(found, measure)
    for inject in scenario.injects.values():
        if inject.id not in coverage.fired:
            yield Remark(
                "unreachable-inject", f"inject `{inject.id}` never fires", ("inject", inject.id), _why_silent(inject)
            )
    for number, ending in enumerate(scenario.endings.values(), program.scene_count):
        if number not in coverage.places:
            message = f"no run ends in `{ending.id}`"
            yield Remark("unreachable-ending", message, ("ending", ending.id), _why_missed(found, ending, ways))


def _why_missed(found: Exploration, ending: Ending, ways: dict[str, list[str]]) -> str:
    scenario = found.program.scenario
    if ending.when is not None:
        shadow = shadow_on(found, ending.id)
        if shadow is not None and shadow.at_once:
            return f"wherever its `when` holds, `{shadow.ending}` comes first: put `[ending.{ending.id}]` above it"
        if shadow is not None:
            return f"`{shadow.ending}` ends the run before its `when` can hold"
        why = never_because(found, [ending.when], range(found.program.scene_count))
        return f"its `when` never holds first: {why}" if why else "its `when` never holds first"
    if scenario.clock is not None and scenario.clock.ending == ending.id and ending.id not in ways:
        return "no run lasts until the clock is full"
    return _no_way(ways.get(ending.id, []))


def _never_shown(found: Exploration, measure: Measure) -> Remark:
    where = f"in scene `{measure.scene}`" if measure.scene else "anywhere"
    hint = "something else is always open there" if measure.fallback else "its `when` never holds"
    if measure.when is not None and not measure.fallback:
        why = never_because(found, [measure.when], places_of(found.program, measure))
        hint = f"{hint}: {why}" if why else hint
    return Remark("unreachable-measure", f"measure `{measure.id}` is never shown {where}", path_of(measure), hint)


def _why_silent(inject: Inject) -> str:
    if inject.contingency:
        return "there is no state in which it could be sent"
    if inject.on:
        return f"no run sees {inject.on} on the clock with it allowed to fire"
    return "its `when` never holds when it is asked" if inject.when is not None else "its time never comes"


def _ways(found: Exploration) -> dict[str, list[str]]:
    """The measures that would lead to each place."""
    ways: dict[str, list[str]] = {}
    for scene in found.program.scenario.scenes.values():
        for measure in scene.measures.values():
            routes: tuple[Measure | Outcome, ...] = (measure, *measure.outcomes)
            for goto in dict.fromkeys(place for route in routes for place in route.goto.places):
                ways.setdefault(goto, []).append(f"`{scene.id}.{measure.id}`")
    return ways


def _no_way(names: list[str]) -> str:
    """Which measures would lead there, and that nobody can take them."""
    if not names:
        return "no measure leads there"
    them = "it" if len(names) == 1 else "them"
    return f"only {', '.join(names[:4])}{' and others' if len(names) > 4 else ''} would lead there, and nobody can take {them}"


def dead_ends(found: Exploration) -> Iterator[Remark]:
    """Scenes with states in which nothing is open; each with the nearest."""
    by_place: dict[int, list[Any]] = {}
    for depth, keys in zip(found.stuck_at, found.stuck, strict=True):
        prefixes = found.layout.prefixes(keys)
        place = found.layout.prefix_parts(int(prefixes[0]))[0]
        entry = by_place.setdefault(place, [0, Spot(depth, keys[0])])
        entry[0] += len(keys)
    for place, (count, spot) in sorted(by_place.items()):
        name = found.program.places[place]
        message = f"nothing is open in scene `{name}` in {plural(count, 'state')}"
        hint = (
            "offer something there in every state; a measure with `fallback = true` is shown when nothing else is open"
        )
        if not found.program.scenario.scenes[name].measures:
            message = f"scene `{name}` has no measures, so nobody gets out of it"
            hint = f"write `[scene.{name}.measure.ID]` with a `label`, or make an ending of it: `[ending.{name}]`"
        yield Remark("dead-end", message, ("scene", name), hint, spot)


def traps(futures: Futures) -> Iterator[Remark]:
    """Scenes in which something is open and no ending can be reached any more; each where a run first falls in."""
    graph = futures.graph
    found = graph.found
    doomed = graph.zeros(bool)
    for block in graph.blocks:
        found.task.ask()
        doomed[block.start : block.end] = futures.hopeless[block.start : block.end]
    for keys in found.stuck:
        doomed[graph.find(keys)] = False
    if not doomed.any():
        return
    fallen = _entrances(graph, doomed)
    counts: dict[int, int] = {}
    first: dict[int, int] = {}
    for block in graph.blocks:
        numbers = np.flatnonzero(fallen[block.start : block.end]) + block.start
        counts[block.place] = counts.get(block.place, 0) + int(np.count_nonzero(doomed[block.start : block.end]))
        for number in numbers[np.argsort(graph.lengths(numbers), kind="stable")][:1].tolist():
            known = first.get(block.place)
            if known is None or graph.lengths(np.array([number])) < graph.lengths(np.array([known])):
                first[block.place] = number
    for place, number in sorted(first.items()):
        name = found.program.places[place]
        message = f"from scene `{name}` no ending can be reached any more, in {plural(counts[place], 'state')}"
        hint = "give every way through these scenes an end"
        yield Remark("trap", message, ("scene", name), hint, Spot(int(graph.depths[number]), graph.keys[number]))


def _entrances(graph: Graph, doomed: Yes) -> Yes:
    """Doomed states that a step or a send enters from a state that is not, and the starts that are doomed."""
    entered = np.zeros(len(doomed), dtype=bool)
    for block in graph.blocks:
        hopeful = ~doomed[block.start : block.end]
        if hopeful.any():
            for link in graph.links(block):
                entered[link.targets[hopeful[link.rows]]] = True
            for rows, targets in graph.sends(block):
                entered[targets[hopeful[rows]]] = True
    entered[graph.find(graph.found.beginnings.keys)] = True
    return entered & doomed
