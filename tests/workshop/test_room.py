"""A room under every sequence of what persons do and time does, held against a judge that keeps its own notes."""

from __future__ import annotations

from collections import Counter

import pytest
from attrs import evolve
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from crisisengine.errors import ChoiceRefused, JournalError
from crisisengine.limits import MOST_ASKED, MOST_OBSERVED
from crisisengine.workshop import commands
from crisisengine.workshop.commands import Asked
from crisisengine.workshop.events import (
    KINDS,
    Expectation,
    Hands,
    Locked,
    Observation,
    Opened,
    PhaseBegun,
    Reason,
    RoomSettings,
    Sent,
    event_of,
    line_of,
    stamp,
)
from crisisengine.workshop.room import Room, after, room_of
from crisisengine.workshop.voting_rules import MOST_ROUNDS, RULES

OPTIONS = ("alert", "boats", "columns")


def settled(rule: str = "plurality", **more) -> RoomSettings:
    return RoomSettings(at=stamp(0.0), scenario="story", fingerprint="f", seed=7, rule=rule, **more)


class Notes:
    """The judge's own: what was last said by whom in the round that is open, and nothing of how the room keeps it."""

    def __init__(self) -> None:
        self.ballots: dict[int, str] = {}
        self.hands: dict[str, int] | None = None
        self.round = 0

    def decision(self, rule: str, quorum: int, chair: int, default: str, *, time_up: bool) -> str:
        """`talk`, `asked`, or the option and who decided it, as section 11 of the contract says."""
        said = Counter(self.ballots.values()) if self.hands is None else Counter(self.hands)
        cast = sum(said.values())
        most = max(said.values(), default=0)
        best = [option for option in OPTIONS if said[option] == most and most]
        spoken = self.ballots.get(chair, "")
        short = cast < max(1, quorum) and rule != "chair"
        if rule == "chair" and not chair and self.round > 1:
            return "asked"
        if time_up and short and default:
            return f"{default} by default"
        reached = {
            "plurality": len(best) == 1 and not short,
            "majority": most * 2 > cast and not short,
            "consensus": most == cast and not short,
            "chair": bool(spoken),
        }[rule]
        if self.round > 1 and reached:
            return f"{spoken if rule == 'chair' else best[0]} by {rule}"
        if self.round < MOST_ROUNDS:
            return "talk"
        if spoken:
            return f"{spoken} by chair"
        return f"{default} by default" if default else "asked"


class AnyRoom(RuleBasedStateMachine):
    """Whatever is done to a room."""

    @initialize(
        named=st.sampled_from(RULES),
        quorum=st.integers(0, 6),
        default=st.sampled_from(("", "boats")),
        seats=st.integers(0, 5),
        minutes=st.sampled_from((0.0, 4.0)),
    )
    def begin(self, named, quorum, default, seats, minutes):
        self.now = 1_000_000.0
        self.rule, self.quorum, self.default = named, quorum, default
        self.log = [settled(named, quorum=quorum, minutes=minutes, heads=9)]
        self.room = Room(settings=self.log[0])
        self.notes = Notes()
        self.decided: list[str] = []
        for seat in range(seats):
            self.do(commands.join(self.room, f"{seat:x}", "", ["chair"] if seat == 0 else [], self.now))
        self.present = frozenset(self.room.seats)

    def do(self, events) -> None:
        for event in events:
            self.log.append(event)
            self.room = after(event, self.room)

    @property
    def asked(self) -> Asked:
        return Asked(scene="road", options=OPTIONS, default=self.default, chair="chair")

    def judged(self, *, time_up: bool) -> str:
        quorum = self.quorum
        if not quorum:
            people = len(self.present) if self.room.seats else 9
            quorum = max(1, (people + 1) // 2)
        return self.notes.decision(self.rule, quorum, 1 if self.room.seats else 0, self.default, time_up=time_up)

    def closing(self, events, *, time_up: bool) -> None:
        expected = self.judged(time_up=time_up)
        self.do(events)
        lock = events[-1] if isinstance(events[-1], Locked) else None
        told = f"{lock.option} by {lock.decider}" if lock else self.room.phase
        assert told == expected
        if lock:
            self.decided.append(lock.option)

    @precondition(lambda self: self.room.phase in ("scene", "talk", "door", "lock", "expect", "consequences"))
    @rule()
    def go_on(self):
        opens = self.room.phase in ("scene", "talk")
        again = self.room.phase == "talk"
        self.do(commands.onward(self.room, self.asked, self.present, self.now))
        if opens:
            self.notes.ballots, self.notes.hands = {}, None
            self.notes.round = self.notes.round + 1 if again else 1

    @precondition(lambda self: self.room.phase == "vote")
    @rule()
    def close_by_hand(self):
        self.closing(commands.onward(self.room, self.asked, self.present, self.now), time_up=False)

    @rule(seat=st.integers(1, 6), option=st.sampled_from((*OPTIONS, "dig")), late=st.booleans())
    def vote(self, seat, option, late):
        current = self.room.round
        number = current.number if current else 1
        question = current.opened.question if current else 1
        allowed = self.room.phase == "vote" and seat in self.room.seats and option in OPTIONS and not late
        allowed = allowed and self.notes.hands is None
        try:
            self.do(commands.vote(self.room, seat, question, number + late, option, self.now))
        except ChoiceRefused:
            assert not allowed
        else:
            assert allowed
            self.notes.ballots[seat] = option

    @precondition(lambda self: self.room.phase == "vote")
    @rule(votes=st.tuples(*[st.integers(0, 5)] * 3))
    def count_hands(self, votes):
        try:
            self.do(commands.hands(self.room, dict(zip(OPTIONS, votes, strict=True)), self.now))
        except ChoiceRefused:
            assert sum(votes) > 9
        else:
            assert sum(votes) <= 9
            self.notes.hands = dict(zip(OPTIONS, votes, strict=True))

    @rule(seconds=st.sampled_from((1.0, 30.0, 61.0)))
    def time_passes(self, seconds):
        self.now += seconds
        was_up = self.room.timer.is_up(self.now)
        events = commands.time_up(self.room, self.present, self.now)
        nobody_could = not self.room.seats and self.notes.hands is None  # hands are counted after they were raised
        assert bool(events) == (self.room.phase == "vote" and was_up and not nobody_could)
        if events:
            self.closing(events, time_up=True)

    @rule(pause=st.sampled_from(("hold", "break")))
    def hold(self, pause):
        left, before = self.room.timer.left(self.now), self.room.pause
        self.do(commands.hold(self.room, self.now, pause=pause))
        assert self.room.pause == ("" if before == pause else pause)
        assert self.room.timer.held == bool(self.room.pause)
        assert self.room.timer.left(self.now) == pytest.approx(left) if left is not None else True

    @precondition(lambda self: self.room.phase in ("vote", "talk") and self.room.timer.seconds is not None)
    @rule()
    def a_minute_more(self):
        left = self.room.timer.left(self.now)
        self.do(commands.lengthen(self.room, self.now))
        assert self.room.timer.left(self.now) == pytest.approx(left + 60)

    @rule()
    def undo(self):
        open_question = self.room.question is not None and self.room.question.lock is None
        try:
            self.do(commands.take_back(self.room, self.now))
        except ChoiceRefused:
            assert not open_question
            assert not self.decided
        else:
            if not open_question:
                self.decided.pop()
            assert self.room.phase == "scene"

    @rule()
    def skip(self):
        phase, current = self.room.phase, self.room.round
        try:
            events = commands.skip(self.room, self.asked, self.now)
        except ChoiceRefused:
            assert phase not in ("vote", "talk")
            return
        self.do(events)
        if self.default:
            assert self.room.phase == "lock"
            self.decided.append(self.default)
        else:
            assert self.room.phase == "asked"
            assert current is not None

    @precondition(lambda self: self.room.phase == "asked")
    @rule(option=st.sampled_from(OPTIONS))
    def the_facilitator_decides(self, option):
        self.do(commands.choose(self.room, option, self.now))
        self.decided.append(option)

    @invariant()
    def the_votes_are_the_last_of_each_seat_or_the_hands(self):
        if hasattr(self, "room") and self.room.phase == "vote":
            said = Counter(self.notes.ballots.values()) if self.notes.hands is None else Counter(self.notes.hands)
            assert {option: number for option, number in self.room.round.votes.items() if number} == +said

    @invariant()
    def the_decisions_that_stand_are_those_that_were_made(self):
        if hasattr(self, "room"):
            assert [question.lock.option for question in self.room.standing] == self.decided
            assert self.room.decisions == len(self.decided)

    def teardown(self):
        if hasattr(self, "log"):
            lines = [line_of(event) for event in self.log]
            assert room_of(event_of(line.rstrip(b"\n"), "record:1") for line in lines) == self.room


AnyRoom.TestCase.settings = settings(max_examples=60, stateful_step_count=30, suppress_health_check=list(HealthCheck))
TestAnyRoom = AnyRoom.TestCase


def test_where_one_measure_is_open_there_is_no_vote():
    room = Room(settings=settled(), phase="scene")
    (lock,) = commands.onward(room, Asked(scene="road", options=("alert",)), frozenset({1}), 0.0)

    assert (lock.option, lock.decider, lock.round) == ("alert", "only", 0)


def test_a_question_for_a_role_is_voted_on_by_those_who_hold_it():
    room = Room(settings=settled(), phase="scene")
    for number, roles in enumerate((["chief"], [], ["chief", "medic"]), 1):
        room = after(commands.join(room, str(number), "", roles, 0.0)[0], room)
    asked = Asked(scene="road", options=OPTIONS, role="chief", only_for={"boats": "medic"})
    room = after(commands.ask(room, asked, 0.0)[0], room)

    with pytest.raises(ChoiceRefused, match="another role"):
        commands.vote(room, 2, 1, 1, "alert", 0.0)
    with pytest.raises(ChoiceRefused, match="cannot be voted for"):
        commands.vote(room, 1, 1, 1, "boats", 0.0)
    assert commands.vote(room, 3, 1, 1, "boats", 0.0)[0].option == "boats"
    assert commands.quorum_of(room, room.round, frozenset({1, 2, 3})) == 1


def test_a_reason_is_on_the_wall_only_while_the_facilitator_wants_it_there():
    room = Room(settings=settled(), phase="scene")
    room = after(commands.join(room, "a", "", (), 0.0)[0], room)
    room = after(commands.ask(room, Asked(scene="road", options=OPTIONS), 0.0)[0], room)
    room = after(commands.say(room, 1, 1, 1, "they know the river", 0.0)[0], room)
    assert [reason.shown for reason in room.question.said] == [False]

    room = after(commands.approve(room, 1, 1, 1, 0.0, shown=True)[0], room)
    assert [reason.shown for reason in room.question.said] == [True]

    room = after(commands.say(room, 1, 1, 1, "they know the road", 0.0)[0], room)
    assert [(reason.text, reason.shown) for reason in room.question.said] == [("they know the road", False)]


def test_the_debrief_goes_back_by_a_step_and_from_its_first_to_where_the_room_came_from():
    room = evolve(Room(settings=settled()), phase="debrief", step=2)
    places = []
    for _ in range(2):
        room = after(commands.step_back(room, 0.0)[0], room)
        places.append((room.phase, room.step))

    assert places == [("debrief", 1), ("scene", 0)]
    with pytest.raises(ChoiceRefused, match="only the debrief"):
        commands.step_back(room, 0.0)


def test_a_run_that_is_ended_in_a_talk_has_its_question_called_off_and_comes_to_its_debrief():
    room = Room(settings=settled(), phase="scene")
    for command in (
        lambda room: commands.ask(room, Asked(scene="road", options=OPTIONS), 0.0),
        lambda room: commands.close(room, frozenset(), 0.0),
        lambda room: commands.finish(room, 0.0),
    ):
        for event in command(room):
            room = after(event, room)

    assert (room.phase, room.step, room.decisions, room.question) == ("debrief", 1, 0, None)
    assert [question.undone for question in room.questions] == [True]
    with pytest.raises(ChoiceRefused, match="what was played"):
        commands.finish(room, 0.0)


def test_a_decision_that_stands_is_kept_when_the_run_is_ended():
    room = Room(settings=settled(), phase="scene")
    room = after(commands.ask(room, Asked(scene="road", options=("alert",)), 0.0)[0], room)

    (event,) = commands.finish(room, 0.0)

    assert [question.lock.option for question in after(event, room).standing] == ["alert"]


def test_a_room_without_seats_needs_half_of_its_heads_before_any_hand_is_counted():
    room = Room(settings=settled(heads=9), phase="scene")
    room = after(commands.ask(room, Asked(scene="road", options=OPTIONS), 0.0)[0], room)

    assert commands.quorum_of(room, room.round, frozenset()) == 5


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"{}",
        b'{"kind":7}',
        b'{"kind":"later","at":""}',
        b'{"kind":"vote","at":"","question":1,"round":1,"seat":true,"option":"a"}',
        b'{"kind":"vote","at":"","question":1,"round":9,"seat":1,"option":"a"}',
        b'{"kind":"vote","at":"","question":1,"round":1,"seat":1}',
        b'{"kind":"vote","at":"","question":1,"round":1,"seat":1,"option":"a","more":1}',
        b'{"kind":"hands","at":"","question":1,"round":1,"votes":{"a":-1}}',
        b'{"kind":"hands","at":"","question":1,"round":1,"votes":[]}',
        b'{"kind":"seat","at":"","seat":1,"token":"","roles":"abc"}',
        b'{"kind":"phase","at":"","phase":"lunch"}',
        b'{"kind":"phase","at":"","phase":"vote","seconds":1e999}',
        b"[" * 100_000,
        b'{"kind":"why","at":"","question":1,"round":1,"seat":1,"text":"' + b"x" * 3000 + b'"}',
    ],
)
def test_a_line_that_is_none_is_refused_by_its_place(line):
    with pytest.raises(JournalError, match=r"^record:3: "):
        event_of(line, "record:3")


def test_every_kind_of_line_names_itself():
    assert all(name == line.kind for name, line in KINDS.items())
    assert len(KINDS) == 14


@pytest.mark.parametrize("phase", ["vote", "talk", "asked", "lock", "expect"])
def test_a_line_that_puts_a_room_where_it_cannot_be_changes_nothing(phase):
    room = Room(settings=settled(), phase="scene")
    assert after(PhaseBegun(at="", phase=phase), room) == room


@pytest.mark.parametrize(
    "event",
    [
        Reason(at="", question=1, round=1, seat=1, text=""),
        Hands(at="", question=1, round=1, votes={}),
        Expectation(at="", question=1, seat=1),
        Observation(at="", seat=0),
        Opened(at="", question=1, round=1, scene="", after=0, options=()),
    ],
)
def test_what_is_empty_is_read_again_as_it_was_written(event):
    assert event_of(line_of(event), "here") == event


def test_a_record_that_says_the_same_without_end_makes_no_room_without_end():
    again = [
        Opened(at="", question=1, round=1, scene="road", after=0, options=OPTIONS),
        Sent(at="", inject="rain", after=0),
        Observation(at="", seat=0, text="late"),
    ]
    room = room_of([settled(), *(event for _ in range(MOST_OBSERVED + 1) for event in again)])
    assert (len(room.questions), len(room.question.rounds), len(room.sent)) == (1, 1, 1)
    assert len(room.observations) == MOST_OBSERVED
    with pytest.raises(ChoiceRefused, match="notes are full"):
        commands.observe(room, 0, 0.0, text="later")


def test_a_room_is_not_asked_without_end():
    locks = [
        Locked(at="", question=number, round=0, scene="road", after=0, option="alert", decider="only")
        for number in range(1, MOST_ASKED + 1)
    ]
    room = evolve(room_of([settled(), *locks]), phase="scene")
    with pytest.raises(ChoiceRefused, match="asked too much"):
        commands.ask(room, Asked(scene="road", options=OPTIONS), 0.0)


def test_a_measure_for_a_role_that_nobody_holds_is_everybodys():
    room = Room(settings=settled(), phase="scene")
    room = after(commands.join(room, "a", "", (), 0.0)[0], room)
    asked = Asked(scene="road", options=OPTIONS, only_for={"boats": "captain"})
    room = after(commands.ask(room, asked, 0.0)[0], room)
    assert commands.vote(room, 1, 1, 1, "boats", 0.0)[0].option == "boats"

    room = after(commands.join(room, "b", "", ("captain",), 0.0)[0], room)
    with pytest.raises(ChoiceRefused, match="cannot be voted for"):
        commands.vote(room, 1, 1, 1, "boats", 0.0)


@pytest.mark.parametrize(("rule", "decider"), [("chair", "chair"), ("consensus", "facilitator")])
def test_what_is_chosen_for_the_room_is_the_chairs_where_the_chair_decides(rule, decider):
    room = Room(settings=settled(rule), phase="scene")
    room = after(commands.ask(room, Asked(scene="road", options=OPTIONS), 0.0)[0], room)
    room = after(PhaseBegun(at="", phase="asked"), room)
    assert commands.choose(room, "boats", 0.0)[0].decider == decider
