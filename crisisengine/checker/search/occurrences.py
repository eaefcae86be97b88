"""How likely something happens in a random play, exactly: that it ends somewhere, that an inject fires, that a scene is come to.

What happens once in a play at most is as likely as it is expected to happen: one flow of probability counts it along with
the endings. An inject that may fire again and a scene that may be come back to are followed each in a flow of its own,
which ends where they first happen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

import numpy as np
from attrs import frozen

from crisisengine.budget import OverBudget
from crisisengine.checker.distinct import distinct
from crisisengine.checker.search.flow import Flow, Share
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.step_events import ArrivalEvents, Events, FiringEvents, in_parts
from crisisengine.checker.search.ways import Met, Ways
from crisisengine.checker.vector.arrays import Yes

__all__ = ["RandomPlay", "arrivals", "ending_shares", "injects_met", "random_play", "scenes_met"]

SURELY = Share(value=1.0, low=1.0, high=1.0)
UNKNOWN = Share(value=0.5, low=0.0, high=1.0)


@frozen(kw_only=True)
class RandomPlay:
    """Shares of random plays, each by an id; what there was no time to know is a bound."""

    endings: dict[str, Share]
    injects: dict[str, Share]
    """That they fire at all. Nobody sends anything: what only comes that way never does."""


def random_play(futures: Futures) -> RandomPlay:
    """How likely a random play ends in each ending, and how likely each inject fires in it.

    Raises:
        OverBudget: there is not even the time to know which endings can be reached from where.
    """
    scenario = futures.graph.found.program.scenario
    parts = [FiringEvents(ids) for ids in in_parts(tuple(scenario.injects))]
    flow = _flow(futures, parts)
    again = {inject.id for inject in scenario.injects.values() if inject.repeat}
    injects: dict[str, Share] = {}
    for part in parts:
        injects |= _shares(futures, flow, part, again)
    return RandomPlay(endings={name: flow.ending(name) for name in scenario.endings}, injects=injects)


def ending_shares(futures: Futures) -> dict[str, Share]:
    """How likely a random play ends in each ending.

    Raises:
        OverBudget: there is not even the time to know which endings can be reached from where.
    """
    flow = _flow(futures, ())
    return {name: flow.ending(name) for name in futures.graph.found.program.scenario.endings}


def arrivals(futures: Futures) -> dict[str, Share]:
    """How likely a random play comes to each scene at all, that a state of it is shown, be it the start; and to each ending.

    Raises:
        OverBudget: there is not even the time to know which endings can be reached from where.
    """
    parts = list(_arrivals(futures))
    flow = _flow(futures, parts)
    found: dict[str, Share] = {}
    for part in parts:
        again: set[str] | None = None
        with suppress(OverBudget):
            again = _again(futures, part)
        found |= _shares(futures, flow, part, set(part.ids) if again is None else again)
    scenario = futures.graph.found.program.scenario
    return found | dict.fromkeys(_starts(futures), SURELY) | {name: flow.ending(name) for name in scenario.endings}


def injects_met(futures: Futures, goal: Yes) -> dict[str, Met]:
    """How many of the plays from the start to a goal meet each inject; `goal` tells from which states it can be come to.

    Raises:
        OverBudget: there is no time to know it.
    """
    found: dict[str, Met] = {}
    for ids in in_parts(tuple(futures.graph.found.program.scenario.injects)):
        found |= Ways.of(futures.graph, FiringEvents(ids), goal).met(futures.graph.starts)
    return found


def scenes_met(futures: Futures) -> dict[str, Met]:
    """How many of the plays that come to an ending come to each scene.

    Raises:
        OverBudget: there is no time to know it.
    """
    found: dict[str, Met] = {}
    for part in _arrivals(futures):
        found |= Ways.of(futures.graph, part, ~futures.hopeless).met(futures.graph.starts)
    return found | dict.fromkeys(_starts(futures), "every")


def _starts(futures: Futures) -> tuple[str, ...]:
    """The scene in which every play begins: the scenario's, or that of the chapter that was explored alone."""
    graph = futures.graph
    return tuple(
        graph.found.program.places[place] for place in distinct(graph.places_of(graph.starts.astype(np.int32)))
    )


def _arrivals(futures: Futures) -> Iterator[ArrivalEvents]:
    for ids in in_parts(tuple(futures.graph.found.program.scenario.scenes)):
        yield ArrivalEvents(ids, futures.graph)


def _flow(futures: Futures, parts: Sequence[Events]) -> Flow:
    endings = tuple(futures.graph.found.program.scenario.endings)
    flow = Flow(futures=futures, goes_on=~futures.hopeless, endings=endings, events=parts)
    flow.run()
    return flow


def _shares(futures: Futures, flow: Flow, part: Events, again: set[str]) -> dict[str, Share]:
    """How likely each event is. Those that may happen again, and all of them where play may be trapped, are followed apart."""
    apart = set(part.ids) if flow.lost else {name for name in again & set(part.ids) if flow.counts[name]}
    found = {name: UNKNOWN if name in apart else flow.event(name) for name in part.ids}
    if apart:
        with suppress(OverBudget):
            ways = Ways.of(futures.graph, part, np.ones(len(futures.graph.keys), dtype=bool))
            for name in (name for name in part.ids if name in apart):
                found[name] = _followed(futures, part, name, ways.may_happen(name))
    return found


def _followed(futures: Futures, part: Events, name: str, may_happen: Yes) -> Share:
    """How likely an event is, from a flow that ends with it."""
    flow = Flow(futures=futures, goes_on=may_happen, events=[part.only(name)], until=True)
    flow.run()
    return flow.event(name)


def _again(futures: Futures, part: Events) -> set[str]:
    """Which events may happen, in some play, when they have happened.

    Raises:
        OverBudget: there is no time to know it.
    """
    graph = futures.graph
    later = Ways.of(graph, part, np.ones(len(graph.keys), dtype=bool)).meeting
    found = 0
    for block in graph.blocks:
        unsent = graph.unsent(block)
        for link in graph.links(block, events=True):
            both = (part.on(block, link) & later[link.targets])[unsent[link.rows]]
            found |= int(np.bitwise_or.reduce(both)) if len(both) else 0
    return {name for number, name in enumerate(part.ids) if found >> number & 1}
