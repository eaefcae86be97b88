"""`missed-objective`: an ending to which only runs lead that are never offered a measure which teaches an objective.

Who ends badly because they let an occasion pass has something to talk about; who never had one has not. The steps are
walked forwards from the start, with a bit for each objective that could be offered on some way to a state.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from crisisengine.checker.distinct import distinct
from crisisengine.checker.lints.remark import Remark
from crisisengine.checker.search.adjacency import Adjacency
from crisisengine.checker.search.graph import Component, Graph
from crisisengine.checker.search.step_events import bits_for, in_parts
from crisisengine.checker.vector.arrays import Bits

__all__ = ["missed_objectives"]

MOST_STEPS = 20_000_000
"""Of a graph that is walked for this; of a larger one nothing is said."""


def missed_objectives(graph: Graph) -> Iterator[Remark]:
    """Objectives that some measure teaches, and that no run to some ending offers; nothing is sent into these runs.

    Raises:
        OverBudget: there is no time to walk all steps.
    """
    scenario = graph.found.program.scenario
    if graph.found.steps > MOST_STEPS:
        return
    taught = {name for measure in scenario.measures for name in measure.teaches}
    for names in in_parts([name for name in scenario.objectives if name in taught]):
        offered = _offered(graph, names)
        for number, name in enumerate(names):
            missed = [
                ending
                for ending, bits in _by_ending(graph, offered).items()
                if bits is not None and not bits >> number & 1
            ]
            if missed:
                endings = ", ".join(f"`{ending}`" for ending in missed)
                message = f"no run that ends in {endings} is ever offered a measure that teaches objective `{name}`"
                hint = "offer it on the way there, too, or accept that who ends there had no occasion"
                yield Remark("missed-objective", message, ("objective", name), hint)


def _by_ending(graph: Graph, offered: Bits) -> dict[str, int | None]:
    """What has been offered on some way to each ending; None where nobody comes without a send."""
    program = graph.found.program
    found: dict[str, int | None] = dict.fromkeys(program.scenario.endings)
    for block in graph.blocks:
        if block.place >= program.scene_count:
            here = offered[block.start : block.end][graph.unsent(block)]
            if len(here):
                name = program.places[block.place]
                found[name] = (found[name] or 0) | int(np.bitwise_or.reduce(here))
    return found


def _offered(graph: Graph, names: tuple[str, ...]) -> Bits:
    """For each state what has been offered there or on some way to it: shape (states,)."""
    kind = bits_for(len(names))
    found = graph.zeros(kind)
    teaches = {
        measure.key: kind(sum(1 << names.index(name) for name in measure.teaches if name in names))
        for measure in graph.found.program.scenario.measures
    }
    for component in reversed(graph.components):
        for block in component.blocks:
            here = found[block.start : block.end]
            for link in graph.links(block):
                here[link.rows] |= teaches[link.option.measure.key]
        if component.circular:
            _spread(graph, component, found)
        for block in component.blocks:
            here = found[block.start : block.end]
            for link in graph.links(block):
                np.bitwise_or.at(found, link.targets, here[link.rows])
    return found


def _spread(graph: Graph, component: Component, found: Bits) -> None:
    """Hand every bit to the states after, within a component, until none is new to anybody."""
    numbers = graph.numbering(component).numbers
    here = found[numbers]
    inner = graph.inner(component)
    after = Adjacency.of(inner.sources, inner.targets, len(numbers))
    changed = np.flatnonzero(here)
    while len(changed):
        graph.found.task.ask()
        states, places = after.of_all(changed)
        bringing = here[changed][places]
        new = (bringing & ~here[states]) != 0
        states = states[new]
        np.bitwise_or.at(here, states, bringing[new])
        changed = distinct(states)
    found[numbers] = here
