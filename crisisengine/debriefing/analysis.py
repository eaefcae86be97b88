"""Run in, Debrief out: pure, from the same four functions that played it.

While playing, hidden variables stay hidden; here they are told, because here is where one learns. Every delayed
effect leads back to the decision that set it going.
"""

from __future__ import annotations

from attrs import frozen

from crisisengine.engine.rules import Change, Event, Step, evaluate, route, value
from crisisengine.engine.run import Run
from crisisengine.engine.view import Card, EndingCard, account, cause_text, view
from crisisengine.engine.wording import date_at, render, source_number
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
    moments: list[Moment] = []
    setters: dict[str, int] = {}
    for number, step in enumerate(run.steps, 1):
        moments.append(_moment(scenario, step, number, setters))
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


def _date(scenario: Scenario, reading: int) -> str:
    return date_at(scenario, reading) if scenario.clock else ""


def _moment(scenario: Scenario, step: Step, number: int, setters: dict[str, int]) -> Moment:
    decision = step.decision
    scene = scenario.scenes[decision.scene]
    measure, _ = route(scenario, decision)
    told = account(scenario, step)
    reading = _reading(scenario, step, before=True)
    ledger = _ledger(scenario, step, number, setters)
    return Moment(
        number,
        _date(scenario, reading),
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
        tuple(_lapse(scenario, event) for event in step.events if event.what == "lapsed"),
        tuple(_setting(scenario, event) for event in step.events if event.what == "set"),
        ledger,
    )


def _reading(scenario: Scenario, step: Step, *, before: bool) -> int:
    clock = scenario.clock
    return value(scenario, step.before if before else step.after, clock.unit) if clock else 0


def _lapse(scenario: Scenario, event: Event) -> str:
    return f"{cause_text(scenario, f'inject.{event.inject}')} (due, and its condition did not hold)"


def _setting(scenario: Scenario, event: Event) -> str:
    assert scenario.clock is not None, "only a clock can set something for later"
    unit = scenario.clock.unit
    return f"{cause_text(scenario, f'inject.{event.inject}')} (in {event.after} {unit}{'s' if event.after != 1 else ''})"


def _ledger(scenario: Scenario, step: Step, number: int, setters: dict[str, int]) -> tuple[LedgerLine, ...]:
    """The step's changes. `setters` remembers which decision set which inject, across steps."""
    clock_name = scenario.clock.unit if scenario.clock else ""
    before = dict(setters)  # what fires in this step was set by an earlier one: `later` takes hold after the clock
    for event in step.events:
        if event.what == "set":
            setters[event.inject] = number
    reading = _reading(scenario, step, before=True)
    lines = []
    for change in step.changes:
        if change.variable == clock_name:
            reading = change.after
        else:
            lines.append(_line(scenario, change, number, before, _date(scenario, reading)))
    return tuple(lines)


def _line(scenario: Scenario, change: Change, number: int, setters: dict[str, int], date: str) -> LedgerLine:
    variable = scenario.variables[change.variable]
    name = variable.label or change.variable
    if variable.party:
        name = f"{scenario.parties[variable.party].name}: {name}"
    decided_by, because = _origin(scenario, change, number, setters)
    return LedgerLine(
        number,
        date,
        change.variable,
        name,
        change.before,
        change.after,
        variable.word(change.before),
        variable.word(change.after),
        bool(variable.label) or variable.hidden,
        variable.hidden,
        change.saturated,
        "; ".join(cause_text(scenario, cause) for cause in change.follows_from) or cause_text(scenario, change.cause),
        change.cause,
        decided_by,
        because,
    )


def _origin(scenario: Scenario, change: Change, number: int, setters: dict[str, int]) -> tuple[int, str]:
    """Which decision set a change going, and how it came about."""
    for cause in change.follows_from or (change.cause,):
        kind, _, name = cause.partition(".")
        if kind != "inject":
            continue
        inject = scenario.injects[name]
        if inject.scheduled and name in setters:
            return setters[name], f"set going by decision {setters[name]}"
        if inject.on:
            return number, f"dated: {date_at(scenario, inject.on)}"
        return number, "its condition held"
    return number, ""


def _reports(run: Run) -> list[Report]:
    found = []
    verified = {}
    for number, step in enumerate(run.steps, 1):
        measure, _ = route(run.scenario, step.decision)
        if measure.verifies:
            verified.setdefault(measure.verifies, number)
    for number, step in enumerate(run.steps, 1):
        for event in step.events:
            inject = run.scenario.injects[event.inject]
            if event.what == "fired" and inject.claims is not None:
                text = render(run.scenario, step.after, inject.text)
                true = bool(evaluate(run.scenario, step.after, inject.claims))
                found.append(
                    Report(inject.id, inject.sender, inject.grade, text, number, true, verified.get(inject.id, 0))
                )
    return found


def _objectives(run: Run) -> tuple[ObjectiveLine, ...]:
    taught: dict[str, list[int]] = {}
    for number, step in enumerate(run.steps, 1):
        for objective in route(run.scenario, step.decision)[0].teaches:
            taught.setdefault(objective, []).append(number)
    return tuple(
        ObjectiveLine(one.id, one.text, one.level, tuple(taught.get(one.id, ()))) for one in run.scenario.objectives.values()
    )
