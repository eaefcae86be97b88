"""How a room's ballots become a decision: four rules, and what follows where none of them reaches one.

The rule is named before the vote opens. What is decided here is told in full, so that the projector can say why.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from crisisengine.workshop.rule_names import RULES, Rule

__all__ = ["MOST_ROUNDS", "RULES", "Count", "Decider", "Missed", "Resolution", "Rule", "count", "resolve"]

Missed = Literal["quorum", "tie", "majority", "consensus", "chair"]
"""Why a rule reached nothing: too few ballots; two with as many; none with enough; not all agreed; the chair was silent."""
Decider = Literal["plurality", "majority", "consensus", "chair", "default", "only", "skip", "facilitator"]
"""Who or what decided: a rule; the scene's default; the only open measure; a skip; the facilitator, asked."""

MOST_ROUNDS = 3
"""Votes on one question."""


@frozen(kw_only=True)
class Count:
    """The votes of a round, counted by a rule."""

    votes: Mapping[str, int]
    """Of each option, in the order in which they were offered; with zeros."""
    cast: int
    quorum: int
    option: str = ""
    """What the rule reached; empty where it reached nothing."""
    missed: Missed | None = None
    """Why it reached nothing; None where it reached something."""


@frozen(kw_only=True)
class Resolution:
    """What follows from a round: a decision, another talk, or a question to the facilitator."""

    option: str = ""
    decider: Decider | None = None
    """None: nothing is decided yet."""
    talk: bool = False
    """Talk, and vote once more."""
    missed: Missed | None = None
    """Why the named rule did not decide it."""

    @property
    def asked(self) -> bool:
        """Whether the facilitator has to decide: nothing is taken unasked."""
        return self.decider is None and not self.talk


def count(rule: Rule, votes: Mapping[str, int], quorum: int, chair: str = "") -> Count:
    """Count a round.

    Args:
        rule: as named beforehand.
        votes: of each option, zeros included.
        quorum: the least number of ballots, at least 1. The chair's word needs none.
        chair: the option that the chair voted for; empty where the chair did not vote, or there is none.
    """
    cast = sum(votes.values())
    leaders = [option for option, number in votes.items() if number == max(votes.values())] if cast else []
    option: str = ""
    missed: Missed | None = None
    if rule == "chair":
        option, missed = chair, None if chair else "chair"
    elif cast < max(quorum, 1):
        missed = "quorum"
    elif rule == "consensus" and votes[leaders[0]] < cast:
        missed = "consensus"
    elif len(leaders) > 1:
        missed = "tie"
    elif rule == "majority" and 2 * votes[leaders[0]] <= cast:
        missed = "majority"
    else:
        option = leaders[0]
    return Count(votes=votes, cast=cast, quorum=quorum, option=option, missed=missed)


def resolve(
    rule: Rule, counted: Count, *, number: int, chair: str = "", default: str = "", time_up: bool = False
) -> Resolution:
    """What follows when a round closes.

    Args:
        rule: as named beforehand.
        counted: the round, counted.
        number: of the round, from 1. After the first one a room always talks, unless its time ran out without quorum.
        chair: as in `count`.
        default: the measure that the author named for this scene, where it is open now; else empty.
        time_up: whether the timer closed the round, and nobody by hand.
    """
    missed = counted.missed
    if time_up and missed == "quorum" and default:
        return Resolution(option=default, decider="default", missed=missed)
    if number == 1:
        return Resolution(talk=True, missed=missed)
    if counted.option:
        return Resolution(option=counted.option, decider=rule)
    if number < MOST_ROUNDS:
        return Resolution(talk=True, missed=missed)
    if chair:
        return Resolution(option=chair, decider="chair", missed=missed)
    if default:
        return Resolution(option=default, decider="default", missed=missed)
    return Resolution(missed=missed)
