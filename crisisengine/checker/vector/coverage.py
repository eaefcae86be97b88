"""What was seen while exploring, kept only as long as it could still surprise.

Most inspections ask whether something ever happens: a measure is shown, a guard differs, an effect has room, a side of
a text appears. Each is looked at until it has been seen once, and costs nothing from then on.
"""

from __future__ import annotations

from typing import Any

from attrs import define

from crisisengine.checker.task import Task
from crisisengine.checker.vector.arrays import Column, Rows, Truth
from crisisengine.checker.vector.expressions import evaluator, slots_of
from crisisengine.checker.vector.logic import both, negated
from crisisengine.checker.vector.options import Option
from crisisengine.checker.vector.values import StepValues
from crisisengine.engine.program import Program
from crisisengine.model.prose import Alternative, Plain, Prose
from crisisengine.model.scenario import Effect, Measure, Outcome

__all__ = ["Coverage", "Side"]

Side = tuple[str, int, int]
"""The route of a text, the number of the alternative in it, and of the side in that."""


@define
class _Unread:
    """An alternative of a text, and which of its sides nobody has read yet."""

    number: int
    """Its place among the alternatives of the text."""
    piece: Alternative
    left: set[int]
    """Those that have anything to say."""


def _unread(prose: Prose | None) -> list[_Unread]:
    alternatives = [piece for piece in prose or () if isinstance(piece, Alternative)]
    telling = [{which for which, side in enumerate(piece.sides) if _says(side)} for piece in alternatives]
    return [
        _Unread(number, piece, left)
        for number, (piece, left) in enumerate(zip(alternatives, telling, strict=True))
        if left
    ]


def _says(pieces: tuple[Any, ...]) -> bool:
    return any(not isinstance(piece, Plain) or piece.text.strip() for piece in pieces)


class Coverage:
    """What has been seen so far."""

    def __init__(self, program: Program, live: list[frozenset[int]] | None, task: Task) -> None:
        self.program = program
        self.task = task
        """What is being done, and its budget."""
        self.live = live
        """The slots that are not forgotten, by place; None when nothing is."""
        self.shown: set[str] = set()
        """Measures, by key."""
        self.opened: set[str] = set()
        self.hidden: set[str] = set()
        """Measures whose `when` was once false."""
        self.locked: set[tuple[str, int]] = set()
        """(measure's key, number of the gate) that failed once where the measure was shown."""
        self.befell: set[str] = set()
        """Outcomes, by route, that had a weight."""
        self.fired: set[str] = set()
        self.places: set[int] = set()
        self.applied: set[tuple[str, str]] = set()
        """(cause, variable) of effects that could be passed by an end, and happened."""
        self.loose: set[tuple[str, str]] = set()
        """Of these, the ones that had room once, or could not be judged."""
        self.sides: set[Side] = set()
        """Sides of texts that appeared."""
        self._pending: dict[str, list[_Unread]] = {}
        self._read_sides()

    # texts

    def _read_sides(self) -> None:
        scenario = self.program.scenario
        for scene in scenario.scenes.values():
            self._pend(f"scene.{scene.id}.text", scene.text)
            self._pend(f"scene.{scene.id}.plain", scene.plain)
            for measure in scene.measures.values():
                for gate in measure.gates:
                    if gate.own:
                        self._pend(f"{measure.route}.otherwise", gate.otherwise)
                routes: tuple[Measure | Outcome, ...] = (measure, *measure.outcomes)
                for route in routes:
                    self._pend(f"{route.route}.result", route.result)
                    self._pend(f"{route.route}.plain", route.plain)
        for inject in scenario.injects.values():
            self._pend(f"{inject.route}.text", inject.text)
            self._pend(f"{inject.route}.plain", inject.plain)
        for ending in scenario.endings.values():
            self._pend(f"{ending.route}.text", ending.text)
            self._pend(f"{ending.route}.plain", ending.plain)
            self._pend(f"{ending.route}.history", ending.history)

    def _pend(self, route: str, prose: Prose | None) -> None:
        found = _unread(prose)
        if found:
            self._pending[route] = found

    @property
    def texts_left(self) -> bool:
        """Whether any side of a text has still to appear."""
        return bool(self._pending)

    @property
    def unseen(self) -> list[Side]:
        """Sides that no state has shown."""
        return [
            (route, unread.number, which)
            for route, texts in self._pending.items()
            for unread in texts
            for which in sorted(unread.left)
        ]

    def _read(self, route: str, values: StepValues, mask: Rows) -> None:
        for unread in self._pending[route]:
            self._look(unread, values, mask)
        left = [unread for unread in self._pending[route] if unread.left]
        if left:
            self._pending[route] = left
        else:
            del self._pending[route]

    def _look(self, unread: _Unread, values: StepValues, mask: Rows) -> None:
        """Cross off the sides that somebody reads; each guard is asked once, for it stands before all sides behind it."""
        none_before: Truth = True
        for which, guard in enumerate(unread.piece.guards):
            self.task.ask()
            holds = evaluator(guard, self.program)(values)
            if which in unread.left and values.narrowed(mask, both(none_before, holds)) is not False:
                unread.left.discard(which)
            none_before = both(none_before, negated(holds))
            if none_before is False or max(unread.left, default=-1) <= which:
                return
        last = len(unread.piece.guards)
        if last in unread.left and values.narrowed(mask, none_before) is not False:
            unread.left.discard(last)

    def _read_if_pending(self, route: str, values: StepValues, mask: Rows = True) -> None:
        if route in self._pending:
            self._read(route, values, mask)

    def watch_place(self, values: StepValues, place: int) -> None:
        """A group of states of one place."""
        self.places.add(place)
        if not self._pending:
            return
        name = self.program.places[place]
        noun = "scene" if place < self.program.scene_count else "ending"
        for text in ("text", "plain", "history"):
            self._read_if_pending(f"{noun}.{name}.{text}", values)

    def watch_after(self, values: StepValues, option: Option, outcome: Outcome | None) -> None:
        """What a step left: its texts are read in the state after it."""
        self.watch_fired(values)
        if self._pending:
            routes: tuple[Measure | Outcome, ...] = (option.measure,) if outcome is None else (option.measure, outcome)
            for source in routes:
                for text in ("result", "plain"):
                    self._read_if_pending(f"{source.route}.{text}", values)

    def watch_fired(self, values: StepValues) -> None:
        """What a step or a send brought."""
        for inject, mask in values.fired:
            self.fired.add(inject)
            for text in ("text", "plain"):
                self._read_if_pending(f"inject.{inject}.{text}", values, mask)

    # offers

    def watch_offer(
        self, values: StepValues, option: Option, *, when: Truth, shown: Rows, gates: list[Any], opened: Rows
    ) -> None:
        """A measure here: its `when`, the rows where it is shown, its gates, and the rows where all of them hold."""
        key = option.measure.key
        if key not in self.hidden and values.narrowed(True, negated(when)) is not False:
            self.hidden.add(key)
        if shown is False:
            return
        self.shown.add(key)
        for number, holds in enumerate(gates):
            gate = key, number
            if gate not in self.locked or f"{option.measure.route}.otherwise" in self._pending:
                failing = values.narrowed(shown, negated(holds))
                if failing is not False:
                    self.locked.add(gate)
                    if option.measure.gates[number].own and f"{option.measure.route}.otherwise" in self._pending:
                        self._read(f"{option.measure.route}.otherwise", values, failing)
        if opened is not False:
            self.opened.add(key)

    # effects

    def watch_end(self, values: StepValues, cause: str, effect: Effect, *, value: Column, asked: Column) -> None:
        """An effect that an end of the range may have held: the value that was set, and the one that was asked for."""
        key = cause, effect.variable
        self.applied.add(key)
        if values.narrowed(values.mask, value == asked) is not False or not self._live(values, effect):
            self.loose.add(key)

    def _live(self, values: StepValues, effect: Effect) -> bool:
        if self.live is None:
            return True
        slots = {*slots_of(effect.value, self.program), self.program.number["variable", effect.variable]}
        return slots <= self.live[values.origin]
