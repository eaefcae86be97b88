"""Questions that belong to these runs together: what all overlooked, where they split, what luck alone made different.

They ask what groups knew and weighed, never which of them was better.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from crisisengine.debriefing.cohort import UNIFIED, Cohort
from crisisengine.text.english import mid_sentence

__all__ = ["cohort_questions"]

MOST = 9
"""A room talks about a few things well."""


def cohort_questions(cohort: Cohort) -> tuple[str, ...]:
    """In the order in which a room would talk about them, in bare words; the last looks ahead."""
    found = [*_overlooked(cohort), *_believed(cohort), *_split(cohort), *_luck(cohort)]
    ahead = "Which road would you take now, and what would you have to know at the first decision to take it?"
    return (*found[: MOST - 1], ahead)


def _overlooked(cohort: Cohort) -> Iterator[str]:
    for fork in cohort.urgent:
        if fork.blind:
            lost = sum(choice.lost for choice in fork.choices)
            better = " and ".join(f"“{label}”" for label in fork.better)
            yield f"In “{fork.title}” {lost} of {fork.groups} runs closed the best that was possible, while {better} stood open. What made it hard to see?"


def _split(cohort: Cohort) -> Iterator[str]:
    for fork in cohort.urgent:
        if fork.share < UNIFIED and fork.groups > 1 and not fork.blind:
            counts = ", ".join(f"“{choice.label}” {choice.count}" for choice in fork.choices)
            yield f"In “{fork.title}” the groups split: {counts}. What did each side know, or hold dear, that the other did not?"


def _believed(cohort: Cohort) -> Iterator[str]:
    """Reports on which a decision hung in most runs, and that none of these verified."""
    senders = {
        report.inject: mid_sentence(report.sender) or report.inject.replace("_", " ")
        for debrief in cohort.debriefs
        for report in debrief.graded_reports
    }
    acted = Counter(
        inject
        for debrief in cohort.debriefs
        for inject in {report.inject for report in debrief.graded_reports if report.acted_on and not report.verified}
    )
    total = len(cohort.debriefs)
    for inject, count in acted.most_common():
        if count > 1 and count >= UNIFIED * total:
            yield f"In {count} of {total} runs a decision hung on the report of {senders[inject]}, and nobody ever verified it. What would checking have cost, and what did it cost not to?"


def _luck(cohort: Cohort) -> Iterator[str]:
    """Where runs decided alike throughout, and came to other ends."""
    alike: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
    for line, debrief in zip(cohort.lines, cohort.debriefs, strict=True):
        if line.ending:
            decided = tuple((review.scene, review.measure) for review in debrief.reviews)
            alike.setdefault(decided, {}).setdefault(line.ending, line.name)
    for ends in alike.values():
        if len(ends) > 1:
            names = " and ".join(f"“{name}”" for name in ends.values())
            yield f"{names} decided alike throughout and came to other ends. What does that say of judging a decision by what came of it?"
            return
