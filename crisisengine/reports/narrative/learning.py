"""What to make of a run: lessons, objectives, strengths, a plan to fill in, questions to talk about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crisisengine.debriefing.improvement_plan import PLAN_HEAD, areas, plan, strengths
from crisisengine.debriefing.model import Debrief, ObjectiveLine, Theories
from crisisengine.model.kinds import Beyond
from crisisengine.reports.narrative.wording import numbered
from crisisengine.text.markdown import authored, literal, table

__all__ = ["improvement_plan", "lessons", "objectives", "questions", "strengths_and_areas", "theories"]


def lessons(debrief: Debrief) -> str:
    """The lessons of the measures taken."""
    lessons = [" ".join(authored(lesson).split()) for lesson in debrief.lessons]
    return "\n".join(f"- {lesson}" for lesson in lessons) or "The measures taken carry no lesson."


_RESULTS = {"met": "Met", "partly": "Partly met", "not": "Not met"}


def objectives(debrief: Debrief) -> str:
    """Each objective with its evidence, and the rule by which it is judged."""
    if not debrief.objectives:
        return "The scenario names no objective."
    lines = []
    beyond = [objective for objective in debrief.objectives if objective.result == "beyond"]
    for objective in debrief.objectives:
        if objective.result == "beyond":
            continue
        evidence = [f"{numbered(objective.decisions)} bore on it"] if objective.decisions else []
        evidence += [f"{numbered(objective.against)} went against it"] if objective.against else []
        evidence += (
            [f"something that bears on it stood open at {numbered(objective.missed)}, and was not taken"]
            if objective.missed and objective.result != "met"
            else []
        )
        why = "; ".join(evidence) or "nothing that bears on it stood open on this road"
        level = f" ({literal(objective.level)})" if objective.level else ""
        lines.append(
            f"- **{_RESULTS[objective.result]}.** {literal(objective.text)}{level} {why[:1].upper()}{why[1:]}."
        )
    if beyond:
        order = [chapter.title for chapter in debrief.chapters]
        lines.append(f"- **Not come to: {len(beyond)}.** {' '.join(_beyond(beyond, order))}")
    rule = (
        "Met: decisions that bear on it were taken, and none went against it; partly met: some did. A decision goes against "
        "what it bears on where it closed the best that was possible, hung on a report that nobody had checked, or made the "
        "indicators worse where something else that bears on the same would not have. What was meant, only those who decided can say."
    )
    if beyond:
        rule += " Not come to: what bears on it lies where the run did not come, and nothing is made of it."
    return "\n".join(lines) + f"\n\n{rule}"


_LIES: tuple[tuple[Beyond, str], ...] = (
    ("ahead", "Still ahead"),
    ("later", "In later chapters only"),
    ("elsewhere", "In chapters that were not played"),
    ("nowhere", "In no scene"),
)


def _beyond(objectives: Sequence[ObjectiveLine], order: Sequence[str]) -> Iterator[str]:
    """Where they lie, and which they are, a sentence for each place; `order`: the chapters' titles."""
    for lies, where in _LIES:
        found = [objective for objective in objectives if objective.lies == lies]
        if found:
            held = {title for objective in found for title in objective.chapters} if lies != "ahead" else set()
            named = f" ({literal(', '.join(title for title in order if title in held))})" if held else ""
            aims = "; ".join(literal(objective.text.rstrip(".")) for objective in found)
            yield f"{where}{named}: {aims}."


def strengths_and_areas(debrief: Debrief) -> str:
    """What went well, and what to work on."""
    good, better = strengths(debrief), areas(debrief)
    told = ["**Strengths**", "\n".join(f"- {strength}" for strength in good) or "None that these rules can see."]
    told += [
        "**Areas for improvement**",
        "\n".join(f"- {area.issue}" for area in better) or "None that these rules can see.",
    ]
    return "\n\n".join(told)


def improvement_plan(debrief: Debrief) -> str:
    """The plan as a table that leaves room to write."""
    rows = plan(debrief)
    if not rows:
        return "Nothing follows from these rules; write your own."
    return "The last four columns are for the room to fill in.\n\n" + table(PLAN_HEAD, rows)


def questions(debrief: Debrief) -> str:
    """The questions of this run, with the answers given so far; and answers to what is asked no more, so that none is lost."""
    told = [
        f"{number}. {literal(question.text)}" + (f"\n\n   > {literal(question.answer)}" if question.answer else "")
        for number, question in enumerate(debrief.questions, 1)
    ]
    if debrief.answered_earlier:
        told += ["", "Answered earlier, no longer asked:", ""]
        told += [f"- “{literal(answer.text)}” (to {literal(answer.question)})" for answer in debrief.answered_earlier]
    return "\n".join(told)


def theories(believed: Theories) -> str:
    """What was believed to drive it, before the first decision and when it was over, side by side."""
    said = [literal(answer) or "passed over" for answer in (believed.before, believed.after)]
    told = table(("Asked", "Before the first decision", "When it was over"), [("You believed", *said)])
    return f"{literal(believed.question)}\n\n{told}"
