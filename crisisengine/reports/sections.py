"""A Debrief as sections of Markdown, from which every format for people is made.

The same run gives the same bytes on any machine, and no heading stands above nothing: where a section is empty, a
sentence says why. Labels, names and notes are words, not Markdown, and are taken literally; authors' texts are Markdown.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from crisisengine.debriefing.model import Debrief
from crisisengine.reports.narrative import causes, decisions, learning, reachability, summary
from crisisengine.text.english import plural
from crisisengine.text.markdown import literal

__all__ = ["HOT_WASH", "Section", "head", "sections", "title"]


@frozen
class Section:
    """A part of a report."""

    key: str
    """What it is, for whoever puts a chart to it."""
    title: str
    markdown: str


def sections(debrief: Debrief, *, situations: bool = True) -> tuple[Section, ...]:
    """The whole debrief, in the order in which a room would read it; `situations`: with what was read at each decision."""
    writers: tuple[tuple[str, str, Callable[[Debrief], str]], ...] = (
        ("short", "In short", summary.in_short),
        ("ending", "How it ended", summary.ending),
        ("history", "What really happened", summary.history),
        ("roads", "The roads that closed", reachability.roads),
        ("turning", "Turning points", reachability.turning_points),
        ("decisions", "What was decided", lambda whole: decisions.decisions(whole, situations=situations)),
        ("indicators", "How it went", decisions.indicators),
        ("ledger", "What changed, and why", causes.ledger),
        ("graded_reports", "Believed and true", causes.graded_reports),
        ("chance", "What chance decided", causes.chance),
        ("locked", "What was locked", decisions.locked_measures),
        ("mix", "Kinds of measures", decisions.kinds_of_measures),
        ("lessons", "What to take away", learning.lessons),
        ("objectives", "Objectives", learning.objectives),
        ("strengths", "Strengths and areas for improvement", learning.strengths_and_areas),
        ("plan", "Improvement plan", learning.improvement_plan),
        ("questions", "Questions to talk about", learning.questions),
        ("absent", "What this report does not hold", summary.absent),
        ("again", "How to run it again", summary.run_again),
        ("limits", "What this model leaves out", summary.limits),
    )
    *told, last = (Section(key, heading, write(debrief)) for key, heading, write in writers)
    cited = "\n".join(section.markdown for section in (*told, last))
    return (*told, Section("sources", "Sources", summary.sources(debrief, cited)), last)


HOT_WASH = frozenset(
    {
        "short",
        "ending",
        "history",
        "turning",
        "graded_reports",
        "chance",
        "lessons",
        "objectives",
        "questions",
        "limits",
        "sources",
    }
)
"""What is told at once, to whoever has just played and knows what was decided."""


def title(debrief: Debrief) -> str:
    """The report's own title, in bare words."""
    return f"Debrief: {debrief.title}"


def head(debrief: Debrief, *, wall: bool = True) -> str:
    """What it is a report of, as Markdown; `wall`: with when it was played, where the journal knows."""
    span = f"{debrief.opened} to {debrief.closed}. " if debrief.opened else ""
    state = "" if debrief.ended else " The run is not over."
    count = plural(len(debrief.reviews), "decision")
    names = ", ".join(dict.fromkeys(review.by for review in debrief.reviews if review.by))
    times = [review.at for review in debrief.reviews if review.at]
    when = f" Played {literal(times[0])} to {literal(times[-1])}." if wall and times else ""
    who = f" Decided by {literal(names)}." if names else ""
    return (
        f"**Exercise.** {span}{count}, seed {debrief.seed}, scenario {literal(debrief.scenario)} "
        f"`{debrief.fingerprint[:12]}`, engine {literal(debrief.engine)}.{when}{who}{state}"
    )
