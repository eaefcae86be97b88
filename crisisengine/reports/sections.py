"""A Debrief as sections of Markdown, from which every format for people is made.

The same run gives the same bytes on any machine, and no heading stands above nothing: where a section is empty, a
sentence says why. Labels, names and notes are words, not Markdown, and are taken literally; authors' texts are Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from attrs import frozen

from crisisengine.budget import Budget, OverBudget
from crisisengine.debriefing.model import Debrief
from crisisengine.reports.narrative import (
    causes,
    decisions,
    learning,
    odds,
    reachability,
    room,
    room_questions,
    summary,
)
from crisisengine.text.english import plural
from crisisengine.text.markdown import literal
from crisisengine.workshop.room_reading import RoomReading

__all__ = ["HOT_WASH", "Section", "head", "sections", "title"]


@frozen
class Section:
    """A part of a report."""

    key: str
    """What it is, for whoever puts a chart to it."""
    title: str
    parts: tuple[str, ...]
    """Markdown; each part stands alone, whatever the one before it holds."""
    numbers: tuple[int, ...] = ()
    """The decision that each part is about, or a room's question; empty where the parts are about none."""
    annex: bool = False
    """Whether it is for looking things up: what a room talks about stands before the annex, on two pages."""

    @property
    def markdown(self) -> str:
        """All of it."""
        return "\n\n".join(self.parts)

    def within(self, budget: Budget) -> Iterator[tuple[int, str]]:
        """(the decision that it is about, or 0; Markdown) part by part, and a sentence in place of what there is no time for.

        Raises:
            OverBudget: whoever waited for it has gone (`stopped`), and for no other reason.
        """
        for number, part in zip_longest(self.numbers, self.parts, fillvalue=0):
            try:
                budget.ask("writing")
            except OverBudget as over:
                if over.reason == "stopped":
                    raise
                yield (
                    0,
                    f"From here on this section is left out: the {'memory' if over.reason == 'memory' else 'time'} for writing it was up.",
                )
                return
            yield int(number), str(part)


Told = str | dict[int, str]
"""A section's text, or that of each decision by its number."""


def sections(debrief: Debrief, *, situations: bool = True, reading: RoomReading | None = None) -> tuple[Section, ...]:
    """The whole debrief: first what a room talks about, then the annex.

    Args:
        debrief: of the run.
        situations: with what was read at each decision.
        reading: the record of the room that played it; without one no section speaks of a room. With one, the room talks
            along its five steps, and the questions of everybody else stand in the annex.
    """
    of_room: tuple[tuple[str, str, Told], ...] = ()
    annex_of_room: tuple[tuple[str, str, Told], ...] = ()
    if reading is not None:
        of_room = (
            ("room", "How the room decided", room.overview(reading)),
            ("steps", "Five steps for the room", room.agenda(debrief, reading)),
        )
        annex_of_room = (
            ("votes", "Question by question", room_questions.questions(reading)),
            ("observers", "What observers saw", room.observers(reading)),
        )
    asked: tuple[str, str, Told] = ("questions", "Questions to talk about", learning.questions(debrief))
    first: tuple[tuple[str, str, Told], ...] = (
        ("short", "In short", summary.in_short(debrief)),
        ("ending", "How it ended", summary.ending(debrief)),
        ("history", "What really happened", summary.history(debrief)),
        ("roads", "The roads that closed", reachability.roads(debrief)),
        ("turning", "Turning points", reachability.turning_points(debrief)),
        *_odds(debrief),
        *of_room,
        *_believed(debrief),
        ("lessons", "What to take away", learning.lessons(debrief)),
        *(() if reading is not None else (asked,)),
    )
    annex: tuple[tuple[str, str, Told], ...] = (
        *annex_of_room,
        *((asked,) if reading is not None else ()),
        ("objectives", "Objectives", learning.objectives(debrief)),
        ("strengths", "Strengths and areas for improvement", learning.strengths_and_areas(debrief)),
        ("plan", "Improvement plan", learning.improvement_plan(debrief)),
        ("graded_reports", "Believed and true", causes.graded_reports(debrief)),
        ("chance", "What chance decided", causes.chance(debrief)),
        ("locked", "What was locked", decisions.locked_measures(debrief)),
        ("indicators", "How it went", decisions.indicators(debrief)),
        ("mix", "Kinds of measures", decisions.kinds_of_measures(debrief)),
        ("ways", "Ways on from the turning points", reachability.ways_on(debrief)),
        (
            "decisions",
            "What was decided",
            decisions.decisions(debrief, situations=situations) or "Nothing has been decided yet.",
        ),
        *((("places", "Where it happened", decisions.places(debrief)),) if debrief.situation else ()),
        *((("sent", "What the facilitator sent", decisions.sent(debrief)),) if debrief.sent else ()),
        ("ledger", "What changed, and why", causes.ledger(debrief)),
        ("absent", "What this report does not hold", summary.absent(debrief, reading)),
        ("again", "How to run it again", summary.run_again(debrief)),
    )
    last = ("limits", "What this model leaves out", summary.limits(debrief))
    told = [_section(*row, annex=False) for row in first] + [_section(*row, annex=True) for row in annex]
    closing = _section(*last, annex=True)
    cited = "\n".join(section.markdown for section in (*told, closing))
    return (*told, _section("sources", "Sources", summary.sources(debrief, cited), annex=True), closing)


def _odds(debrief: Debrief) -> tuple[tuple[str, str, Told], ...]:
    """How likely the best still was, where somebody has worked it out."""
    told = odds.line(debrief)
    return (("odds", "How likely the best still was", told),) if told else ()


def _believed(debrief: Debrief) -> tuple[tuple[str, str, Told], ...]:
    """What was believed to drive it, where the scenario asks and somebody answered."""
    believed = debrief.theories
    if believed is None or not (believed.before or believed.after):
        return ()
    return (("theories", "What you believed drives it", learning.theories(believed)),)


def _section(key: str, heading: str, told: Told, *, annex: bool) -> Section:
    if isinstance(told, str):
        return Section(key, heading, (told,), annex=annex)
    return Section(key, heading, tuple(told.values()), tuple(told), annex=annex)


HOT_WASH = frozenset(
    {
        "short",
        "ending",
        "turning",
        "lessons",
        "questions",
        "theories",
        "history",
        "objectives",
        "graded_reports",
        "chance",
        "sources",
        "limits",
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
    count = plural(debrief.decided, "decision")
    names = ", ".join(dict.fromkeys(review.by for review in debrief.reviews if review.by))
    times = [review.at for review in debrief.reviews if review.at]
    when = f" Played {literal(times[0])} to {literal(times[-1])}." if wall and times else ""
    begun = f" Begun at “{literal(debrief.begun.title)}”." if debrief.begun else ""
    who = f" Decided by {literal(names)}." if names else ""
    return (
        f"**Exercise.** {span}{count}, seed {debrief.seed}, scenario {literal(debrief.scenario)} "
        f"`{debrief.fingerprint[:12]}`, engine {literal(debrief.engine)}.{begun}{when}{who}{state}"
    )
