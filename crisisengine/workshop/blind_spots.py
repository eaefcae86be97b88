"""What a room did not see: measures that nobody voted for, doubts that nobody had, reports that nobody verified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crisisengine.debriefing.model import Debrief
from crisisengine.workshop.room_reading import BlindSpot, QuestionReading

__all__ = ["blind_spots"]


def blind_spots(questions: Sequence[QuestionReading], debrief: Debrief) -> tuple[BlindSpot, ...]:
    """In the order in which a room would talk about them; `questions`: those whose decisions stand."""
    return (*_unvoted(questions), *_agreed(questions), *_unverified(debrief))


def _unvoted(questions: Sequence[QuestionReading]) -> Iterator[BlindSpot]:
    """What nobody voted for and would have kept the best, where what was taken did not surely keep it."""
    for question in questions:
        taken = next((option for option in question.options if option.taken), None)
        unvoted = [
            option.label for option in question.options if option.keeps == "kept" and not option.silent + option.last
        ]
        if unvoted and question.last_cast and taken is not None and taken.keeps in ("lost", "risked"):
            yield BlindSpot(
                kind="unvoted",
                number=question.number,
                where=question.scene_title,
                labels=tuple(unvoted),
                lost=question.lost,
            )


def _agreed(questions: Sequence[QuestionReading]) -> Iterator[BlindSpot]:
    """Where all agreed silently, and it closed something better than all that was left."""
    for question in questions:
        if question.share == 1 and question.silent_cast > 1 and question.lost:
            agreed = next(option.label for option in question.options if option.silent)
            yield BlindSpot(
                kind="agreed",
                number=question.number,
                where=question.scene_title,
                labels=(agreed,),
                lost=question.lost,
            )


def _unverified(debrief: Debrief) -> Iterator[BlindSpot]:
    """Reports on whose word something was decided, and that nobody ever verified."""
    for report in debrief.graded_reports:
        if report.acted_on and not report.verified:
            yield BlindSpot(
                kind="unverified",
                number=report.acted_on[0],
                where=report.sender or report.inject.replace("_", " "),
                labels=tuple(debrief.reviews[number - 1].label for number in report.acted_on),
                lost=(),
            )
