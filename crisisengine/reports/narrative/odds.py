"""The chance of the best end along a run: what each decision cost of it, and what luck moved."""

from __future__ import annotations

from collections.abc import Sequence

from crisisengine.debriefing.model import Debrief, DecisionOdds, DecisionReview, Odds
from crisisengine.text.markdown import literal, table

__all__ = ["line", "of_hundred", "turn"]

UNSEEN = 0.005
"""What moves a chance by less is told as nothing."""


def line(debrief: Debrief) -> str:
    """A row for each decision; empty where nobody knows it."""
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
    parts = [
        f"{_begun(debrief)} {whom} Under random play every open measure is as likely as the others.",
        table(
            ["Decision", "Best play before it, of 100", "with this measure", "after it", "Random play after it"],
            [_row(review, odds) for review, odds in weighed[:last]],
        ),
    ]
    if last < len(weighed):
        parts.append(f"After decision {weighed[last - 1][0].number} it could not be reached any more.")
    parts.append(_in_all(weighed[:last]))
    return "\n\n".join(parts)


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
