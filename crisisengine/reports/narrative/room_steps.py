"""The debrief of a room in five timed steps: reactions, what happened, why, what was learned, what to apply.

    steps(debrief, room)  ->  (DebriefStep, ...)   always five

Each step is a title, its minutes, and short blocks in bare words (no Markdown): a `fact` from the record or the run, a `quote`
of somebody's words, or an `ask`, a question for the room. What the facilitator has not approved is not quoted, ways on from
a turning point are not told, and nobody's seat is named: a projector may show all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from crisisengine.debriefing.model import Debrief
from crisisengine.text.english import plural
from crisisengine.text.plain import plain
from crisisengine.workshop.room_reading import BlindSpot, QuestionReading, RoomReading

__all__ = ["DebriefStep", "StepBlock", "steps"]

MOST = 8
"""Questions in a step; a room talks about a few things well."""


@frozen
class StepBlock:
    """One thing on the projector."""

    kind: Literal["fact", "quote", "ask"]
    text: str
    """In bare words, on one line."""
    number: int = 0
    """The decision that it is about; 0 for none."""


@frozen(kw_only=True)
class DebriefStep:
    """A step of the debrief."""

    title: str
    minutes: int
    blocks: tuple[StepBlock, ...]
    """In the order in which a room would come to them."""


def steps(debrief: Debrief, room: RoomReading) -> tuple[DebriefStep, ...]:
    """The five steps of this room's debrief."""
    return (
        DebriefStep(title="Reactions", minutes=5, blocks=tuple(_reactions(room))),
        DebriefStep(title="What happened", minutes=5, blocks=tuple(_happened(debrief, room))),
        DebriefStep(title="Why", minutes=10, blocks=_few(_why(room))),
        DebriefStep(title="What we learned", minutes=5, blocks=_few(_learned(debrief, room))),
        DebriefStep(title="What we will apply", minutes=5, blocks=tuple(_apply())),
    )


def _few(blocks: Iterator[StepBlock]) -> tuple[StepBlock, ...]:
    """As far as the last question that there is time for."""
    kept: list[StepBlock] = []
    asked = 0
    for block in blocks:
        asked += block.kind == "ask"
        if asked > MOST:
            break
        kept.append(block)
    while kept and kept[-1].kind != "ask" and asked > MOST:  # what led up to the first question left out
        kept.pop()
    return tuple(kept)


def _reactions(room: RoomReading) -> Iterator[StepBlock]:
    yield StepBlock("ask", "How do you leave this? One word each, without reasons.")
    yield StepBlock("ask", "What surprised you?")
    if room.taken_back:
        yield StepBlock("ask", "What was it like to take a decision back?")


def _happened(debrief: Debrief, room: RoomReading) -> Iterator[StepBlock]:
    for review in debrief.reviews:
        question = room.about(review.number)
        text = f"{review.number}. {review.label}"
        if question is not None and question.options:
            taken = next((option for option in question.options if option.taken), None)
            if taken is not None and question.silent_cast and question.last_cast:
                text += (
                    f": {taken.silent} of {question.silent_cast} silently, {taken.last} of {question.last_cast} at last"
                )
        yield StepBlock("fact", text, review.number)
    if debrief.ending is not None:
        yield StepBlock("fact", f"It came to: {debrief.ending.title}")
    yield StepBlock("ask", "Is anything missing here, or did anybody see it otherwise?")
    yield StepBlock("ask", "What did we know at each decision, and what did we take for granted?")


def _why(room: RoomReading) -> Iterator[StepBlock]:
    for spot in room.blind_spots:
        yield from _spot(spot)
    for question in room.splits:
        yield from _split(question)
    for question in room.questions:
        yield from _talk(question)
    for question in room.questions:
        yield from _foreseen(question)
    for question in room.questions:
        for asked in question.ask:
            yield StepBlock("ask", _line(plain(asked)), question.number)


def _spot(spot: BlindSpot) -> Iterator[StepBlock]:
    labels = " or ".join(f"“{label}”" for label in spot.labels)
    lost = " and ".join(f"“{title}”" for title in spot.lost)
    if spot.kind == "unvoted":
        yield StepBlock(
            "fact",
            f"Decision {spot.number}: nobody voted for {labels}, which would have kept the best open.",
            spot.number,
        )
        yield StepBlock("ask", "What would somebody have had to say for the room to see it?", spot.number)
    elif spot.kind == "agreed":
        yield StepBlock(
            "fact", f"Decision {spot.number}: all agreed silently on {labels}, and {lost} closed with it.", spot.number
        )
        yield StepBlock("ask", "Who had a doubt and kept it? What would have made it easy to say?", spot.number)
    else:
        yield StepBlock(
            "fact", f"Decision {spot.number} rested on a report of {spot.where} that nobody ever verified.", spot.number
        )
        yield StepBlock("ask", "What would checking it have cost, and what did not checking cost?", spot.number)


def _split(question: QuestionReading) -> Iterator[StepBlock]:
    ranked = sorted((option for option in question.options if option.silent), key=lambda option: -option.silent)
    votes = "; ".join(f"“{option.label}” {option.silent}" for option in ranked)
    yield StepBlock(
        "fact", f"Decision {question.number} split the room of {question.silent_cast}: {votes}.", question.number
    )
    for reason in question.minority:
        if reason.shown:
            yield StepBlock("quote", _line(reason.text), question.number)
    yield StepBlock("ask", "What did each side see that the other did not?", question.number)


def _talk(question: QuestionReading) -> Iterator[StepBlock]:
    moved = question.moves or ()
    for direction, words in (("away", "away from"), ("toward", "toward")):
        seats = sum(move.seats for move in moved if move.direction == direction)
        if seats:
            text = f"In the talk before decision {question.number}, {plural(seats, 'seat')} moved {words} what kept the best open."
            yield StepBlock("fact", text, question.number)
            yield StepBlock("ask", "Which words moved you: a fact, a principle, or who said them?", question.number)


def _foreseen(question: QuestionReading) -> Iterator[StepBlock]:
    total = sum(question.expected.values())
    if not total:
        return
    counts = ", ".join(f"{trend} {number}" for trend, number in question.expected.items())
    came = "; ".join(f"{moved.label}: {moved.before} → {moved.after}" for moved in question.movements)
    yield StepBlock(
        "fact",
        f"Before decision {question.number} showed its consequences, {total} expected: {counts}.",
        question.number,
    )
    yield StepBlock("fact", f"What came: {came or 'no indicator moved'}.", question.number)
    yield StepBlock("ask", "What came otherwise than you expected, and what had you not seen?", question.number)


def _learned(debrief: Debrief, room: RoomReading) -> Iterator[StepBlock]:
    for rated in room.ratings:
        ratings = ", ".join(f"{letter} {count}" for letter, count in rated.ratings.items())
        yield StepBlock("fact", f"Observers on “{_line(rated.objective)}”: {ratings}.")
        if rated.disagree:
            yield StepBlock("ask", "Observers saw this differently. What did each of you see?")
    for lesson in debrief.lessons:
        yield StepBlock("fact", _line(plain(lesson)))
    yield StepBlock("ask", "Which of these holds outside this scenario, and which does not?")
    yield StepBlock("ask", "Where did the way we decided help us, and where did it stand in our way?")


def _apply() -> Iterator[StepBlock]:
    yield StepBlock("ask", "What will you do differently the next time, and how would a room notice that you did?")
    yield StepBlock("ask", "Who does what by when? Write down three lines: what, who, by which date.")


def _line(text: str) -> str:
    return " ".join(text.split())
