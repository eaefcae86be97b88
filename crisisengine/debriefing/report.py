"""A Debrief as text, Markdown or JSON. The same run gives the same bytes on any machine.

The three agree because they are made from the same sections; no heading stands above nothing: where a section is
empty, a sentence says why.
"""

from __future__ import annotations

import json
import re

from attrs import asdict

from crisisengine.debriefing.analysis import Debrief, LedgerLine, Moment

__all__ = ["as_json", "as_markdown", "as_text", "sections"]

Section = tuple[str, str]
"""A heading, and Markdown."""


def sections(one: Debrief) -> tuple[Section, ...]:
    """The whole debrief, in the order in which a room would read it."""
    told = (
        ("How it ended", _ending(one)),
        ("What really happened", _history(one)),
        ("What was decided", "\n\n".join(_moment(moment) for moment in one.moments) or "Nothing has been decided yet."),
        ("What changed, and why", _ledger(one)),
        ("Believed and true", _reports(one)),
        ("What to take away", _lessons(one)),
        ("Objectives", _objectives(one)),
        ("What this model leaves out", _limits(one)),
    )
    return (*told, ("Sources", _sources(one, "\n".join(text for _, text in told))))


def as_markdown(one: Debrief) -> str:
    """One document."""
    head = [f"# Debrief: {one.title}", "", _head(one)]
    body = [f"## {title}\n\n{text}" for title, text in sections(one)]
    return "\n".join(head) + "\n\n" + "\n\n".join(body) + "\n"


def as_text(one: Debrief) -> str:
    """The same for a terminal, a screen reader or a mail: no tables, no markup."""
    return plain(as_markdown(one))


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


def plain(markdown: str) -> str:
    """Markdown without its marks: headings in a line of their own, tables as sentences, links as their words."""
    lines = []
    for line in markdown.split("\n"):
        if re.fullmatch(r"\|[-| :]+\|", line):
            continue
        if line.startswith("|"):
            line = "; ".join(cell.strip() for cell in line.strip("|").replace("\\|", "\0").split("|")).replace("\0", "|")
        line = re.sub(r"^#+ ", "", line)
        line = re.sub(r"\[([^\]\[]+)\]\([^)\s]*\)", r"\1", line)
        line = re.sub(r"(\*\*|__)(.+?)\1", r"\2", line)
        lines.append(re.sub(r"(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])", r"\1", line))
    return "\n".join(lines)


def _head(one: Debrief) -> str:
    span = f"{one.opened} to {one.closed}. " if one.opened else ""
    decisions = f"{len(one.moments)} decision{'s' if len(one.moments) != 1 else ''}"
    state = "" if one.ended else " The run is not over."
    return f"{span}{decisions}, seed {one.seed}, scenario {one.scenario} `{one.fingerprint[:12]}`.{state}"


def _ending(one: Debrief) -> str:
    if one.ending is None:
        return "The run is not over; this is where it stands."
    return f"**{one.ending.title}**\n\n{one.ending.text.strip()}"


def _history(one: Debrief) -> str:
    if one.ending is None:
        return "Told when the run has ended."
    return one.ending.history.strip() or "This ending names no history."


def _moment(moment: Moment) -> str:
    when = f" · {moment.date}" if moment.date else ""
    lines = [f"### {moment.number}. {moment.label}", "", f"*{moment.scene_title}*{when}"]
    if moment.tags:
        lines[-1] += f" · {', '.join(moment.tags)}"
    if moment.result:
        lines += ["", moment.result]
    for title, note in (("Why", moment.why), ("By", moment.by), ("Expected", moment.expected)):
        if note:
            lines += ["", f"{title}: {_escaped(note)}"]
    for card in moment.cards:
        sender = f"{card.sender}, {card.by}" if card.sender else card.by
        grade = f", graded {card.grade}" if card.grade else ""
        lines += ["", f"> **{sender}**{grade}", ">", *(f"> {line}" for line in card.text.strip().split("\n"))]
    lines += [f"\nSet going here: {text}" for text in moment.set_going]
    lines += [f"\nCame to nothing: {text}" for text in moment.lapsed]
    return "\n".join(lines)


def _ledger(one: Debrief) -> str:
    moved = [line for line in one.ledger if line.watched]
    if not moved:
        return "Nothing that is watched has changed."
    rows = ["| Decision | When | What | Change | Cause |", "|---|---|---|---|---|"]
    rows += [
        f"| {line.number} | {line.date} | {_cell(line.label)}{' (hidden while playing)' if line.hidden else ''} "
        f"| {_cell(_change(line))} | {_cell(_cause(line))} |"
        for line in moved
    ]
    return "\n".join(rows)


def _change(line: LedgerLine) -> str:
    if line.before == line.after:
        return f"stays {line.word_after}, the end of its range"
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
        text = " ".join(report.text.split())
        lines.append(f"- {report.sender or report.inject} ({report.grade or 'ungraded'}), after decision {report.number}: "
                     f"{text} **It {verdict}**; {checked}.")  # fmt: skip
    return "\n".join(lines)


def _lessons(one: Debrief) -> str:
    return "\n".join(f"- {' '.join(lesson.split())}" for lesson in one.lessons) or "The measures taken carry no lesson."


def _objectives(one: Debrief) -> str:
    lines = []
    for objective in one.objectives:
        numbers = ", ".join(str(number) for number in objective.decisions)
        evidence = f"decision{'s' if len(objective.decisions) > 1 else ''} {numbers}" if numbers else "no decision bore on it"
        lines.append(f"- {objective.text} ({objective.level or 'no level'}): {evidence}")
    return "\n".join(lines) or "The scenario names no objective."


def _limits(one: Debrief) -> str:
    parts = [text.strip() for text in (one.leaves_out, one.invented) if text.strip()]
    return "\n\n".join(parts) or "The scenario does not say."


def _sources(one: Debrief, told: str) -> str:
    """The works that the sections above cite, by their numbers."""
    cited = {int(number) for number in re.findall(r"\[(\d+)\]", told)}
    lines = []
    for number, source in one.sources:
        if number in cited:
            parts = [part for part in (source.publisher, source.date, source.url, source.note) if part]
            lines.append(f"{number}. {source.title}{', ' if parts else ''}{', '.join(parts)}")
    return "\n".join(lines) or "Nothing told here cites a source."


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _escaped(note: str) -> str:
    """A player's own words, which no reader of Markdown should take for marks."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", note)
