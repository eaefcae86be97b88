"""The roads that closed and the turning points: what was possible, until when, and what would have kept it."""

from __future__ import annotations

from crisisengine.debriefing.ending_lanes import EndingLane, ending_lanes
from crisisengine.debriefing.model import Debrief, DecisionReview, Road, TurningPoint
from crisisengine.reports.narrative.wording import titles
from crisisengine.text.english import plural
from crisisengine.text.markdown import authored, literal, table

__all__ = ["roads", "turning_points"]

_UNKNOWN = "Not worked out for this report: nobody has looked at all states of the scenario."


def _how_known(debrief: Debrief) -> str:
    first = debrief.reviews[0].before
    if first is None or not first.plays:
        return "Exact: every state of the scenario was looked at."
    return (
        f"Sampled, since the scenario has too many states to look at all: from each state {first.plays} random plays. "
        "An ending that they did not come to may have been possible all the same."
    )


def roads(debrief: Debrief) -> str:
    """A row for each ending: how long it was possible, and how that is known."""
    if not debrief.reviews:
        return "Nothing has been decided yet."
    if debrief.reviews[0].before is None:
        return _UNKNOWN
    rows = [[literal(lane.option.title), _fate(debrief, lane)] for lane in ending_lanes(debrief)]
    return f"{_how_known(debrief)} The best for civilians stands first.\n\n" + table(
        ["Ending", "How long it was possible"], rows
    )


def _fate(debrief: Debrief, lane: EndingLane) -> str:
    """How long an ending was possible, and no more than is known of it."""
    if lane.option.reached:
        return "**reached**"
    if lane.last == len(debrief.reviews):
        return "still possible"
    if lane.last < 0:
        return "never" if lane.sure else "not met"
    if not lane.sure:
        until = f"until decision {lane.closed}" if lane.last else "at the start"
        return f"certainly {until}; not met after it"
    review = debrief.reviews[lane.closed - 1]
    turning = review.turning
    lucky = turning is not None and turning.by == "chance" and lane.option.id in turning.lost
    how = ", when it was lost to chance" if lucky else ""
    return f"until decision {review.number}, {literal(review.label)}{how}"


def turning_points(debrief: Debrief) -> str:
    """Each turning point with all that stood open there, and one way on that would have kept the best."""
    if not debrief.reviews or debrief.reviews[0].before is None:
        return _UNKNOWN if debrief.reviews else "Nothing has been decided yet."
    told = [_turning_point(debrief, review, review.turning) for review in debrief.reviews if review.turning]
    return "\n\n".join(told) or "No decision closed the best that was still possible."


def _turning_point(debrief: Debrief, review: DecisionReview, turning: TurningPoint) -> str:
    lost = titles(debrief.names, turning.lost)
    how = (
        "Whatever the world had decided then, this measure closed it."
        if turning.by == "decision"
        else "Another outcome would have kept it: the decision took the risk, and chance closed it."
    )
    lines = [
        f"### Decision {review.number}: {literal(review.label)}",
        f"Until here the best still possible was: {lost}. {how}",
        "\n".join(f"- {_road(road)}" for road in review.roads),
    ]
    if turning.told:
        luck = f" It takes luck {plural(turning.lucky, 'time')}." if turning.lucky else " It takes no luck."
        play = "\n".join(f"{number}. {literal(text)}" for number, text in enumerate(turning.told, review.number))
        lines += [f"One way on from here to “{literal(debrief.names[turning.leads_to])}”.{luck}", play]
    return "\n\n".join(lines)


_KEEPS = {
    "kept": "kept it possible",
    "risked": "left it to chance",
    "lost": "closed it",
    "": "",
}


def _road(road: Road) -> str:
    taken = " (taken)" if road.taken else ""
    if road.reasons:
        return f"{literal(road.label)}: locked. {' '.join(authored(reason) for reason in road.reasons)}"
    return f"{literal(road.label)}{taken}: {_KEEPS[road.keeps]}"
