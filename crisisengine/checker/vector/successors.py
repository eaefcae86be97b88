"""From a group of states in one scene to all that can follow: offers, outcomes, next states.

Every place of a scenario has its options, every option a number of cases (one for each outcome, or one). A group is
cut down to the rows where a case can happen before anything is computed for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from attrs import Factory, define, frozen

from crisisengine.checker.vector.context import Context
from crisisengine.checker.vector.expressions import Evaluator, both, evaluator, negated, truth_of
from crisisengine.checker.vector.layout import Column, Keys, Numbers, Rows
from crisisengine.checker.vector.state import Columns
from crisisengine.engine import order
from crisisengine.engine.rules import Decision
from crisisengine.model.expression import Literal
from crisisengine.model.scenario import Measure, Outcome, Scene

__all__ = ["Group", "Move", "Offered", "Option", "Options", "expand"]


@frozen(eq=False)
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
    """Without a reckoner: always possible."""

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
        return [*first, total]

    @property
    def count(self) -> int:
        """How many options there are in all."""
        return self._first[-1]

    def at(self, place: int) -> tuple[Option, ...]:
        """The options of a scene: the plain ones in file order, then the fallbacks."""
        found = self._made.get(place)
        if found is None:
            scene = self.context.scenario.scenes[self.context.program.places[place]]
            made = [
                self._option(scene, one, self._first[place] + number)
                for number, one in enumerate(scene.measures.values())
            ]
            found = self._made[place] = tuple(sorted(made, key=lambda one: one.measure.fallback))
        return found

    def _option(self, scene: Scene, measure: Measure, number: int) -> Option:
        program = self.context.program
        weights = [
            (one, None if isinstance(one.weight, Literal) and one.weight.value > 0 else evaluator(one.weight, program))
            for one in measure.outcomes
        ]
        return Option(
            scene,
            measure,
            number,
            program.number["taken", measure.key] if measure.once else None,
            None if measure.when is None else evaluator(measure.when, program),
            tuple(evaluator(gate.requires, program) for gate in measure.gates),
            tuple(weights),
        )


@frozen(eq=False)
class Offered:
    """Where an option is shown, and where it is open; `True` for all rows, `False` for none."""

    option: Option
    shown: Any
    opened: Any


@frozen(eq=False)
class Move:
    """What follows from one case: for some rows, the states after."""

    option: Option
    outcome: Outcome | None
    rows: Numbers | None
    """Numbers of the group's rows; None for all of them, in order."""
    keys: Keys
    weight: Any = None
    """Of the outcome, where chance decides and somebody asked."""


@define(eq=False)
class Group:
    """A group, what is offered in it, and what follows."""

    columns: Columns
    offered: list[Offered] = Factory(list)
    moves: list[Move] = Factory(list)
    stuck: Any = True
    """Rows in which nothing is open."""


def expand(options: Options, columns: Columns, place: int, *, going: Rows = True, weigh: bool = False) -> Group:
    """Everything that can follow from those rows of a group that go on."""
    group = Group(columns, stuck=going)
    idle = going
    for option in options.at(place) if going is not False else ():
        offered = _offer(columns, option, idle, going)
        group.offered.append(offered)
        if offered.opened is not False:
            group.stuck = columns.narrowed(group.stuck, negated(offered.opened))
            idle = idle if option.measure.fallback else group.stuck
            group.moves += _follow(columns, option, offered.opened, weigh=weigh)
    return group


def _offer(columns: Columns, option: Option, idle: Rows, going: Rows) -> Offered:
    used = True if option.used is None else negated(truth_of(columns.get(option.used)))
    when = True if option.when is None else option.when(columns)
    shown = columns.narrowed(used, when) if option.used is not None or option.when is not None else True
    if option.measure.fallback:
        shown = columns.narrowed(shown, idle)
    if going is not True:
        shown = columns.narrowed(shown, going)
    gates = [] if shown is False else [gate(columns) for gate in option.gates]
    return Offered(option, shown, columns.context.coverage.watch_offer(columns, option, when, shown, gates))


def _follow(columns: Columns, option: Option, opened: Rows, *, weigh: bool) -> Iterator[Move]:
    rows = None if opened is True else np.flatnonzero(opened)
    here = columns.where(True if rows is None else rows)
    if not option.weights:
        yield _move(here, option, None, rows, None)
        return
    after = here.where(True)
    order.effects_of(after, option.measure)
    coverage = columns.context.coverage
    some: Any = False
    asked = []
    for outcome, evaluate in option.weights:
        weight = evaluate(after) if evaluate is not None else outcome.weight.value  # type: ignore[union-attr]
        possible = after.narrowed(True, weight > 0)
        asked.append((outcome, weight, possible))
        if possible is not False:
            coverage.befell.add(outcome.route)
        some = negated(both(negated(some), negated(possible)))
    for outcome, weight, possible in asked:
        if possible is not False:
            yield _part(here, option, outcome, rows, possible, weight if weigh else None)
    nothing = after.narrowed(True, negated(some))
    if nothing is not False:
        # Where no outcome has any weight there is nothing for the world to decide.
        yield _part(here, option, None, rows, nothing, None)


def _part(
    here: Columns, option: Option, outcome: Outcome | None, rows: Numbers | None, mask: Rows, weight: Column
) -> Move:
    if mask is True:
        return _move(here.where(True), option, outcome, rows, weight)
    some = np.flatnonzero(mask)
    weight = weight[some] if isinstance(weight, np.ndarray) else weight
    return _move(here.where(some), option, outcome, some if rows is None else rows[some], weight)


def _move(here: Columns, option: Option, outcome: Outcome | None, rows: Numbers | None, weight: Column) -> Move:
    order.decide(here, option.scene.id, option.measure, outcome)
    order.close(here)
    coverage = here.context.coverage
    if here.fired or coverage.texts_left:
        coverage.watch_after(here, option, outcome)
    return Move(option, outcome, rows, here.packed(), weight)
