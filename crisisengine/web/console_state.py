"""What the facilitator's console shows: the room as it is, what comes next, and what only the facilitator may know.

One table for both consoles: the page is made of it, and the terminal reads it as JSON.
"""

from __future__ import annotations

from attrs import asdict

from crisisengine.engine.notes import scene_notes
from crisisengine.session.joining import Joining
from crisisengine.text.messages import N_, _
from crisisengine.web.codes import hashed
from crisisengine.web.desk import Desk
from crisisengine.web.seat_page import labels_of
from crisisengine.workshop import commands
from crisisengine.workshop.events import DEBRIEF_STEPS, moment
from crisisengine.workshop.question import Said
from crisisengine.workshop.room import Room
from crisisengine.workshop.seats import OBSERVER

__all__ = ["console_state", "moment_of", "reasons_of", "sign_of"]

_NOW = {
    "door": N_("The door is open: people join."),
    "scene": N_("The scene is on the wall."),
    "vote": N_("They vote, in silence."),
    "talk": N_("They talk."),
    "asked": N_("No rule has decided: choose a measure with the room."),
    "lock": N_("The decision is on the wall."),
    "expect": N_("They say what they expect."),
    "consequences": N_("What came of it is on the wall."),
    "debrief": N_("Debrief."),
}
_NEXT = {
    "door": N_("begin"),
    "vote": N_("close the vote"),
    "talk": N_("open the next vote"),
    "asked": N_("nothing, before you have chosen"),
    "lock": N_("ask what they expect"),
    "expect": N_("show what came of it"),
}


def moment_of(desk: Desk) -> str:
    """What a button brings back, so that a double tap does not go on twice."""
    room, current = desk.led.room, desk.led.room.round
    vote = f"{current.opened.question}.{current.number}" if current is not None else "0.0"
    return f"{room.phase}.{vote}.{desk.led.page}.{room.step}.{room.decisions}.{len(room.sent)}.{room.pause}"


def console_state(desk: Desk, joining: Joining) -> dict[str, object]:
    """Everything, ready for JSON; texts of authors are Markdown."""
    led, room = desk.led, desk.led.room
    session, now = led.session, led.clock()
    # Until the room sees what came of its decision, the scene is the one in which it decided.
    behind = room.phase in ("lock", "expect") and bool(session.run.steps)
    state = session.run.steps[-1].before if behind else session.run.state
    scenario, view = session.scenario, session.views[-2 if behind else -1]
    notes = scene_notes(scenario, state)
    left = room.timer.left(now)
    passed = (now - moment(room.settings.at)) / 60
    whole = sum(scene.minutes or room.settings.minutes for scene in scenario.scenes.values())
    labels = {offer.measure: offer.label for offer in view.offers}
    return {
        "scenario": scenario.title,
        "scene": {"id": view.place, "title": view.title, "date": view.clock.date if view.clock else ""},
        "phase": room.phase,
        "pause": room.pause,
        "step": room.step,
        "page": led.page,
        "pages": led.pages,
        "moment": moment_of(desk),
        "now": _now(desk),
        "next": _next(desk),
        "seconds_left": None if left is None else round(left),
        "held": room.timer.held,
        "minutes": {
            "scene": notes.minutes if notes is not None else 0,
            "session": round(whole),
            "passed": round(passed),
            "left": max(0, round(whole - passed)),
        },
        "guidance": notes.guidance if notes is not None else "",
        "ask": list(notes.ask) if notes is not None else [],
        "default": labels.get(notes.default, "") if notes is not None else "",
        "rule": room.settings.rule,
        "vote": _vote(desk, room),
        "seats": [
            {"seat": seat.number, "roles": list(seat.roles), "away": seat.number not in led.present}
            for seat in room.seats.values()
        ],
        "roles": {**{role.id: role.title for role in scenario.roles.values()}, OBSERVER: _("observer")},
        "door": {
            "open": room.door_open,
            "guarded": desk.guesses.guarded,
            "wrong_codes": desk.guesses.wrong,
            "waiting": [{"number": knock.number, "address": knock.address} for knock in desk.knocks.values()],
            **{name: value for name, value in asdict(joining).items() if name != "qr"},
        },
        "contingencies": [
            {
                "id": known.inject,
                "text": session.text(scenario.injects[known.inject].text),
                "good_answer": session.text(scenario.injects[known.inject].good_answer),
                "refusal": known.refusal,
            }
            for known in led.contingencies
        ],
        "reasons": _reasons(room),
        "objectives": {objective.id: objective.text for objective in scenario.objectives.values()},
        "observations": [asdict(observation) for observation in room.observations],
        "unrecorded": led.unrecorded,
        "notice": led.notice or session.unkept,
        "ending": view.ending.title if view.ending is not None and not behind else "",
    }


def _now(desk: Desk) -> str:
    """What the room does; where everybody plays, how far they are, in numbers."""
    room, cohort = desk.led.room, desk.led.cohort
    if cohort is None or room.phase != "scene":
        return _(_NOW[room.phase])
    progress = cohort.progress
    return _(
        "Everybody plays: {begun} of {seats} have begun, {ended} are at an ending.",
        begun=progress.begun,
        seats=len(room.seats),
        ended=progress.ended,
    )


def _next(desk: Desk) -> str:
    room, led = desk.led.room, desk.led
    if led.page < led.pages:
        return _("show the next page ({page} of {pages})", page=led.page + 1, pages=led.pages)
    if room.phase == "scene" and led.asked is not None:
        return _("open the vote") if len(led.asked.options) > 1 else _("take the only measure that is open")
    if room.phase in ("scene", "consequences") and led.asked is None:
        return _("begin the debrief")
    if room.phase == "consequences":
        return _("show the next scene")
    if room.phase == "debrief":
        return _("show the next step of the debrief") if room.step < DEBRIEF_STEPS else _("nothing: this is the end")
    return _(_NEXT[room.phase])


def _vote(desk: Desk, room: Room) -> dict[str, object] | None:
    """The vote that is open, or whose decision is on the wall; counts only when it is closed."""
    current, question = room.round, room.question
    if current is None or question is None or room.phase in ("door", "scene", "debrief"):
        return None
    led = desk.led
    able = commands.voters(room, current, led.present)
    labels, roles = labels_of(led, question), led.session.scenario.roles
    opened = current.opened
    closed = room.phase != "vote"
    return {
        "question": question.number,
        "round": current.number,
        "open": not closed,
        "role": roles[opened.role].title if opened.role in roles else opened.role,
        "options": [
            {"id": option, "label": labels.get(option, option), "only_for": opened.only_for.get(option, "")}
            for option in opened.options
        ],
        "counts": current.votes if closed else None,
        "hands": current.hands,
        "voted": len(current.ballots),
        "able": len(able | frozenset(current.ballots)),
        "not_voted": sorted(able - frozenset(current.ballots)) if not closed else [],
        "quorum": commands.quorum_of(room, current, led.present),
        "default": labels.get(opened.default, ""),
        "decided": labels.get(question.lock.option, question.lock.option) if question.lock is not None else "",
        "decider": question.lock.decider if question.lock is not None else "",
    }


def _reasons(room: Room) -> list[dict[str, object]]:
    """What was said about the present question, the newest first."""
    question = room.question
    if question is None:
        return []
    return [
        {
            "question": question.number,
            "round": said.round,
            "seat": said.seat,
            "text": said.text,
            "shown": said.shown,
            "sign": sign_of(said),
        }
        for said in reversed(question.said)
    ]


def reasons_of(room: Room, question: int) -> tuple[Said, ...]:
    """What was said about a question."""
    return next((asked.said for asked in room.questions if asked.number == question), ())


def sign_of(said: Said) -> str:
    """What a button brings back, so that no other words reach the wall than those that were read beside it."""
    return hashed(said.text)[:32]
