"""How a room decided: its blind spots, its splits, five steps to talk about them, and what observers saw."""

from __future__ import annotations

from collections.abc import Iterable

from crisisengine.debriefing.model import Debrief
from crisisengine.reports.narrative.room_questions import RULE_WORDS, blind_spot, share_of
from crisisengine.reports.narrative.room_steps import steps
from crisisengine.text.english import plural
from crisisengine.text.markdown import literal, table
from crisisengine.workshop.room_reading import OptionReading, QuestionReading, RoomReading, SentLine

__all__ = ["agenda", "observers", "overview"]

MOST_TOLD = 4
"""Of a list that a room looks at before the annex; there all of it stands, question by question."""
_RATINGS = {
    "P": "performed",
    "S": "performed with some challenges",
    "M": "performed with major challenges",
    "U": "unable to be performed",
}


def overview(room: RoomReading) -> str:
    """What the room was; its blind spots first, then its splits, then where talk turned it."""
    told = [_room(room)]
    spots = [f"- {blind_spot(spot)}" for spot in room.blind_spots]
    told += ["**Blind spots**", _listed(spots) or "None that these rules can see."]
    splits = [
        f"- Decision {question.number}, *{literal(question.scene_title)}*: {_votes(question)}."
        for question in room.splits
    ]
    told += [
        "**Where the room split**",
        _listed(splits) or "In no silent vote had the first measure less than three fifths.",
    ]
    turned = [
        f"- Decision {question.number}: most had voted silently for “{literal(_leader(question).label)}”; taken was “{literal(question.taken)}”."
        for question in room.turned
    ]
    return "\n\n".join(
        [*told, *(["**Where it took another road than its silent vote**", _listed(turned)] if turned else [])]
    )


def _listed(lines: Iterable[str]) -> str:
    told = list(lines)
    more = len(told) - MOST_TOLD
    kept = [*told[:MOST_TOLD], f"- {more} more: they stand in the annex, question by question."] if more > 1 else told
    return "\n".join(kept)


def _room(room: RoomReading) -> str:
    people = plural(room.seats, "seat")
    if room.heads:
        people += f", {room.heads} expected"
    quorum = f"at least {plural(room.quorum, 'vote')}" if room.quorum else "half of those present"
    told = f"{people}. Rule: {room.rule}, {RULE_WORDS[room.rule]}; quorum: {quorum}. {plural(len(room.questions), 'question')} decided"
    told += f", {plural(len(room.taken_back), 'decision')} taken back" if room.taken_back else ""
    told += f", {plural(len(room.called_off), 'question')} called off before a decision" if room.called_off else ""
    told += "."
    if room.roles:
        told += (
            " Seats that spoke for a role: "
            + ", ".join(f"{literal(role)} {seats}" for role, seats in room.roles.items())
            + "."
        )
    if room.sent:
        sent = (f"{literal(line.inject)} ({_when(line)})" for line in room.sent)
        told += f" The facilitator sent: {'; '.join(sent)}."
    return told


def _when(line: SentLine) -> str:
    return f"after decision {line.number}" if line.number else "before the first decision"


def _leader(question: QuestionReading) -> OptionReading:
    return max(question.options, key=lambda option: option.silent)


def _votes(question: QuestionReading) -> str:
    """The silent votes, the most first."""
    ranked = sorted((option for option in question.options if option.silent), key=lambda option: -option.silent)
    return "; ".join(f"“{literal(option.label)}” {share_of(option.silent, question.silent_cast)}" for option in ranked)


def agenda(debrief: Debrief, room: RoomReading) -> str:
    """Five timed steps, with the questions that the record and the author raise."""
    told = []
    for number, step in enumerate(steps(debrief, room), 1):
        told.append(f"### {number}. {step.title}, {step.minutes} minutes")
        told.append("\n".join(f"- {literal(block.text)}" for block in step.blocks if block.kind == "ask"))
    return "\n\n".join(told)


def observers(room: RoomReading) -> str:
    """Ratings as given, with what observers saw differently, and their notes."""
    if not room.ratings and not room.notes:
        return "No observer rated an objective or wrote anything down."
    told = []
    if room.ratings:
        rows = [
            [
                literal(rated.objective),
                ", ".join(f"{letter} {count}" for letter, count in rated.ratings.items()),
                "yes" if rated.disagree else "",
            ]
            for rated in room.ratings
        ]
        key = "; ".join(f"{letter}: {word}" for letter, word in _RATINGS.items())
        told.append(table(["Objective", "Ratings, each observer's last", "Seen differently"], rows))
        told.append(f"{key}. They are counted and never averaged: where observers differ, ask each what they saw.")
    if room.notes:
        told.append(
            "\n".join(f"- After {plural(note.number, 'decision')}: “{literal(note.text)}”" for note in room.notes)
        )
    return "\n\n".join(told)
