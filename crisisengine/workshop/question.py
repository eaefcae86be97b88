"""A question that the room is asked: its rounds, its ballots, what was said, and how it was decided."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from crisisengine.workshop.events import Expectation, Locked, Opened
from crisisengine.workshop.voting_rules import Count, Rule, count

__all__ = ["RoomQuestion", "Round", "Said"]


@frozen(kw_only=True)
class Said:
    """A reason, and whether the wall may show it."""

    round: int
    seat: int
    text: str
    shown: bool = False


@frozen(kw_only=True)
class Round:
    """One vote on a question."""

    opened: Opened
    ballots: Mapping[int, str] = field(factory=dict)
    """The option of each seat."""
    hands: Mapping[str, int] | None = None
    """Raised hands as counted; they are the votes then, and ballots are not."""

    @property
    def number(self) -> int:
        """From 1."""
        return self.opened.round

    @property
    def votes(self) -> dict[str, int]:
        """Of each option, in the order in which they were offered, with zeros."""
        votes = dict.fromkeys(self.opened.options, 0)
        if self.hands is not None:
            return votes | {option: number for option, number in self.hands.items() if option in votes}
        for option in self.ballots.values():
            votes[option] += 1
        return votes

    def counted(self, rule: Rule, quorum: int, chair: int | None) -> Count:
        """What a rule makes of it; `chair` is the seat of the chair."""
        return count(rule, self.votes, quorum, self.chair_says(chair))

    def chair_says(self, chair: int | None) -> str:
        """The option of the chair's ballot; empty where there is none."""
        return "" if chair is None else self.ballots.get(chair, "")


@frozen(kw_only=True)
class RoomQuestion:
    """What the room is asked in a scene; a scene that is met again is another question."""

    number: int
    """From 1, in the order of asking."""
    scene: str
    after: int
    """Decisions taken before it."""
    rounds: tuple[Round, ...] = ()
    said: tuple[Said, ...] = ()
    """The last reason of each seat in each round."""
    expected: Mapping[int, Expectation] = field(factory=dict)
    """Of each seat; seat 0 holds raised hands."""
    lock: Locked | None = None
    undone: bool = False
    """Called off, or its decision was taken back."""

    @property
    def expectations(self) -> dict[str, int]:
        """How many expect what: `better`, `same`, `worse`."""
        votes = dict.fromkeys(("better", "same", "worse"), 0)
        hands = self.expected.get(0)
        if hands is not None and hands.votes:
            return votes | {trend: number for trend, number in hands.votes.items() if trend in votes}
        for expectation in self.expected.values():
            if expectation.expect:
                votes[expectation.expect] += 1
        return votes
