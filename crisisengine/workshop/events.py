"""The lines of a room's record: what happened, in the order in which it happened.

One JSON object a line, `kind` first. The record is a stranger's text when it is read again: each line is held to the shape
and the limits that it was written with, and one that does not fit is refused by its number.

Longer than 300 lines because it is the whole vocabulary of the record, one noun after the other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal, get_args

import attrs
from attrs import field, frozen, validators

from crisisengine.errors import JournalError
from crisisengine.limits import (
    LONGEST_LABEL,
    LONGEST_LINE,
    LONGEST_NOTE,
    MOST_ASKED,
    MOST_DECISIONS,
    MOST_HEADS,
    MOST_OPTIONS,
    MOST_SEATS,
    SEEDS,
)
from crisisengine.text.messages import _
from crisisengine.workshop.voting_rules import MOST_ROUNDS, RULES, Decider, Missed, Rule

__all__ = [
    "KINDS",
    "PHASES",
    "TRENDS",
    "Approved",
    "Ballot",
    "Door",
    "Expectation",
    "Hands",
    "Locked",
    "Observation",
    "Opened",
    "Phase",
    "PhaseBegun",
    "Rating",
    "Reason",
    "RoomEvent",
    "RoomSettings",
    "Seated",
    "Sent",
    "Trend",
    "Undone",
    "event_of",
    "line_of",
    "moment",
    "stamp",
]

Phase = Literal["door", "scene", "vote", "talk", "asked", "lock", "expect", "consequences", "debrief"]
"""`asked`: no rule decided, and there is no default; the facilitator has to."""
PHASES: tuple[Phase, ...] = get_args(Phase)
Trend = Literal["better", "same", "worse"]
"""What a seat expects for the people who are to be protected."""
TRENDS: tuple[Trend, ...] = get_args(Trend)
Rating = Literal["P", "S", "M", "U"]
"""An observer's: performed; with some challenges; with major challenges; unable to be performed."""
Pause = Literal["", "hold", "break"]

DEBRIEF_STEPS = 5
LONGEST_TIME = 24 * 3600.0
"""Seconds of any timer."""


_Validator = Callable[[Any, "attrs.Attribute[Any]", Any], Any]
"""As attrs calls it: with the event, the field and its value."""


def _text(most: int = LONGEST_LABEL) -> _Validator:
    """A field of text."""
    return validators.and_(validators.instance_of(str), validators.max_len(most))


def _whole(low: int, high: int) -> _Validator:
    """A field that is a whole number; neither yes nor no, which Python counts among them."""
    return validators.and_(
        validators.not_(validators.instance_of(bool)),
        validators.instance_of(int),
        validators.ge(low),
        validators.le(high),
    )


def _table(value: _Validator) -> _Validator:
    """A field that says something of each option."""
    return validators.and_(
        validators.instance_of(dict), validators.deep_mapping(_text(), value), validators.max_len(MOST_OPTIONS)
    )


_hash: _Validator = validators.matches_re(r"[0-9a-f]{0,128}")
_truth: _Validator = validators.instance_of(bool)
_seconds: _Validator = validators.and_(
    validators.not_(validators.instance_of(bool)),
    validators.instance_of((int, float)),
    validators.ge(0),
    validators.le(LONGEST_TIME),
)
_count = _whole(0, MOST_HEADS)
_round = _whole(1, MOST_ROUNDS)
_question = _whole(1, MOST_ASKED)
_seat = _whole(1, MOST_SEATS)
_anybody = _whole(0, MOST_SEATS)
_after = _whole(0, MOST_DECISIONS)
_names: _Validator = validators.and_(
    validators.deep_iterable(_text(), validators.instance_of(tuple)), validators.max_len(MOST_OPTIONS)
)


def _strings(values: Iterable[str]) -> tuple[str, ...]:
    """A list of JSON as a tuple; a bare text would be taken for its letters."""
    if isinstance(values, str):
        raise TypeError("a list is wanted here")
    return tuple(values)


def stamp(now: float) -> str:
    """A moment as the record writes it: UTC, to the millisecond."""
    return datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(at: str) -> float:
    """A moment of the record, in seconds since the epoch; 0 where it is none."""
    try:
        return datetime.fromisoformat(at).timestamp()
    except (ValueError, OverflowError):
        return 0.0


@frozen(kw_only=True)
class RoomEvent:
    """One line."""

    kind: ClassVar[str]
    at: str = field(validator=_text())


@frozen(kw_only=True)
class RoomSettings(RoomEvent):
    """What the room is: written first, and again when the facilitator changes it."""

    kind: ClassVar[str] = "workshop"
    scenario: str = field(validator=_text())
    fingerprint: str = field(validator=_text())
    seed: int = field(validator=_whole(*SEEDS))
    rule: Rule = field(validator=validators.in_(RULES))
    quorum: int = field(default=0, validator=_count)
    """The least number of ballots; 0: half of the seats that are present."""
    minutes: float = field(default=4.0, validator=_seconds)
    """Of a question, where its scene names none; 0: no limit. A vote has a quarter of it, a talk half."""
    heads: int = field(default=0, validator=_count)
    """People in the room, as counted by the facilitator; 0: not counted."""
    hidden: bool = field(default=False, validator=_truth)
    """First counts stay hidden while the room talks."""
    each: bool = field(default=False, validator=_truth)
    """Nobody votes: each seat plays a run of its own."""


@frozen(kw_only=True)
class Seated(RoomEvent):
    """Somebody took a seat; once more for the same number when they came back with its code, or took other roles."""

    kind: ClassVar[str] = "seat"
    seat: int = field(validator=_seat)
    token: str = field(validator=_hash)
    rejoin: str = field(default="", validator=_hash)
    roles: tuple[str, ...] = field(default=(), converter=_strings, validator=_names)


@frozen(kw_only=True)
class Door(RoomEvent):
    """The door was opened or closed to newcomers."""

    kind: ClassVar[str] = "door"
    open: bool = field(validator=_truth)


@frozen(kw_only=True)
class PhaseBegun(RoomEvent):
    """The room stands at another phase, or its time was changed."""

    kind: ClassVar[str] = "phase"
    phase: Phase = field(validator=validators.in_(PHASES))
    seconds: float | None = field(default=None, validator=validators.optional(_seconds))
    """Time left; None: no limit."""
    pause: Pause = field(default="", validator=validators.in_(get_args(Pause)))
    step: int = field(default=0, validator=_whole(0, DEBRIEF_STEPS))
    """Of the debrief, from 1."""


@frozen(kw_only=True)
class Opened(RoomEvent):
    """A vote was opened."""

    kind: ClassVar[str] = "open"
    question: int = field(validator=_question)
    round: int = field(validator=_round)
    scene: str = field(validator=_text())
    after: int = field(validator=_after)
    """Decisions taken before it."""
    options: tuple[str, ...] = field(converter=_strings, validator=_names)
    """The measures that are open, in the order in which they are offered."""
    only_for: Mapping[str, str] = field(factory=dict, validator=_table(_text()))
    """The role that alone may vote for an option, where the author names one."""
    role: str = field(default="", validator=_text())
    """Whom the scene asks; empty: everybody."""
    default: str = field(default="", validator=_text())
    """What is taken when time runs out; empty: nothing."""
    seconds: float | None = field(default=None, validator=validators.optional(_seconds))
    chair: str = field(default="", validator=_text())
    """The role that is the chair."""


@frozen(kw_only=True)
class Ballot(RoomEvent):
    """A seat voted; its last one in a round counts."""

    kind: ClassVar[str] = "vote"
    question: int = field(validator=_question)
    round: int = field(validator=_round)
    seat: int = field(validator=_seat)
    option: str = field(validator=_text())


@frozen(kw_only=True)
class Hands(RoomEvent):
    """Raised hands were counted; from then on they are the round's votes, in place of ballots."""

    kind: ClassVar[str] = "hands"
    question: int = field(validator=_question)
    round: int = field(validator=_round)
    votes: Mapping[str, int] = field(validator=_table(_count))


@frozen(kw_only=True)
class Reason(RoomEvent):
    """A seat said why; seat 0: the facilitator wrote down what was said."""

    kind: ClassVar[str] = "why"
    question: int = field(validator=_question)
    round: int = field(validator=_round)
    seat: int = field(validator=_anybody)
    text: str = field(validator=_text(LONGEST_NOTE))


@frozen(kw_only=True)
class Approved(RoomEvent):
    """The facilitator let a reason onto the wall, or took it off."""

    kind: ClassVar[str] = "wall"
    question: int = field(validator=_question)
    round: int = field(validator=_round)
    seat: int = field(validator=_anybody)
    shown: bool = field(validator=_truth)


@frozen(kw_only=True)
class Expectation(RoomEvent):
    """What a seat expects of the decision; seat 0: raised hands were counted."""

    kind: ClassVar[str] = "expect"
    question: int = field(validator=_question)
    seat: int = field(validator=_anybody)
    expect: Trend | Literal[""] = field(default="", validator=validators.in_(("", *TRENDS)))
    text: str = field(default="", validator=_text(LONGEST_NOTE))
    votes: Mapping[str, int] = field(factory=dict, validator=_table(_count))


@frozen(kw_only=True)
class Locked(RoomEvent):
    """The room decided. It is on the disk before the journal is, and the journal before anybody sees it."""

    kind: ClassVar[str] = "lock"
    question: int = field(validator=_question)
    round: int = field(validator=_whole(0, MOST_ROUNDS))
    """0: there was no vote."""
    scene: str = field(validator=_text())
    after: int = field(validator=_after)
    option: str = field(validator=_text())
    decider: Decider = field(validator=validators.in_(get_args(Decider)))
    missed: Missed | None = field(default=None, validator=validators.optional(validators.in_(get_args(Missed))))
    votes: Mapping[str, int] = field(factory=dict, validator=_table(_count))
    quorum: int = field(default=0, validator=_count)
    present: int = field(default=0, validator=_count)


@frozen(kw_only=True)
class Sent(RoomEvent):
    """The facilitator sent an inject, or took it back."""

    kind: ClassVar[str] = "send"
    inject: str = field(validator=_text())
    after: int = field(validator=_after)
    """Decisions taken before it."""
    back: bool = field(default=False, validator=_truth)
    """Taken back."""


@frozen(kw_only=True)
class Observation(RoomEvent):
    """An observer rated an objective, or wrote down what they saw."""

    kind: ClassVar[str] = "observe"
    seat: int = field(validator=_anybody)
    objective: str = field(default="", validator=_text())
    rating: Rating | Literal[""] = field(default="", validator=validators.in_(("", *get_args(Rating))))
    text: str = field(default="", validator=_text(LONGEST_NOTE))
    after: int = field(default=0, validator=_after)


@frozen(kw_only=True)
class Undone(RoomEvent):
    """An open question was called off, or the last decision was taken back."""

    kind: ClassVar[str] = "undo"
    question: int = field(validator=_question)
    after: int = field(validator=_after)
    """Decisions that are left."""


KINDS: Mapping[str, type[RoomEvent]] = {
    line.kind: line
    for line in (
        RoomSettings, Seated, Door, PhaseBegun, Opened, Ballot, Hands, Reason, Approved, Expectation, Locked, Sent, Observation, Undone,
    )
}  # fmt: skip


def line_of(event: RoomEvent) -> bytes:
    """An event as a line of the record, its end included; what is empty and goes without saying is not said."""
    fields = {
        known.name: value
        for known in attrs.fields(type(event))
        if (value := getattr(event, known.name)) not in ("", None, (), {}) or known.default is attrs.NOTHING
    }
    text = json.dumps({"kind": event.kind, **fields}, ensure_ascii=True, separators=(",", ":"), default=dict)
    return text.encode() + b"\n"


def event_of(line: bytes, where: str) -> RoomEvent:
    """Read a line.

    Args:
        line: without its end.
        where: the file and the number of the line, for the message.

    Raises:
        JournalError: it is no line of a record, or of a later version.
    """
    refused: Callable[[str], JournalError] = lambda what: JournalError(  # noqa: E731 - said in four places
        _("{where}: {what}", where=where, what=what), hint=_("the lines before it can still be read: cut the file here")
    )
    if len(line) > 8 * LONGEST_LINE:
        raise refused(_("the line is too long"))
    try:
        fields: Any = json.loads(line)
    except (ValueError, RecursionError):
        raise refused(_("this is no JSON")) from None
    if not isinstance(fields, dict) or not isinstance(fields.get("kind"), str):
        raise refused(_("this is no line of a room's record"))
    maker = KINDS.get(fields.pop("kind"))
    if maker is None:
        raise refused(_("this kind of line is not known; a later version may have written it"))
    try:
        return maker(**fields)
    except (TypeError, ValueError) as fault:
        raise refused(_("a field does not fit: {fault}", fault=str(fault.args[0])[:200])) from None
