"""How much there is to read at a step: of each text a size, which may depend on the state that the step leads to.

What is counted, words or anything else, is for whoever asks to say. A scene's text is read on coming there, and not again
while one stays; what a measure, an outcome or an inject says, at the end of the step; an ending's text, when it is reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from attrs import frozen

from crisisengine.checker.distinct import distinct
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.vector.arrays import Keys, Numbers, Rows, Yes
from crisisengine.checker.vector.expressions import evaluator
from crisisengine.checker.vector.options import Option
from crisisengine.checker.vector.state import Columns
from crisisengine.model.expression import Expression
from crisisengine.model.scenario import Outcome

__all__ = ["TextSize", "TextSizes"]


@frozen
class TextSize:
    """The size of a text: what is always there, and what is there of each stretch that depends on the state."""

    always: int
    stretches: tuple[tuple[tuple[Expression, ...], tuple[int, ...]], ...] = ()
    """(guards, sizes): the size of the side of the first guard that holds, else the last size."""

    @property
    def least(self) -> int:
        """No reading is smaller."""
        return self.always + sum(min(sizes) for _guards, sizes in self.stretches)

    @property
    def most(self) -> int:
        """No reading is larger."""
        return self.always + sum(max(sizes) for _guards, sizes in self.stretches)


@frozen(eq=False, kw_only=True)
class TextSizes:
    """The sizes of all texts, ready to be added up."""

    found: Exploration
    places: Mapping[str, TextSize]
    """By scene and ending."""
    routes: Mapping[str, TextSize]
    """Of what measures and outcomes say, by their routes."""
    injects: Mapping[str, TextSize]

    def at(self, place: int, keys: Keys) -> Numbers:
        """What is read on coming to some states of one place: shape (states,)."""
        size = self.places[self.found.program.places[place]]
        read = np.full(len(keys), size.always, dtype=np.int64)
        if size.stretches:
            self._add(read, size, self.found.columns(place, None, keys), True)
        return read

    def at_any(self, keys: Keys) -> Numbers:
        """The same for states of any places: shape (states,)."""
        read = np.zeros(len(keys), dtype=np.int64)
        for place, here in self._by_place(keys):
            read[here] = self.at(place, keys[here])
        return read

    def of_step(
        self, origin: int, option: Option, outcome: Outcome | None, fired: Iterable[tuple[str, Rows]], keys: Keys
    ) -> Numbers:
        """What is read at the end of a step: shape (rows,).

        Args:
            origin: the place where it begins.
            option: that is taken.
            outcome: that follows, if chance decides.
            fired: injects, and on which of the rows they fire.
            keys: the states that the rows lead to.
        """
        read = np.zeros(len(keys), dtype=np.int64)
        told: list[tuple[TextSize, Rows]] = [(self.routes[option.measure.route], True)]
        told += [(self.routes[outcome.route], True)] if outcome is not None else []
        told += [(self.injects[inject], rows) for inject, rows in fired]
        for size, rows in told:
            read[slice(None) if rows is True else rows] += size.always
        depending = [(size, rows) for size, rows in told if size.stretches]
        for place, here in self._by_place(keys):
            if place != origin:
                read[here] += self.at(place, keys[here])
            if depending:
                columns = self.found.columns(place, None, keys[here])
                part = read[here]
                for size, rows in depending:
                    self._add(part, size, columns, rows if rows is True else _mask(rows, len(keys))[here])
                read[here] = part
        return read

    def _by_place(self, keys: Keys) -> Iterator[tuple[int, Any]]:
        """(place, which of the states are there)."""
        layout = self.found.layout
        field = layout.fields[0]
        places = layout.prefixes(keys) & np.uint64(field.mask)
        for place in distinct(places).tolist():
            yield int(place), np.flatnonzero(places == place)

    def _add(self, read: Numbers, size: TextSize, columns: Columns, rows: Rows) -> None:
        """Add what depends on the state, in the rows where the text is shown."""
        for guards, sizes in size.stretches:
            shown: Any = sizes[-1]
            for guard, words in zip(reversed(guards), reversed(sizes[:-1]), strict=True):
                holds = evaluator(guard, self.found.program)(columns)
                shown = np.where(holds, words, shown)
            if rows is True:
                read += shown
            else:
                read += np.where(rows, shown, 0)


def _mask(rows: Rows, count: int) -> Yes:
    """Rows as yes and no: shape (count,)."""
    asked: Yes = np.zeros(count, dtype=bool)
    asked[rows] = True
    return asked
