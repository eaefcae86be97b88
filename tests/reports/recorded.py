"""A room's record as a room would have written it, for tests of reports: the same commands, no disk and no screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve
from strangers import ONE

from crisisengine.debriefing.model import Debrief
from crisisengine.workshop import commands
from crisisengine.workshop.commands import Asked
from crisisengine.workshop.events import RoomEvent, RoomSettings, Sent, line_of, stamp
from crisisengine.workshop.room import Room, after

BEGUN = 1_750_000_000.0


class Recorder:
    """Writes a record down while a room goes through questions."""

    def __init__(self, debrief: Debrief, seats: int, **settings) -> None:
        self.debrief = debrief
        self.now = BEGUN
        self.events: list[RoomEvent] = []
        begun = RoomSettings(
            at=stamp(self.now), scenario=debrief.scenario, fingerprint=debrief.fingerprint, seed=debrief.seed,
            **{"rule": "plurality"} | settings,
        )  # fmt: skip
        self.events.append(begun)
        self.room = Room(settings=begun)
        for seat in range(1, seats + 1):
            self.do(commands.join(self.room, f"{seat:x}", "", (), self.now))

    @property
    def lines(self) -> list[bytes]:
        """As they would lie on the disk, without their ends."""
        return [line_of(event).rstrip(b"\n") for event in self.events]

    def do(self, events: Iterable[RoomEvent]) -> None:
        """What a command came to."""
        for event in events:
            self.events.append(event)
            self.room = after(event, self.room)

    def ask(self, **more) -> None:
        """Open the vote on what the next decision of the run was taken from."""
        review = self.debrief.reviews[self.room.decisions]
        options = tuple(road.measure for road in review.roads if not road.reasons)
        self.to("scene")
        self.do(commands.ask(self.room, Asked(scene=review.scene, options=options, **more), self.now))

    def cast(self, votes: Mapping[int, str], reasons: Mapping[int, str] = {}) -> None:
        """Ballots and reasons by seat, a second apart."""
        current = self.room.round.opened
        for seat, option in votes.items():
            self.now += 1
            self.do(commands.vote(self.room, seat, current.question, current.round, option, self.now))
        for seat, text in reasons.items():
            self.do(commands.say(self.room, seat, current.question, current.round, text, self.now))

    def onward(self) -> None:
        """The next phase, half a minute later, with every seat there."""
        self.now += 30
        self.do(commands.onward(self.room, None, self.room.seats, self.now))

    def to(self, phase: str) -> None:
        """On to a phase, without asking anything; from consequences to the next scene."""
        while self.room.phase != phase:
            asked = Asked(scene="", options=()) if self.room.phase == "consequences" else None
            self.do(commands.onward(self.room, asked, self.room.seats, self.now))

    def settle(self, first: Mapping[int, str], last: Mapping[int, str], reasons: Mapping[int, str] = {}) -> None:
        """A question from its first vote to its lock."""
        self.ask()
        self.cast(first)
        self.onward()
        self.onward()
        self.cast(last, reasons)
        self.onward()


def kept(debrief: Debrief, number: int, **keeps: str) -> Debrief:
    """The same debrief with what the measures of a decision keep of the best."""
    reviews = list(debrief.reviews)
    roads = tuple(evolve(road, keeps=keeps.get(road.measure, road.keeps)) for road in reviews[number - 1].roads)
    reviews[number - 1] = evolve(reviews[number - 1], roads=roads)
    return evolve(debrief, reviews=tuple(reviews))


def a_room(words: str = "nobody asked them", debrief: Debrief = ONE) -> Recorder:
    """Five seats, three questions, a decision taken back, observers; `words`: whatever anybody said."""
    room = Recorder(debrief, 5, heads=6)
    room.settle(
        {1: "notice", 2: "notice", 3: "notice", 4: "notice", 5: "notice"}, {1: "notice", 2: "notice", 3: "notice"}
    )
    room.do(commands.take_back(room.room, room.now))
    room.settle(
        {1: "notice", 2: "notice", 3: "town_first", 4: "town_first", 5: "town_first"},
        {1: "notice", 2: "notice", 3: "notice", 4: "town_first"},
        {1: "all four must hear it", 3: "they would call it a trick", 4: words},
    )
    question = room.room.question.number
    room.do(commands.approve(room.room, question, 2, 4, room.now, shown=True))
    room.to("expect")
    for seat, trend in ((1, "better"), (2, "better"), (3, "worse")):
        room.do(commands.expect(room.room, seat, question, room.now, trend=trend, text=words if seat == 3 else ""))
    room.settle(dict.fromkeys(range(1, 6), "un_escort"), dict.fromkeys(range(1, 6), "un_escort"))
    for seat, rating in ((1, "P"), (2, "M"), (1, "S")):
        room.do(commands.observe(room.room, seat, room.now, objective="gates", rating=rating))
    room.do(commands.observe(room.room, 2, room.now, text=words))
    room.do([Sent(at=stamp(room.now), inject="a_call_at_night", after=2)])
    room.ask()
    room.do(commands.hands(room.room, {"leaflets": 3, "promise": 2}, room.now))
    room.onward()
    room.onward()
    room.do(commands.hands(room.room, {"leaflets": 4, "promise": 1}, room.now))
    room.onward()
    return room


def divided() -> Room:
    """A room that split, and in which two of a minority gave reasons; the facilitator let one of these be seen."""
    room = Recorder(ONE, 5)
    room.settle(
        {1: "notice", 2: "notice", 3: "town_first", 4: "town_first", 5: "camp_first"},
        {1: "notice", 2: "notice", 3: "notice", 4: "town_first", 5: "camp_first"},
        {4: "he holds the road", 5: "they would call it a trick"},
    )
    room.do(commands.approve(room.room, 1, 2, 4, room.now, shown=True))
    return room.room
