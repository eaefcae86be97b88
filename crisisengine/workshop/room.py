"""The room as its record tells it: one line after the other, each making a new room of the last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import singledispatch

from attrs import evolve, field, frozen

from crisisengine.limits import MOST_ASKED, MOST_OBSERVED
from crisisengine.workshop.events import (
    Approved,
    Ballot,
    Door,
    Expectation,
    Hands,
    Locked,
    Observation,
    Opened,
    Pause,
    Phase,
    PhaseBegun,
    Reason,
    RoomEvent,
    RoomSettings,
    Seated,
    Sent,
    Undone,
    moment,
)
from crisisengine.workshop.question import RoomQuestion, Round, Said
from crisisengine.workshop.seats import Seat, electorate
from crisisengine.workshop.timer import Timer

__all__ = ["Room", "after", "room_of"]


@frozen(kw_only=True)
class Room:
    """Everything that is known of a room."""

    settings: RoomSettings
    phase: Phase = "door"
    pause: Pause = ""
    timer: Timer = field(factory=Timer)
    step: int = 0
    """Of the debrief, from 1; 0 before it."""
    door_open: bool = True
    seats: Mapping[int, Seat] = field(factory=dict)
    questions: tuple[RoomQuestion, ...] = ()
    decisions: int = 0
    """That stand."""
    observations: tuple[Observation, ...] = ()
    sent: tuple[Sent, ...] = ()

    @property
    def question(self) -> RoomQuestion | None:
        """The one that is open, or was decided last; None where there is none, or it was taken back."""
        return self.questions[-1] if self.questions and not self.questions[-1].undone else None

    @property
    def round(self) -> Round | None:
        """The vote that is open or was closed last."""
        question = self.question
        return question.rounds[-1] if question is not None and question.rounds else None

    @property
    def chair(self) -> int | None:
        """The seat of the chair; None where nobody holds that role, the first where several do."""
        current = self.round
        role = current.opened.chair if current is not None else ""
        return next((seat.number for seat in self.seats.values() if role and role in seat.roles), None)

    @property
    def standing(self) -> tuple[RoomQuestion, ...]:
        """The questions whose decisions stand, in order."""
        return tuple(question for question in self.questions if question.lock is not None and not question.undone)

    def may_take(self, option: str, seat: Seat) -> bool:
        """Whether a seat may vote for an option of the vote that is open; one whose role nobody holds is everybody's."""
        if self.round is None or option not in self.round.opened.options:
            return False
        return seat.number in electorate(self.seats, self.round.opened.only_for.get(option, ""))

    def seat_of(self, token: str) -> Seat | None:
        """The seat whose token has this hash."""
        return next((seat for seat in self.seats.values() if token and seat.token == token), None)


def room_of(events: Iterable[RoomEvent]) -> Room:
    """The room that a record tells of.

    Raises:
        ValueError: its first line does not say what the room is.
    """
    lines = iter(events)
    first = next(lines, None)
    if not isinstance(first, RoomSettings):
        raise ValueError("the first line says what the room is")  # noqa: TRY004 - it is about the file, not about a type
    room = Room(settings=first)
    for event in lines:
        room = after(event, room)
    return room


@singledispatch
def after(event: RoomEvent, room: Room) -> Room:
    """The room after a line. A line that speaks of what there is not changes nothing."""
    raise AssertionError(event, room)


@after.register
def _(event: RoomSettings, room: Room) -> Room:
    return evolve(room, settings=event)


@after.register
def _(event: Seated, room: Room) -> Room:
    seat = Seat(number=event.seat, token=event.token, rejoin=event.rejoin, roles=event.roles)
    return evolve(room, seats={**room.seats, event.seat: seat})


@after.register
def _(event: Door, room: Room) -> Room:
    return evolve(room, door_open=event.open)


@after.register
def _(event: PhaseBegun, room: Room) -> Room:
    if not _can_be(event.phase, room):
        return room
    timer = Timer(event.seconds, moment(event.at), held=bool(event.pause))
    return evolve(room, phase=event.phase, pause=event.pause, timer=timer, step=event.step)


@after.register
def _(event: Opened, room: Room) -> Room:
    opened = Round(opened=event)
    timer = Timer(event.seconds, moment(event.at))
    current = room.question
    last = room.questions[-1].number if room.questions else 0
    known = {asked.number for asked in current.rounds} if current is not None else set()
    if event.question < last or (event.question == last and (current is None or event.round in known)):
        return room
    if current is not None and current.number == event.question:
        room = _with(room, evolve(current, rounds=(*current.rounds, opened)))
    else:
        question = RoomQuestion(number=event.question, scene=event.scene, after=event.after, rounds=(opened,))
        room = evolve(room, questions=(*room.questions, question))
    return evolve(room, phase="vote", pause="", timer=timer)


@after.register
def _(event: Ballot, room: Room) -> Room:
    current = _round(room, event.question, event.round)
    if current is None or event.option not in current.opened.options:
        return room
    return _with_round(room, evolve(current, ballots={**current.ballots, event.seat: event.option}))


@after.register
def _(event: Hands, room: Room) -> Room:
    current = _round(room, event.question, event.round)
    return room if current is None else _with_round(room, evolve(current, hands=event.votes))


@after.register
def _(event: Reason, room: Room) -> Room:
    question = _question(room, event.question)
    if question is None:
        return room
    others = tuple(said for said in question.said if (said.round, said.seat) != (event.round, event.seat))
    said = Said(round=event.round, seat=event.seat, text=event.text)
    return _with(room, evolve(question, said=(*others, said) if event.text else others))


@after.register
def _(event: Approved, room: Room) -> Room:
    question = _question(room, event.question)
    if question is None:
        return room
    said = tuple(
        evolve(reason, shown=event.shown) if (reason.round, reason.seat) == (event.round, event.seat) else reason
        for reason in question.said
    )
    return _with(room, evolve(question, said=said))


@after.register
def _(event: Expectation, room: Room) -> Room:
    question = _question(room, event.question)
    return (
        room if question is None else _with(room, evolve(question, expected={**question.expected, event.seat: event}))
    )


@after.register
def _(event: Locked, room: Room) -> Room:
    question = _question(room, event.question)
    if question is None:  # there was no vote: one measure was open, or the scene was skipped before it
        question = RoomQuestion(number=event.question, scene=event.scene, after=event.after)
        room = evolve(room, questions=(*room.questions, question))
    room = _with(room, evolve(question, lock=event))
    return evolve(room, phase="lock", pause="", timer=Timer(), decisions=event.after + 1)


@after.register
def _(event: Sent, room: Room) -> Room:
    if event.back:
        return evolve(room, sent=tuple(sent for sent in room.sent if sent.inject != event.inject))
    if len(room.sent) >= MOST_ASKED or any(sent.inject == event.inject for sent in room.sent):
        return room
    return evolve(room, sent=(*room.sent, event))


@after.register
def _(event: Observation, room: Room) -> Room:
    return room if len(room.observations) >= MOST_OBSERVED else evolve(room, observations=(*room.observations, event))


@after.register
def _(event: Undone, room: Room) -> Room:
    questions = tuple(
        evolve(question, undone=True) if question.number == event.question else question for question in room.questions
    )
    return evolve(room, questions=questions, phase="scene", pause="", timer=Timer(), decisions=event.after)


def _can_be(phase: Phase, room: Room) -> bool:
    """Whether a room can stand there: nothing is talked about without a vote, nor expected of what was not decided."""
    decided = room.question is not None and room.question.lock is not None
    if phase in ("vote", "talk", "asked"):
        return room.round is not None and not decided
    return decided or phase not in ("lock", "expect")


def _question(room: Room, number: int) -> RoomQuestion | None:
    return next((question for question in reversed(room.questions) if question.number == number), None)


def _round(room: Room, question: int, number: int) -> Round | None:
    asked = _question(room, question)
    return None if asked is None else next((current for current in asked.rounds if current.number == number), None)


def _with(room: Room, question: RoomQuestion) -> Room:
    """The room with a question in its present form."""
    if room.questions[-1].number == question.number:  # as it nearly always is
        return evolve(room, questions=(*room.questions[:-1], question))
    return evolve(
        room,
        questions=tuple(question if asked.number == question.number else asked for asked in room.questions),
    )


def _with_round(room: Room, current: Round) -> Room:
    question = _question(room, current.opened.question)
    assert question is not None, "the round was found in it"
    rounds = tuple(current if known.number == current.number else known for known in question.rounds)
    return _with(room, evolve(question, rounds=rounds))
