"""Whether something happens on every way to where one wants to come, on some, or on none: asked from the end backwards.

For each state there are two answers, a bit for each event: whether a way on which it happens leads from there to the
goal, and whether a way on which it does not. Both are reachability in the graph, with the steps on which it happens
asked for, or barred.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from attrs import frozen

from crisisengine.checker.distinct import distinct
from crisisengine.checker.search.adjacency import spans
from crisisengine.checker.search.graph import Component, Graph
from crisisengine.checker.search.step_events import Events
from crisisengine.checker.vector.arrays import Bits, Numbers, Positions, Yes

__all__ = ["Met", "Ways"]

Met = Literal["every", "some", "none"]
"""How many of the plays that come to a goal meet something."""


@frozen(eq=False)
class Ways:
    """The ways from each state to a goal."""

    events: Events
    meeting: Bits
    """Which events happen on some way from a state to the goal: shape (states,)."""
    avoiding: Bits
    """Which of them fail to happen on some way: shape (states,)."""

    @classmethod
    def of(cls, graph: Graph, events: Events, goal: Yes) -> Ways:
        """The ways to some states that are told by `goal`, shape (states,): those from which the goal can still be come to.

        Raises:
            OverBudget: there is no time to work them out.
        """
        kind = events.kind
        every = kind(2 ** len(events.ids) - 1)
        meeting = graph.zeros(kind)
        avoiding = graph.zeros(kind)
        for block in graph.blocks:
            if block.place >= graph.found.program.scene_count:
                avoiding[block.start : block.end] = goal[block.start : block.end] * every
        for component in graph.components:
            inner = _Inner(graph, component, events) if component.circular else None
            for block in reversed(component.blocks):
                for link in graph.links(block, events=True):
                    happens = events.on(block, link)
                    to_goal = goal[link.targets] * happens
                    meeting[block.start : block.end][link.rows] |= to_goal | meeting[link.targets]
                    avoiding[block.start : block.end][link.rows] |= avoiding[link.targets] & ~happens
                    if inner is not None:
                        inner.add(block.number, link.rows, link.targets, happens)
            if inner is not None:
                inner.spread(meeting, barred=False)
                inner.spread(avoiding, barred=True)
        return cls(events, meeting, avoiding)

    def met(self, starts: Numbers) -> dict[str, Met]:
        """For each event how many of the plays from some states to the goal meet it; `starts`: their numbers."""
        found: dict[str, Met] = {}
        both = [int(np.bitwise_or.reduce(bits[starts])) for bits in (self.meeting, self.avoiding)]
        for number, name in enumerate(self.events.ids):
            meeting, avoiding = (bits >> number & 1 for bits in both)
            found[name] = "none" if not meeting else "some" if avoiding else "every"
        return found

    def may_happen(self, name: str) -> Yes:
        """For each state whether something happens on some way to the goal: shape (states,)."""
        bit = self.events.kind(1 << self.events.ids.index(name))
        found: Yes = self.meeting & bit != 0
        return found


class _Inner:
    """The steps that stay in a component in which play can go round, gathered case by case."""

    def __init__(self, graph: Graph, component: Component, events: Events) -> None:
        self.task = graph.found.task
        self.numbering = graph.numbering(component)
        self.rows = {block.number: self.numbering.rows(block) for block in component.blocks}
        self.sources: list[Positions] = [np.empty(0, np.int32)]
        self.targets: list[Positions] = [np.empty(0, np.int32)]
        self.happens: list[Bits] = [np.empty(0, events.kind)]

    def add(self, block: int, rows: Positions | slice, targets: Positions, happens: Bits) -> None:
        """The steps of a case."""
        stays, there = self.numbering.within(targets)
        self.sources.append(self.rows[block][rows][stays])
        self.targets.append(there)
        self.happens.append(happens[stays])

    def spread(self, bits: Bits, *, barred: bool) -> None:
        """Hand every bit to the states before, until none is new; where it is barred, on no step on which it happens."""
        numbers: Numbers = self.numbering.numbers
        sources, targets = np.concatenate(self.sources), np.concatenate(self.targets)
        happens = np.concatenate(self.happens)
        order = np.argsort(targets, kind="stable")
        first = np.zeros(len(numbers) + 1, dtype=np.int64)
        np.cumsum(np.bincount(targets, minlength=len(numbers)), out=first[1:])
        sources, let = sources[order], ~happens[order]
        here = bits[numbers]
        changed = np.flatnonzero(here)
        while len(changed):
            self.task.ask()
            places, steps = spans(first, changed)
            bringing = here[changed][places]
            if barred:
                bringing = bringing & let[steps]
            states = sources[steps]
            new = (bringing & ~here[states]) != 0
            states = states[new]
            np.bitwise_or.at(here, states, bringing[new])
            changed = distinct(states)
        bits[numbers] = here
