"""The causal ledger: each change with its rule, and each delayed effect led back to the decision that set it going."""

from __future__ import annotations

from attrs import Factory, define, frozen

from crisisengine.debriefing.model import LedgerLine
from crisisengine.engine.causes import cause_text
from crisisengine.engine.rendering import date_at, span_text
from crisisengine.engine.rules import Change, Event, Step, value
from crisisengine.model.expression import Expression, Read, reads
from crisisengine.model.scenario import Scenario
from crisisengine.text.plain import words

__all__ = ["CauseReader", "asked", "date_of", "happened", "label_of"]


def date_of(scenario: Scenario, step: Step) -> str:
    """When a decision was taken; empty without a clock."""
    return _date(scenario, _reading(scenario, step))


def label_of(scenario: Scenario, name: str) -> str:
    """A variable's name for people, its party's before it."""
    variable = scenario.variables[name]
    label = variable.label or name.replace("_", " ")
    return f"{scenario.parties[variable.party].name}: {label}" if variable.party else label


def asked(scenario: Scenario, expression: Expression | None) -> frozenset[str]:
    """The variables that a value follows from, through derived ones as well."""
    found: set[str] = set()
    waiting = [] if expression is None else [expression]
    while waiting:
        for reading in reads(waiting.pop()):
            if isinstance(reading, Read) and reading.variable not in found:
                found.add(reading.variable)
                derived = scenario.variables[reading.variable].derived
                waiting += [] if derived is None else [derived]
    return frozenset(found)


def happened(scenario: Scenario, step: Step, what: str) -> tuple[str, ...]:
    """The events of one kind, in words."""
    return tuple(_event(scenario, event) for event in step.events if event.what == what)


def _event(scenario: Scenario, event: Event) -> str:
    cause = _cause(scenario, f"inject.{event.inject}")
    match event.what:
        case "set":
            return f"{cause} (in {span_text(scenario, event.after)})"
        case "lapsed":
            return f"{cause} (due, and its condition did not hold)"
    return cause


@frozen
class _Countdown:
    """An inject on its way."""

    number: int
    """The decision that set it."""
    due: int
    """The clock reading at which it is due; later, if it is held back."""


@define
class CauseReader:
    """Reads a run step by step, in order, and remembers what each step left behind for the next ones."""

    scenario: Scenario
    _running: dict[str, _Countdown] = Factory(dict)
    _moved: dict[str, int] = Factory(dict)
    """For each variable the decision behind its last change."""
    _told: dict[str, str] = Factory(dict)
    """Each cause in words, once it was asked for: a long run names the same ones again and again."""

    def read(self, step: Step, number: int) -> tuple[LedgerLine, ...]:
        """The step's changes, each dated by the clock that it happened under; the clock's own are dates, not lines."""
        origins = self._origins(step, number)
        clock = self.scenario.clock.unit if self.scenario.clock else ""
        reading = _reading(self.scenario, step)
        lines = []
        for change in step.changes:
            if change.variable == clock:
                reading = change.after
            else:
                lines.append(self._line(change, number, origins, _date(self.scenario, reading)))
        for line in lines:
            if step.decision.send:
                self._moved.pop(line.variable, None)  # no decision is behind it
            elif line.before != line.after:
                self._moved[line.variable] = line.decided_by
        return tuple(lines)

    def _origins(self, step: Step, number: int) -> dict[str, tuple[int, str]]:
        """For each inject that arrived: which decision is behind it, and how it came about."""
        found = {}
        for event in step.events:
            inject = self.scenario.injects[event.inject]
            running = self._running.get(event.inject)
            if event.what == "set":
                self._running[event.inject] = _Countdown(number, event.reading + event.after)
            elif event.what in ("cancelled", "lapsed"):
                self._running.pop(event.inject, None)
            elif event.what == "fired":
                if running is not None and running.due <= event.reading:
                    found[event.inject] = (running.number, f"set going by decision {running.number}")
                elif event.inject == step.decision.send:
                    found[event.inject] = (number, "sent by the facilitator")
                elif inject.on:
                    found[event.inject] = (number, f"dated: {date_at(self.scenario, inject.on)}")
                else:
                    found[event.inject] = self._because(step, asked(self.scenario, inject.when), number)
                self._running.pop(event.inject, None)
        return found

    def _because(self, step: Step, condition: frozenset[str], number: int) -> tuple[int, str]:
        """A condition holds because of whatever moved last among what it asks for."""
        if any(change.variable in condition and change.before != change.after for change in step.changes):
            return number, "its condition held"
        last = max((self._moved[name] for name in condition if name in self._moved), default=number)
        return last, "its condition held" if last == number else f"its condition held since decision {last}"

    def _cause(self, cause: str) -> str:
        if cause not in self._told:
            self._told[cause] = _cause(self.scenario, cause)
        return self._told[cause]

    def _line(self, change: Change, number: int, origins: dict[str, tuple[int, str]], date: str) -> LedgerLine:
        scenario = self.scenario
        variable = scenario.variables[change.variable]
        causes = change.follows_from or (change.cause,)
        arrived = [origins[cause.removeprefix("inject.")] for cause in causes if cause.startswith("inject.")]
        decided_by, because = arrived[0] if arrived else (number, "")
        return LedgerLine(
            number=number,
            date=date,
            variable=change.variable,
            label=label_of(scenario, change.variable),
            sort=variable.sort,
            before=change.before,
            after=change.after,
            word_before=variable.word(change.before),
            word_after=variable.word(change.after),
            watched=bool(variable.label) or variable.hidden,
            hidden=variable.hidden,
            saturated=change.saturated,
            cause="; ".join(dict.fromkeys(self._cause(cause) for cause in causes)),
            route=change.cause,
            decided_by=decided_by,
            because=because,
        )


def _reading(scenario: Scenario, step: Step) -> int:
    return value(scenario, step.before, scenario.clock.unit) if scenario.clock else 0


def _date(scenario: Scenario, reading: int) -> str:
    return date_at(scenario, reading) if scenario.clock else ""


def _cause(scenario: Scenario, cause: str) -> str:
    """A cause in bare words, to stand inside a sentence."""
    text = words(cause_text(scenario, cause))
    return text if text.endswith("...") else text.removesuffix(".")
