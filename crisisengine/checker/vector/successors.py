"""From a group of states in one scene to all that can follow: offers, outcomes, next states.

Every place of a scenario has its options, every option a number of cases (one for each outcome, or one). A group is
cut down to the rows where a case can happen before anything is computed for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from attrs import Factory, define, frozen

from crisisengine.checker.vector.arrays import Column, Keys, Numbers, Rows
from crisisengine.checker.vector.logic import both, negated, truth_of
from crisisengine.checker.vector.options import Option, Options
from crisisengine.checker.vector.state import Columns
from crisisengine.engine import order
from crisisengine.engine.program import Program
from crisisengine.engine.rules import Decision
from crisisengine.model.scenario import Inject, Outcome

__all__ = ["Decided", "Group", "Move", "Offered", "Sending", "decided", "expand", "offers", "sendings"]


@frozen(eq=False)
class Offered:
    """Where an option is shown, and where it is open; `True` for all rows, `False` for none."""

    option: Option
    shown: Rows
    opened: Rows


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
    fired: tuple[tuple[str, Rows], ...] = ()
    """Injects, and on which of those rows they fired; those that repeat may stand here more than once."""


@frozen(eq=False)
class Sending:
    """What follows when a facilitator sends an inject: for some rows, the states after."""

    inject: Inject
    place: int
    """The scene where it is sent."""
    rows: Numbers | None
    """Numbers of the group's rows; None for all of them, in order."""
    keys: Keys
    fired: tuple[tuple[str, Rows], ...]
    """Injects, this one among them, and on which of those rows they fired."""

    def decision(self, program: Program) -> Decision:
        """The entry of a run that it is."""
        return Decision(program.places[self.place], "", send=self.inject.id)


@define(eq=False)
class Group:
    """A group, what is offered in it, and what follows."""

    columns: Columns
    offered: list[Offered] = Factory(list)
    moves: list[Move] = Factory(list)
    stuck: Rows = True
    """Rows in which nothing is open."""

    def moves_of(self, option: int) -> list[Move]:
        """What follows from one option, by its number."""
        if self._by_option is None:
            self._by_option = {}
            for move in self.moves:
                self._by_option.setdefault(move.option.number, []).append(move)
        return self._by_option.get(option, [])

    _by_option: dict[int, list[Move]] | None = None


def expand(options: Options, columns: Columns, place: int, *, going: Rows = True, weigh: bool = False) -> Group:
    """Everything that can follow from those rows of a group that go on.

    Raises:
        OverBudget: there is no time for it.
    """
    group = Group(columns)
    group.offered, group.stuck = offers(options, columns, place, going=going)
    for offered in group.offered:
        if offered.opened is not False:
            group.moves += _follow(columns, offered.option, offered.opened, weigh=weigh)
    return group


def offers(options: Options, columns: Columns, place: int, *, going: Rows = True) -> tuple[list[Offered], Rows]:
    """What is offered in those rows of a group that go on, and the rows of these in which nothing is open.

    Raises:
        OverBudget: there is no time for it.
    """
    found: list[Offered] = []
    stuck = idle = going
    for option in options.at(place) if going is not False else ():
        columns.context.task.ask()
        offered = _offer(columns, option, idle, going)
        found.append(offered)
        if offered.opened is not False:
            stuck = columns.narrowed(stuck, negated(offered.opened))
            idle = idle if option.measure.fallback else stuck
    return found, stuck


@frozen(eq=False)
class Decided:
    """Some rows of a group in which an option is taken, before chance has decided."""

    columns: Columns
    """Those rows."""
    rows: Numbers | None
    """Their numbers in the group; None for all of it, in order."""
    option: Option
    outcomes: list[tuple[Outcome, Column, Rows]]
    """Each outcome with its weight, and where that is above 0; empty where chance decides nothing."""
    undecided: Rows
    """The rows in which no outcome has any weight: there is nothing for the world to decide."""

    def move(self, outcome: Outcome | None, mask: Rows, weight: Column | None = None) -> Move:
        """What follows from an outcome, or from none, in some of the rows."""
        if mask is True:
            alone = self.columns if not self.outcomes else self.columns.where(True)
            return _move(alone, self.option, outcome, self.rows, weight)
        some = np.flatnonzero(mask)
        weight = weight[some] if isinstance(weight, np.ndarray) else weight
        rows = some if self.rows is None else self.rows[some]
        return _move(self.columns.where(some), self.option, outcome, rows, weight)


def decided(columns: Columns, option: Option, taken: Rows) -> Decided:
    """An option taken in some rows of a group, and what chance may make of it.

    Raises:
        OverBudget: there is no time for it.
    """
    rows = None if taken is True else np.flatnonzero(taken)
    here = columns.where(True if rows is None else rows)
    if not option.weights:
        return Decided(here, rows, option, [], undecided=True)
    after = here.where(True)
    order.effects_of(after, option.measure)
    some: Any = False
    outcomes: list[tuple[Outcome, Column, Rows]] = []
    for outcome, evaluate in option.weights:
        columns.context.task.ask()
        weight = evaluate(after) if evaluate is not None else outcome.weight.value  # type: ignore[union-attr]
        possible = after.narrowed(True, weight > 0)
        outcomes.append((outcome, weight, possible))
        if possible is not False:
            columns.coverage.befell.add(outcome.route)
        some = negated(both(negated(some), negated(possible)))
    return Decided(here, rows, option, outcomes, undecided=after.narrowed(True, negated(some)))


def sendings(columns: Columns, place: int, *, going: Rows = True) -> Iterator[Sending]:
    """What a facilitator can send into those rows of a group of one place that go on.

    Raises:
        OverBudget: there is no time for it.
    """
    for inject in columns.program.contingencies if going is not False else ():
        columns.context.task.ask()
        allowed = columns.narrowed(going, columns.all_of(order.may_send(columns, inject))())
        if allowed is False:
            continue
        rows = None if allowed is True else np.flatnonzero(allowed)
        here = columns.where(True if rows is None else rows)
        order.send(here, inject)
        order.close(here)
        here.coverage.watch_fired(here)
        yield Sending(inject, place, rows, here.packed(), tuple(here.fired))


def _offer(columns: Columns, option: Option, idle: Rows, going: Rows) -> Offered:
    used = True if option.used is None else negated(truth_of(columns.get(option.used)))
    when = True if option.when is None else option.when(columns)
    shown = columns.narrowed(used, when) if option.used is not None or option.when is not None else True
    if option.measure.fallback:
        shown = columns.narrowed(shown, idle)
    if going is not True:
        shown = columns.narrowed(shown, going)
    gates = [] if shown is False else [gate(columns) for gate in option.gates]
    opened = shown
    for holds in gates:
        opened = columns.narrowed(opened, holds)
    columns.coverage.watch_offer(columns, option, when=when, shown=shown, gates=gates, opened=opened)
    return Offered(option, shown, opened)


def _follow(columns: Columns, option: Option, opened: Rows, *, weigh: bool) -> Iterator[Move]:
    found = decided(columns, option, opened)
    for outcome, weight, possible in found.outcomes:
        if possible is not False:
            yield found.move(outcome, possible, weight if weigh else None)
    if found.undecided is not False:
        yield found.move(None, found.undecided)


def _move(here: Columns, option: Option, outcome: Outcome | None, rows: Numbers | None, weight: Column | None) -> Move:
    here.context.task.ask()
    order.decide(here, option.scene.id, option.measure, outcome)
    order.close(here)
    if here.fired or here.coverage.texts_left:
        here.coverage.watch_after(here, option, outcome)
    return Move(option, outcome, rows, here.packed(), weight, tuple(here.fired))
