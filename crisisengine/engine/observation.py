"""What a player can know from one page: everything that it shows, as one value that can be compared and hashed.

Two pages are the same observation exactly when nobody could tell them apart. It holds the view, the account of the step
that led there (none at the start), and every variable that is not hidden. What is not in it is hidden: hidden variables,
countdowns, counters of visits, what is used up, and which outcome the world chose, as far as none of that shows.
"""

from __future__ import annotations

from attrs import astuple, frozen

from crisisengine.engine.compile.scenario import compiled
from crisisengine.engine.rules import Step
from crisisengine.engine.state import Row, State
from crisisengine.engine.view import account, view
from crisisengine.model.scenario import Scenario

__all__ = ["Observed", "observation", "values_shown"]


@frozen
class Observed:
    """One page, as far as it tells anything."""

    page: tuple[object, ...]
    """The view: scene, clock, indicators, texts, offers with their reasons, terms and prices."""
    told: tuple[object, ...]
    """What the step did: result, cards, movements, findings, lesson; empty at the start."""
    values: tuple[int, ...]
    """Of every variable that is not hidden, in file order."""


def observation(scenario: Scenario, state: State, step: Step | None = None) -> Observed:
    """What the page of a state shows.

    Args:
        scenario: what is played.
        state: where the run is.
        step: the decision that led there; None at the start.
    """
    told = () if step is None else astuple(account(scenario, step))
    page = astuple(view(scenario, state))
    return Observed(page, told, values_shown(scenario, state.row))


def values_shown(scenario: Scenario, row: Row) -> tuple[int, ...]:
    """The value of every variable that is not hidden, in file order."""
    code = compiled(scenario)
    return tuple(code.value(row, variable.name) for variable in scenario.variables.values() if not variable.hidden)
