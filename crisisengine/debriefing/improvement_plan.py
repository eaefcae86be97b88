"""What a room could make of a run, by rules that anybody can check: strengths, areas for improvement, a plan to fill in."""

from __future__ import annotations

from attrs import frozen

from crisisengine.debriefing.model import Debrief
from crisisengine.text.english import mid_sentence, plural
from crisisengine.text.markdown import literal

__all__ = ["PLAN_HEAD", "Area", "areas", "plan", "strengths"]

PLAN_HEAD = ("Issue", "Action", "Check at the next run", "Owner", "Start", "Due", "Done")


@frozen
class Area:
    """Something to work on; all three are Markdown."""

    issue: str
    action: str
    check: str


def strengths(debrief: Debrief) -> tuple[str, ...]:
    """What went well, with its evidence."""
    found = []
    checked = [report for report in debrief.graded_reports if report.verified]
    for report in checked:
        so = "confirmed" if report.true else "found wrong"
        found.append(
            f"The report of {literal(mid_sentence(report.sender) or report.inject)} was checked by decision {report.verified} and {so}."
        )
    met = [objective for objective in debrief.objectives if objective.result == "met"]
    if met:
        found.append(f"{plural(len(met), 'objective')} met: {' '.join(literal(objective.text) for objective in met)}")
    if debrief.reviews and debrief.reviews[0].before is not None:
        first = next((review.number for review in debrief.reviews if review.turning), 0)
        if not first and debrief.ended:
            found.append("No decision closed the best ending that was still possible.")
        elif first > 1:
            found.append(f"The best ending stayed possible through the first {plural(first - 1, 'decision')}.")
    reasoned = sum(bool(review.why) for review in debrief.reviews)
    if reasoned:
        found.append(f"Reasons were written down for {reasoned} of {plural(len(debrief.reviews), 'decision')}.")
    return tuple(found)


def areas(debrief: Debrief) -> tuple[Area, ...]:
    """What to work on, the costliest first."""
    found = []
    names = debrief.names
    for review in debrief.reviews:
        if review.turning:
            lost = " and ".join(f"“{literal(names[ending])}”" for ending in review.turning.lost)
            label = literal(review.label)
            if review.turning.by == "decision":
                found.append(
                    Area(
                        f"Decision {review.number}, “{label}”, closed {lost}.",
                        "Before a decision of this kind, name what it makes impossible, and say it aloud.",
                        f"In the same scene, is {lost} mentioned before deciding?",
                    )
                )
            else:
                found.append(
                    Area(
                        f"Decision {review.number}, “{label}”, left {lost} to chance, and chance closed it.",
                        "Name the risk, who carries it, and what would lower it, before taking it.",
                        "Is the worst outcome named before the measure is chosen?",
                    )
                )
    for report in debrief.graded_reports:
        if report.acted_on:
            sender = literal(mid_sentence(report.sender) or report.inject)
            so = "" if report.true else ", which was not true"
            grade = f" ({report.grade})" if report.grade else ""
            found.append(
                Area(
                    f"Decision {report.acted_on[0]} hung on the report of {sender}{grade}, unchecked{so}.",
                    "Ask of each report: who saw it, how would they know, what does checking cost?",
                    "Is the grade of a report spoken of before a decision that hangs on it?",
                )
            )
    found += [
        Area(
            f"{'Went against it' if objective.decisions else 'Not practised'}: {literal(objective.text)}",
            "Talk it through with the glossary, then play the scene again from the journal.",
            "Does a decision bear on it the next time?",
        )
        for objective in debrief.objectives
        if objective.result == "not"
    ]
    return tuple(found)


def plan(debrief: Debrief) -> tuple[tuple[str, ...], ...]:
    """Rows under `PLAN_HEAD`; what only a room can know is left empty."""
    return tuple((area.issue, area.action, area.check, "", "", "", "") for area in areas(debrief))
