"""The chance of the best end along a run: what each decision cost of it, and what luck moved."""

from __future__ import annotations

from collections.abc import Sequence

from crisisengine.debriefing.model import Debrief, DecisionOdds, DecisionReview, Odds
from crisisengine.text.english import spans
from crisisengine.text.markdown import literal, table

__all__ = ["line", "of_hundred", "turn"]

UNSEEN = 0.005
"""What moves a chance by less is told as nothing."""


def line(debrief: Debrief) -> str:
    """A row for each decision that moved it, and a sentence for those that did not; empty where nobody knows it."""
    odds = debrief.odds
    if odds is None or not debrief.reviews:
        return ""
    whom = (
        "Best play is that of somebody who sees no more than the pages and remembers all of them."
        if odds.shown
        else "Best play is that of somebody who knows all, what is hidden included: as shown, the chance may be smaller."
    )
    weighed = [(review, review.odds) for review in debrief.reviews if review.odds is not None]
    last = next((number for number, (_, odds) in enumerate(weighed, 1) if not odds.after), len(weighed))
    parts = [f"{_begun(debrief)} {whom} Under random play every open measure is as likely as the others."]
    moving = [(review, odds) for review, odds in weighed[:last] if not _level(odds)]
    if moving:
        parts.append(
            "In so many of 100 plays best play comes to it: before the decision, with the measure that was taken, and after what "
            "came of it; last, random play from there."
        )
        parts.append(table(["Decision", "Before", "With it", "After", "Random"], [_row(*each) for each in moving]))
    if len(moving) < last:
        parts.append(_unmoved([each for each in weighed[:last] if _level(each[1])], others=bool(moving)))
    if last < len(weighed):
        parts.append(f"After decision {weighed[last - 1][0].number} it could not be reached any more.")
    parts.append(_in_all(weighed[:last]))
    return "\n\n".join(parts)


def _level(odds: DecisionOdds) -> bool:
    """Whether neither a decision nor what came of it moved the chance of best play, as far as it is told."""
    return _counted(odds.before) == _counted(odds.taken) == _counted(odds.after)


def _unmoved(weighed: Sequence[tuple[DecisionReview, DecisionOdds]], *, others: bool) -> str:
    """The decisions around which best play's chance stood still, in a sentence; a random play's may have moved meanwhile."""
    count = len(weighed)
    if others:
        which = f"decision{'s' if count > 1 else ''} {spans(review.number for review, _ in weighed)}"
        return f"At {which} neither the measure nor what came of it moved best play's chance: {_stood(weighed)}."
    first, last = weighed[0][1], weighed[-1][1]
    told = (
        f"Before and after the one decision best play stood at {_stood(weighed)}"
        if count == 1
        else f"Before and after each of the {count} decisions best play stood at {_stood(weighed)}"
    )
    random = (_counted(first.random_before), _counted(last.random_after))
    meanwhile = f"stayed at {random[0]}" if random[0] == random[1] else f"went from {random[0]} to {random[1]} of 100"
    return f"{told}; random play {meanwhile}."


def _stood(weighed: Sequence[tuple[DecisionReview, DecisionOdds]]) -> str:
    """`100 of 100`, or each of several that it stood at."""
    return f"{' or '.join(dict.fromkeys(_counted(odds.before) for _, odds in weighed))} of 100"


def _in_all(weighed: Sequence[tuple[DecisionReview, DecisionOdds]]) -> str:
    cost, luck = (sum(share) for share in zip(*((odds.decided, odds.luck) for _, odds in weighed), strict=True))
    told = "The decisions cost nothing of it" if cost < UNSEEN else f"The decisions cost {of_hundred(cost)}"
    return f"{told}; what then came, or came to light, {_moved(luck)}. What was sent between two decisions is counted to neither."


def _begun(debrief: Debrief) -> str:
    assert debrief.odds is not None
    first = debrief.reviews[0].odds
    begun = f"The best that was possible at the start: {_best(debrief, debrief.odds)}."
    if first is None:
        return begun
    return f"{begun} From there best play would have come to it in {of_hundred(first.before)}, random play in {of_hundred(first.random_before)}."


def _best(debrief: Debrief, odds: Odds) -> str:
    return " or ".join(f"“{literal(debrief.names[ending])}”" for ending in odds.endings)


def _row(review: DecisionReview, odds: DecisionOdds) -> list[str]:
    return [
        f"{review.number}. {literal(review.label)}",
        *(_counted(chance) for chance in (odds.before, odds.taken, odds.after, odds.random_after)),
    ]


def turn(debrief: Debrief, review: DecisionReview) -> str:
    """What a decision cost of the chance of the best end, in sentences; empty where that is not known, or nothing."""
    odds = review.odds
    if debrief.odds is None or odds is None or (odds.decided < UNSEEN and abs(odds.luck) < UNSEEN):
        return ""
    best = _best(debrief, debrief.odds)
    # What was closed whatever the outcome, and yet had a chance: it hung on something that no page had told.
    unknowable = review.turning is not None and review.turning.by == "decision" and odds.taken >= UNSEEN
    told = f"best play would have come to {best} in {of_hundred(odds.before)}, with this measure in {of_hundred(odds.taken)}."
    told = f"That could not be seen: as far as the pages told, {told}" if unknowable else f"From here, {told}"
    return f"{told} What then came, or came to light, {_moved(odds.luck)}." if abs(odds.luck) >= UNSEEN else told


def of_hundred(chance: float) -> str:
    """A chance as a person counts it: never none for what can happen, nor all for what may not."""
    return f"{_counted(chance)} of 100"


def _counted(chance: float) -> str:
    if 0 < chance < UNSEEN:
        return "fewer than 1"
    return "more than 99" if 1 - UNSEEN < chance < 1 else f"{chance * 100:.0f}"


def _moved(luck: float) -> str:
    if abs(luck) < UNSEEN:
        return "moved nothing"
    return f"{'gave' if luck > 0 else 'took'} {of_hundred(abs(luck))}"
