"""Decision by decision: what was read, taken, answered by the world; the indicators meanwhile, and what was locked."""

from __future__ import annotations

from crisisengine.debriefing.model import Debrief, DecisionReview, Road
from crisisengine.reports.narrative.wording import numbered, titles
from crisisengine.text.markdown import authored, literal, table

__all__ = ["decisions", "indicators", "kinds_of_measures", "locked_measures"]


def decisions(debrief: Debrief, *, situations: bool) -> str:
    """Every decision with what followed; `situations`: and with what was read before it."""
    told = [_review(debrief, review, situations=situations) for review in debrief.reviews]
    return "\n\n".join(told) or "Nothing has been decided yet."


def _review(debrief: Debrief, review: DecisionReview, *, situations: bool) -> str:
    where = f"*{literal(review.scene_title)}*" + (f", {review.date}" if review.date else "")
    where += f", {review.takes}" if review.takes else ""
    lines = [f"### {review.number}. {literal(review.label)}", where]
    if situations and review.situation.strip():
        lines.append(_quoted(authored(review.situation)))
    if review.tags:
        lines.append(f"Kind: {literal(', '.join(review.tags))}.")
    if review.outcome:
        lines.append(f"The world decided: {literal(review.outcome.replace('_', ' '))}.")
    if review.result.strip():
        lines.append(authored(review.result))
    notes = (("Why", review.why), ("By", review.by), ("Expected", review.expected))
    lines += [f"{title}: {literal(note)}" for title, note in notes if note]
    for card in review.cards:
        sender = f"{card.sender}, {card.by}" if card.sender else card.by
        grade = f", graded {card.grade}" if card.grade else ""
        lines.append(_quoted(f"**{literal(sender)}**{grade}\n\n{authored(card.text)}"))
    lines += [f"Set going here: {literal(text)}" for text in review.set_going]
    lines += [f"Called off here: {literal(text)}" for text in review.called_off]
    lines += [f"Came to nothing: {literal(text)}" for text in review.lapsed]
    others = [road for road in review.roads if not road.taken]
    if others:
        lines.append("Not taken: " + "; ".join(_other(road) for road in others) + ".")
    if review.closed:
        lines.append(f"Closed: {titles(debrief.names, review.closed)}.")
    return "\n\n".join(lines)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _other(road: Road) -> str:
    return literal(road.label) + (" (locked)" if road.reasons else "")


def indicators(debrief: Debrief) -> str:
    """A row for each indicator: first, lowest, highest, last."""
    if not debrief.trajectories:
        return "The scenario shows no indicator."
    rows = []
    for trajectory in debrief.trajectories:
        spread = sorted(zip(trajectory.values, trajectory.words, strict=True))
        rows.append(
            [
                literal(cell)
                for cell in (trajectory.label, trajectory.words[0], spread[0][1], spread[-1][1], trajectory.words[-1])
            ]
        )
    return table(["Indicator", "At the start", "Lowest", "Highest", "At the end"], rows)


def locked_measures(debrief: Debrief) -> str:
    """What was shown and locked, and why."""
    lines = []
    for measure in debrief.locked_measures:
        where = f" in *{literal(measure.scene_title)}*" if measure.scene_title else ""
        later = "; open later" if measure.opened_later else ""
        why = " ".join(" ".join(authored(reason).split()) for reason in measure.reasons)
        lines.append(f"- {literal(measure.label)}{where} ({numbered(measure.numbers)}{later}): {why}")
    return "\n".join(lines) or "Every measure that was shown was open."


_KINDS = {"tier": "Tier", "phase": "Phase", "principle": "Principle"}


def kinds_of_measures(debrief: Debrief) -> str:
    """How often each kind of measure was taken, and how often it stood open."""
    rows = [[_KINDS[kind.kind], literal(kind.label), str(kind.taken), str(kind.offered)] for kind in debrief.mix]
    if not rows:
        return "The measures of this run bear no tags."
    return table(["Sort", "Kind", "Decisions that took it", "Decisions that offered it"], rows)
