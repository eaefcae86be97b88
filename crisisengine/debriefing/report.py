"""A Debrief as text, Markdown or JSON. The same run gives the same bytes on any machine.

Text and Markdown are made from the same sections; no heading stands above nothing: where a section is empty, a
sentence says why. Labels, names and notes are words, not Markdown, and are escaped; authors' texts are Markdown.
"""

from __future__ import annotations

import json
import re

from attrs import asdict

from crisisengine.debriefing.analysis import Debrief, LedgerLine, Moment
from crisisengine.debriefing.text import plain, wrapped
from crisisengine.diagnostics import plural

__all__ = ["as_json", "as_markdown", "as_text", "sections"]

_GLOSSARY_LINK = re.compile(r"\[([^\]\[]{1,500})\]\(glossary:[^)\s]{0,500}\)")

Section = tuple[str, str]
"""A heading, and Markdown."""


def sections(one: Debrief) -> tuple[Section, ...]:
    """The whole debrief, in the order in which a room would read it."""
    told = (
        ("How it ended", _ending(one)),
        ("What really happened", _history(one)),
        ("What was decided", _decided(one)),
        ("What changed, and why", _ledger(one)),
        ("Believed and true", _reports(one)),
        ("What to take away", _lessons(one)),
        ("Objectives", _objectives(one)),
        ("What this model leaves out", _limits(one)),
    )
    return (*told, ("Sources", _sources(one, "\n".join(text for _, text in told))))


def as_markdown(one: Debrief) -> str:
    """One document."""
    body = [f"## {title}\n\n{text}" for title, text in sections(one)]
    return "\n\n".join([f"# Debrief: {_escaped(one.title)}", _head(one), *body]) + "\n"


def as_text(one: Debrief) -> str:
    """The same for a terminal, a screen reader or a mail: no tables, no markup, lines of a terminal's width."""
    return wrapped(plain(as_markdown(one))) + "\n"


def as_json(one: Debrief) -> str:
    """Everything, with at least `scenario`, `fingerprint`, `ending` and `decisions`."""
    decisions = [
        {
            "number": moment.number,
            "scene": moment.scene,
            "measure": moment.measure,
            "outcome": moment.outcome or None,
            "date": moment.date,
            "label": moment.label,
            "why": moment.why,
            "by": moment.by,
            "expected": moment.expected,
            "at": moment.at,
            "tags": list(moment.tags),
            "result": moment.result,
            "lesson": moment.lesson,
            "injects": [asdict(card) for card in moment.cards],
            "lapsed": list(moment.lapsed),
            "set_going": list(moment.set_going),
            "called_off": list(moment.called_off),
            "changes": [asdict(line) for line in moment.ledger],
        }
        for moment in one.moments
    ]
    document = {
        "scenario": one.scenario,
        "title": one.title,
        "fingerprint": one.fingerprint,
        "seed": one.seed,
        "ended": one.ended,
        "ending": one.ending.id if one.ending else None,
        "ending_title": one.ending.title if one.ending else None,
        "text": one.ending.text if one.ending else None,
        "history": one.ending.history if one.ending else None,
        "opened": one.opened,
        "closed": one.closed,
        "decisions": decisions,
        "reports": [asdict(report) for report in one.reports],
        "objectives": [asdict(objective) for objective in one.objectives],
        "lessons": list(one.lessons),
        "sources": [{"number": number, **asdict(source)} for number, source in one.sources],
        "invented": one.invented,
        "leaves_out": one.leaves_out,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _head(one: Debrief) -> str:
    span = f"{one.opened} to {one.closed}. " if one.opened else ""
    state = "" if one.ended else " The run is not over."
    decisions = plural(len(one.moments), "decision")
    return f"{span}{decisions}, seed {one.seed}, scenario {_escaped(one.scenario)} `{one.fingerprint[:12]}`.{state}"


def _ending(one: Debrief) -> str:
    if one.ending is None:
        return "The run is not over; this is where it stands."
    return f"**{_escaped(one.ending.title)}**\n\n{_authored(one.ending.text) or 'This ending has no text.'}"


def _history(one: Debrief) -> str:
    if one.ending is None:
        return "Told when the run has ended."
    return _authored(one.ending.history) or "This ending names no history."


def _decided(one: Debrief) -> str:
    return "\n\n".join(_moment(moment) for moment in one.moments) or "Nothing has been decided yet."


def _moment(moment: Moment) -> str:
    where = f"*{_escaped(moment.scene_title)}*" + (f", {moment.date}" if moment.date else "")
    lines = [f"### {moment.number}. {_escaped(moment.label)}", where]
    if moment.tags:
        lines.append(f"Kind: {_escaped(', '.join(moment.tags))}.")
    if moment.outcome:
        lines.append(f"The world decided: {_escaped(moment.outcome.replace('_', ' '))}.")
    if moment.result.strip():
        lines.append(_authored(moment.result))
    notes = (("Why", moment.why), ("By", moment.by), ("Expected", moment.expected))
    lines += [f"{title}: {_escaped(note)}" for title, note in notes if note]
    for card in moment.cards:
        sender = f"{card.sender}, {card.by}" if card.sender else card.by
        grade = f", graded {card.grade}" if card.grade else ""
        text = "".join(f"\n> {line}".rstrip() for line in _authored(card.text).split("\n"))
        lines.append(f"> **{_escaped(sender)}**{grade}\n>{text}")
    lines += [f"Set going here: {_escaped(text)}" for text in moment.set_going]
    lines += [f"Called off here: {_escaped(text)}" for text in moment.called_off]
    lines += [f"Came to nothing: {_escaped(text)}" for text in moment.lapsed]
    return "\n\n".join(lines)


def _ledger(one: Debrief) -> str:
    moved = [line for line in one.ledger if line.watched]
    if not moved:
        return "Nothing that is watched has changed."
    dated = any(line.date for line in moved)
    head = ["Decision", *(["When"] if dated else []), "What", "Change", "Cause"]
    rows = [head, ["---"] * len(head)]
    for line in moved:
        what = _escaped(line.label) + (" (hidden while playing)" if line.hidden else "")
        when = [line.date] if dated else []
        rows.append([str(line.number), *when, what, _escaped(_change(line)), _escaped(_cause(line))])
    return "\n".join(f"| {' | '.join(' '.join(cell.split()) for cell in row)} |" for row in rows)


def _change(line: LedgerLine) -> str:
    if line.before == line.after:
        return f"stays {line.word_after}, the end of its range"
    if line.sort != "number":
        return f"{line.word_before} to {line.word_after}"
    sign = "up" if line.after > line.before else "down"
    return f"{line.word_before} to {line.word_after} ({sign} {abs(line.after - line.before)})"


def _cause(line: LedgerLine) -> str:
    return f"{line.cause} ({line.because})" if line.because else line.cause


def _reports(one: Debrief) -> str:
    if not one.reports:
        return "No graded report came in."
    lines = []
    for report in one.reports:
        verdict = "was true" if report.true else "was not true"
        checked = f"verified by decision {report.verified}" if report.verified else "never verified"
        sender = _escaped(report.sender or report.inject.replace("_", " "))
        text = " ".join(_authored(report.text).split())
        lines.append(
            f"- {sender} ({report.grade or 'ungraded'}), after decision {report.number}: {text} **It {verdict}**; {checked}."
        )
    return "\n".join(lines)


def _lessons(one: Debrief) -> str:
    lessons = [" ".join(_authored(lesson).split()) for lesson in one.lessons]
    return "\n".join(f"- {lesson}" for lesson in lessons) or "The measures taken carry no lesson."


def _objectives(one: Debrief) -> str:
    lines = []
    for objective in one.objectives:
        numbers = ", ".join(str(number) for number in objective.decisions)
        several = "s" if len(objective.decisions) > 1 else ""
        evidence = f"Decision{several} {numbers} bore on it." if numbers else "No decision bore on it."
        level = f" ({_escaped(objective.level)})" if objective.level else ""
        lines.append(f"- {_escaped(objective.text)}{level} {evidence}")
    return "\n".join(lines) or "The scenario names no objective."


def _limits(one: Debrief) -> str:
    parts = [_authored(text) for text in (one.leaves_out, one.invented) if text.strip()]
    return "\n\n".join(parts) or "The scenario does not say."


def _sources(one: Debrief, told: str) -> str:
    """The works that the sections above cite, by their numbers."""
    cited = {int(number) for number in re.findall(r"(?<!\\)\[(\d{1,6})\]", told)}
    lines = []
    for number, source in one.sources:
        if number in cited:
            parts = [part for part in (source.title, source.publisher, source.date, source.url, source.note) if part]
            lines.append(f"{number}. {_escaped(', '.join(parts))}")
    return "\n".join(lines) or "Nothing told here cites a source."


def _authored(text: str) -> str:
    """An author's Markdown outside the program: a link into its glossary would lead nowhere."""
    return _GLOSSARY_LINK.sub(r"\1", text.strip())


def _escaped(text: str) -> str:
    """Words that no reader of Markdown should take for marks."""
    return re.sub(r"([\\`*_~\[\]<>#|&!])", r"\\\1", text)
