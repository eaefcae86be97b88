"""The row of bounded integers that a scenario's state is, and what each of them stands for.

    place · variables · taken · visits · fired · due · held · back · sends

`cells` tells where in a row each slot lies. The first is the place: scenes in file order, then endings. Only what some rule can
read has a slot: a measure's `taken` bit when it is `once` or an expression asks, a visit counter when an expression compares
it. No turn counter, dice or wall clock. A countdown holds 0 for none, 1 for due and held back, and `units left + 1` else;
`sends` how much a facilitator sent: which of it need not be known for as long.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from attrs import field, frozen

from crisisengine.engine.cells import Cells
from crisisengine.engine.state import Row, Start
from crisisengine.model.expression import Arithmetic, Expression, Fact, Literal, Read, reads
from crisisengine.model.kinds import SlotKind
from crisisengine.model.scenario import BACK, Effect, Inject, Measure, Outcome, Scenario, Scene, Variable

__all__ = ["Program", "Slot", "program"]


@frozen
class Slot:
    """One bounded integer."""

    kind: SlotKind
    subject: str
    """A variable's name, a measure's key, a scene or an inject; empty for `place`, `back` and `sends`."""
    low: int
    high: int
    start: int

    @property
    def name(self) -> str:
        """What people call it: a variable by its name, anything else by what it stands for: `due rain`."""
        return self.subject if self.kind == "variable" else f"{self.kind} {self.subject}".rstrip()


@frozen(eq=False, slots=False)
class Program:
    """A scenario as slots; everything that is computed once and read at every step."""

    scenario: Scenario
    slots: tuple[Slot, ...] = field(init=False, repr=False)
    number: dict[tuple[str, str], int] = field(init=False, repr=False)
    """What a slot stands for, as (kind, subject), to its number."""
    places: tuple[str, ...] = field(init=False, repr=False)
    place_number: dict[str, int] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        scenario = self.scenario
        places = (*scenario.scenes, *scenario.endings)
        slots = tuple(_slots(scenario, len(places)))
        object.__setattr__(self, "places", places)
        object.__setattr__(self, "place_number", {name: number for number, name in enumerate(places)})
        object.__setattr__(self, "slots", slots)
        object.__setattr__(self, "number", {(slot.kind, slot.subject): number for number, slot in enumerate(slots)})

    @property
    def scene_count(self) -> int:
        """Places below this number are scenes, the others endings."""
        return len(self.scenario.scenes)

    @cached_property
    def cells(self) -> Cells:
        """Where in a row the slots lie."""
        return Cells(tuple(slot.kind for slot in self.slots))

    @cached_property
    def drawn(self) -> tuple[Variable, ...]:
        """What the world draws at the start, in file order."""
        return tuple(variable for variable in self.scenario.variables.values() if variable.draw)

    @cached_property
    def start(self) -> Row:
        """The first row, where nothing is said of what is drawn: the first that can be."""
        return self._begun([slot.start for slot in self.slots], self.scenario.start)

    def drawn_row(self, start: Start) -> Row:
        """The first row of a run with what was drawn for it, before a chapter's effects, in the scene that it begins in."""
        values = [slot.start for slot in self.slots]
        for name, value in start.drawn:
            values[self.variable_slot[name]] = value
        return self._begun(values, (self.scenario.chapters[start.chapter] if start.chapter else self.scenario).start)

    def _begun(self, values: list[int], scene: str) -> Row:
        """The row of these values in the scene that a run begins in, which is a visit."""
        values[0] = self.place_number[scene]
        visits = self.number.get(("visits", scene))
        if visits is not None:
            values[visits] = 1
        return self.cells.row(values)

    @cached_property
    def variable_slot(self) -> dict[str, int]:
        """The slot of each plain variable."""
        return {slot.subject: number for number, slot in enumerate(self.slots) if slot.kind == "variable"}

    @cached_property
    def clock(self) -> int | None:
        """The slot of the clock."""
        clock = self.scenario.clock
        return None if clock is None else self.number["variable", clock.unit]

    @cached_property
    def on_every_page(self) -> tuple[Variable, ...]:
        """The variables whose value every page shows: the clock, those with a label and those of parties, unless they are hidden."""
        clock = self.scenario.clock
        return tuple(
            variable
            for variable in self.scenario.variables.values()
            if not variable.hidden and (variable.label or variable.party or (clock and variable.name == clock.unit))
        )

    @cached_property
    def returning(self) -> frozenset[str]:
        """The scenes from which a `goto = "back"` can still follow without an inject's help.

        On arriving anywhere else `back` is forgotten, so that leaving an interrupt for good lets others interrupt again.
        """
        leads: dict[str, set[str]] = {}
        found = set()
        for scene in self.scenario.scenes.values():
            for target in _gotos(scene):
                if target == BACK:
                    found.add(scene.id)
                leads.setdefault(target, set()).add(scene.id)
        waiting = list(found)
        while waiting:
            for before in leads.get(waiting.pop(), ()):
                if before not in found:
                    found.add(before)
                    waiting.append(before)
        return frozenset(found)

    @cached_property
    def awaited(self) -> tuple[tuple[Inject, frozenset[int]], ...]:
        """What comes as soon as a step finds its `when` true, in file order; each with the numbers of its scenes, none: anywhere."""
        injects = self.scenario.injects.values()
        awaited = [each for each in injects if each.when is not None and not each.dated and not each.contingency]
        return tuple((inject, frozenset(self.place_number[scene] for scene in inject.scenes)) for inject in awaited)

    @cached_property
    def contingencies(self) -> tuple[Inject, ...]:
        """What a facilitator may send, in file order."""
        return tuple(inject for inject in self.scenario.injects.values() if inject.contingency)

    @cached_property
    def sends(self) -> int | None:
        """The slot that counts how many of these were sent."""
        return self.number.get(("sends", ""))

    @cached_property
    def interrupts(self) -> bool:
        """Whether any inject leads somewhere."""
        return any(inject.goto.ends for inject in self.scenario.injects.values())

    @cached_property
    def derived(self) -> dict[str, tuple[str, ...]]:
        """Each derived variable with the derived ones that it needs, itself last, in an order that can be computed."""
        variables = self.scenario.variables
        order = _derivation_order(self.scenario)
        needs: dict[str, frozenset[str]] = {}
        for name in order:
            expression = variables[name].derived
            assert expression is not None
            below = [read.variable for read in reads(expression) if isinstance(read, Read)]
            needs[name] = frozenset([name]).union(*(needs[other] for other in below if other in needs))
        return {name: tuple(other for other in order if other in needs[name]) for name in order}

    @cached_property
    def derived_number(self) -> dict[str, int]:
        """The place of each derived variable in that order."""
        return {name: number for number, name in enumerate(self.derived)}

    @cached_property
    def derived_names(self) -> tuple[str, ...]:
        """The derived variables by their numbers."""
        return tuple(self.derived)

    def needed(self, expressions: Iterable[Expression]) -> tuple[str, ...]:
        """The derived variables that expressions need, in an order in which they can be computed."""
        asked = (read for expression in expressions for read in reads(expression) if isinstance(read, Read))
        names = {read.variable for read in asked if read.variable in self.derived}
        if not names:
            return ()
        wanted = frozenset().union(*(self.derived[name] for name in names))
        return tuple(name for name in self.derived if name in wanted)

    def slot_of(self, node: Read | Fact) -> int:
        """The slot that a plain variable or a counted fact is kept in."""
        if isinstance(node, Read):
            return self.number["variable", node.variable]
        return self.number[node.kind, node.subject]

    def dates_of(self, inject: str) -> tuple[int | None, int, int | None]:
        """What tells how long it is until an inject: (its countdown, the clock's reading, where it says that it is used up).

        A reading is 0 and a slot None where there is none; used up is asked only of an inject with both dates.
        """
        on = self.scenario.injects[inject].on or 0
        countdown = self.number.get(("due", inject))
        return countdown, on, self.number.get(("fired", inject)) if on and countdown is not None else None

    def read_for_due(self, inject: str) -> frozenset[int]:
        """The slots that tell how long it is until an inject."""
        countdown, on, fired = self.dates_of(inject)
        return frozenset(slot for slot in (countdown, self.clock if on else None, fired) if slot is not None)

    def ends(self, effect: Effect) -> tuple[int | None, int | None]:
        """(least, greatest) that an effect may leave its variable at; None for an end of the range that it cannot pass.

        `+= 2` can pass the upper end alone, and what sets a value within the range passes neither.
        """
        variable = self.scenario.variables[effect.variable]
        if variable.sort != "number":
            return None, None
        match effect.value:
            case Arithmetic("+" | "-" as sign, Read(name), Literal(amount)) if name == effect.variable:
                return (None, variable.high) if (amount >= 0) == (sign == "+") else (variable.low, None)
            case Literal(value) if variable.low <= value <= variable.high:
                return None, None
        return variable.low, variable.high


def program(scenario: Scenario) -> Program:
    """The scenario's program, built once."""
    found: Program | None = scenario.kept.get("program")
    if found is None:
        found = scenario.kept["program"] = Program(scenario)
    return found


def _slots(scenario: Scenario, places: int) -> Iterable[Slot]:
    yield Slot("place", "", 0, places - 1, 0)
    for variable in scenario.variables.values():
        if variable.derived is None:
            yield Slot("variable", variable.name, variable.low, variable.high, variable.start)
    for measure in scenario.measures:
        if measure.once or measure.key in scenario.taken_read:
            yield Slot("taken", measure.key, 0, 1, 0)
    for scene, cap in scenario.visit_caps.items():
        yield Slot("visits", scene, 0, cap, 0)
    longest = _longest_waits(scenario)
    for inject in scenario.injects.values():
        if not inject.repeat and (inject.scheduled or not inject.on):
            yield Slot("fired", inject.id, 0, 1, 0)
        if inject.scheduled:
            yield Slot("due", inject.id, 0, longest.get(inject.id, 0) + 1, 0)
        if inject.on and inject.goto.ends:
            yield Slot("held", inject.id, 0, 1, 0)
    if any(place in scenario.scenes for inject in scenario.injects.values() for place in inject.goto.places):
        yield Slot("back", "", 0, len(scenario.scenes), 0)
    sendable = sum(inject.contingency for inject in scenario.injects.values())
    if sendable:
        yield Slot("sends", "", 0, min(scenario.contingencies, sendable), 0)


def _longest_waits(scenario: Scenario) -> dict[str, int]:
    found: dict[str, int] = {}
    for measure in scenario.measures:
        for later in (*measure.later, *(later for outcome in measure.outcomes for later in outcome.later)):
            found[later.inject] = max(found.get(later.inject, 0), later.after.high)
    return found


def _gotos(scene: Scene) -> Iterable[str]:
    for measure in scene.measures.values():
        routes: tuple[Measure | Outcome, ...] = (measure, *measure.outcomes)
        for route in routes:
            yield from route.goto.places


def _derivation_order(scenario: Scenario) -> list[str]:
    """Derived variables, each after those it reads; the loader has refused circles."""
    waiting = {}
    for variable in scenario.variables.values():
        if variable.derived is not None:
            below = {read.variable for read in reads(variable.derived) if isinstance(read, Read)}
            waiting[variable.name] = {name for name in below if scenario.variables[name].derived is not None}
    order: list[str] = []
    readers: dict[str, list[str]] = {}
    for name, below in waiting.items():
        for other in below:
            readers.setdefault(other, []).append(name)
    ready = [name for name, below in waiting.items() if not below]
    while ready:
        name = ready.pop(0)
        order.append(name)
        for reader in readers.get(name, ()):
            waiting[reader].discard(name)
            if not waiting[reader]:
                ready.append(reader)
    return order
