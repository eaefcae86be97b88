"""Questions that belong to this run and to no other: they name what was decided, believed, hoped and closed.

They ask what people knew and weighed, never who was at fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from crisisengine.debriefing.model import (
    DecisionReview,
    GradedReport,
    LockedMeasure,
    ObjectiveLine,
    Question,
    Theories,
)
from crisisengine.engine.run import THEORY_AFTER, THEORY_BEFORE, Answer, Run
from crisisengine.text.english import mid_sentence

__all__ = ["answered_earlier", "questions"]

MOST = 9
"""A room talks about a few things well."""


def questions(
    run: Run,
    reviews: Sequence[DecisionReview],
    graded_reports: Sequence[GradedReport],
    locked_measures: Sequence[LockedMeasure],
    objectives: Sequence[ObjectiveLine],
    names: Mapping[str, str],
    believed: Theories | None,
) -> tuple[Question, ...]:
    """The questions with the answers that the run holds; one that was answered and is still asked is never left out."""
    answers = {answer.question: answer.text for answer in run.answers}
    found = [
        *_changed(believed),
        *_turning(reviews, names),
        *_believed(reviews, graded_reports),
        *_expected(reviews),
        *_locked(locked_measures),
        *_passed(objectives),
        *_delayed(reviews),
    ]
    kept = found[: MOST - 1] + [asked for asked in found[MOST - 1 :] if asked[0] in answers]
    kept.append(
        ("whole.next", 0, "What will you do differently the next time, and how would a room notice that you did?")
    )
    return tuple(
        Question(id=name, number=number, text=text, answer=answers.get(name, "")) for name, number, text in kept
    )


def answered_earlier(
    asked: Iterable[Question], answers: Sequence[Answer], believed: Theories | None
) -> tuple[Answer, ...]:
    """The answers that stand nowhere else: the scenario was edited, the run went another way, or a later one took its place."""
    last = {answer.question: answer for answer in answers}
    known = [*(question.id for question in asked), *((THEORY_BEFORE, THEORY_AFTER) if believed is not None else ())]
    shown = [last[name] for name in known if name in last]
    return tuple(answer for answer in answers if not any(answer is found for found in shown))


Asked = tuple[str, int, str]


def _changed(believed: Theories | None) -> Iterator[Asked]:
    if believed is not None and believed.before and believed.after and believed.before != believed.after:
        text = f"Before it began you believed: “{believed.before}” Afterwards: “{believed.after}” What changed your mind, and what would change it again?"
        yield "theory.changed", 0, text


def _turning(reviews: Sequence[DecisionReview], names: Mapping[str, str]) -> Iterator[Asked]:
    for review in reviews:
        if review.turning is None:
            continue
        lost = " and ".join(f"“{names[ending]}”" for ending in review.turning.lost)
        number = review.number
        if review.turning.by == "decision":
            text = f"With decision {number}, “{review.label}”, you passed the last way to {lost}. What did you know then that spoke for it, and what against?"
        else:
            text = f"After decision {number}, “{review.label}”, the world closed {lost}. Was the risk seen when the decision was taken, and was it worth taking?"
        yield f"turning.{number}.{review.measure}", number, text


def _believed(reviews: Sequence[DecisionReview], graded_reports: Sequence[GradedReport]) -> Iterator[Asked]:
    for report in graded_reports:
        met = report.acted_on or (() if report.verified else report.left_unchecked)
        if not met:
            continue
        sender = mid_sentence(report.sender) or report.inject.replace("_", " ")
        first = met[0]
        label = reviews[first - 1].label
        how = f"graded {report.grade}" if report.grade else "ungraded"
        so = "It was true" if report.true else "It was not true"
        told = (
            f"Decision {first}, “{label}”, hung on the report of {sender} ({how}), and nobody had checked it."
            if report.acted_on
            else f"When you took decision {first}, “{label}”, the report of {sender} ({how}) could have been checked."
        )
        yield (
            f"believed.{report.inject}.{report.number}",
            first,
            f"{told} {so}. What did you make of it, what would have made you check, and what would that have cost?",
        )


def _expected(reviews: Sequence[DecisionReview]) -> Iterator[Asked]:
    for review in reviews:
        if review.expected:
            yield (
                f"expected.{review.number}.{review.measure}",
                review.number,
                f"At decision {review.number} you expected: “{review.expected}” What came instead, and what had you not seen?",
            )


def _locked(locked_measures: Sequence[LockedMeasure]) -> Iterator[Asked]:
    for measure in locked_measures:
        if not measure.opened_later and measure.reasons:
            number = measure.numbers[0]
            yield (
                f"locked.{number}.{' '.join(measure.label[:40].split())}",  # as a journal would keep it
                number,
                f"At decision {number}, “{measure.label}” was out of reach. Which earlier decision could have opened it, and at what price?",
            )
            return


def _passed(objectives: Sequence[ObjectiveLine]) -> Iterator[Asked]:
    for objective in objectives:
        if objective.result == "not" and objective.missed:
            number = objective.missed[0]
            yield (
                f"passed.{objective.id}",
                number,
                f"At decision {number} something stood open that serves this aim, and you chose otherwise: “{objective.text}” What weighed more?",
            )
            return


def _delayed(reviews: Sequence[DecisionReview]) -> Iterator[Asked]:
    for review in reviews:
        for line in review.ledger:
            if line.watched and line.before != line.after and line.decided_by < line.number:
                cause = reviews[line.decided_by - 1]
                yield (
                    f"delayed.{line.decided_by}.{line.number}",
                    line.number,
                    f"What moved {line.label} at decision {line.number} had been set going by decision {cause.number}, “{cause.label}”. Did anybody expect it?",
                )
                return
