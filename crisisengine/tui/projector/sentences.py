"""What the wall says about how a room decides, and how it decided: each rule and each decider in a sentence."""

from __future__ import annotations

from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import N_, _, _n
from crisisengine.tui.projector.voting_lines import label_of
from crisisengine.workshop.commands import quorum_of, voters
from crisisengine.workshop.question import RoomQuestion, Round
from crisisengine.workshop.voting_rules import Decider, Missed, Rule

__all__ = [
    "decided",
    "default_sentence",
    "missed_why",
    "progress",
    "quorum_sentence",
    "rule_sentence",
    "trend_word",
    "vote_name",
]

_RULES: dict[Rule, str] = {
    "plurality": N_("The measure with the most votes is taken."),
    "majority": N_("A measure is taken when more than half of the votes are for it."),
    "consensus": N_("A measure is taken when all votes are for it."),
    "chair": N_("The chair decides, after the room has voted."),
}
_MISSED: dict[Missed, str] = {
    "quorum": N_("too few have voted"),
    "tie": N_("two measures have as many votes"),
    "majority": N_("no measure has more than half of the votes"),
    "consensus": N_("not all agree"),
    "chair": N_("the chair has not spoken"),
}
_DECIDED: dict[Decider, str] = {
    "plurality": N_("It has the most votes."),
    "majority": N_("More than half of the votes are for it."),
    "consensus": N_("All votes are for it."),
    "chair": N_("The chair decided."),
    "default": N_("It was named beforehand for the case that the room does not decide."),
    "only": N_("It was the only measure open: there was nothing to vote on."),
    "skip": N_("The vote was skipped: it is what was named beforehand for that."),
    "facilitator": N_("The facilitator decided for the room."),
}
_TRENDS = {"better": N_("better"), "same": N_("the same"), "worse": N_("worse")}


def rule_sentence(rule: Rule) -> str:
    """The rule, as the room is told before it votes."""
    return _(_RULES[rule])


def quorum_sentence(quorum: int) -> str:
    """How many have to vote; 0: half of those who are there."""
    if quorum:
        return _n("At least {count} vote is needed.", "At least {count} votes are needed.", quorum)
    return _("At least half of those who are there have to vote.")


def missed_why(missed: Missed | None) -> str:
    """Why the rule reached nothing, as a half sentence; empty where it reached something."""
    return _(_MISSED[missed]) if missed else ""


def decided(question: RoomQuestion) -> str:
    """How a question was decided: by whom or by what, and why not by the rule."""
    lock = question.lock
    if lock is None:
        return ""
    told = _(_DECIDED[lock.decider])
    if lock.missed:
        told = _("The rule reached no decision: {why}. {decided}", why=missed_why(lock.missed), decided=told)
    return told


def progress(led: WorkshopSession, current: Round) -> str:
    """How many have voted; never for what."""
    least = quorum_of(led.room, current, led.present)
    needed = _n("{count} vote is needed.", "{count} votes are needed.", least)
    if current.hands is not None:
        cast = sum(current.hands.values())
        told = _n("{count} raised hand is counted.", "{count} raised hands are counted.", cast)
        return f"{told} {needed}" if cast < least else told
    there = voters(led.room, current, led.present) | current.ballots.keys()
    if not there:
        told = _("Raise your hands when your measure is called.")
        if led.room.timer.is_up(led.clock()):
            told = _("Time is up: raise your hands when your measure is called.")
        return f"{told} {needed}" if least > 1 else told
    cast = len(current.ballots)
    told = _("{cast} of {there} have voted.", cast=cast, there=len(there))
    return f"{told} {needed}" if cast < least else told


def default_sentence(led: WorkshopSession, current: Round) -> str:
    """What is taken if the time ends too early; empty where nothing is, or no time runs."""
    room, default = led.room, current.opened.default
    if not default or room.timer.seconds is None or room.settings.rule == "chair":  # the chair's word needs no quorum
        return ""
    return _n(
        "If nobody has voted when the time is up, this is taken: {label}.",
        "If fewer than {count} have voted when the time is up, this is taken: {label}.",
        quorum_of(room, current, led.present),
        label=label_of(led.session.view, default),
    )


def vote_name(number: int) -> str:
    """Which vote on a question it is."""
    return (_("First vote"), _("Second vote"), _("Third vote"))[min(number, 3) - 1]


def trend_word(trend: str) -> str:
    """What somebody expects."""
    return _(_TRENDS[trend])
