"""How far a state is from what an ending asks for, by the text alone: about how many decisions are needed, as a planner would guess.

What leads to the ending is a way: its own `when`, a clock that runs out, a measure or an inject with a `goto`. A way asks
for a scene, and for conditions: a number that is 7 too low where the largest effect adds 2 is 4 decisions away, what `and` joins
is added, of what `or` joins the nearest counts (the additive heuristic of Bonet and Geffner 2001, over the branch distance of
Korel 1990). It is a guess, and nothing rests on it but how narrow an interval becomes.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen

from crisisengine.checker.sampling.crowd import Crowd
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.vector.arrays import Column, Numbers, Truth
from crisisengine.checker.vector.expressions import Evaluator, evaluator
from crisisengine.checker.vector.logic import larger, smaller
from crisisengine.checker.vector.values import Values
from crisisengine.engine.program import Program
from crisisengine.model.expression import Arithmetic, Choose, Compare, Expression, Fact, Junction, Literal, Not, Read
from crisisengine.model.scenario import BACK, Effect, Goto, Scenario, Scene

__all__ = ["FAR", "NEEDED", "Nearness"]

FAR = 1_000
"""Steps of what cannot be come to."""
NEEDED = 60
"""Decisions beyond which all is equally far."""
MOST = 40
"""Ways whose conditions are looked at; of more, only where their scenes are."""
_TURNED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@frozen
class _Way:
    """Something that may lead to the ending."""

    scene: str
    """Where; empty for anywhere."""
    conditions: tuple[Expression, ...]


@frozen(eq=False)
class Nearness:
    """How far states are from one ending."""

    found: Exploration
    place: int
    """The ending's."""
    _ways: tuple[tuple[Numbers, tuple[Evaluator, ...]], ...]
    """For each way: by place how many steps its scene is away, and how far each condition is from holding."""

    @classmethod
    def of(cls, found: Exploration, ending: str) -> Nearness:
        """What there is to know of an ending."""
        program = found.program
        guess = _Guess(program, _strides(program.scenario))
        leads = _leads(program.scenario)
        steps: dict[str, Numbers] = {}
        ways: list[tuple[Numbers, tuple[Evaluator, ...]]] = []
        for way in dict.fromkeys(_ways(program.scenario, ending)):
            found.task.ask()
            if way.scene not in steps:
                steps[way.scene] = _steps_to(program, leads, way.scene)
            conditions = way.conditions if len(ways) < MOST else ()
            ways.append((steps[way.scene], tuple(guess.far(condition, wanted=True) for condition in conditions)))
        clock = program.scenario.clock
        if clock is not None and clock.ending == ending:
            ways.append((_steps_to(program, leads, ""), (_until_full(program),)))
        return cls(found, program.place_number[ending], tuple(ways))

    @property
    def steps(self) -> Numbers:
        """For each place how many steps of the text lead to where the ending may come; `FAR` where none do."""
        found = np.full(len(self.found.program.places), FAR, dtype=np.int64)
        for steps, _ in self._ways:
            found = np.minimum(found, steps)
        return found

    def needs(self, crowd: Crowd) -> Numbers:
        """For each row, none of which has ended, about how many decisions its conditions need: from 0 to `NEEDED`.

        Raises:
            OverBudget: there is no time for it.
        """
        needed = np.empty(len(crowd), dtype=np.int64)
        for place, clock, rows in crowd.groups(self.found):
            self.found.task.ask()
            columns = self.found.columns(place, clock, crowd.keys[rows])
            nearest: Column = NEEDED
            for steps, conditions in self._ways:
                if steps[place] < FAR:
                    nearest = smaller(nearest, sum(far(columns) for far in conditions))
            needed[rows] = nearest
        return needed


def _ways(scenario: Scenario, ending: str) -> Iterator[_Way]:
    when = scenario.endings[ending].when
    if when is not None:
        yield _Way("", (when,))
    for scene in scenario.scenes.values():
        for measure in scene.measures.values():
            asked = (*([measure.when] if measure.when is not None else []), *(gate.requires for gate in measure.gates))
            for goto in (measure.goto, *(outcome.goto for outcome in measure.outcomes)):
                yield from (_Way(scene.id, (*asked, *condition)) for condition in _ends(goto, ending))
    for inject in scenario.injects.values():
        if not inject.contingency:
            asked = (inject.when,) if inject.when is not None else ()
            for scene_id in inject.scenes or ("",):
                yield from (_Way(scene_id, (*asked, *condition)) for condition in _ends(inject.goto, ending))


def _ends(goto: Goto, place: str) -> Iterator[tuple[Expression, ...]]:
    """What has to hold for each of its ends that is the place."""
    before: list[Expression] = []
    for end in goto.ends:
        if end.place == place:
            yield (*before, *([end.condition] if end.condition is not None else []))
        if end.condition is not None:
            before.append(Not(end.condition))


def _leads(scenario: Scenario) -> dict[str, set[str]]:
    """For each scene, those from which a rule leads there; what an inject does may happen anywhere."""
    leads: dict[str, set[str]] = {scene: set() for scene in scenario.scenes}
    for scene in scenario.scenes.values():
        for place in _places(scene):
            if place in leads:
                leads[place].add(scene.id)
    for inject in scenario.injects.values():
        for place in inject.goto.places if not inject.contingency else ():
            if place in leads:
                leads[place] |= set(inject.scenes or scenario.scenes)
    return leads


def _places(scene: Scene) -> Iterator[str]:
    for measure in scene.measures.values():
        for goto in (measure.goto, *(outcome.goto for outcome in measure.outcomes)):
            yield from (place for place in goto.places if place != BACK)


def _steps_to(program: Program, leads: dict[str, set[str]], scene: str) -> Numbers:
    """For each place how many steps of the text lead to a scene; none where any will do."""
    if not scene:
        return np.zeros(len(program.places), dtype=np.int64)
    steps = np.full(len(program.places), FAR, dtype=np.int64)
    layer, distance = {scene}, 0
    seen = {scene}
    while layer:
        steps[[program.place_number[name] for name in layer]] = distance
        layer = set().union(*(leads[name] for name in layer)) - seen
        seen |= layer
        distance += 1
    return steps


def _strides(scenario: Scenario) -> dict[str, int]:
    """For each variable that is counted up or down, by how much at once, at most."""
    strides: dict[str, int] = {}
    effects: list[Effect] = [effect for inject in scenario.injects.values() for effect in inject.effects]
    for scene in scenario.scenes.values():
        for measure in scene.measures.values():
            effects += measure.effects
            effects += [effect for outcome in measure.outcomes for effect in outcome.effects]
    for effect in effects:
        match effect.value:
            case Arithmetic("+" | "-", Read(name), Literal(amount)) if name == effect.variable:
                strides[name] = max(strides.get(name, 0), abs(amount))
    if scenario.clock is not None:
        takes = [measure.takes.high for scene in scenario.scenes.values() for measure in scene.measures.values()]
        strides[scenario.clock.unit] = max(takes, default=1)
    return strides


def _until_full(program: Program) -> Evaluator:
    clock = program.scenario.clock
    assert clock is not None
    assert program.clock is not None
    slot, stride = program.clock, max(_strides(program.scenario)[clock.unit], 1)
    return lambda values: -((values.get(slot) - clock.length) // stride)


@frozen(eq=False)
class _Guess:
    """How far conditions are from holding."""

    program: Program
    strides: dict[str, int]

    def far(self, expression: Expression, *, wanted: bool) -> Evaluator:
        """About how many decisions it takes until a condition holds, or until it does not."""
        match expression:
            case Not(operand):
                return self.far(operand, wanted=not wanted)
            case Junction(word, operands):
                inner = [self.far(operand, wanted=wanted) for operand in operands]
                return _added(inner) if (word == "and") == wanted else _nearest(inner)
            case Choose(then, condition, otherwise):
                first = [self.far(condition, wanted=True), self.far(then, wanted=wanted)]
                second = [self.far(condition, wanted=False), self.far(otherwise, wanted=wanted)]
                return _nearest([_added(first), _added(second)])
            case Compare(operands, signs):
                asked = [sign if wanted else _TURNED[sign] for sign in signs]
                inner = [
                    self._apart(left, sign, right)
                    for left, sign, right in zip(operands, asked, operands[1:], strict=False)
                ]
                return _added(inner) if wanted else _nearest(inner)
            case Fact("possible"):
                return lambda _: 0
        holds = evaluator(expression, self.program)
        return lambda values: _number(holds(values) != wanted)

    def _apart(self, left: Expression, sign: str, right: Expression) -> Evaluator:
        """How far two numbers are from standing to each other like that."""
        first, second = evaluator(left, self.program), evaluator(right, self.program)
        stride = max(self._stride(left), self._stride(right))

        def apart(values: Values) -> Column:
            gap = _gap(_number(first(values)), sign, _number(second(values)))
            return -(-gap // stride) if stride else _number(gap > 0)

        return apart

    def _stride(self, expression: Expression) -> int:
        return self.strides.get(expression.variable, 0) if isinstance(expression, Read) else 0


def _gap(left: Column, sign: str, right: Column) -> Column:
    """By how much it fails; 0 where it holds."""
    over: Column
    match sign:
        case "==":
            over = larger(left - right, right - left)
        case "!=":
            return _number(left == right)
        case "<" | "<=":
            over = left - right + (sign == "<")
        case _:
            over = right - left + (sign == ">")
    return larger(over, 0)


def _number(column: Truth | Column) -> Column:
    """Yes and no as 1 and 0; numbers as they are."""
    return column.astype(np.int64) if isinstance(column, np.ndarray) else int(column)


def _added(inner: list[Evaluator]) -> Evaluator:
    return lambda values: sum(far(values) for far in inner)


def _nearest(inner: list[Evaluator]) -> Evaluator:
    def nearest(values: Values) -> Column:
        found: Column = inner[0](values)
        for far in inner[1:]:
            found = smaller(found, far(values))
        return found

    return nearest
