"""A state that was set by hand, kept by names so that it outlives an edit of the text; and a run that begins in it."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, field, frozen

from crisisengine.engine.compile.scenario import compiled
from crisisengine.engine.rules import Decision, begin
from crisisengine.engine.run import Run
from crisisengine.engine.starts import Told, drawn_start, start_named
from crisisengine.engine.state import State
from crisisengine.errors import ChoiceRefused
from crisisengine.model.kinds import SlotKind
from crisisengine.model.scenario import Scenario, Variable
from crisisengine.text.english import did_you_mean
from crisisengine.text.printable import printable

__all__ = ["HandRun", "Line", "Opening", "beginning", "known_value", "known_variable"]


@frozen
class Opening:
    """A state by names: what no longer exists in an edited scenario is let go, and what is new stands at its start."""

    place: str
    slots: Mapping[tuple[SlotKind, str], int]

    @classmethod
    def of(cls, scenario: Scenario, state: State) -> Opening:
        """A state as it stands."""
        program = compiled(scenario).program
        slots = {
            (slot.kind, slot.subject): value
            for slot, value in zip(program.slots, state.row, strict=True)
            if slot.kind not in ("place", "back")
        }
        return cls(program.places[state.row[0]], slots)

    def on(self, scenario: Scenario) -> State:
        """The same state in a scenario that has its place, each value within its range."""
        program = compiled(scenario).program
        row = list(begin(scenario).row)
        for number, slot in enumerate(program.slots):
            value = self.slots.get((slot.kind, slot.subject))
            if value is not None:
                row[number] = min(max(value, slot.low), slot.high)
        row[0] = program.place_number[self.place]
        visits = program.number.get(("visits", self.place))
        if visits is not None:
            row[visits] = max(row[visits], 1)
        return State(tuple(row))

    def at(self, place: str) -> Opening:
        """The same values in another place."""
        return evolve(self, place=place)

    def led_over(self, moved: Mapping[str, str]) -> Opening:
        """The same in a text in which scenes have other names."""

        def name(subject: str) -> str:
            scene, dot, measure = subject.partition(".")
            return f"{moved.get(scene, scene)}{dot}{measure}"

        slots = {
            (kind, name(subject) if kind in ("taken", "visits") else subject): value
            for (kind, subject), value in self.slots.items()
        }
        return Opening(moved.get(self.place, self.place), slots)

    def having(self, variable: str, value: int) -> Opening:
        """The same place with another value."""
        return evolve(self, slots={**self.slots, ("variable", variable): value})


@frozen
class Line:
    """What was played: where it began and what was decided since."""

    opening: Opening | None
    decisions: tuple[Decision, ...]
    drawn: Mapping[str, Told] = field(factory=dict)
    """What was drawn at its start; what is not named, the seed draws."""
    chapter: str = ""
    """At which it began."""

    def led_over(self, moved: Mapping[str, str]) -> Line:
        """The same in a text in which scenes have other names."""
        if not moved:
            return self
        opening = None if self.opening is None else self.opening.led_over(moved)
        decisions = tuple(evolve(each, scene=moved.get(each.scene, each.scene)) for each in self.decisions)
        return Line(opening, decisions, self.drawn, self.chapter)


@frozen(eq=False, slots=False)
class HandRun(Run):
    """A run that begins where somebody has set it, and not where its scenario begins. No journal holds it."""

    opening: Opening | None = None

    @property
    def state(self) -> State:
        """Where it is now."""
        if self.moves:
            return self.moves[-1].after
        return super().state if self.opening is None else self.opening.on(self.scenario)


def beginning(
    scenario: Scenario,
    opening: Opening | None,
    seed: int = 0,
    drawn: Mapping[str, Told] | None = None,
    chapter: str = "",
) -> HandRun:
    """A run in which nothing has been decided; what is drawn at its start, where it says so, else as the seed draws it."""
    try:
        start = start_named(scenario, drawn or {}, seed, chapter)
    except ChoiceRefused:  # it is another text by now
        start = drawn_start(scenario, seed)
    return HandRun(scenario, seed, start=start, opening=opening)


def known_variable(scenario: Scenario, name: str) -> Variable:
    """The variable that can be set by that name.

    Raises:
        ChoiceRefused: there is none, or it follows from others.
    """
    variable = scenario.variables.get(name)
    if variable is None:
        hint = did_you_mean(name, scenario.variables) or "the text's `[variable.NAME]` tables name them"
        raise ChoiceRefused(f"there is no variable `{printable(name[:80])}`", hint=hint)
    if variable.derived is not None:
        raise ChoiceRefused(f"`{name}` follows from other variables", hint="set what it is derived from")
    return variable


def known_value(variable: Variable, text: str) -> int:
    """The value that somebody means: a number, a word of its `values` or of its scale, yes or no.

    Raises:
        ChoiceRefused: it has no such value.
    """
    wanted = text.strip().strip("'\"").lower()
    words = {"yes": 1, "true": 1, "no": 0, "false": 0} if variable.sort == "truth" else {}
    for lowest, word in reversed(variable.bands):
        words[word.lower()] = lowest
    words |= {word.lower(): rank for rank, word in enumerate(variable.words)}
    if wanted in words:
        return words[wanted]
    if variable.sort == "number" and wanted.lstrip("+-").isdecimal() and len(wanted) < 12:
        value = int(wanted)
        if variable.low <= value <= variable.high:
            return value
    allowed = ", ".join(f"`{word}`" for word in words)
    if variable.sort == "number":
        allowed = f"{variable.low} to {variable.high}" + (f", or {allowed}" if allowed else "")
    raise ChoiceRefused(
        f"`{variable.name}` cannot be `{printable(text[:80])}`", hint=f"it can be {printable(allowed[:400])}"
    )
