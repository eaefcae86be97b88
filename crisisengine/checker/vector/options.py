"""The options of each place: every measure of a scene, its guards, gates and weights made ready to be asked."""

from __future__ import annotations

from functools import cached_property

from attrs import frozen

from crisisengine.checker.vector.context import Context
from crisisengine.checker.vector.expressions import Evaluator, evaluator
from crisisengine.engine.rules import Decision
from crisisengine.model.expression import Literal
from crisisengine.model.scenario import Measure, Outcome, Scene

__all__ = ["Option", "Options"]


@frozen(eq=False, kw_only=True)
class Option:
    """A measure in a scene, ready to be asked about."""

    scene: Scene
    measure: Measure
    number: int
    """Among all options of the scenario."""
    used: int | None
    """The slot that tells whether a `once` measure is used up."""
    when: Evaluator | None
    gates: tuple[Evaluator, ...]
    weights: tuple[tuple[Outcome, Evaluator | None], ...]
    """Each outcome with what computes its weight; None where the weight is a number above 0."""

    def decision(self, outcome: Outcome | None) -> Decision:
        """The decision that a move of this option is."""
        return Decision(self.scene.id, self.measure.id, None if outcome is None else outcome.id)


class Options:
    """The options of each place, made when a group first comes there."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._made: dict[int, tuple[Option, ...]] = {}

    @cached_property
    def _first(self) -> list[int]:
        """For each scene, how many options stand before its own."""
        first, total = [], 0
        for scene in self.context.scenario.scenes.values():
            first.append(total)
            total += len(scene.measures)
        return first

    def at(self, place: int) -> tuple[Option, ...]:
        """The options of a scene: the plain ones in file order, then the fallbacks.

        Raises:
            OverBudget: making them ready takes longer than there is time.
        """
        found = self._made.get(place)
        if found is None:
            scene = self.context.scenario.scenes[self.context.program.places[place]]
            made = [
                self._option(scene, measure, number)
                for number, measure in enumerate(scene.measures.values(), self._first[place])
            ]
            found = self._made[place] = tuple(sorted(made, key=lambda option: option.measure.fallback))
        return found

    def _option(self, scene: Scene, measure: Measure, number: int) -> Option:
        self.context.task.ask()
        program = self.context.program
        weights = [
            (outcome, None if _always(outcome) else evaluator(outcome.weight, program)) for outcome in measure.outcomes
        ]
        return Option(
            scene=scene,
            measure=measure,
            number=number,
            used=program.number["taken", measure.key] if measure.once else None,
            when=None if measure.when is None else evaluator(measure.when, program),
            gates=tuple(evaluator(gate.requires, program) for gate in measure.gates),
            weights=tuple(weights),
        )


def _always(outcome: Outcome) -> bool:
    """Whether an outcome is possible wherever its measure is taken."""
    return isinstance(outcome.weight, Literal) and outcome.weight.value > 0
