"""Endings that another one takes first: which, found by asking what would happen if no other ending had a `when`."""

from __future__ import annotations

import numpy as np
from attrs import evolve, frozen

from crisisengine.budget import OverBudget
from crisisengine.checker.search.frontier import Exploration, explore, unexplored
from crisisengine.checker.search.live_slots import live_slots
from crisisengine.checker.search.trace import Retraced, Spot, retrace
from crisisengine.engine.program import program
from crisisengine.engine.rules import begin, step
from crisisengine.errors import ChoiceRefused
from crisisengine.model.scenario import Scenario

__all__ = ["Shadow", "shadow_on"]

MOST_STATES = 300_000
"""States of the second exploration; beyond it nothing is claimed."""


@frozen
class Shadow:
    """The ending in which a run ends that would have led to another one."""

    ending: str
    at_once: bool
    """Whether both come with the same decision; else this one ends the run before."""


def shadow_on(found: Exploration, ending: str) -> Shadow | None:
    """What keeps an ending with a `when` from being reached, where it is another ending.

    Args:
        found: complete; no run ended in `ending`.
        ending: has a `when`.
    """
    scenario = found.program.scenario
    if found.program.contingencies or found.extent.states > MOST_STATES:
        return None
    endings = {name: other if name == ending else evolve(other, when=None) for name, other in scenario.endings.items()}
    plan = program(evolve(scenario, endings=endings))
    try:
        alone = unexplored(plan, live_slots(plan, found.task), found.task)
        explore(alone, max_states=MOST_STATES)
        return _reached(found, alone, ending)
    except OverBudget:
        return None  # a reason is worth no verdict: whoever goes on asks for itself whether there is time


def _reached(found: Exploration, alone: Exploration, ending: str) -> Shadow | None:
    """What a shortest run to the ending comes to in truth, where there is one."""
    scenario, plan = found.program.scenario, alone.program
    place = plan.place_number[ending]
    for depth, layer in enumerate(alone.layers):
        for reached, _clock, keys in alone.groups(layer):
            if reached == place:
                spot = Spot(depth, np.sort(keys)[0])
                return _replayed(scenario, retrace(alone, [spot])[spot])
    return None


def _replayed(scenario: Scenario, run: Retraced) -> Shadow | None:
    """The ending that such a run comes to in truth."""
    places, state = program(scenario).places, begin(scenario, run.start)
    for number, decision in enumerate(run.decisions, 1):
        try:
            state = step(scenario, state, decision.measure, decision.outcome).after
        except ChoiceRefused:
            return None
        name = places[state.row[0]]
        if name in scenario.endings:
            return Shadow(name, at_once=number == len(run.decisions))
    return None
