"""Decision by decision: what was read, taken, answered by the world; the indicators meanwhile, and what was locked."""

from __future__ import annotations

from crisisengine.debriefing.ending_lanes import closed_endings, ending_lanes
from crisisengine.debriefing.model import Debrief, DecisionReview
from crisisengine.engine.view_model import Card
from crisisengine.model.kinds import Kept
from crisisengine.reports.narrative.wording import LONGEST, numbered, titles
from crisisengine.text.english import degrees, spans
from crisisengine.text.markdown import authored, literal, table

__all__ = ["decisions", "indicators", "kinds_of_measures", "locked_measures", "sent"]


def decisions(debrief: Debrief, *, situations: bool) -> dict[int, str]:
    """What followed from each decision, by its number; `situations`: and what was read before it."""
    told: dict[int, str] = {}
    doubtful = frozenset(lane.option.id for lane in ending_lanes(debrief) if not lane.sure)
    length = 0
    for review in debrief.reviews:
        told[review.number] = _review(debrief, review, doubtful, situations=situations)
        length += len(told[review.number])
        if length > LONGEST and review.number < len(debrief.reviews):
            told[review.number] += (
                f"\n\nDecisions {review.number + 1} to {len(debrief.reviews)} are left out here: what they tell is too long to "
                "be read. The report as JSON holds all of it."
            )
            break
    return told


def places(debrief: Debrief) -> str:
    """Where it happened: site by site the decisions that were taken there, and who stands there at the end."""
    told = []
    for place in debrief.situation.places if debrief.situation else ():
        site = place.site
        taken = [review.number for review in debrief.reviews if review.site is not None and review.site.id == site.id]
        line = f"- **{literal(site.name)}** ({degrees(site.latitude, site.longitude)}): "
        if taken:
            scenes = ", ".join(f"“{literal(title)}”" for title in place.scenes)
            line += f"{'decision' if len(taken) == 1 else 'decisions'} {spans(taken)} ({scenes})."
        else:
            line += "no decision was taken here."
        for party in place.parties:
            line += f" Here stands {literal(party.name)}{f', {literal(party.stands)}' if party.stands else ''}."
        told.append(line)
    return "\n".join(told)


def _review(debrief: Debrief, review: DecisionReview, doubtful: frozenset[str], *, situations: bool) -> str:
    where = f"*{literal(review.scene_title)}*"
    if review.site is not None:
        where += f", at {literal(review.site.name)} ({degrees(review.site.latitude, review.site.longitude)})"
    where += f", {review.date}" if review.date else ""
    where += f", {review.takes}" if review.takes else ""
    where += f", {literal(review.price)}" if review.price else ""
    lines = [f"### {review.number}. {literal(review.label)}", where]
    before = [sent_inject.card for sent_inject in debrief.sent if sent_inject.number == review.number - 1]
    lines += [f"The facilitator sent: {literal(card.sender or card.inject.replace('_', ' '))}." for card in before]
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
    lines += [_card(card) for card in review.cards]
    lines += [f"Set going here: {literal(text)}" for text in review.set_going]
    lines += [f"Called off here: {literal(text)}" for text in review.called_off]
    lines += [f"Came to nothing: {literal(text)}" for text in review.lapsed]
    lines += _others(review)
    closed = closed_endings(debrief, review.number)
    for word, endings in (("Lost", closed.lost), ("No longer possible", closed.passed), ("Averted", closed.averted)):
        sure = [ending for ending in endings if ending not in doubtful]
        unsure = [ending for ending in endings if ending in doubtful]
        lines += [f"{word}: {titles(debrief.names, sure)}."] if sure else []
        lines += [f"{word}, as far as random plays can tell: {titles(debrief.names, unsure)}."] if unsure else []
    return "\n\n".join(lines)


def _card(card: Card) -> str:
    sender = f"{card.sender}, {card.by}" if card.sender else card.by
    grade = f", graded {card.grade}" if card.grade else ""
    return _quoted(f"**{literal(sender)}**{grade}\n\n{authored(card.text)}")


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


_OTHERWISE: tuple[tuple[Kept, str], ...] = (
    ("kept", "Would have kept the best possible"),
    ("risked", "Would have left the best possible to chance"),
    ("lost", "Would have closed the best possible"),
    ("", "Not taken"),
)


def _others(review: DecisionReview) -> list[str]:
    """What else was offered, by what it would have done."""
    found = []
    for kept, word in _OTHERWISE:
        labels = [road.label for road in review.roads if not road.taken and not road.reasons and road.keeps == kept]
        found += [f"{word}: {literal('; '.join(labels))}."] if labels else []
    locked = [road.label for road in review.roads if road.reasons]
    return [*found, *([f"Was locked: {literal('; '.join(locked))}."] if locked else [])]


def sent(debrief: Debrief) -> str:
    """What a facilitator sent, when, and what a good room would have done."""
    told = []
    for sent_inject in debrief.sent:
        when = f"after decision {sent_inject.number}" if sent_inject.number else "before the first decision"
        by = f", by {literal(sent_inject.by)}" if sent_inject.by else ""
        lines = [
            f"**The facilitator sent**{by}, {when}, in *{literal(sent_inject.scene_title)}*:",
            _card(sent_inject.card),
        ]
        lines += [_card(card) for card in sent_inject.others]
        if sent_inject.good_answer.strip():
            lines.append(f"A good answer: {authored(sent_inject.good_answer)}")
        told.append("\n\n".join(lines))
    return "\n\n".join(told)


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
