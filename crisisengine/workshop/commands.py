"""What persons ask of a room, answered by the lines that the record will hold, or refused with a sentence.

A command changes nothing: whoever asked writes the lines first, and then lets them make the new room.

Longer than 300 lines because it is all that can be asked, one command after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve, field, frozen

from crisisengine.errors import ChoiceRefused
from crisisengine.limits import LONGEST_NOTE, MOST_ASKED, MOST_HEADS, MOST_OBSERVED, MOST_SEATS
from crisisengine.text.messages import _
from crisisengine.workshop.events import (
    DEBRIEF_STEPS,
    LONGEST_TIME,
    TRENDS,
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
    Rating,
    Reason,
    RoomEvent,
    Seated,
    Sent,
    Trend,
    Undone,
    stamp,
)
from crisisengine.workshop.question import RoomQuestion, Round
from crisisengine.workshop.room import Room
from crisisengine.workshop.seats import Seat, default_quorum, electorate
from crisisengine.workshop.voting_rules import Decider, Resolution, resolve

__all__ = [
    "Asked",
    "approve",
    "ask",
    "choose",
    "close",
    "door",
    "expect",
    "finish",
    "hands",
    "heads_of",
    "hold",
    "join",
    "lengthen",
    "observe",
    "onward",
    "quorum_of",
    "reseat",
    "say",
    "send",
    "skip",
    "step_back",
    "take_back",
    "time_up",
    "vote",
    "voters",
    "woken",
]

Events = tuple[RoomEvent, ...]


@frozen(kw_only=True)
class Asked:
    """What a scene asks, as the engine offers it now."""

    scene: str
    options: tuple[str, ...]
    """The measures that are open, in the order in which they are offered."""
    only_for: Mapping[str, str] = field(factory=dict)
    """The role that alone may vote for an option."""
    role: str = ""
    """Whom the scene asks; empty: everybody."""
    default: str = ""
    """Of the author, where it is open now; else empty."""
    minutes: float = 0.0
    """Of the author; 0: the room's own."""
    chair: str = ""
    """The role that is the chair; empty where the scenario has none."""


# who is there


def join(room: Room, token: str, rejoin: str, roles: Iterable[str], now: float) -> Events:
    """Take a new seat. `token` and `rejoin` are hashes.

    Raises:
        ChoiceRefused: the door is closed, or the room is full.
    """
    if not room.door_open:
        raise ChoiceRefused(_("the door is closed; the facilitator can open it again"))
    if len(room.seats) >= MOST_SEATS:
        raise ChoiceRefused(_("the room is full"))
    return (Seated(at=stamp(now), seat=max(room.seats, default=0) + 1, token=token, rejoin=rejoin, roles=tuple(roles)),)


def reseat(seat: Seat, now: float, *, token: str = "", roles: Iterable[str] | None = None) -> Events:
    """The same seat with another token (its phone lost the old one), or with other roles."""
    return (
        Seated(
            at=stamp(now),
            seat=seat.number,
            token=token or seat.token,
            rejoin=seat.rejoin,
            roles=seat.roles if roles is None else tuple(roles),
        ),
    )


def door(room: Room, now: float, *, open_: bool) -> Events:
    """Open or close the door to newcomers; nothing where it is so already."""
    return () if room.door_open == open_ else (Door(at=stamp(now), open=open_),)


def voters(room: Room, current: Round, present: Iterable[int]) -> frozenset[int]:
    """The seats that are there and may vote now."""
    return electorate(room.seats, current.opened.role) & frozenset(present)


def quorum_of(room: Room, current: Round, present: Iterable[int]) -> int:
    """The least number of votes that counts: as set, or half of those who are there and may vote.

    Where nobody has a seat, it is half of the heads; where there are seats, heads were only expected.
    """
    if room.settings.quorum:
        return room.settings.quorum
    if not room.seats:
        return max(1, -(-room.settings.heads // 2))
    return default_quorum(voters(room, current, present))


# voting


def vote(room: Room, seat: int, question: int, number: int, option: str, now: float) -> Events:
    """A seat's ballot in a round; the last one counts.

    Raises:
        ChoiceRefused: that round is closed or counted by raised hands, the option is none of it, or not this seat's to take.
    """
    current = _open_round(room, question, number)
    holder = room.seats.get(seat)
    if holder is None:
        raise ChoiceRefused(_("this seat is not in the room"))
    if current.hands is not None:  # they have replaced the ballots, and nobody shall think that theirs counts
        raise ChoiceRefused(_("raised hands are counted in this vote"))
    if seat not in electorate(room.seats, current.opened.role):
        raise ChoiceRefused(_("this question is for another role"))
    if not room.may_take(option, holder):
        raise ChoiceRefused(_("this cannot be voted for"))
    return (Ballot(at=stamp(now), question=question, round=number, seat=seat, option=option),)


def hands(room: Room, votes: Mapping[str, int], now: float) -> Events:
    """Raised hands of the round that is open, a count per option; they replace its ballots.

    Raises:
        ChoiceRefused: no vote is open, an option is none of it, or more hands were counted than there are heads.
    """
    current = room.round
    if current is None or room.phase != "vote":
        raise ChoiceRefused(_("no vote is open"))
    if any(option not in current.opened.options for option in votes):
        raise ChoiceRefused(_("a count belongs to each option, and is 0 or more"))
    _counted(room, votes)
    opened = current.opened
    return (Hands(at=stamp(now), question=opened.question, round=opened.round, votes=dict(votes)),)


def say(room: Room, seat: int, question: int, number: int, text: str, now: float) -> Events:
    """A seat's reason for its vote; an empty one takes it back. Seat 0 is the facilitator's pen.

    Raises:
        ChoiceRefused: the question has passed, or the reason is too long.
    """
    asked = room.question
    if asked is None or asked.number != question or not any(known.number == number for known in asked.rounds):
        raise ChoiceRefused(_("the room has gone on to another question"))
    _fits(text)
    return (Reason(at=stamp(now), question=question, round=number, seat=seat, text=text),)


def approve(room: Room, question: int, number: int, seat: int, now: float, *, shown: bool) -> Events:
    """Let a reason onto the wall, or take it off.

    Raises:
        ChoiceRefused: there is no such reason.
    """
    for asked in room.questions:
        if asked.number == question and any((said.round, said.seat) == (number, seat) for said in asked.said):
            return (Approved(at=stamp(now), question=question, round=number, seat=seat, shown=shown),)
    raise ChoiceRefused(_("there is no such reason"))


def expect(
    room: Room,
    seat: int,
    question: int,
    now: float,
    *,
    trend: Trend | str = "",
    text: str = "",
    votes: Mapping[str, int] = {},
) -> Events:
    """What a seat expects of the decision that was locked; seat 0 with `votes`: raised hands.

    Raises:
        ChoiceRefused: the room is not asked for it now, or it is none of `better`, `same`, `worse`.
    """
    asked = room.question
    if asked is None or asked.number != question or room.phase not in ("lock", "expect"):
        raise ChoiceRefused(_("the room is past this"))
    _fits(text)
    known: dict[str, Trend] = {word: word for word in TRENDS}
    if (trend and trend not in known) or any(word not in known for word in votes):
        raise ChoiceRefused(_("it is better, the same, or worse"))
    _counted(room, votes)
    return (
        Expectation(at=stamp(now), question=question, seat=seat, expect=known.get(trend, ""), text=text, votes=votes),
    )


def observe(
    room: Room, seat: int, now: float, *, objective: str = "", rating: Rating | str = "", text: str = ""
) -> Events:
    """An observer's rating of an objective, or a note; seat 0 is the facilitator.

    Raises:
        ChoiceRefused: it says nothing, the rating is none of P, S, M, U, or there are too many.
    """
    letters: dict[str, Rating] = {"P": "P", "S": "S", "M": "M", "U": "U"}
    _fits(text)
    if rating and rating not in letters:
        raise ChoiceRefused(_("a rating is P, S, M or U"))
    if not (text or (objective and rating)):
        raise ChoiceRefused(_("rate an objective, or write down what you saw"))
    if len(room.observations) >= MOST_OBSERVED:
        raise ChoiceRefused(_("this room's notes are full"))
    made = Observation(
        at=stamp(now), seat=seat, objective=objective, rating=letters.get(rating, ""), text=text, after=room.decisions
    )
    return (made,)


# going on


def ask(room: Room, asked: Asked, now: float) -> Events:
    """Open the first vote on what the scene asks; where one measure is open there is no vote, it is taken.

    Raises:
        ChoiceRefused: the room is not at a scene, or nothing is open.
    """
    if room.phase not in ("scene", "door"):
        raise ChoiceRefused(_("a vote opens from a scene"))
    if not asked.options:
        raise ChoiceRefused(_("nothing is open here"))
    question = _next_question(room)
    if len(asked.options) == 1:
        return (_lock(room, question, asked.scene, asked.options[0], "only", now),)
    seconds = _share(asked.minutes or room.settings.minutes, 0.25)
    opened = Opened(
        at=stamp(now),
        question=question,
        round=1,
        scene=asked.scene,
        after=room.decisions,
        options=asked.options,
        only_for=asked.only_for,
        role=asked.role,
        default=asked.default,
        seconds=seconds,
        chair=asked.chair,
    )
    return (opened,)


def onward(room: Room, asked: Asked | None, present: Iterable[int], now: float) -> Events:
    """The next phase. `asked` is what the present scene asks; None where the run has ended.

    Raises:
        ChoiceRefused: the facilitator has to decide first, or nothing comes after this.
    """
    if room.phase == "door":
        return _phase("scene", now)
    if room.phase == "scene":
        return _phase("debrief", now, step=1) if asked is None else ask(room, asked, now)
    if room.phase == "vote":
        return close(room, present, now)
    if room.phase == "talk":
        return _again(room, now)
    if room.phase == "asked":
        raise ChoiceRefused(_("no rule has decided this: choose a measure for the room"))
    if room.phase == "lock":
        return _phase("expect", now)
    if room.phase == "expect":
        return _phase("consequences", now)
    if room.phase == "consequences":
        return _phase("debrief", now, step=1) if asked is None else _phase("scene", now)
    if room.step < DEBRIEF_STEPS:
        return _phase("debrief", now, step=room.step + 1)
    raise ChoiceRefused(_("this is the last step of the debrief"))


def step_back(room: Room, now: float) -> Events:
    """The step of the debrief before this one; before the first one the scene or the ending that the room came from.

    Raises:
        ChoiceRefused: the room is not at its debrief.
    """
    if room.phase != "debrief":
        raise ChoiceRefused(_("only the debrief goes back by a step"))
    return _phase("debrief", now, step=room.step - 1) if room.step > 1 else _phase("scene", now)


def finish(room: Room, now: float) -> Events:
    """End here: the debrief, of as much as was decided. A question that is open is called off first.

    Raises:
        ChoiceRefused: the room has not begun, or is at its debrief.
    """
    if room.phase in ("door", "debrief"):
        raise ChoiceRefused(_("a debrief follows what was played"))
    question = room.question
    called_off = take_back(room, now) if question is not None and question.lock is None else ()
    return (*called_off, *_phase("debrief", now, step=1))


def close(room: Room, present: Iterable[int], now: float, *, time_up: bool = False) -> Events:
    """Close the round that is open: a decision, another talk, or a question to the facilitator.

    Raises:
        ChoiceRefused: no vote is open.
    """
    current, asked = room.round, room.question
    if current is None or asked is None or room.phase != "vote":
        raise ChoiceRefused(_("no vote is open"))
    there = voters(room, current, present)
    quorum = quorum_of(room, current, present)
    rule = room.settings.rule
    counted = current.counted(rule, quorum, room.chair)
    follows: Resolution = resolve(
        rule,
        counted,
        number=current.number,
        chair=current.chair_says(room.chair),
        default=current.opened.default,
        time_up=time_up,
    )
    if rule == "chair" and room.chair is None and current.number > 1:
        return _phase("asked", now)  # the chair holds no seat, and tells the facilitator
    if follows.decider is not None:
        lock = _lock(room, asked.number, asked.scene, follows.option, follows.decider, now)
        votes = current.votes
        return (
            evolve(lock, round=current.number, missed=follows.missed, votes=votes, quorum=quorum, present=len(there)),
        )
    if follows.asked:
        return _phase("asked", now)
    return _phase("talk", now, seconds=_share(_minutes(room, current), 0.5))


def time_up(room: Room, present: Iterable[int], now: float) -> Events:
    """What follows when the time of a round ran out; nothing while it has not, or in a talk.

    A room without seats can vote by raised hands alone, and those are counted after they were raised: it is waited for.
    """
    current = room.round
    if room.phase != "vote" or not room.timer.is_up(now) or current is None:
        return ()
    if not room.seats and current.hands is None:
        return ()
    return close(room, present, now, time_up=True)


def skip(room: Room, asked: Asked | None, now: float) -> Events:
    """Take the author's default; where there is none, or it is locked, the facilitator is asked.

    Raises:
        ChoiceRefused: there is nothing to skip.
    """
    current, question = room.round, room.question
    if room.phase in ("vote", "talk") and current is not None and question is not None:
        if not current.opened.default:
            return _phase("asked", now)
        lock = _lock(room, question.number, question.scene, current.opened.default, "skip", now)
        return (evolve(lock, round=current.number, votes=current.votes),)
    if room.phase == "scene" and asked is not None and asked.default:
        return (_lock(room, _next_question(room), asked.scene, asked.default, "skip", now),)
    if room.phase == "scene" and asked is not None:
        raise ChoiceRefused(_("this scene names no default: open the vote"))
    raise ChoiceRefused(_("there is nothing to skip"))


def choose(room: Room, option: str, now: float) -> Events:
    """The facilitator's choice where no rule decided; under the rule of the chair, the chair's as the facilitator heard it.

    Raises:
        ChoiceRefused: the room has not asked for it, or the measure is not open.
    """
    current, question = room.round, room.question
    if room.phase != "asked" or current is None or question is None:
        raise ChoiceRefused(_("the room decides this itself"))
    if option not in current.opened.options:
        raise ChoiceRefused(_("this measure is not open"))
    decider: Decider = "chair" if room.settings.rule == "chair" else "facilitator"
    lock = _lock(room, question.number, question.scene, option, decider, now)
    return (evolve(lock, round=current.number, votes=current.votes),)


def take_back(room: Room, now: float) -> Events:
    """Call an open question off, or take back what was sent last, or the last decision.

    Raises:
        ChoiceRefused: there is nothing to take back.
    """
    question = room.question
    if question is not None and question.lock is None:
        return (Undone(at=stamp(now), question=question.number, after=room.decisions),)
    if room.sent and room.sent[-1].after == room.decisions:
        return (evolve(room.sent[-1], at=stamp(now), back=True),)
    decided: RoomQuestion | None = room.standing[-1] if room.standing else None
    if decided is None:
        raise ChoiceRefused(_("there is no decision to take back"))
    return (Undone(at=stamp(now), question=decided.number, after=decided.after),)


def send(room: Room, inject: str, now: float) -> Events:
    """Send a contingency into the run; whether it can be sent there is for the engine to say.

    Raises:
        ChoiceRefused: no scene is on the wall: a vote would be about another state, and nobody would see what comes in.
    """
    if room.phase != "scene":
        raise ChoiceRefused(_("something can be sent while a scene is on the wall, before its vote"))
    return (Sent(at=stamp(now), inject=inject, after=room.decisions),)


# time


def hold(room: Room, now: float, *, pause: Pause = "hold") -> Events:
    """Stop the time, or let it run again where it is stopped in this way already: a break of a held room lets nothing run.

    `break` says on every screen that the room pauses.
    """
    runs = room.pause == pause
    timer = room.timer.started(now) if runs else room.timer.stopped(now)
    return (
        PhaseBegun(at=stamp(now), phase=room.phase, seconds=timer.seconds, pause="" if runs else pause, step=room.step),
    )


def woken(room: Room, since: float, now: float) -> Events:
    """Stop the time as it stood when somebody could see it run last."""
    seconds = room.timer.left(since)
    return (PhaseBegun(at=stamp(now), phase=room.phase, seconds=seconds, pause=room.pause or "hold", step=room.step),)


def lengthen(room: Room, now: float, minutes: float = 1.0) -> Events:
    """So many minutes more.

    Raises:
        ChoiceRefused: no time runs here.
    """
    left = room.timer.left(now)
    if left is None or room.phase not in ("vote", "talk"):
        raise ChoiceRefused(_("no time runs here"))
    seconds = min(left + 60 * minutes, LONGEST_TIME)
    return (PhaseBegun(at=stamp(now), phase=room.phase, seconds=seconds, pause=room.pause, step=room.step),)


# parts


def _next_question(room: Room) -> int:
    """The number of a question that is asked now. Raises ChoiceRefused."""
    if len(room.questions) >= MOST_ASKED:
        raise ChoiceRefused(_("this room has been asked too much: begin another one"))
    return len(room.questions) + 1


def _open_round(room: Room, question: int, number: int) -> Round:
    current = room.round
    if room.phase != "vote" or current is None or (current.opened.question, current.number) != (question, number):
        raise ChoiceRefused(_("this vote is closed"))
    return current


def _again(room: Room, now: float) -> Events:
    """The next round on the same question: an empty ballot."""
    current = room.round
    assert current is not None, "a talk follows a vote"
    opened = evolve(
        current.opened, at=stamp(now), round=current.number + 1, seconds=_share(_minutes(room, current), 0.25)
    )
    return (opened,)


def _minutes(room: Room, current: Round) -> float:
    """The whole time of the question that is open."""
    seconds = current.opened.seconds
    return room.settings.minutes if seconds is None else 4 * seconds / 60


def _share(minutes: float, share: float) -> float | None:
    """Seconds of a part of a question's time; None: no limit."""
    return min(60 * minutes * share, LONGEST_TIME) if minutes else None


def _phase(phase: Phase, now: float, *, seconds: float | None = None, step: int = 0) -> Events:
    return (PhaseBegun(at=stamp(now), phase=phase, seconds=seconds, step=step),)


def _lock(room: Room, question: int, scene: str, option: str, decider: Decider, now: float) -> Locked:
    return Locked(
        at=stamp(now), question=question, round=0, scene=scene, after=room.decisions, option=option, decider=decider
    )


def heads_of(room: Room) -> int:
    """The most hands that there can be: the heads that were counted, or the seats, if they are more."""
    return max(room.settings.heads, len(room.seats)) if room.settings.heads else MOST_HEADS


def _counted(room: Room, votes: Mapping[str, int]) -> None:
    """Raises ChoiceRefused where these are no counts of hands in this room."""
    if any(number < 0 for number in votes.values()):
        raise ChoiceRefused(_("a count belongs to each option, and is 0 or more"))
    heads, total = heads_of(room), sum(votes.values())
    if total > heads:
        raise ChoiceRefused(_("{total} hands are more than the {heads} heads in the room", total=total, heads=heads))


def _fits(text: str) -> None:
    if len(text) > LONGEST_NOTE:
        raise ChoiceRefused(_("this is too long: {most} characters at most", most=LONGEST_NOTE))
