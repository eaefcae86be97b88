"""What changed and why: the causal ledger, reports believed and true, and the part that chance had."""

from __future__ import annotations

from crisisengine.debriefing.model import Debrief, LedgerLine
from crisisengine.reports.narrative.wording import numbered
from crisisengine.text.english import percent
from crisisengine.text.markdown import authored, literal, table

__all__ = ["chance", "graded_reports", "ledger"]


def ledger(debrief: Debrief) -> str:
    """A row for each change of what is watched, with its cause."""
    moved = [line for line in debrief.ledger if line.watched]
    if not moved:
        return "Nothing that is watched has changed."
    dated = any(line.date for line in moved)
    rows = []
    for line in moved:
        what = literal(line.label) + (" (hidden while playing)" if line.hidden else "")
        when = [line.date] if dated else []
        rows.append([str(line.number or "-"), *when, what, literal(_change(line)), literal(_cause(line))])
    return table(["Decision", *(["When"] if dated else []), "What", "Change", "Cause"], rows)


def _change(line: LedgerLine) -> str:
    if line.before == line.after:
        return f"stays {line.word_after}, the end of its range"
    if line.sort != "number":
        return f"{line.word_before} to {line.word_after}"
    sign = "up" if line.after > line.before else "down"
    if line.word_before == line.word_after:
        return f"stays {line.word_after} ({sign} {abs(line.after - line.before)})"
    return f"{line.word_before} to {line.word_after} ({sign} {abs(line.after - line.before)})"


def _cause(line: LedgerLine) -> str:
    return f"{line.cause} ({line.because})" if line.because else line.cause


def graded_reports(debrief: Debrief) -> str:
    """What was reported, what was so, and which decisions hung on it."""
    if not debrief.graded_reports:
        return "No graded report came in."
    lines = []
    for report in debrief.graded_reports:
        verdict = "was true" if report.true else "was not true"
        checked = f"verified by decision {report.verified}" if report.verified else "never verified"
        acted = ""
        if report.acted_on:
            acted = f"; unchecked when {numbered(report.acted_on)} hung on it"
        elif report.left_unchecked and not report.verified:
            acted = f"; it could have been checked at {numbered(report.left_unchecked)}"
        sender = literal(report.sender or report.inject.replace("_", " "))
        text = " ".join(authored(report.text).split())
        lines.append(
            f"- {sender} ({report.grade or 'ungraded'}), after decision {report.number}: {text} **It {verdict}**; {checked}{acted}."
        )
    return "\n".join(lines)


def chance(debrief: Debrief) -> str:
    """What was drawn at the start, what the same decisions come to under every other luck, and where the luck is not the seed's."""
    told = [] if debrief.reviews else ["Nothing has been decided yet."]
    return "\n\n".join([*_drawn(debrief), *(told or [*_shares(debrief), *_not_the_seeds(debrief)])])


def _drawn(debrief: Debrief) -> list[str]:
    """What the world had drawn before anybody decided; it stays out of sight of those who play until here."""
    if not debrief.drawn:
        return []
    lines = [
        f"- {literal(value.label)}: {literal(value.word)} (in {percent(value.share)} of plays"
        f"{'; hidden while playing' if value.hidden else ''})"
        for value in debrief.drawn
    ]
    told = ["Drawn at the start, before anybody decided:", "\n".join(lines)]
    if not debrief.start_as_seeded:
        told.append(f"This start is not the seed's: seed {debrief.seed} draws another than the journal says.")
    return told


def _shares(debrief: Debrief) -> list[str]:
    chances, names = debrief.chances, debrief.names
    if chances is None:
        return ["Not worked out: it would have taken too long."]
    rows = [[literal(names[name]), percent(share)] for name, share in chances.endings]
    rows += [["Not at an end with these decisions", percent(chances.unfinished)]] if chances.unfinished > 0 else []
    all_luck = "everything that the world could have decided" + (", the start included" if debrief.drawn else "")
    told = [
        f"The same decisions, under {all_luck}:",
        table(["Ending", "Share of plays"], rows),
    ]
    if chances.diverged > 0:
        told.append(
            f"In {percent(chances.diverged)} of plays another outcome closes a later decision; what would have been decided there nobody knows, and they are counted apart."
        )
    if chances.luck is None:
        told.append("The run is not over, so that nobody can say yet how much of its end was luck.")
    elif chances.luck == 0 and not chances.diverged:
        told.append("**Luck's part in this end: none.** Whatever the world decides, these decisions come to it.")
    elif chances.luck == 0:
        told.append("**Luck's part in this end: none.** Wherever these decisions can be taken, they come to it.")
    else:
        told.append(
            f"**Luck's part in this end: {percent(chances.luck)}.** Of the plays in which these decisions can be taken, so "
            "many do not come to it."
        )
    return told


def _not_the_seeds(debrief: Debrief) -> list[str]:
    """A journal that was edited, or that the checker wrote, may hold what its seed would not have decided."""
    return [
        f"Decision {review.number}'s luck is not the seed's: seed {debrief.seed} would have decided otherwise than the journal says."
        for review in debrief.reviews
        if not review.as_seeded
    ]
