"""Whole scenarios, and plays of them."""

from __future__ import annotations

import tomli_w
from hypothesis import strategies as st

from crisisengine.engine.rules import Decision, offers, place, possible, step
from crisisengine.engine.run import start
from crisisengine.engine.sending import send, sendable
from crisisengine.loader import MemoryResolver, Volume, read
from crisisengine.model.scenario import Scenario
from crisisengine.testing.plan import Plan, Table

__all__ = ["runs", "scenario_texts", "scenarios"]


def scenario_texts(*, largest: int = 50_000) -> st.SearchStrategy[str]:
    """Whole scenarios as TOML text, always valid: they load without an error, perhaps with warnings.

    Drawn are variables of all sorts, derived, hidden and drawn ones among them; parties with an attribute; sometimes a clock; up
    to four scenes with measures of every kind, standing ones and chance; injects that wait for a condition, a reading or
    a countdown, interrupt and repeat, and contingency injects; endings; tags with gates; properties of all nine kinds;
    chapters to begin at; and what is for a room: roles, and in scenes a default, minutes, guidance, questions and who votes.

    Args:
        largest: how many states the slots of a scenario can tell apart at most. Far fewer can usually be reached.
    """
    return _tables(largest).map(tomli_w.dumps)


def scenarios(*, largest: int = 50_000) -> st.SearchStrategy[Scenario]:
    """As `scenario_texts`, loaded."""
    return scenario_texts(largest=largest).map(_loaded)


@st.composite
def runs(draw: st.DrawFn, scenario: Scenario, *, longest: int = 12) -> tuple[Decision, ...]:
    """Plays of a scenario from where seed 0 begins: decisions that fit one after another, chance and sends included.

    Args:
        draw: given by Hypothesis.
        scenario: what is played.
        longest: how many decisions and sends at most; fewer where the run ends, or comes to a dead end.
    """
    state = start(scenario).state
    decisions: list[Decision] = []
    for _ in range(draw(st.integers(0, longest))):
        sends = [known.inject for known in sendable(scenario, state) if known.open]
        inject = draw(st.sampled_from(["", *sends])) if sends else ""
        if inject:
            decisions.append(Decision(place(scenario, state), "", send=inject))
            state = send(scenario, state, inject).after
            continue
        open_here = [offer.measure for offer in offers(scenario, state) if offer.open]
        if not open_here:
            break
        measure = draw(st.sampled_from(open_here))
        outcomes = [outcome for outcome, _ in possible(scenario, state, measure)]
        outcome = draw(st.sampled_from(outcomes)) if outcomes else None
        decisions.append(Decision(place(scenario, state), measure, outcome))
        state = step(scenario, state, measure, outcome).after
    return tuple(decisions)


def _loaded(text: str) -> Scenario:
    return read("drawn", Volume("drawn.toml", text.encode()), MemoryResolver({})).sound()


@st.composite
def _tables(draw: st.DrawFn, largest: int) -> Table:
    return Plan(draw, largest).tables()
