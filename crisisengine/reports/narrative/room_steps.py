"""The debrief of a room in five timed steps: reactions, what happened, why, what was learned, what to apply.

    steps(debrief, room)  ->  (DebriefStep, ...)   always five

Each step is a title, its minutes, and short blocks in bare words (no Markdown): a `fact` from the record or the run, a `quote`
of somebody's words, or an `ask`, a question for the room. What the facilitator has not approved is not quoted, ways on from
a turning point are not told, and nobody's seat is named: a projector may show all of it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Literal

from attrs import frozen

from crisisengine.debriefing.model import Debrief
from crisisengine.text.english import plural
from crisisengine.text.plain import plain
from crisisengine.workshop.room_reading import BlindSpot, QuestionReading, RoomReading

__all__ = ["DebriefStep", "StepBlock", "steps"]

MOST_SPOTS, MOST_SPLITS, MOST_ASKED = 3, 2, 4
"""Blind spots, splits and author's questions that a room of half an hour gets through; reports list all of them."""


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
        DebriefStep(title="Why", minutes=10, blocks=tuple(_why(debrief, room))),
        DebriefStep(title="What we learned", minutes=5, blocks=tuple(_learned(debrief, room))),
        DebriefStep(title="What we will apply", minutes=5, blocks=tuple(_apply())),
    )


def _reactions(room: RoomReading) -> Iterator[StepBlock]:
    yield StepBlock("ask", "How do you leave this? One word each, without reasons.")
    yield StepBlock("ask", "What surprised you?")
    if room.taken_back:
        yield StepBlock("ask", "What was it like to take a decision back?")


def _happened(debrief: Debrief, room: RoomReading) -> Iterator[StepBlock]:
    asked = room.by_number
    for review in debrief.reviews:
        question = asked.get(review.number)
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
    if room.sent:
        yield StepBlock(
            "ask", "What did we do with what the facilitator sent, and what would a good room have done with it?"
        )
    yield StepBlock("ask", "Is anything missing here, or did anybody see it otherwise?")
    yield StepBlock("ask", "What did we know at each decision, and what did we take for granted?")


def _why(debrief: Debrief, room: RoomReading) -> Iterator[StepBlock]:
    """Blind spots first, then what closed the best, then splits, talk, what was expected; last the author's questions."""
    spots = room.blind_spots[:MOST_SPOTS]
    for spot in spots:
        yield from _spot(spot)
    yield from _closing(debrief, {spot.number for spot in spots})
    for question in room.splits[:MOST_SPLITS]:
        yield from _split(question)
    yield from _talk(room)
    yield from _foreseen(room)
    yield from _author_asks(debrief, room, {spot.number for spot in spots})


def _author_asks(debrief: Debrief, room: RoomReading, spotted: Container[int]) -> Iterator[StepBlock]:
    """The author's questions: first those about decisions that a room will talk about anyway."""
    talked = {point.number for point in debrief.turning_points} | {question.number for question in room.splits}
    asking = [question for question in room.questions if question.ask]
    asking.sort(key=lambda question: question.number not in talked and question.number not in spotted)
    asked = [(question, text) for question in asking for text in question.ask]
    for question, text in asked[:MOST_ASKED]:
        where = f"Decision {question.number}, {question.scene_title}: "
        yield StepBlock("ask", where + _line(plain(text)), question.number)


def _spot(spot: BlindSpot) -> Iterator[StepBlock]:
    labels = " and ".join(f"“{label}”" for label in spot.labels)
    lost = " and ".join(f"“{title}”" for title in spot.lost)
    number = spot.number
    if spot.kind == "unvoted":
        yield StepBlock(
            "fact", f"Decision {number}: nobody voted for {labels}, which would have kept the best open.", number
        )
        yield StepBlock(
            "ask", f"Decision {number}: what would somebody have had to say for the room to see it?", number
        )
    elif spot.kind == "agreed":
        yield StepBlock(
            "fact", f"Decision {number}: all agreed silently on {labels}, and {lost} closed with it.", number
        )
        yield StepBlock(
            "ask", f"Decision {number}: who had a doubt and kept it? What would have made it easy to say?", number
        )
    else:
        yield StepBlock(
            "fact", f"Decision {number} hung on a report of {spot.where} that nobody ever verified.", number
        )
        text = f"Decision {number}: what would checking the report have cost, and what did it cost not to?"
        yield StepBlock("ask", text, number)


def _closing(debrief: Debrief, told: Container[int]) -> Iterator[StepBlock]:
    """The decision that closed the best; not again where a blind spot told of it."""
    for point in debrief.turning_points[:1]:
        number = point.number
        if number not in told:
            lost = " and ".join(f"“{debrief.names[ending]}”" for ending in point.lost)
            how = "closed" if point.by == "decision" else "left to chance, which closed it,"
            label = debrief.reviews[number - 1].label
            yield StepBlock("fact", f"Decision {number}, “{label}”, {how} {lost}.", number)
            yield StepBlock(
                "ask", f"Decision {number}: what did we know then that spoke for it, and what against?", number
            )


def _split(question: QuestionReading) -> Iterator[StepBlock]:
    ranked = sorted((option for option in question.options if option.silent), key=lambda option: -option.silent)
    votes = "; ".join(f"“{option.label}” {option.silent}" for option in ranked)
    number = question.number
    yield StepBlock("fact", f"Decision {number} split the room of {question.silent_cast}: {votes}.", number)
    for reason in question.minority:
        yield StepBlock("quote", reason.text, number)
    yield StepBlock(
        "ask", f"Decision {number}, {question.scene_title}: what did each side see that the other did not?", number
    )


def _talk(room: RoomReading) -> Iterator[StepBlock]:
    """The talk that moved most seats away from what kept the best open; else the one that moved most toward it."""
    for direction, words in (("away", "away from"), ("toward", "toward")):
        seats = {
            question.number: sum(move.seats for move in question.moves or () if move.direction == direction)
            for question in room.questions
        }
        number = max(seats, key=lambda number: seats[number], default=0)
        if number and seats[number]:
            moved = f"In the talk before decision {number}, {plural(seats[number], 'seat')} moved {words} what kept the best open."
            yield StepBlock("ask", f"{moved} Which words moved you: a fact, a principle, or who said them?", number)
            return


def _foreseen(room: RoomReading) -> Iterator[StepBlock]:
    """What was expected of the decision after which most moved."""
    expecting = [question for question in room.questions if question.expected]
    if not expecting:
        return
    question = max(expecting, key=lambda question: len(question.movements))
    counts = ", ".join(f"{trend} {number}" for trend, number in question.expected.items())
    came = "; ".join(f"{moved.label}: {moved.before} → {moved.after}" for moved in question.movements)
    number, total = question.number, sum(question.expected.values())
    told = f"Of decision {number}, {total} expected: {counts}. What came: {came or 'no indicator moved'}."
    yield StepBlock("ask", f"{told} What had you not seen?", number)


def _learned(debrief: Debrief, room: RoomReading) -> Iterator[StepBlock]:
    for rated in room.ratings:
        ratings = ", ".join(f"{letter} {count}" for letter, count in rated.ratings.items())
        yield StepBlock("fact", f"Observers on “{_line(rated.objective)}”: {ratings}.")
    if any(rated.disagree for rated in room.ratings):
        yield StepBlock("ask", "Where observers differ: what did each of you see?")
    for lesson in debrief.lessons:
        yield StepBlock("fact", _line(plain(lesson)))
    yield StepBlock("ask", "Which of these lessons holds outside this scenario, and which does not?")
    yield StepBlock("ask", "Where did the way we decided help us, and where did it stand in our way?")


def _apply() -> Iterator[StepBlock]:
    yield StepBlock("ask", "What will you do differently the next time, and how would a room notice that you did?")
    yield StepBlock("ask", "Who does what by when? Write down three lines: what, who, by which date.")


def _line(text: str) -> str:
    return " ".join(text.split())
