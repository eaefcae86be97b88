"""How much of an outcome chance decided: the same decisions under every other luck, that of the start included.

Exact: the distribution over states is carried forward decision by decision, in whole numbers.
"""

from __future__ import annotations

import math
from collections import defaultdict

from crisisengine.budget import UNLIMITED, Budget, OverBudget
from crisisengine.debriefing.causes import label_of
from crisisengine.debriefing.model import Begun, Chances, DrawnValue
from crisisengine.debriefing.reachability import by_rank
from crisisengine.engine.rules import Decision, State, begin, offers, place, possible, step
from crisisengine.engine.run import Run
from crisisengine.engine.sending import send, sendable
from crisisengine.engine.starts import starts
from crisisengine.model.scenario import Scenario

__all__ = ["MOST_STATES", "begun_at", "chances", "drawn_values"]

MOST_STATES = 20_000
"""States that one decision may fan out to; beyond that no share is known any more, and none is told."""

Shares = dict[State, int]
"""Parts of a whole that all of them share: fractions would be reduced again and again, for minutes in a long run."""


def chances(run: Run, budget: Budget = UNLIMITED) -> Chances:
    """Follow the run's decisions through everything that the world could have decided before and after each of them.

    Raises:
        OverBudget: it takes more than there is, or branches too far (`states`); a part of it would tell nothing.
    """
    scenario = run.scenario
    going: Shares = defaultdict(int)
    for start, weight in starts(scenario, run.start.chapter):
        budget.ask("reading the run slowly")
        going[begin(scenario, start)] += weight
    whole = sum(going.values())
    ended: dict[str, int] = {}
    diverged = 0
    for decision in run.decisions:
        going, apart, finer = _decided(scenario, going, decision, budget)
        whole *= finer
        diverged = diverged * finer + apart
        ended = {name: share * finer for name, share in ended.items()}
        for state in [state for state in going if place(scenario, state) in scenario.endings]:
            here = place(scenario, state)
            ended[here] = ended.get(here, 0) + going.pop(state)
        if len(going) > MOST_STATES:
            raise OverBudget("reading the run slowly", "states")
    unfinished = whole - diverged - sum(ended.values())
    luck = None
    if run.ended:
        luck = (whole - diverged - ended.get(run.place, 0)) / (whole - diverged)
    order = by_rank(scenario, frozenset(ended))
    return Chances(
        endings=tuple((name, ended[name] / whole) for name in order),
        unfinished=unfinished / whole,
        diverged=diverged / whole,
        luck=luck,
    )


def _decided(scenario: Scenario, going: Shares, decision: Decision, budget: Budget) -> tuple[Shares, int, int]:
    """The shares after a decision, that of plays in which it could not be taken, and how much finer all parts are now."""
    taken: list[tuple[State, int, tuple[tuple[str, int], ...]]] = []
    apart = 0
    if decision.send:
        return _sent(scenario, going, decision.send)
    for state, share in going.items():
        budget.ask("reading the run slowly")
        opened = place(scenario, state) == decision.scene and any(
            offer.measure == decision.measure and offer.open for offer in offers(scenario, state)
        )
        if not opened:
            apart += share
            continue
        taken.append((state, share, possible(scenario, state, decision.measure)))
    finer = math.lcm(*{sum(weight for _, weight in odds) for _, _, odds in taken if odds})
    after: Shares = defaultdict(int)
    for state, share, odds in taken:
        budget.ask("reading the run slowly")
        total = sum(weight for _, weight in odds) or 1
        for outcome, weight in odds or [(None, 1)]:
            part = share * (finer // total if odds else finer) * weight
            after[step(scenario, state, decision.measure, outcome).after] += part
    return after, apart * finer, finer


def _sent(scenario: Scenario, going: Shares, inject: str) -> tuple[Shares, int, int]:
    """The same after a send; where it could not be sent, nobody knows what the facilitator would have done."""
    after: Shares = defaultdict(int)
    apart = 0
    for state, share in going.items():
        if any(known.inject == inject and known.open for known in sendable(scenario, state)):
            after[send(scenario, state, inject).after] += share
        else:
            apart += share
    return after, apart, 1


def begun_at(run: Run) -> Begun | None:
    """The chapter at which it began; None for the scenario's own beginning."""
    chapter = run.start.chapter
    return Begun(chapter, run.scenario.chapters[chapter].title) if chapter else None


def drawn_values(run: Run) -> tuple[DrawnValue, ...]:
    """What the world drew before anybody decided, in file order."""
    return tuple(_drawn_value(run.scenario, name, value) for name, value in run.start.drawn)


def _drawn_value(scenario: Scenario, name: str, value: int) -> DrawnValue:
    variable = scenario.variables[name]
    weights = dict(variable.draw)
    return DrawnValue(
        variable=name,
        label=label_of(scenario, name),
        word=variable.word(value),
        share=weights[value] / sum(weights.values()),
        hidden=variable.hidden,
    )
