"""A room question by question: its votes, who moved, who or what decided and why, what was said, what came.

People's words are quoted where the facilitator put them on the wall, never summed up, and nobody's seat is named.
"""

from __future__ import annotations

from collections.abc import Mapping

from crisisengine.reports.narrative.wording import LONGEST
from crisisengine.text.english import percent, plural
from crisisengine.text.markdown import authored, literal, table
from crisisengine.workshop.room_reading import BlindSpot, Direction, QuestionReading, RoomReading, SeatMove
from crisisengine.workshop.voting_rules import MOST_ROUNDS

__all__ = ["RULE_WORDS", "blind_spot", "questions", "share_of", "who_decided"]

RULE_WORDS: Mapping[str, str] = {
    "plurality": "most votes",
    "majority": "more than half of the votes cast",
    "consensus": "all votes cast",
    "chair": "what the chair says",
}
_DECIDERS: Mapping[str, str] = {
    **RULE_WORDS,
    "default": "the author's default",
    "only": "it was the only measure that was open",
    "skip": "the facilitator skipped the question, and the author's default was taken",
    "facilitator": "the facilitator, since no rule decided",
}
_MISSED = {
    "quorum": "too few voted",
    "tie": "two measures had as many votes",
    "majority": "none had more than half",
    "consensus": "not all agreed",
    "chair": "the chair did not vote",
}
_KEEPS = {"kept": "kept open", "risked": "left to chance", "lost": "closed", "": "not known"}
_DIRECTIONS: dict[Direction, str] = {
    "toward": "toward what kept the best open",
    "away": "away from what kept the best open",
    "neither": "which made no difference to the best",
    "unknown": "which way, is not known",
}


def share_of(number: int, cast: int) -> str:
    """`7 of 12 (58.3 %)`."""
    return f"{number} of {cast} ({percent(number / cast)})" if cast else "no votes"


def blind_spot(spot: BlindSpot) -> str:
    """A sentence, as Markdown."""
    labels = "; ".join(f"“{literal(label)}”" for label in spot.labels)
    closed = f" It closed {'; '.join(f'“{literal(title)}”' for title in spot.lost)}." if spot.lost else ""
    if spot.kind == "unvoted":
        return f"Decision {spot.number}, *{literal(spot.where)}*: nobody voted for {labels}, which would have kept the best possible open.{closed}"
    if spot.kind == "agreed":
        return f"Decision {spot.number}, *{literal(spot.where)}*: all agreed silently on {labels}.{closed}"
    return f"Decision {spot.number}: {labels} hung on the report of {literal(spot.where)}, and nobody ever verified it."


def questions(room: RoomReading) -> dict[int, str] | str:
    """Each question by its number in the record: votes, moves, how it was decided, reasons, what was expected and what came.

    In the order of asking; at the end those that were called off before anybody voted.
    """
    every = sorted((*room.questions, *room.taken_back, *room.called_off), key=_place)
    told: dict[int, str] = {}
    length = 0
    for at, question in enumerate(every, 1):
        told[question.question] = _question(
            question, [spot for spot in room.blind_spots if spot.number == question.number]
        )
        length += len(told[question.question])
        if length > LONGEST and at < len(every):
            told[question.question] += (
                f"\n\n{plural(len(every) - at, 'question')} more: what they tell is too long to be read. The report as JSON "
                "holds all of it."
            )
            break
    return told or "The room was asked nothing."


def _place(question: QuestionReading) -> tuple[bool, int]:
    return question.called_off and not question.silent_cast + question.last_cast, question.question


def _question(question: QuestionReading, spots: list[BlindSpot]) -> str:
    number = f", decision {question.number}" if question.number else ""
    lines = [f"### Question {question.question}: {literal(question.scene_title)}{number}"]
    unvoted, _number = _place(question)
    if question.taken_back:
        lines.append(f"“{literal(question.taken)}” was locked, and taken back.")
    if question.called_off:
        lines.append(f"It was called off before {'anybody voted' if unvoted else 'a decision'}.")
    if question.role:
        lines.append(f"Asked: {literal(question.role)} alone.")
    if question.options and not unvoted:
        lines.append(_table(question))
    lines += [] if unvoted else _moved(question)
    if question.taken and not question.taken_back:
        lines.append(f"Taken: “{literal(question.taken)}”. Decided by: {who_decided(question)}.")
    lines += _reasons(question)
    lines += _expected(question)
    if spots:
        lines.append("\n".join(f"- {blind_spot(spot)}" for spot in spots))
    if question.lost:
        lines.append(f"It closed: {'; '.join(f'“{literal(title)}”' for title in question.lost)}.")
    if question.seconds is not None:
        lines.append(f"From the first vote to the lock: {_clock(question.seconds)}.")
    lines += [f"The author asks: {authored(asked)}" for asked in question.ask]
    return "\n\n".join(lines)


def _table(question: QuestionReading) -> str:
    rows = []
    last = question.rounds > 1
    for option in question.options:
        label = f"**{literal(option.label)}**" if option.taken else literal(option.label)
        row = [label + (f" (for {literal(option.role)} alone)" if option.role else "")]
        row.append(share_of(option.silent, question.silent_cast))
        row += [share_of(option.last, question.last_cast)] if last else []
        rows.append([*row, _KEEPS[option.keeps]])
    head = ["Measure", "Silent vote", *(["Last vote"] if last else []), "What was best possible"]
    return table(head, rows)


def _moved(question: QuestionReading) -> list[str]:
    if question.rounds < 2:
        return []
    if question.moves is None:
        return ["Who moved between the votes is not known: hands were counted, and a hand has no seat."]
    told = [f"- {_move(move)}" for move in question.moves]
    if question.came_in:
        told.append(f"- {plural(question.came_in, 'seat')} voted last and not silently.")
    if question.fell_silent:
        told.append(f"- {plural(question.fell_silent, 'seat')} voted silently and not last.")
    return ["**Moved by talk**", "\n".join(told)] if told else ["No seat changed its vote."]


def _move(move: SeatMove) -> str:
    return f"{plural(move.seats, 'seat')} from “{literal(move.from_)}” to “{literal(move.to)}”: {_DIRECTIONS[move.direction]}."


def who_decided(question: QuestionReading) -> str:
    """The rule, or what took its place and why; with the numbers that it needed."""
    if not question.decider:
        return "nobody"
    told = _DECIDERS[question.decider]
    if question.decider == question.rule:
        told = f"{question.decider}, {told}"
    if question.decider == "default":  # it waits for the last vote, unless too few have voted when the time ends
        told += ", when the time ended" if question.rounds < MOST_ROUNDS else f", after {MOST_ROUNDS} votes"
    if question.missed:
        told += f"; the rule {question.rule} reached nothing: {_MISSED[question.missed]}"
    if question.present:
        told += f" ({question.last_cast} of {question.present} present voted, {question.quorum} were needed)"
    return told


def _reasons(question: QuestionReading) -> list[str]:
    told = []
    for title, minority in (("**What the minority said**", True), ("**What was said besides**", False)):
        found: dict[str, list[str]] = {}
        for reason in question.reasons:
            if reason.minority is minority:
                found.setdefault(reason.option, []).append(f"“{literal(reason.text)}”")
        lines = [f"- {f'For “{literal(label)}”: ' if label else ''}{'; '.join(said)}" for label, said in found.items()]
        told += [title, "\n".join(lines)] if lines else []
    if question.unshown:
        reasons = plural(question.unshown, "more reason" if question.reasons else "reason")
        told.append(f"Written, and not put on the wall: {reasons}.")
    return told


def _expected(question: QuestionReading) -> list[str]:
    total = sum(question.expected.values())
    if not total and not question.words:
        return []
    told = []
    if total:
        counts = ", ".join(f"{trend} {number}" for trend, number in question.expected.items())
        told.append(f"Expected for the people to be protected, by {total}: {counts}.")
    if question.words:
        told.append(f"Written in their own words, and not quoted: {plural(question.words, 'expectation')}.")
    came = "; ".join(
        f"{literal(moved.label)}: {literal(moved.before)} → {literal(moved.after)}" for moved in question.movements
    )
    told.append(f"What came: {came or 'no indicator moved'}.")
    return told


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
