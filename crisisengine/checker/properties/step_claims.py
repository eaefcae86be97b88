"""`changes`: what holds of every step, a decision with what the world makes of it or a send, from its beginning to its end.

Steps are judged as they are found, layer by layer, so that the first that breaks it is as near to the start as any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from attrs import define, field, frozen

from crisisengine.checker.distinct import distinct
from crisisengine.checker.properties.moments import Moments
from crisisengine.checker.properties.promise import DecidingState, Promise
from crisisengine.checker.search.trace import Spot
from crisisengine.checker.vector.arrays import Column, Keys, Numbers, Rows
from crisisengine.checker.vector.expressions import evaluator
from crisisengine.checker.vector.logic import negated
from crisisengine.checker.vector.state import Columns
from crisisengine.checker.vector.successors import Group, sendings
from crisisengine.engine.program import Program
from crisisengine.engine.rules import Decision
from crisisengine.engine.spelling import spelled
from crisisengine.model.expression import Before, Expression, Read, befores

__all__ = ["Changing"]


@frozen(eq=False)
class _Steps:
    """Where some rows of a group lead, by one decision with one outcome or by one send."""

    rows: Numbers | None
    """Numbers of the group's rows; None for all of them, in order."""
    keys: Keys
    further: Callable[[], Decision]
    sends: int
    """How many sends it is: none or one."""


@define(eq=False)
class Changing(Promise):
    """Broken by a step of which it is not so."""

    moments: Moments = field(init=False)
    nearest: tuple[int, int] | None = None
    """(decisions, sends) of the run over the step that breaks it, once there is one."""
    told: str = ""
    """What the step changes."""

    def __attrs_post_init__(self) -> None:
        self.moments = Moments.of(self.promised, self.program)

    def watch(self, depth: int, keys: Keys, group: Group, place: int) -> None:
        """Take the first step that breaks it; of those as near, one with fewer sends."""
        if place >= self.program.scene_count or (self.nearest is not None and (depth, 0) >= self.nearest):
            return
        sent = _sends_to(group.columns)
        asked = self.ask_steps(group, place)
        for steps in self._steps(group, place):
            length = (depth, sent + 1) if steps.sends else (depth + 1, sent)
            if asked is False or (self.nearest is not None and length >= self.nearest):
                continue
            row = self._breaking(group.columns, steps, asked)
            if row is not None:
                self.nearest = length
                self.finding = DecidingState(spot=Spot(depth, keys[row]), further=(steps.further(),))

    def ask_steps(self, group: Group, place: int) -> Rows:
        """The rows in which steps begin that are asked, by its `when`; it counts as asked where such a step is judged."""
        when = self.promised.when
        if when is None:
            return True
        rows = group.columns.narrowed(True, evaluator(when, self.program)(group.columns))
        if rows is not False and not self.asked:
            self.asked = any(_some(rows, steps.rows) for steps in self._steps(group, place))
        return rows

    def _steps(self, group: Group, place: int) -> Iterator[_Steps]:
        """The steps out of a group at which it is judged."""
        everywhere = not self.promised.at or place in self.moments.places
        if everywhere and self.program.contingencies:
            for sending in sendings(group.columns, place):
                yield _Steps(sending.rows, sending.keys, partial(sending.decision, self.program), 1)
        for move in group.moves:
            if everywhere or self.moments.bears(move.option):
                yield _Steps(move.rows, move.keys, partial(move.option.decision, move.outcome), 0)

    def _breaking(self, before: Columns, steps: _Steps, asked: Rows) -> int | None:
        """The number of the first row whose step breaks it."""
        claim = self.promised.claim
        assert claim is not None
        found: int | None = None
        for some, after in _by_place(before, steps.keys):
            before.context.task.ask()
            rows = some if steps.rows is None else steps.rows[some]
            after.earlier = partial(_earlier, before, rows, self.program)
            broken = after.narrowed(True, negated(evaluator(claim, self.program)(after)))
            if broken is not False and not isinstance(asked, bool):
                broken = after.narrowed(broken, asked[rows])
            if broken is False:
                continue
            at = 0 if broken is True else int(np.argmax(broken))
            if found is None or int(rows[at]) < found:
                found = int(rows[at])
                self.told = _told(claim, after, at, self.program)
        return found

    @property
    def why(self) -> str:
        """What the last step of the run changes."""
        return self.told


def _sends_to(columns: Columns) -> int:
    """How many sends led to a group; it is the same in all its rows."""
    sends = columns.program.sends
    return 0 if sends is None else int(np.max(columns.get(sends)))


def _some(rows: Rows, numbers: Numbers | None) -> bool:
    """Whether some of the rows are among those numbers."""
    if isinstance(rows, bool) or numbers is None:
        return rows is not False
    return bool(np.any(rows[numbers]))


def _by_place(group: Columns, keys: Keys) -> Iterator[tuple[Numbers, Columns]]:
    """Some states in any order, by their place: (which of them, these as columns)."""
    layout = group.context.layout
    prefixes = layout.prefixes(keys)
    kinds = prefixes[:1] if not np.count_nonzero(prefixes != prefixes[0]) else distinct(prefixes)
    for prefix in kinds.tolist():
        some = np.arange(len(keys)) if len(kinds) == 1 else np.flatnonzero(prefixes == prefix)
        place, clock = layout.prefix_parts(prefix)
        yield some, Columns.of(group.context, group.coverage, keys[some], place, clock)


def _earlier(columns: Columns, rows: Numbers, program: Program, asked: Before) -> Column:
    """What was asked for, in the rows where some steps begin."""
    found: Any = evaluator(asked.operand, program)(columns)
    return found[rows] if isinstance(found, np.ndarray) else found


def _told(claim: Expression, after: Columns, row: int, program: Program) -> str:
    """What a step changes of what the claim compares with what it was: `` `trust` goes from 4 to 1 ``."""
    told = []
    for asked in sorted(set(befores(claim)), key=lambda each: spelled(each.operand)):
        was, now = after.earlier(asked), evaluator(asked.operand, program)(after)
        values = [
            _value(asked.operand, value[row] if isinstance(value, np.ndarray) else value, program)
            for value in (was, now)
        ]
        kept = f"stays {values[0]}" if values[0] == values[1] else f"goes from {values[0]} to {values[1]}"
        told.append(f"`{spelled(asked.operand)}` {kept}")
    return f"on the last step {', '.join(told)}" if told else "the last step ends in such a state"


def _value(asked: Expression, value: int | np.generic, program: Program) -> str:
    """A value as an author writes it."""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    words = program.scenario.variables[asked.variable].words if isinstance(asked, Read) else ()
    return f"'{words[int(value)]}'" if words else str(int(value))
