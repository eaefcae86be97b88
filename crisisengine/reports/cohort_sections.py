"""A Cohort as sections of Markdown, from which every format for people is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crisisengine.debriefing.cohort import ENOUGH, UNIFIED, Cohort, CohortScene
from crisisengine.debriefing.cohort_questions import cohort_questions
from crisisengine.debriefing.model import Theories
from crisisengine.model.kinds import ObjectiveResult
from crisisengine.reports.sections import Section
from crisisengine.text.english import percent, plural
from crisisengine.text.markdown import authored, literal, table

__all__ = ["head", "sections", "title"]


def sections(cohort: Cohort) -> tuple[Section, ...]:
    """In the order in which a room would talk about it."""
    writers: tuple[tuple[str, str, Callable[[Cohort], str]], ...] = (
        ("short", "In short", _short),
        ("endings", "How the runs ended", _endings),
        ("blind", "Shared blind spots", _blind),
        ("split", "Where the groups split", _split),
        ("theories", "What each believed drives it", _theories),
        ("questions", "Questions to talk about", _questions),
        ("scenes", "What was decided, scene by scene", _scenes),
        ("reasons", "Why", _reasons),
        ("runs", "The runs", _runs),
        ("objectives", "Objectives", _objectives),
        ("limits", "What this model leaves out", _limits),
    )
    if not any(_believed(cohort)):
        writers = tuple(row for row in writers if row[0] != "theories")
    return tuple(Section(key, heading, (write(cohort),)) for key, heading, write in writers)


def title(cohort: Cohort) -> str:
    """The report's own title, in bare words."""
    return f"Debrief of a cohort: {cohort.title}"


def head(cohort: Cohort) -> str:
    """What it is a report of, as Markdown."""
    return (
        f"**Exercise.** {plural(len(cohort.lines), 'run')} of scenario {literal(cohort.scenario)} `{cohort.fingerprint[:12]}`, "
        f"engine {literal(cohort.engine)}."
    )


def _short(cohort: Cohort) -> str:
    """Where to begin; how the runs ended is told once, below."""
    told = [f"{plural(len(cohort.lines), 'run')} of “{literal(cohort.title)}”."]
    blind = [fork for fork in cohort.forks if fork.blind]
    if blind:
        told.append(f"Most overlooked the same thing in {plural(len(blind), 'scene')}; begin there.")
    if cohort.parting:
        told.append(f"The runs part first in *{literal(cohort.parting[0])}*.")
    else:
        told.append("All runs decided alike as far as they go together.")
    return " ".join(told)


def _endings(cohort: Cohort) -> str:
    total = len(cohort.lines)
    runs = {
        option.id: [line.name for line in cohort.lines if line.ending == option.id] for option in cohort.ending_options
    }
    rows = [_arrived(option.title, runs[option.id], total) for option in cohort.ending_options]
    unfinished = [line.name for line in cohort.lines if not line.ending]
    rows += [_arrived("Not over", unfinished, total)] if unfinished else []
    told = table(["Ending", "Runs", "Share", "Which"], rows)
    return f"The best for civilians stands first; n = {total}.\n\n{told}"


def _arrived(title: str, names: Sequence[str], total: int) -> list[str]:
    return [literal(title), str(len(names)), percent(len(names) / total), literal(", ".join(names))]


def _blind(cohort: Cohort) -> str:
    found = [fork for fork in cohort.urgent if fork.blind]
    if not any(debrief.reviews and debrief.reviews[0].before for debrief in cohort.debriefs):
        return "Not worked out: nobody has looked at all states of the scenario."
    told = []
    for fork in found:
        better = "; ".join(literal(label) for label in fork.better)
        told.append(
            f"### {literal(fork.title)}\n\n{_counts(fork)}\n\nIn the runs that closed it, these stood open and would have kept it: {better}. (The same measure can keep it in one run and close it in another, which came there by other ways.)"
        )
    return "\n\n".join(told) or "In no scene did most runs close the best although something open would have kept it."


def _split(cohort: Cohort) -> str:
    order = "; ".join(f"*{literal(title)}*" for title in cohort.parting)
    parting = f"Runs that had decided alike part in: {order}." if order else "Runs that decide alike never part."
    found = [fork for fork in cohort.urgent if fork.share < UNIFIED and fork.groups > 1 and not fork.blind]
    told = [f"### {literal(fork.title)}\n\n{_counts(fork)}" for fork in found]
    return "\n\n".join([parting, *told])


def _believed(cohort: Cohort) -> list[tuple[str, Theories]]:
    """What somebody answered whom the scenario asked, by the name of the run."""
    asked = [(line.name, debrief.theories) for line, debrief in zip(cohort.lines, cohort.debriefs, strict=True)]
    return [(name, said) for name, said in asked if said is not None and (said.before or said.after)]


def _theories(cohort: Cohort) -> str:
    """Every run's answers before and after, side by side; of those who passed it over, the number."""
    found = _believed(cohort)
    rows = [
        [literal(name), *(literal(text) or "passed over" for text in (said.before, said.after))] for name, said in found
    ]
    told = f"{literal(found[0][1].question)}\n\n{table(['Run', 'Before the first decision', 'When it was over'], rows)}"
    silent = len(cohort.lines) - len(found)
    return f"{told}\n\nPassed over both times in {plural(silent, 'run')}." if silent else told


def _scenes(cohort: Cohort) -> str:
    rows = []
    for fork in cohort.forks:
        rows += [
            [literal(fork.title), literal(choice.label), str(choice.count), percent(choice.count / fork.groups)]
            + ([_alignment(fork)] if not at else [""])
            for at, choice in enumerate(fork.choices)
        ]
    told = table(["Scene", "Taken first", "Runs", "Share", "Alignment"], rows)
    rule = f"Unified: three fifths or more of the runs took the same measure; under n = {ENOUGH} no such word is said."
    return f"{told}\n\n{rule}"


def _reasons(cohort: Cohort) -> str:
    """Every reason that was written down, by scene and measure; those of a minority stand beside the others."""
    told = []
    for fork in cohort.forks:
        lines = [
            f"- {literal(choice.label)}: "
            + "; ".join(f"“{literal(why)}” ({literal(name)})" for name, why in choice.reasons)
            for choice in fork.choices
            if choice.reasons
        ]
        told += [f"### {literal(fork.title)}\n\n" + "\n".join(lines)] if lines else []
    return "\n\n".join(told) or "No run wrote a reason down; playing can ask for one before each decision."


def _alignment(fork: CohortScene) -> str:
    return f"{fork.alignment or 'withheld'} (n = {fork.groups})"


def _counts(fork: CohortScene) -> str:
    lines = []
    for choice in fork.choices:
        kept = f"; kept the best possible in {choice.kept}" if choice.kept else ""
        lost = f"; closed it in {choice.lost}" if choice.lost else ""
        lines.append(
            f"- {literal(choice.label)}: {choice.count} of {fork.groups} ({literal(', '.join(choice.runs))}){kept}{lost}"
        )
    return "\n".join(lines)


def _runs(cohort: Cohort) -> str:
    rows = []
    for line in cohort.lines:
        turning = ", ".join(str(number) for number in line.turning) or "none"
        luck = "" if line.luck is None else percent(line.luck)
        rows.append([literal(line.name), str(line.decisions), turning, luck])
    told = table(["Run", "Decisions", "Turning points", "Luck's part"], rows)
    return (
        f"{told}\n\nTurning points: the decisions after which the best that was still possible was possible no more. Luck's part: how "
        "often the same decisions, with other luck, do not come to the run's end."
    )


def _questions(cohort: Cohort) -> str:
    return "\n".join(f"{number}. {literal(text)}" for number, text in enumerate(cohort_questions(cohort), 1))


def _objectives(cohort: Cohort) -> str:
    first = cohort.debriefs[0].objectives
    if not first:
        return "The scenario names no objective."
    heads: dict[ObjectiveResult, str] = {"met": "Met", "partly": "Partly met", "not": "Not met"}
    if any(objective.result == "beyond" for debrief in cohort.debriefs for objective in debrief.objectives):
        heads["beyond"] = "Not come to"
    rows = []
    for number, objective in enumerate(first):
        results = [debrief.objectives[number].result for debrief in cohort.debriefs]
        rows.append([literal(objective.text), *(str(results.count(kind)) for kind in heads)])
    return table(["Objective", *heads.values()], rows)


def _limits(cohort: Cohort) -> str:
    return authored(cohort.debriefs[0].leaves_out) or "The scenario does not say."
