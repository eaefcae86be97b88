"""The roads that closed and the turning points: what was possible, until when, and what would have kept it."""

from __future__ import annotations

from crisisengine.debriefing.ending_lanes import EndingLane, ending_lanes
from crisisengine.debriefing.model import Debrief, DecisionReview, TurningPoint
from crisisengine.reports.narrative import odds
from crisisengine.reports.narrative.wording import titles
from crisisengine.text.markdown import literal, table

__all__ = ["roads", "turning_points", "ways_on"]

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


def turning_points(debrief: Debrief) -> dict[int, str] | str:
    """Each turning point by the number of its decision, with what would have kept the best; a sentence where there is none.

    A decision that closed nothing is one where it cost ten points of the chance of the best rank.
    """
    if not debrief.reviews:
        return "Nothing has been decided yet."
    if debrief.reviews[0].before is None:
        return _UNKNOWN
    doubtful = frozenset(lane.option.id for lane in ending_lanes(debrief) if not lane.sure)
    told = {
        review.number: _turning_point(debrief, review, review.turning, doubtful)
        if review.turning
        else _costly_decision(debrief, review)
        for review in debrief.turned
    }
    return told or "No decision closed the best that was still possible."


def _turning_point(debrief: Debrief, review: DecisionReview, turning: TurningPoint, doubtful: frozenset[str]) -> str:
    if not doubtful.isdisjoint(turning.lost):
        how = "Random plays came to it before this decision, and none did after it."
    elif turning.by == "decision":
        how = "Whatever the world had decided then, this measure closed it."
    else:
        how = "Another outcome would have kept it: the decision took the risk, and chance closed it."
    lines = [
        f"### Decision {review.number}: {literal(review.label)}",
        f"Until here the best still possible was: {titles(debrief.names, turning.lost)}. {how}",
    ]
    if chances := odds.turn(debrief, review):
        lines.append(chances)
    if turning.told:
        lines.append(f"What would have kept it: {literal(turning.next_step)}. {_luck(debrief, turning)}")
    return "\n\n".join(lines)


def _costly_decision(debrief: Debrief, review: DecisionReview) -> str:
    heading = f"### Decision {review.number}: {literal(review.label)}"
    return "\n\n".join([heading, f"It left the best possible, and made it less likely. {odds.turn(debrief, review)}"])


def _luck(debrief: Debrief, turning: TurningPoint) -> str:
    """What the way on asks of chance."""
    title = literal(debrief.names[turning.leads_to])
    if turning.luck == "none":
        return f"From there “{title}” takes no luck."
    if turning.luck == "any":
        return f"Whatever the world decides on that way, “{title}” stays possible."
    often = "once" if turning.lucky == 1 else f"{turning.lucky} times"
    return f"From there “{title}” takes luck {often}."


def ways_on(debrief: Debrief) -> str:
    """From each turning point a whole play to the best that was lost there: it gives the way away."""
    told = []
    for turning in debrief.turning_points:
        if turning.told:
            play = "\n".join(f"{number}. {literal(step)}" for number, step in enumerate(turning.told, turning.number))
            told.append(
                f"### From decision {turning.number} to “{literal(debrief.names[turning.leads_to])}”\n\n"
                f"{_luck(debrief, turning)}\n\n{play}"
            )
    if not told:
        return "There is no turning point from which a way on is known."
    return "\n\n".join(["For whoever does not want to find them out by playing again.", *told])
