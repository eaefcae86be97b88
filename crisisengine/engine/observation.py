"""What a player can know from one page: everything that it shows, as one value that can be compared and hashed.

Two pages are the same observation exactly when nobody could tell them apart: it is the view, and the account of the step
that led there. What is not in it is hidden: hidden variables and those without a label, countdowns, counters of visits,
what is used up, and which outcome the world chose, as far as no text and no value gives them away.
"""

from __future__ import annotations

from attrs import astuple, frozen

from crisisengine.engine.rules import Step
from crisisengine.engine.state import State
from crisisengine.engine.view import account, view
from crisisengine.model.scenario import Scenario

__all__ = ["Observed", "observation"]


@frozen
class Observed:
    """One page, as far as it tells anything."""

    page: tuple[object, ...]
    """The view: scene, clock, indicators, texts, offers with their reasons, terms and prices."""
    told: tuple[object, ...]
    """What the step did: result, cards, movements, findings, lesson; empty at the start."""


def observation(scenario: Scenario, state: State, step: Step | None = None) -> Observed:
    """What the page of a state shows.

    Args:
        scenario: what is played.
        state: where the run is.
        step: the decision that led there; None at the start.
    """
    told = () if step is None else astuple(account(scenario, step))
    return Observed(astuple(view(scenario, state)), told)
