"""The page of a seat: what its phone shows in each phase, and never more than the wall.

A page that waits looks for news by itself and holds nothing to write into; a page with a ballot or a line to write on
stays as it is until it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping

from crisisengine.engine.notes import role_card
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import N_, _, _n
from crisisengine.web.pages import Page
from crisisengine.workshop.question import RoomQuestion, Round
from crisisengine.workshop.room import Room
from crisisengine.workshop.seats import OBSERVER, Seat, electorate

__all__ = ["RATINGS", "TREND_WORDS", "labels_of", "round_id", "seat_page", "spare_time"]

RATINGS: Mapping[str, str] = {
    "P": N_("performed"),
    "S": N_("performed, with some challenges"),
    "M": N_("performed, with major challenges"),
    "U": N_("unable to be performed"),
}
TREND_WORDS: Mapping[str, str] = {"better": N_("better"), "same": N_("about the same"), "worse": N_("worse")}
_DEBRIEF = ("", N_("reactions"), N_("what happened"), N_("why"), N_("what was learned"), N_("what to apply"))

_DECIDERS: Mapping[str, str] = {
    "plurality": N_("by most votes"),
    "majority": N_("by more than half of the votes"),
    "consensus": N_("by all votes"),
    "chair": N_("by the chair"),
    "default": N_("by default: the vote reached no decision"),
    "only": N_("nothing else was open"),
    "skip": N_("by default: the room went on without a vote"),
    "facilitator": N_("by the facilitator, with the room"),
}


def round_id(current: Round) -> str:
    """What a ballot brings back, so that it counts for the vote that it was made for."""
    return f"{current.opened.question}.{current.number}"


def spare_time(room: Room, now: float) -> str:
    """The time that is left, in words; empty where there is no limit."""
    left = room.timer.left(now)
    if left is None:
        return ""
    if room.timer.held:
        return _("The time is stopped.")
    if left < 60:
        return _n("About {count} second left.", "About {count} seconds left.", max(5, round(left / 5) * 5))
    return _n("About {count} minute left.", "About {count} minutes left.", round(left / 60))


def labels_of(led: WorkshopSession, question: RoomQuestion) -> dict[str, str]:
    """The options of a question in words, as they stood when it was asked."""
    view = led.session.views[min(question.after, len(led.session.views) - 1)]
    return {offer.measure: offer.label for offer in view.offers}


def seat_page(led: WorkshopSession, seat: Seat, wish: str = "") -> Page:
    """What a seat sees now.

    Args:
        led: the room.
        seat: whose page it is.
        wish: what its link asked for: `wait`, `again` (the ballot once more), `why`, `role`, `observe`; else what the phase brings.
    """
    room = led.kept
    if wish == "role":
        return _role(led, seat)
    if OBSERVER in seat.roles and (wish == "observe" or (not wish and seat.roles == (OBSERVER,))):
        return _observing(led)
    if room.pause == "break":
        return Page(template="wait", title=_("A break"), waits=True, fields={"text": _("The room goes on soon.")})
    phases = {
        "door": _door,
        "scene": _scene,
        "vote": _vote,
        "talk": _talk,
        "asked": _asked,
        "lock": _lock,
        "expect": _expect,
        "consequences": _consequences,
        "debrief": _debrief,
    }
    return phases[room.phase](led, room, seat, wish)


def _door(_led: WorkshopSession, room: Room, _seat: Seat, _wish: str) -> Page:
    text = _n("{count} seat is taken. Soon it begins.", "{count} seats are taken. Soon it begins.", len(room.seats))
    return Page(template="wait", title=_("You are in"), waits=True, fields={"text": text})


def _scene(led: WorkshopSession, _room: Room, _seat: Seat, _wish: str) -> Page:
    view, session = led.session.view, led.session
    sent = [card for account in session.sent(len(session.run.steps)) for card in account.cards]
    return Page(
        template="scene",
        title=view.title,
        waits=True,
        fields={"view": view, "sent": sent, "language": session.scenario.language},
    )


def _vote(led: WorkshopSession, room: Room, seat: Seat, wish: str) -> Page:
    current, question = room.round, room.question
    assert current is not None, "a vote has a round"
    assert question is not None, "a round has a question"
    if current.hands is not None:
        return Page(
            template="wait", title=_("Raise your hand"), waits=True, fields={"text": _("The facilitator counts hands.")}
        )
    if seat.number not in electorate(room.seats, current.opened.role):
        return Page(
            template="wait",
            title=_("Others vote now"),
            waits=True,
            fields={"text": _("This question is for another role.")},
        )
    mine = current.ballots.get(seat.number, "")
    if not mine or wish == "again":
        return _ballot(led, room, question, current, seat)
    said = next((said.text for said in question.said if (said.round, said.seat) == (current.number, seat.number)), "")
    labels = labels_of(led, question)
    if wish == "why" or not (said or wish):
        return Page(
            template="reason",
            title=_("Your vote is counted"),
            fields={"voted": labels[mine], "reason": said, "round": round_id(current)},
        )
    told = {"voted": labels[mine], "reason": said, "count": len(current.ballots), "time": spare_time(room, led.clock())}
    return Page(template="voted", title=_("Your vote is counted"), waits=True, fields=told)


def _ballot(led: WorkshopSession, room: Room, question: RoomQuestion, current: Round, seat: Seat) -> Page:
    labels = labels_of(led, question)
    roles = led.session.scenario.roles
    before = question.rounds[current.number - 2].ballots.get(seat.number, "") if current.number > 1 else ""
    open_ = [option for option in current.opened.options if room.may_take(option, seat)]
    others = {
        labels[option]: roles[role].title if (role := current.opened.only_for[option]) in roles else role
        for option in current.opened.options
        if option not in open_
    }
    view = led.session.views[question.after]
    fields = {
        "question": view.title,
        "text": view.text,
        "language": led.session.scenario.language,
        "stay": before if before in open_ else "",
        "options": [option for option in open_ if option != before],
        "numbers": {option: number for number, option in enumerate(current.opened.options, 1)},
        "labels": labels,
        "prices": {offer.measure: offer.price for offer in view.offers},
        "others": others,
        "number": current.number,
        "round": round_id(current),
        "time": spare_time(room, led.clock()),
    }
    title = _("Vote") if current.number == 1 else _("Vote once more")
    return Page(template="ballot", title=title, fields=fields)


def _talk(led: WorkshopSession, room: Room, seat: Seat, wish: str) -> Page:
    question, current = room.question, room.round
    assert current is not None, "a talk follows a vote"
    assert question is not None, "a round has a question"
    said = next((said.text for said in question.said if (said.round, said.seat) == (current.number, seat.number)), "")
    if wish == "why":
        labels, mine = labels_of(led, question), current.ballots.get(seat.number, "")
        told = {"voted": labels.get(mine, ""), "reason": said, "round": round_id(current)}
        return Page(template="reason", title=_("Why?"), fields=told)
    fields = {
        "counts": [] if room.settings.hidden else _counts(led, question, current),
        "reasons": [reason.text for reason in question.said if reason.shown],
        "reason": said,
        "time": spare_time(room, led.clock()),
        "language": led.session.scenario.language,
    }
    return Page(template="talk", title=_("Talk"), waits=True, fields=fields)


def _asked(_led: WorkshopSession, _room: Room, _seat: Seat, _wish: str) -> Page:
    text = _("No rule has decided this. The facilitator settles it with the room.")
    return Page(template="wait", title=_("Not decided"), waits=True, fields={"text": text})


def _decision(led: WorkshopSession, room: Room, question: RoomQuestion) -> dict[str, object]:
    """What the wall says of a decision."""
    lock = question.lock
    assert lock is not None, "it was decided"
    labels = labels_of(led, question)
    current = room.round
    return {
        "decision": labels.get(lock.option, lock.option),
        "decider": _(_DECIDERS[lock.decider]),
        "counts": _counts(led, question, current) if lock.round and current is not None else [],
        "language": led.session.scenario.language,
    }


def _lock(led: WorkshopSession, room: Room, _seat: Seat, _wish: str) -> Page:
    question = room.question
    assert question is not None, "a lock has a question"
    return Page(template="lock", title=_("Decided"), waits=True, fields=_decision(led, room, question))


def _expect(led: WorkshopSession, room: Room, seat: Seat, wish: str) -> Page:
    question = room.question
    assert question is not None, "the room expects something of a decision"
    mine = question.expected.get(seat.number)
    if mine is not None and wish != "again":
        text = (
            _("You expect: {trend}.", trend=_(TREND_WORDS.get(mine.expect, "")))
            if mine.expect
            else _("It is written down.")
        )
        return Page(template="wait", title=_("Thank you"), waits=True, fields={"text": text})
    fields = {**_decision(led, room, question), "trends": TREND_WORDS, "round": str(question.number)}
    return Page(template="expect", title=_("What do you expect?"), fields=fields)


def _consequences(led: WorkshopSession, room: Room, _seat: Seat, _wish: str) -> Page:
    question = room.question
    number = question.after + 1 if question is not None else None
    account = led.session.account(number) if number is None or number <= len(led.session.run.steps) else None
    fields = {"account": account, "ending": led.session.view.ending, "language": led.session.scenario.language}
    return Page(template="consequences", title=_("What came of it"), waits=True, fields=fields)


def _debrief(_led: WorkshopSession, room: Room, _seat: Seat, _wish: str) -> Page:
    text = _("Part {step} of 5: {title}. Look at the wall, and talk.", step=room.step, title=_(_DEBRIEF[room.step]))
    return Page(template="wait", title=_("Debrief"), waits=True, fields={"text": text})


def _role(led: WorkshopSession, seat: Seat) -> Page:
    scenario = led.session.scenario
    cards = [role_card(scenario, led.session.run.state, role) for role in seat.roles if role in scenario.roles]
    return Page(template="role", title=_("Your role"), fields={"cards": cards, "language": scenario.language})


def _observing(led: WorkshopSession) -> Page:
    scenario = led.session.scenario
    fields = {
        "scene": led.session.view.title,
        "objectives": [(objective.id, objective.text) for objective in scenario.objectives.values()],
        "ratings": RATINGS,
        "language": scenario.language,
    }
    return Page(template="observe", title=_("You observe"), fields=fields)


def _counts(led: WorkshopSession, question: RoomQuestion, current: Round) -> list[tuple[str, int]]:
    labels = labels_of(led, question)
    return [(labels.get(option, option), number) for option, number in current.votes.items()]
