"""A second engine, as plain as can be: the six sentences of a step over dictionaries, one clause a statement.

It is written from the sentences at the top of `engine/order.py`, and shares no code with the
engine: it walks expression trees, copies whole worlds and looks everything up each time. Whatever it and the engine
disagree on is a fault of one of them. The checker is judged by it too, on scenarios small enough to visit every world.

    judge = PlainJudge(scenario)
    world = judge.begin()
    judge.offers(world)                       -> {measure: numbers of its failing gates}, the shown ones in file order
    judge.possible(world, measure)            -> {outcome: weight}, the weights positive
    judge.step(world, measure, outcome)       -> the next world, or None where it is refused
    judge.send(world, inject)                 -> the next world, or None where it cannot be sent
    judge.slots(world)                        -> what the engine would write into its row, by (kind, subject)

A world is a dictionary of dictionaries:

    place       the scene or ending, by name
    values      plain variable -> number
    taken       measure -> 0 or 1, of those that are `once` or asked about
    visits      scene -> how often, of those that are asked about, up to their cap
    fired       inject -> 0 or 1, of those that could come twice and may not
    countdown   inject -> units left, 0 when due and held back; absent: not set
    held        injects with `on` whose reading has come and that could not be obeyed yet
    back        the scene that `goto = "back"` leads to, or ""
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from copy import deepcopy
from fractions import Fraction
from math import floor
from typing import Any

from crisisengine.model import expression as tree
from crisisengine.model.scenario import Effect, Gate, Inject, Later, Measure, Outcome, Scenario

World = dict[str, Any]

COMPARISONS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class PlainJudge:
    """What a scenario's rules say, read slowly."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.measures = [m for scene in scenario.scenes.values() for m in scene.measures.values()]
        self.returning = self._scenes_from_which_back_can_follow()

    # --- expressions ---------------------------------------------------------------------------------------------

    def worth(self, node: tree.Expression, world: World) -> int:
        """The value of an expression; yes and no are 1 and 0."""
        match node:
            case tree.Literal(value) | tree.First(_, value):
                return value
            case tree.Read(name):
                derived = self.scenario.variables[name].derived
                return world["values"][name] if derived is None else self.worth(derived, world)
            case tree.Fact("scene" | "ending", name):
                return int(world["place"] == name)
            case tree.Fact("taken", key):
                return world["taken"][key]
            case tree.Fact("visits", scene):
                return world["visits"][scene]
            case tree.Fact("due", inject):
                return self._due(inject, world)
            case tree.Negate(operand):
                return -self.worth(operand, world)
            case tree.Not(operand):
                return int(not self.worth(operand, world))
            case tree.Arithmetic(sign, left, right):
                return self._calculate(sign, self.worth(left, world), self.worth(right, world))
            case tree.Compare(operands, signs):
                values = [self.worth(operand, world) for operand in operands]
                links = zip(values, signs, values[1:], strict=False)
                return int(all(COMPARISONS[sign](first, second) for first, sign, second in links))
            case tree.Junction("and", operands):
                return int(all(self.worth(operand, world) for operand in operands))
            case tree.Junction("or", operands):
                return int(any(self.worth(operand, world) for operand in operands))
            case tree.Function("min", operands):
                return sorted(self.worth(operand, world) for operand in operands)[0]
            case tree.Function("max", operands):
                return sorted(self.worth(operand, world) for operand in operands)[-1]
            case tree.Choose(then, condition, otherwise):
                return self.worth(then if self.worth(condition, world) else otherwise, world)
        raise AssertionError(node)

    @staticmethod
    def _calculate(sign: str, left: int, right: int) -> int:
        match sign:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "//":
                return floor(Fraction(left, right))
            case "%":
                return left - right * floor(Fraction(left, right))
        raise AssertionError(sign)

    def _due(self, inject: str, world: World) -> int:
        """The units to the sooner of its dates that lie ahead; 0 where none does, or it is used up."""
        read = (self.scenario.injects[inject].on or 0) - world["values"][self.scenario.clock.unit]
        ahead = [units for units in (world["countdown"].get(inject, 0), read) if units > 0]
        return 0 if world["fired"].get(inject) else min(ahead, default=0)

    def holds(self, condition: tree.Expression | None, world: World) -> bool:
        """Whether a guard holds; an absent one does."""
        return condition is None or bool(self.worth(condition, world))

    # --- where it starts, what is offered, what the world may decide ---------------------------------------------

    def begin(self, drawn: dict[str, int] | None = None, chapter: str = "") -> World:
        """The first world; nothing has fired, nothing has ended. `drawn` are the values that the world drew."""
        world = self._first(drawn or {}, self.scenario.chapters[chapter].start if chapter else self.scenario.start)
        if chapter:
            self._apply(world, self.scenario.chapters[chapter].effects)
        return world

    def _first(self, drawn: dict[str, int], place: str) -> World:
        scenario = self.scenario
        plain = [v for v in scenario.variables.values() if v.derived is None]
        counted = [
            m.key for m in (*self.measures, *scenario.standing.values()) if m.once or m.key in scenario.taken_read
        ]
        return {
            "place": place,
            "values": {v.name: v.start for v in plain} | drawn,
            "taken": dict.fromkeys(counted, 0),
            "visits": {scene: int(scene == place) for scene in scenario.visit_caps},
            "fired": {i.id: 0 for i in scenario.injects.values() if not i.repeat and (i.scheduled or not i.on)},
            "countdown": {},
            "held": set(),
            "back": "",
        }

    def ended(self, world: World) -> bool:
        """Whether an ending is reached."""
        return world["place"] in self.scenario.endings

    def offers(self, world: World) -> dict[str, list[int]]:
        """The measures shown, each with the numbers of its failing gates; a fallback only where nothing else is open."""
        if self.ended(world):
            return {}
        here = self.scenario.scenes[world["place"]].measures
        failing = {
            name: [number for number, gate in enumerate(measure.gates) if not self._passes(gate, world)]
            for name, measure in here.items()
            if self.holds(measure.when, world) and not (measure.once and world["taken"][measure.key])
        }
        something_else = any(not gates and not here[name].fallback for name, gates in failing.items())
        return {name: gates for name, gates in failing.items() if not (here[name].fallback and something_else)}

    def _passes(self, gate: Gate, world: World) -> bool:
        if gate.cost is None:
            return self.holds(gate.requires, world)
        return world["values"][gate.cost.variable] - gate.cost.amount >= self.scenario.variables[gate.cost.variable].low

    def possible(self, world: World, measure: str) -> dict[str, int]:
        """What the world may decide: the weights are read after the measure's effects."""
        chosen = self.scenario.scenes[world["place"]].measures[measure]
        after = deepcopy(world)
        self._take(after, chosen)
        weights = {outcome.id: self.worth(outcome.weight, after) for outcome in chosen.outcomes}
        return {name: weight for name, weight in weights.items() if weight > 0}

    # --- one step, in order --------------------------------------------------------------------------------------

    def step(self, world: World, measure: str, outcome: str | None) -> World | None:
        """The next world, or None where the decision is refused."""
        if self.offers(world).get(measure, ["not shown"]):
            return None
        possible = self.possible(world, measure)
        if outcome not in (possible or [None]):
            return None
        chosen = self.scenario.scenes[world["place"]].measures[measure]
        befell = next((known for known in chosen.outcomes if known.id == outcome), None)
        after = deepcopy(world)
        after["interrupted"] = False
        takes = self.worth(chosen.takes.written, world)
        self._take(after, chosen)  # 1
        if befell is not None:
            self._apply(after, befell.effects)  # 2
        self._go(after, self._end_of(befell if befell and befell.goto.ends else chosen, after))  # 3
        for _ in range(max(takes, 0)):  # 4
            self._unit(after)
        self._schedule(after, [chosen, befell] if befell else [chosen])
        self._pass(after)
        return after

    # --- what a facilitator sends --------------------------------------------------------------------------------

    def send(self, world: World, name: str) -> World | None:
        """The next world, or None where the inject cannot be sent: sentences 5 and 6 follow it, and no time passes."""
        inject, after = self.scenario.injects[name], deepcopy(world)
        after["interrupted"] = False
        sent = [known for known in self.scenario.injects.values() if known.contingency and world["fired"][known.id]]
        if not inject.contingency or self.ended(world) or len(sent) >= self.scenario.contingencies:
            return None
        if not self._asked(after, inject) or not self._may_interrupt(after, inject):
            return None
        self._fire(after, inject)
        self._pass(after)
        return after

    def _pass(self, world: World) -> None:
        for inject in self.scenario.injects.values():  # 5
            if inject.contingency or self._dated(inject):
                continue
            if self._may_interrupt(world, inject) and self._asked(world, inject):
                self._fire(world, inject)
        self._end(world)  # 6
        del world["interrupted"]

    def _take(self, world: World, measure: Measure) -> None:
        """The measure's effects, and its price; that it was taken is known from here on."""
        paid = {cost.variable: cost.amount for cost in measure.costs}
        self._apply(world, tuple(effect for effect in measure.effects if effect.variable not in paid))
        for (
            name,
            amount,
        ) in paid.items():  # it is there wherever this can be taken; odds are asked of what is locked, too
            world["values"][name] = max(world["values"][name] - amount, self.scenario.variables[name].low)
        if measure.key in world["taken"]:
            world["taken"][measure.key] = 1

    def _apply(self, world: World, effects: tuple[Effect, ...]) -> None:
        """All at once, each within its variable's range."""
        values = [(effect.variable, self.worth(effect.value, world)) for effect in effects]
        for name, value in values:
            variable = self.scenario.variables[name]
            world["values"][name] = sorted([variable.low, value, variable.high])[1]

    def _end_of(self, rule: Measure | Outcome | Inject, world: World) -> str:
        """Where a rule leads as things stand: the first of its ends that nothing speaks against."""
        return next((end.place for end in rule.goto.ends if self.holds(end.condition, world)), "")

    def _go(self, world: World, goto: str) -> None:
        if goto == "back":
            world["place"], world["back"] = world["back"] or world["place"], ""
        elif goto and goto != world["place"]:
            world["place"] = goto
            self._arrive(world)

    def _arrive(self, world: World) -> None:
        """A visit is counted; the way back is forgotten where no `back` can follow."""
        place = world["place"]
        if place in world["visits"]:
            world["visits"][place] = min(world["visits"][place] + 1, self.scenario.visit_caps[place])
        if place not in self.returning:
            world["back"] = ""

    def _unit(self, world: World) -> None:
        """One unit of the clock, unless it is full: countdowns first, then what is due, in file order."""
        clock = self.scenario.clock
        assert clock is not None
        if world["values"][clock.unit] == clock.length:
            return
        world["values"][clock.unit] += 1
        ending_now = {inject for inject, left in world["countdown"].items() if left == 1}
        for inject, left in world["countdown"].items():
            world["countdown"][inject] = max(0, left - 1)
        for inject in self.scenario.injects.values():
            counted_down = world["countdown"].get(inject.id) == 0
            on_this_reading = inject.on == world["values"][clock.unit] or inject.id in world["held"]
            if counted_down or on_this_reading:
                self._come(world, inject, counted_down=counted_down, just_now=inject.id in ending_now)

    def _come(self, world: World, inject: Inject, *, counted_down: bool, just_now: bool) -> None:
        """It fires, lapses, or stays due because its `goto` cannot be obeyed; what is used up comes to nothing."""
        used_up = bool(world["fired"].get(inject.id))
        if not used_up and not self._may_interrupt(world, inject):
            read = inject.on == world["values"][self.scenario.clock.unit]
            if self._asked(world, inject, scene=world["back"] or world["place"]):
                world["held"].update({inject.id} if read else ())
            elif just_now:  # a date that falls due where it has no chance to come lapses; one held before stays
                del world["countdown"][inject.id]
            return
        world["held"].discard(inject.id)
        if counted_down:
            del world["countdown"][inject.id]
        if not used_up and self._asked(world, inject):
            self._fire(world, inject)

    def _asked(self, world: World, inject: Inject, scene: str = "") -> bool:
        """Whether it may fire now, here or in a scene."""
        here = not inject.scenes or (scene or world["place"]) in inject.scenes
        return here and not world["fired"].get(inject.id) and self.holds(inject.when, world)

    def _may_interrupt(self, world: World, inject: Inject) -> bool:
        return not inject.goto.ends or not (self.ended(world) or world["interrupted"] or world["back"])

    def _fire(self, world: World, inject: Inject) -> None:
        self._apply(world, inject.effects)
        if inject.id in world["fired"]:
            world["fired"][inject.id] = 1
            world["countdown"].pop(inject.id, None)
        if inject.goto.ends:
            goto = self._end_of(inject, world)
            world["interrupted"] = True
            if goto in self.returning:
                world["back"] = world["place"]
            if goto != world["place"]:
                world["place"] = goto
                self._arrive(world)

    def _schedule(self, world: World, routes: list[Measure | Outcome]) -> None:
        """Both routes cancel first, then both set; the sooner stands."""
        for route in routes:
            for inject in route.cancel:
                world["countdown"].pop(inject, None)
        coming = [(later.inject, self._after(later, world)) for route in routes for later in route.later]
        for inject, after in coming:
            if not world["fired"].get(inject):
                world["countdown"][inject] = min(world["countdown"].get(inject, after), after)

    def _after(self, later: Later, world: World) -> int:
        """In how many units it comes; one that is worked out and comes too late comes one unit behind the clock's end."""
        clock, after = self.scenario.clock, self.worth(later.after.written, world)
        assert clock is not None
        return after if later.after.fixed is not None else sorted([1, after, clock.length + 1])[1]

    def _end(self, world: World) -> None:
        for ending in self.scenario.endings.values():
            if ending.when is not None and self.holds(ending.when, world):
                world["place"] = ending.id
                return
        clock = self.scenario.clock
        if clock is not None and not self.ended(world) and world["values"][clock.unit] == clock.length:
            world["place"] = clock.ending

    # --- what the rules ask about the plan -----------------------------------------------------------------------

    def _dated(self, inject: Inject) -> bool:
        """Whether it has `on`, or some `later` names it."""
        measures = (*self.measures, *self.scenario.standing.values())
        routes = [route for measure in measures for route in (measure, *measure.outcomes)]
        return bool(inject.on) or any(later.inject == inject.id for route in routes for later in route.later)

    def _scenes_from_which_back_can_follow(self) -> set[str]:
        """Those with a `goto = "back"`, and those from which a `goto` leads to one of them."""
        leads = {scene: set(self._gotos(scene)) for scene in self.scenario.scenes}
        found = {scene for scene, targets in leads.items() if "back" in targets}
        while more := {scene for scene, targets in leads.items() if targets & found} - found:
            found |= more
        return found

    def _gotos(self, scene: str) -> Iterator[str]:
        for measure in self.scenario.scenes[scene].measures.values():
            for rule in (measure, *measure.outcomes):
                yield from (end.place for end in rule.goto.ends)

    # --- beside the engine ---------------------------------------------------------------------------------------

    def slots(self, world: World) -> dict[tuple[str, str], int]:
        """The world as the engine's row says it: (kind, subject) -> number. Equal worlds have equal slots."""
        scenario = self.scenario
        places = [*scenario.scenes, *scenario.endings]
        found = {("place", ""): places.index(world["place"])}
        found |= {("variable", name): value for name, value in world["values"].items()}
        for kind in ("taken", "visits", "fired"):
            found |= {(kind, name): value for name, value in world[kind].items()}
        for inject in scenario.injects.values():
            if inject.scheduled:
                left = world["countdown"].get(inject.id)
                found["due", inject.id] = 0 if left is None else left + 1
            if inject.on and inject.goto.ends:
                found["held", inject.id] = int(inject.id in world["held"])
        if any(end.place in scenario.scenes for inject in scenario.injects.values() for end in inject.goto.ends):
            found["back", ""] = 1 + list(scenario.scenes).index(world["back"]) if world["back"] else 0
        sendable = [inject.id for inject in scenario.injects.values() if inject.contingency]
        if sendable:
            found["sends", ""] = sum(world["fired"][name] for name in sendable)
        return found

    def key(self, world: World) -> tuple[int, ...]:
        """A world as something that can stand in a set."""
        return tuple(self.slots(world).values())

    def every_world(self, most: int = 100_000) -> dict[tuple[int, ...], World]:
        """Every world that can be reached; for small scenarios."""
        found: dict[tuple[int, ...], World] = {}
        waiting = [self.begin()]
        while waiting:
            world = waiting.pop()
            if self.key(world) in found:
                continue
            found[self.key(world)] = world
            assert len(found) <= most, "too many worlds for a plain judge"
            waiting += [after for _, _, after in self.steps_from(world)]
            waiting += [after for name in self.scenario.injects if (after := self.send(world, name)) is not None]
        return found

    def steps_from(self, world: World) -> list[tuple[str, str | None, World]]:
        """Every decision that can be taken in a world, and where it leads."""
        found = []
        for measure, failing in self.offers(world).items():
            if not failing:
                for outcome in self.possible(world, measure) or [None]:
                    after = self.step(world, measure, outcome)
                    assert after is not None, "what is open can be taken"
                    found.append((measure, outcome, after))
        return found
