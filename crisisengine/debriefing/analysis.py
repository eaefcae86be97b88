"""Run in, Debrief out: pure, from the same four functions that played it.

While playing, hidden variables stay hidden; here they are told, because here is where one learns. Every delayed
effect leads back to the decision that set it going.

Longer than 300 lines because a third of it is the nouns of a debrief, documented field by field.
"""

from __future__ import annotations

import re

from attrs import frozen

from crisisengine.debriefing.text import words
from crisisengine.engine.rules import Change, Step, evaluate, route, value
from crisisengine.engine.run import Run
from crisisengine.engine.view import Card, EndingCard, account, cause_text, view
from crisisengine.engine.wording import date_at, render, source_number, span_text
from crisisengine.model.scenario import Scenario, Source

__all__ = ["Debrief", "LedgerLine", "Moment", "ObjectiveLine", "Report", "debrief"]


@frozen
class LedgerLine:
    """One change of one variable, and what caused it."""

    number: int
    """Of the decision in whose step it happened, from 1."""
    date: str
    variable: str
    label: str
    sort: str
    """`number`, `truth` or `word`."""
    before: int
    after: int
    word_before: str
    word_after: str
    watched: bool
    """Whether it is worth a reader's time: labelled, or hidden while playing; the rest are inner workings."""
    hidden: bool
    """Whether the player could not see it."""
    saturated: bool
    cause: str
    """In words."""
    route: str
    """The rule's address."""
    decided_by: int
    """The number of the decision that set it going: an earlier one for a delayed effect."""
    because: str
    """How a world's move came about: set by a decision, dated, or its condition held; empty for a measure's own effect."""


@frozen
class Moment:
    """One decision with what it was taken on, and what followed."""

    number: int
    date: str
    """When it was taken."""
    scene: str
    scene_title: str
    chapter: str
    measure: str
    label: str
    outcome: str
    why: str
    by: str
    expected: str
    at: str
    tags: tuple[str, ...]
    result: str
    lesson: str
    cards: tuple[Card, ...]
    lapsed: tuple[str, ...]
    """What was due and came to nothing, in words."""
    set_going: tuple[str, ...]
    """What this decision set for later, in words: announced here, never while playing."""
    called_off: tuple[str, ...]
    """What had been set, and this decision stopped, in words."""
    ledger: tuple[LedgerLine, ...]


@frozen
class Report:
    """A graded report: what it claimed, and what was so."""

    inject: str
    sender: str
    grade: str
    text: str
    number: int
    """The decision after which it came."""
    true: bool
    """Whether its claim held when it came."""
    verified: int
    """The decision that verified it; 0 for never."""


@frozen
class ObjectiveLine:
    """A learning objective, and the decisions that bore on it."""

    id: str
    text: str
    level: str
    decisions: tuple[int, ...]


@frozen
class Debrief:
    """A whole run, ready to be shown or written down."""

    scenario: str
    title: str
    fingerprint: str
    seed: int
    ended: bool
    ending: EndingCard | None
    opened: str
    """The date it began; empty without a clock."""
    closed: str
    moments: tuple[Moment, ...]
    reports: tuple[Report, ...]
    objectives: tuple[ObjectiveLine, ...]
    lessons: tuple[str, ...]
    sources: tuple[tuple[int, Source], ...]
    """(the number by which texts cite it, the source)."""
    invented: str
    leaves_out: str

    @property
    def ledger(self) -> tuple[LedgerLine, ...]:
        """Every change of the run, in order."""
        return tuple(line for moment in self.moments for line in moment.ledger)


def debrief(run: Run) -> Debrief:
    """Read a run, ended or not."""
    scenario = run.scenario
    last = view(scenario, run.state)
    waiting: dict[str, _Set] = {}
    moments = [_moment(scenario, step, number, waiting) for number, step in enumerate(run.steps, 1)]
    return Debrief(
        scenario.id,
        scenario.title,
        scenario.fingerprint,
        run.seed,
        run.ended,
        last.ending,
        _date(scenario, 0),
        last.clock.date if last.clock else "",
        tuple(moments),
        tuple(_reports(run)),
        _objectives(run),
        tuple(dict.fromkeys(moment.lesson for moment in moments if moment.lesson)),
        tuple((source_number(scenario, name), source) for name, source in scenario.sources.items()),
        render(scenario, run.state, scenario.invented),
        render(scenario, run.state, scenario.leaves_out),
    )


@frozen
class _Set:
    """A countdown that is running."""

    number: int
    """The decision that set it."""
    due: int
    """The clock reading at which it is due; later, if it is held back."""


def _date(scenario: Scenario, reading: int) -> str:
    return date_at(scenario, reading) if scenario.clock else ""


def _moment(scenario: Scenario, step: Step, number: int, waiting: dict[str, _Set]) -> Moment:
    decision = step.decision
    scene = scenario.scenes[decision.scene]
    measure, _ = route(scenario, decision)
    told = account(scenario, step)
    origins = _origins(scenario, step, number, waiting)
    return Moment(
        number,
        _date(scenario, _reading(scenario, step)),
        scene.id,
        scene.title,
        scene.chapter,
        measure.id,
        measure.label,
        decision.outcome or "",
        decision.why,
        decision.by,
        decision.expected,
        decision.at,
        tuple(scenario.tags[tag].label for tag in measure.tags),
        told.result,
        told.lesson,
        told.cards,
        _happened(scenario, step, "lapsed"),
        _happened(scenario, step, "set"),
        _happened(scenario, step, "cancelled"),
        _ledger(scenario, step, number, origins),
    )


def _reading(scenario: Scenario, step: Step) -> int:
    """The clock when a decision was taken."""
    return value(scenario, step.before, scenario.clock.unit) if scenario.clock else 0


def _happened(scenario: Scenario, step: Step, what: str) -> tuple[str, ...]:
    """The events of one kind, in words."""
    found = []
    for event in step.events:
        if event.what == what:
            words = _cause(scenario, f"inject.{event.inject}")
            tail = {
                "set": f" (in {span_text(scenario, event.after)})",
                "lapsed": " (due, and its condition did not hold)",
            }
            found.append(words + tail.get(what, ""))
    return tuple(found)


def _origins(scenario: Scenario, step: Step, number: int, waiting: dict[str, _Set]) -> dict[str, tuple[int, str]]:
    """For each inject that arrived: which decision set it going, and how it came about.

    `waiting` holds the countdowns across steps; events are read in order, so what this step sets starts after it.
    """
    found = {}
    for event in step.events:
        inject = scenario.injects[event.inject]
        running = waiting.get(event.inject)
        if event.what == "set":
            waiting[event.inject] = _Set(number, event.reading + event.after)
        elif event.what in ("cancelled", "lapsed"):
            waiting.pop(event.inject, None)
        elif event.what == "fired":
            if running is not None and running.due <= event.reading:
                found[event.inject] = (running.number, f"set going by decision {running.number}")
            elif inject.on:
                found[event.inject] = (number, f"dated: {date_at(scenario, inject.on)}")
            else:
                found[event.inject] = (number, "its condition held")
            waiting.pop(event.inject, None)
    return found


def _ledger(scenario: Scenario, step: Step, number: int, origins: dict[str, tuple[int, str]]) -> tuple[LedgerLine, ...]:
    """The step's changes, each dated by the clock that it happened under; the clock's own are dates, not lines."""
    clock_name = scenario.clock.unit if scenario.clock else ""
    reading = _reading(scenario, step)
    lines = []
    for change in step.changes:
        if change.variable == clock_name:
            reading = change.after
        else:
            lines.append(_line(scenario, change, number, origins, _date(scenario, reading)))
    return tuple(lines)


def _line(
    scenario: Scenario, change: Change, number: int, origins: dict[str, tuple[int, str]], date: str
) -> LedgerLine:
    variable = scenario.variables[change.variable]
    name = variable.label or change.variable.replace("_", " ")
    if variable.party:
        name = f"{scenario.parties[variable.party].name}: {name}"
    causes = change.follows_from or (change.cause,)
    arrived = [origins[cause.removeprefix("inject.")] for cause in causes if cause.startswith("inject.")]
    decided_by, because = arrived[0] if arrived else (number, "")
    return LedgerLine(
        number,
        date,
        change.variable,
        name,
        variable.sort,
        change.before,
        change.after,
        variable.word(change.before),
        variable.word(change.after),
        bool(variable.label) or variable.hidden,
        variable.hidden,
        change.saturated,
        "; ".join(dict.fromkeys(_cause(scenario, cause) for cause in causes)),
        change.cause,
        decided_by,
        because,
    )


def _cause(scenario: Scenario, cause: str) -> str:
    """A cause in bare words, to stand inside a sentence."""
    text = words(cause_text(scenario, cause))
    return re.sub(r"\W+\.\.\.$", "...", text) if text.endswith("...") else text.removesuffix(".")


def _reports(run: Run) -> list[Report]:
    checks: dict[str, list[int]] = {}
    for number, step in enumerate(run.steps, 1):
        measure, _ = route(run.scenario, step.decision)
        checks.setdefault(measure.verifies, []).append(number)
    found = []
    for number, step in enumerate(run.steps, 1):
        for event in step.events:
            inject = run.scenario.injects[event.inject]
            if event.what == "fired" and inject.claims is not None:
                text = render(run.scenario, step.after, inject.text)
                true = bool(evaluate(run.scenario, step.after, inject.claims))
                verified = next((one for one in checks.get(inject.id, ()) if one > number), 0)
                found.append(Report(inject.id, inject.sender, inject.grade, text, number, true, verified))
    return found


def _objectives(run: Run) -> tuple[ObjectiveLine, ...]:
    taught: dict[str, list[int]] = {}
    for number, step in enumerate(run.steps, 1):
        for objective in route(run.scenario, step.decision)[0].teaches:
            taught.setdefault(objective, []).append(number)
    return tuple(
        ObjectiveLine(one.id, one.text, one.level, tuple(taught.get(one.id, ())))
        for one in run.scenario.objectives.values()
    )
