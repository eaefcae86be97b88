"""What a room's record says beside a Debrief: nouns that a report, a screen or a page can show.

Seats are counted and never named: who voted for what, or wrote which reason, is nobody's business. What people wrote is
quoted where the facilitator put it on the wall, as they were told, and counted where not: a text that is not here stands in
no report. What is not known, as who moved where hands were raised, is said to be unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from attrs import frozen

from crisisengine.debriefing.cohort import UNIFIED
from crisisengine.model.kinds import Kept
from crisisengine.workshop.events import Rating, Trend
from crisisengine.workshop.voting_rules import Decider, Missed, Rule

__all__ = [
    "BlindSpot",
    "Direction",
    "IndicatorMove",
    "ObserverNote",
    "ObserverRatings",
    "OptionReading",
    "QuestionReading",
    "QuotedReason",
    "RoomReading",
    "SeatMove",
    "SentLine",
    "direction_of",
]

Direction = Literal["toward", "away", "neither", "unknown"]
"""Of a seat that changed its vote, by what either measure keeps open of the best that was possible."""

_WORTH: dict[Kept, int] = {"lost": 0, "risked": 1, "kept": 2}


def direction_of(before: Kept, then: Kept) -> Direction:
    """Where a seat moved that voted for a measure that keeps so much, and then for another."""
    if not before or not then:
        return "unknown"
    if _WORTH[before] == _WORTH[then]:
        return "neither"
    return "toward" if _WORTH[then] > _WORTH[before] else "away"


@frozen(kw_only=True)
class OptionReading:
    """A measure that the room could vote for."""

    measure: str
    label: str
    role: str
    """The role that alone could vote for it, by id; empty: everybody."""
    silent: int
    """Votes of the first round, before anybody spoke."""
    last: int
    """Votes of the last round."""
    taken: bool
    keeps: Kept
    """Of the best that was possible; empty where that is not known."""


@frozen(kw_only=True)
class SeatMove:
    """Seats that voted for one measure silently, and for another in the last round."""

    from_: str
    """The label of the first."""
    to: str
    seats: int
    direction: Direction


@frozen(kw_only=True)
class QuotedReason:
    """What somebody gave as a reason, word for word, and the facilitator let the room see."""

    text: str
    option: str
    """The label of what they voted for in that round; empty where nobody knows, as of what the facilitator wrote down."""
    minority: bool
    """Whether they voted for another measure than the one that was taken."""


@frozen(kw_only=True)
class IndicatorMove:
    """An indicator that moved between a decision and the next."""

    label: str
    before: str
    after: str


@frozen(kw_only=True)
class QuestionReading:
    """A question that the room was asked, and how it answered."""

    question: int
    """From 1, in the order of asking."""
    number: int
    """The decision that it led to, from 1; 0 where that was taken back, or never taken."""
    scene: str
    scene_title: str
    role: str
    """Whom the scene asks, by id; empty: everybody."""
    options: tuple[OptionReading, ...]
    """In the order in which they were offered; empty where there was no vote."""
    rounds: int
    """Votes that were held."""
    hands: bool
    """Whether hands were counted in the first round or in the last."""
    moves: tuple[SeatMove, ...] | None
    """Who changed their vote, the most first; None where that is not known: one vote only, or raised hands."""
    came_in: int
    """Seats that voted last and not silently; 0 also where hands were counted."""
    fell_silent: int
    """Seats that voted silently and not last."""
    taken: str
    """The label of the measure that was locked; empty where the question was called off before it."""
    rule: Rule
    """As named before the vote."""
    decider: Decider | Literal[""]
    missed: Missed | None
    """Why the rule reached nothing, where something else decided."""
    quorum: int
    present: int
    """Seats that were there and could vote, when it was locked; 0 where it was not counted."""
    default: str
    """The label of the measure that the author named for this scene; empty for none."""
    reasons: tuple[QuotedReason, ...]
    unshown: int
    """Reasons that were written and not put on the wall."""
    expected: Mapping[Trend, int]
    """How many expected what for the people who are to be protected."""
    words: int
    """Expectations that were written in somebody's own words; nothing puts these on a wall, so none is quoted."""
    movements: tuple[IndicatorMove, ...]
    """What came: the indicators that the room could see, and that moved."""
    lost: tuple[str, ...]
    """The titles of the endings that it closed, better for civilians than all that was left."""
    seconds: float | None
    """From the opening of the first vote to the lock, as the clock on the wall runs; None where there was no vote."""
    ask: tuple[str, ...]
    """The author's questions for the room, as Markdown."""
    taken_back: bool
    """Whether its decision was taken back."""
    called_off: bool
    """Whether it was called off before a decision."""

    @property
    def silent_cast(self) -> int:
        """Votes of the first round."""
        return sum(option.silent for option in self.options)

    @property
    def last_cast(self) -> int:
        """Votes of the last round."""
        return sum(option.last for option in self.options)

    @property
    def share(self) -> Fraction | None:
        """Of the silent votes, what the measure with most of them had; None where nobody voted."""
        cast = self.silent_cast
        return Fraction(max(option.silent for option in self.options), cast) if cast else None

    @property
    def split(self) -> bool:
        """Whether the silent room was split: the measure with most votes had less than three fifths of them, as in a cohort."""
        return self.share is not None and self.share < UNIFIED

    @property
    def minority(self) -> tuple[QuotedReason, ...]:
        """What those said who voted otherwise."""
        return tuple(reason for reason in self.reasons if reason.minority)


@frozen(kw_only=True)
class BlindSpot:
    """Something that nobody in the room saw, or said."""

    kind: Literal["unvoted", "agreed", "unverified"]
    """Measures that nobody voted for kept the best open; all agreed silently, and it closed something; a report was acted on
    and never verified."""
    number: int
    """The decision that it is about."""
    where: str
    """The title of its scene; of a report, its sender."""
    labels: tuple[str, ...]
    """The measures that nobody voted for; the one on which all agreed; those taken on the report's word."""
    lost: tuple[str, ...]
    """The titles of the endings that were closed with it."""


@frozen(kw_only=True)
class ObserverRatings:
    """How observers rated an objective: the last word of each, counted and never averaged."""

    objective: str
    """Its text; its id where the scenario does not know it any more."""
    ratings: Mapping[Rating, int]
    """In the order P, S, M, U, without zeros."""

    @property
    def disagree(self) -> bool:
        """Whether they saw it differently."""
        return len(self.ratings) > 1


@frozen(kw_only=True)
class ObserverNote:
    """What an observer wrote down."""

    number: int
    """Decisions that stood then."""
    text: str


@frozen(kw_only=True)
class SentLine:
    """Something that the facilitator sent into the run; what it said, and a good answer to it, the debrief knows."""

    inject: str
    """Its id, as words."""
    number: int
    """The decision that it followed; 0 where it came before the first."""


@frozen(kw_only=True)
class RoomReading:
    """A room's record beside the debrief of its run."""

    rule: Rule
    quorum: int
    """As set; 0: half of those present."""
    heads: int
    """People whom the facilitator expected; 0: not told."""
    seats: int
    roles: Mapping[str, int]
    """Seats that speak for each role, by id."""
    questions: tuple[QuestionReading, ...]
    """Those whose decisions stand, in order."""
    taken_back: tuple[QuestionReading, ...]
    """Those whose decisions were taken back."""
    called_off: tuple[QuestionReading, ...]
    """Those that were called off before a decision."""
    blind_spots: tuple[BlindSpot, ...]
    sent: tuple[SentLine, ...]
    ratings: tuple[ObserverRatings, ...]
    notes: tuple[ObserverNote, ...]

    @property
    def splits(self) -> tuple[QuestionReading, ...]:
        """Questions that split the silent room, the most even first."""
        split = [question for question in self.questions if question.split]
        return tuple(sorted(split, key=lambda question: question.share or 0))

    @property
    def turned(self) -> tuple[QuestionReading, ...]:
        """Questions where the room took something else than had most silent votes."""
        return tuple(
            question
            for question in self.questions
            if any(
                option.silent > taken.silent for taken in question.options if taken.taken for option in question.options
            )
        )

    @property
    def by_number(self) -> dict[int, QuestionReading]:
        """The questions by the decision to which each led."""
        return {question.number: question for question in self.questions if question.number}
