"""A state that was set by hand, kept by names so that it outlives an edit of the text; and a run that begins in it."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, field, frozen

from crisisengine.engine.compile.scenario import compiled
from crisisengine.engine.rules import Decision, begin, evaluate
from crisisengine.engine.run import Run
from crisisengine.engine.starts import Told, drawn_start, start_named
from crisisengine.engine.state import State
from crisisengine.engine.view import arrival_account, view
from crisisengine.engine.view_model import Account, View
from crisisengine.errors import ChoiceRefused
from crisisengine.loader import Reading
from crisisengine.model.kinds import SlotKind
from crisisengine.model.scenario import Scenario, Variable
from crisisengine.session.session import Session
from crisisengine.text.english import did_you_mean
from crisisengine.text.printable import printable

__all__ = [
    "HandRun",
    "HandSession",
    "Line",
    "Opening",
    "beginning",
    "known_value",
    "known_variable",
    "page_as_read",
    "renamed",
]


@frozen
class Opening:
    """A state by names: what no longer exists in an edited scenario is let go, and what is new stands at its start."""

    place: str
    slots: Mapping[tuple[SlotKind, str], int]
    arrived: tuple[str, ...] = ()
    """The injects that came on arriving there."""

    @classmethod
    def of(cls, scenario: Scenario, state: State) -> Opening:
        """A state as it stands."""
        program = compiled(scenario).program
        slots = {
            (slot.kind, slot.subject): value
            for slot, value in zip(program.slots, program.cells.values(state.row), strict=True)
            if slot.kind not in ("place", "back")
        }
        return cls(program.places[state.row[0]], slots)

    def on(self, scenario: Scenario) -> State:
        """The same state in a scenario that has its place, each value within its range."""
        program = compiled(scenario).program
        values = list(program.cells.values(begin(scenario).row))
        for number, slot in enumerate(program.slots):
            value = self.slots.get((slot.kind, slot.subject))
            if value is not None:
                values[number] = min(max(value, slot.low), slot.high)
        values[0] = program.place_number[self.place]
        visits = program.number.get(("visits", self.place))
        if visits is not None:
            values[visits] = max(values[visits], 1)
        return State(program.cells.row(values))

    def at(self, place: str) -> Opening:
        """The same values in another place."""
        return evolve(self, place=place, arrived=())

    def entered(self, scenario: Scenario) -> Opening:
        """The same once what comes on arriving there has come, in file order, each reading what the former left.

        What would lead elsewhere is left out, for somebody wants to look at this page; so is what comes by a date alone.
        """
        found = self
        if self.place not in scenario.scenes:
            return found
        for inject in scenario.injects.values():
            state, bound = found.on(scenario), self.place in (inject.scenes or (self.place,))
            used = not inject.repeat and bool(found.slots.get(("fired", inject.id)))
            if not bound or used or inject.dated or inject.contingency or inject.goto.ends:
                continue
            if inject.when is None or evaluate(scenario, state, inject.when):
                slots = dict(found.slots)
                for effect in inject.effects:
                    variable = scenario.variables[effect.variable]
                    amount = evaluate(scenario, state, effect.value)
                    slots["variable", effect.variable] = min(max(amount, variable.low), variable.high)
                slots["fired", inject.id] = 1
                found = Opening(self.place, slots, (*found.arrived, inject.id))
        return found

    def led_over(self, moved: Mapping[str, str]) -> Opening:
        """The same in a text in which scenes have other names."""

        def name(subject: str) -> str:
            scene, dot, measure = subject.partition(".")
            return f"{moved.get(scene, scene)}{dot}{measure}"

        slots = {
            (kind, name(subject) if kind in ("taken", "visits") else subject): value
            for (kind, subject), value in self.slots.items()
        }
        return Opening(moved.get(self.place, self.place), slots, self.arrived)

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


class HandSession(Session):
    """A run that may have been set by hand: what comes on arriving there is told as if a decision had led there."""

    def account(self, number: int | None = None) -> Account | None:
        """What a decision did, or before the first what came on arriving."""
        run = self.run
        if number is None and not run.moves and isinstance(run, HandRun) and run.opening and run.opening.arrived:
            known = [name for name in run.opening.arrived if name in run.scenario.injects]
            return arrival_account(run.scenario, run.state, known)
        return super().account(number)


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


def page_as_read(reading: Reading, place: str = "") -> View | None:
    """A page of a text that does not load, as far as it can be read: to look at, with nothing to decide.

    Args:
        reading: its `legible` may take a while the first time.
        place: a scene or an ending; the one that the first fault is in, unless another is asked for.
    """
    scenario = reading.legible
    if scenario is None:
        return None
    if not place:
        routes = [fault.route.split(".") for fault in reading.errors]
        named = [route[1] for route in routes if len(route) > 1 and route[0] in ("scene", "ending")]
        place = next((name for name in named if name in (*scenario.scenes, *scenario.endings)), scenario.start)
    return view(scenario, Opening.of(scenario, begin(scenario)).at(place).on(scenario))


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


def renamed(old: Scenario, new: Scenario) -> dict[str, str]:
    """Which scene has another name now: one is gone, one has come, and they read alike. Nothing where that is not plain."""
    gone = [scene for name, scene in old.scenes.items() if name not in new.scenes]
    come = [scene for name, scene in new.scenes.items() if name not in old.scenes]
    if len(gone) != 1 or len(come) != 1:
        return {}
    alike = gone[0].title == come[0].title or set(gone[0].measures) == set(come[0].measures)
    return {gone[0].id: come[0].id} if alike else {}
