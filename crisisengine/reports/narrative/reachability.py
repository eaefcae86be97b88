"""The roads that closed and the turning points: what was possible, until when, and what would have kept it."""

from __future__ import annotations

from crisisengine.debriefing.model import Debrief, DecisionReview, EndingOption, Road, TurningPoint
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
    rows = [[literal(option.title), _fate(debrief, option)] for option in debrief.ending_options]
    return f"{_how_known(debrief)} The best for civilians stands first.\n\n" + table(
        ["Ending", "How long it was possible"], rows
    )


def _fate(debrief: Debrief, option: EndingOption) -> str:
    if option.reached:
        return "**reached**"
    if any(review.after and review.after.plays for review in debrief.reviews):
        return _met(debrief, option)
    for review in debrief.reviews:
        if option.id in review.closed:
            turning = review.turning
            lucky = turning is not None and turning.by == "chance" and option.id in turning.lost
            how = ", when it was lost to chance" if lucky else ""
            return f"until decision {review.number}, {literal(review.label)}{how}"
    last = debrief.reviews[-1].after
    return "still possible" if last is not None and option.id in last.endings else "never"


def _met(debrief: Debrief, option: EndingOption) -> str:
    """What random plays can tell of an ending: where they still came to it, and no more."""
    met = [review.number for review in debrief.reviews if review.after and option.id in review.after.endings]
    if not met:
        first = debrief.reviews[0].before
        return "certainly at the start; not met after it" if first and option.id in first.endings else "not met"
    if met[-1] == len(debrief.reviews):
        return "still possible"
    return f"certainly until decision {met[-1] + 1}; not met after it"


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
