"""Questions that belong to this run and to no other: they name what was decided, believed, hoped and closed.

They ask what people knew and weighed, never who was at fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from crisisengine.debriefing.model import Doubt, Moment, ObjectiveLine, Question, Shut
from crisisengine.engine.run import Run

__all__ = ["questions"]

MOST = 9
"""A room talks about a few things well."""


def questions(
    run: Run,
    moments: Sequence[Moment],
    doubts: Sequence[Doubt],
    shut: Sequence[Shut],
    objectives: Sequence[ObjectiveLine],
    names: Mapping[str, str],
) -> tuple[Question, ...]:
    """The questions with the answers that the run holds; one that was answered and is still asked is never left out."""
    answers = {one.question: one.text for one in run.answers}
    found = [
        *_turning(moments, names),
        *_believed(moments, doubts),
        *_expected(moments),
        *_locked(shut),
        *_passed(objectives),
        *_delayed(moments),
    ]
    kept = found[: MOST - 1] + [one for one in found[MOST - 1 :] if one[0] in answers]
    kept.append(
        ("whole.next", 0, "What will you do differently the next time, and how would a room notice that you did?")
    )
    return tuple(Question(name, number, text, answers.get(name, "")) for name, number, text in kept)


Asked = tuple[str, int, str]


def _turning(moments: Sequence[Moment], names: Mapping[str, str]) -> Iterator[Asked]:
    for moment in moments:
        if moment.turning is None:
            continue
        lost = " and ".join(f"“{names[one]}”" for one in moment.turning.lost)
        number = moment.number
        if moment.turning.by == "decision":
            text = f"With decision {number}, “{moment.label}”, you passed the last way to {lost}. What did you know then that spoke for it, and what against?"
        else:
            text = f"After decision {number}, “{moment.label}”, the world closed {lost}. Was the risk seen when the decision was taken, and was it worth taking?"
        yield f"turning.{number}.{moment.measure}", number, text


def _believed(moments: Sequence[Moment], doubts: Sequence[Doubt]) -> Iterator[Asked]:
    for one in doubts:
        if not one.acted_on:
            continue
        sender = one.sender or one.inject.replace("_", " ")
        first = one.acted_on[0]
        label = moments[first - 1].label
        how = f"graded {one.grade}" if one.grade else "ungraded"
        so = "It was true" if one.true else "It was not true"
        yield (
            f"believed.{one.inject}.{one.number}",
            first,
            f"You took decision {first}, “{label}”, on the word of {sender} ({how}), unchecked. {so}. What would have made you check, and what would that have cost?",
        )


def _expected(moments: Sequence[Moment]) -> Iterator[Asked]:
    for moment in moments:
        if moment.expected:
            yield (
                f"expected.{moment.number}.{moment.measure}",
                moment.number,
                f"At decision {moment.number} you expected: “{moment.expected}” What came instead, and what had you not seen?",
            )


def _locked(shut: Sequence[Shut]) -> Iterator[Asked]:
    for one in shut:
        if not one.opened_later and one.reasons:
            number = one.numbers[0]
            yield (
                f"locked.{number}.{' '.join(one.label[:40].split())}",  # as a journal would keep it
                number,
                f"At decision {number}, “{one.label}” was out of reach. Which earlier decision could have opened it, and at what price?",
            )
            return


def _passed(objectives: Sequence[ObjectiveLine]) -> Iterator[Asked]:
    for one in objectives:
        if one.result == "not" and one.missed:
            number = one.missed[0]
            yield (
                f"passed.{one.id}",
                number,
                f"Decision {number} offered a way to practise this, and another was taken: {one.text} What was weighed against it?",
            )
            return


def _delayed(moments: Sequence[Moment]) -> Iterator[Asked]:
    for moment in moments:
        for line in moment.ledger:
            if line.watched and line.before != line.after and line.decided_by < line.number:
                cause = moments[line.decided_by - 1]
                yield (
                    f"delayed.{line.decided_by}.{line.number}",
                    line.number,
                    f"What moved {line.label} at decision {line.number} had been set going by decision {cause.number}, “{cause.label}”. Did anybody expect it?",
                )
                return
