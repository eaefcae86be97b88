"""How much of an outcome chance decided: the same decisions under every other luck, exactly."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from crisisengine.debriefing.nouns import Chances
from crisisengine.debriefing.oracle import by_rank
from crisisengine.engine.rules import Decision, State, begin, offers, place, possible, step
from crisisengine.engine.run import Run
from crisisengine.model.scenario import Scenario

__all__ = ["MOST_STATES", "chances"]

MOST_STATES = 20_000
"""States that one decision may fan out to; beyond that, shares are followed for the likeliest only, and the rest is unfinished."""

Shares = dict[State, Fraction]


def chances(run: Run) -> Chances:
    """Follow the run's decisions through everything that the world could have decided after each of them."""
    scenario = run.scenario
    going: Shares = {begin(scenario): Fraction(1)}
    ended: dict[str, Fraction] = defaultdict(Fraction)
    diverged = Fraction(0)
    for decision in run.decisions:
        going, apart = _decided(scenario, going, decision)
        diverged += apart
        for state in [one for one in going if place(scenario, one) in scenario.endings]:
            ended[place(scenario, state)] += going.pop(state)
        if len(going) > MOST_STATES:
            going = dict(sorted(going.items(), key=lambda one: -one[1])[:MOST_STATES])
    unfinished = 1 - diverged - sum(ended.values())
    luck = None
    if run.ended:
        luck = float(1 - ended[run.place] / (1 - diverged))
    order = by_rank(scenario, frozenset(ended))
    return Chances(tuple((one, float(ended[one])) for one in order), float(unfinished), float(diverged), luck)


def _decided(scenario: Scenario, going: Shares, decision: Decision) -> tuple[Shares, Fraction]:
    """The shares after a decision, and the share of plays in which it could not be taken."""
    after: Shares = defaultdict(Fraction)
    apart = Fraction(0)
    for state, share in going.items():
        opened = place(scenario, state) == decision.scene and any(
            one.measure == decision.measure and one.open for one in offers(scenario, state)
        )
        if not opened:
            apart += share
            continue
        odds = possible(scenario, state, decision.measure)
        total = sum(weight for _, weight in odds)
        for outcome, weight in odds or [(None, 1)]:
            part = share * Fraction(weight, total or 1)
            after[step(scenario, state, decision.measure, outcome).after] += part
    return after, apart
