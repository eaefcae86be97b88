"""A Cohort as sections, text, Markdown, JSON and CSV; the page for the wall is `html`'s."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

from attrs import asdict

from crisisengine.debriefing.cohort import ENOUGH, UNIFIED, Cohort, CohortScene
from crisisengine.reports.records import document, harmless, row_of
from crisisengine.reports.sections import Section
from crisisengine.text.english import plural
from crisisengine.text.markdown import authored, escaped, table
from crisisengine.text.plain import percent, plain, wrapped

__all__ = ["as_csv", "as_json", "as_markdown", "as_text", "head", "sections"]


def sections(one: Cohort) -> tuple[Section, ...]:
    """In the order in which a room would talk about it."""
    writers: tuple[tuple[str, str, Callable[[Cohort], str]], ...] = (
        ("short", "In short", _short),
        ("endings", "How the runs ended", _endings),
        ("blind", "Shared blind spots", _blind),
        ("split", "Where the groups split", _split),
        ("scenes", "What was decided, scene by scene", _scenes),
        ("reasons", "Why", _reasons),
        ("runs", "The runs", _runs),
        ("objectives", "Objectives", _objectives),
        ("limits", "What this model leaves out", _limits),
    )
    return tuple(Section(key, title, write(one)) for key, title, write in writers)


def head(one: Cohort) -> str:
    """What it is a report of."""
    return (
        f"**Exercise.** {plural(len(one.lines), 'run')} of scenario {escaped(one.scenario)} `{one.fingerprint[:12]}`, "
        f"engine {escaped(one.engine)}."
    )


def as_markdown(one: Cohort) -> str:
    """One document."""
    body = [f"## {each.title}\n\n{each.markdown}" for each in sections(one)]
    return "\n\n".join([f"# Debrief of a cohort: {escaped(one.title)}", head(one), *body]) + "\n"


def as_text(one: Cohort) -> str:
    """The same for a terminal or a screen reader."""
    return wrapped(plain(as_markdown(one))) + "\n"


def as_json(one: Cohort) -> str:
    """The cohort, and the debrief of each run as that alone would be written."""
    found = {
        "scenario": one.scenario,
        "title": one.title,
        "fingerprint": one.fingerprint,
        "engine": one.engine,
        "endings": one.endings,
        "runs": [
            {**asdict(line), "debrief": document(each)} for line, each in zip(one.lines, one.debriefs, strict=True)
        ],
        "scenes": [asdict(fork) for fork in one.forks],
        "parting": list(one.parting),
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def as_csv(one: Cohort) -> str:
    """One row a decision, all runs in one table; which run it is stands first."""
    rows = [
        {"run": line.name, **row_of(each, review)}
        for line, each in zip(one.lines, one.debriefs, strict=True)
        for review in each.reviews
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else ["run"])
    writer.writeheader()
    writer.writerows({key: harmless(cell) for key, cell in row.items()} for row in rows)
    return out.getvalue()


def _short(one: Cohort) -> str:
    names = {option.id: option.title for option in one.ending_options}
    ended = [(names[ending], count) for ending, count in one.endings.items() if count]
    told = [
        f"{plural(len(one.lines), 'run')}: "
        + ", ".join(f"{count} came to “{escaped(title)}”" for title, count in ended)
        + ("" if ended else "none is over")
        + "."
    ]
    blind = [fork for fork in one.forks if fork.blind]
    if blind:
        told.append(f"Most overlooked the same thing in {plural(len(blind), 'scene')}; begin there.")
    if one.parting:
        told.append(f"The runs part first in *{escaped(one.parting[0])}*.")
    else:
        told.append("All runs decided alike as far as they go together.")
    return " ".join(told)


def _endings(one: Cohort) -> str:
    total = len(one.lines)
    rows = [
        [escaped(option.title), str(one.endings[option.id]), percent(one.endings[option.id] / total)]
        for option in one.ending_options
    ]
    open_ = sum(not line.ending for line in one.lines)
    rows += [["Not over", str(open_), percent(open_ / total)]] if open_ else []
    return f"The best for civilians stands first; n = {total}.\n\n" + table(["Ending", "Runs", "Share"], rows)


def _blind(one: Cohort) -> str:
    found = [fork for fork in one.urgent if fork.blind]
    if not any(each.reviews and each.reviews[0].before for each in one.debriefs):
        return "Not worked out: nobody has looked at all states of the scenario."
    told = []
    for fork in found:
        better = "; ".join(escaped(label) for label in fork.better)
        told.append(
            f"### {escaped(fork.title)}\n\n{_counts(fork)}\n\nIn the runs that closed it, these stood open and would have kept it: {better}. (The same measure can keep it in one run and close it in another, which came there by other ways.)"
        )
    return "\n\n".join(told) or "In no scene did most runs close the best although something open would have kept it."


def _split(one: Cohort) -> str:
    order = "; ".join(f"*{escaped(title)}*" for title in one.parting)
    parting = f"Runs that had decided alike part in: {order}." if order else "Runs that decide alike never part."
    found = [fork for fork in one.urgent if fork.share < UNIFIED and fork.groups > 1 and not fork.blind]
    told = [f"### {escaped(fork.title)}\n\n{_counts(fork)}" for fork in found]
    return "\n\n".join([parting, *told])


def _scenes(one: Cohort) -> str:
    rows = []
    for fork in one.forks:
        rows += [
            [escaped(fork.title), escaped(choice.label), str(choice.count), percent(choice.count / fork.groups)]
            + ([_alignment(fork)] if not at else [""])
            for at, choice in enumerate(fork.choices)
        ]
    told = table(["Scene", "Taken first", "Runs", "Share", "Alignment"], rows)
    rule = f"Unified: three fifths or more of the runs took the same measure; under n = {ENOUGH} no such word is said."
    return f"{told}\n\n{rule}"


def _reasons(one: Cohort) -> str:
    """Every reason that was written down, by scene and measure; those of a minority stand beside the others."""
    told = []
    for fork in one.forks:
        lines = [
            f"- {escaped(choice.label)}: "
            + "; ".join(f"“{escaped(why)}” ({escaped(name)})" for name, why in choice.reasons)
            for choice in fork.choices
            if choice.reasons
        ]
        told += [f"### {escaped(fork.title)}\n\n" + "\n".join(lines)] if lines else []
    return "\n\n".join(told) or "No run wrote a reason down; playing can ask for one before each decision."


def _alignment(fork: CohortScene) -> str:
    return f"{fork.alignment or 'withheld'} (n = {fork.groups})"


def _counts(fork: CohortScene) -> str:
    lines = []
    for choice in fork.choices:
        kept = f"; kept the best possible in {choice.kept}" if choice.kept else ""
        lost = f"; closed it in {choice.lost}" if choice.lost else ""
        lines.append(
            f"- {escaped(choice.label)}: {choice.count} of {fork.groups} ({escaped(', '.join(choice.runs))}){kept}{lost}"
        )
    return "\n".join(lines)


def _runs(one: Cohort) -> str:
    names = {option.id: option.title for option in one.ending_options}
    rows = []
    for line in one.lines:
        turning = ", ".join(str(number) for number in line.turning) or "none"
        luck = "" if line.luck is None else percent(line.luck)
        rows.append(
            [escaped(line.name), str(line.decisions), escaped(names.get(line.ending, "not over")), turning, luck]
        )
    told = table(["Run", "Decisions", "Ending", "Turning points", "Luck share"], rows)
    return (
        f"{told}\n\nTurning points: the decisions after which the best that was still possible was possible no more. Luck share: how "
        "often the same decisions, with other luck, do not come to the run's end."
    )


def _objectives(one: Cohort) -> str:
    first = one.debriefs[0].objectives
    if not first:
        return "The scenario names no objective."
    rows = []
    for number, objective in enumerate(first):
        results = [each.objectives[number].result for each in one.debriefs]
        rows.append([escaped(objective.text), *(str(results.count(kind)) for kind in ("met", "partly", "not"))])
    return table(["Objective", "Met", "Partly met", "Not met"], rows)


def _limits(one: Cohort) -> str:
    return authored(one.debriefs[0].leaves_out) or "The scenario does not say."
