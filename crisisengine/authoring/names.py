"""Which ids a scenario's files declare, and what a name in a text therefore means; as far as the files can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from crisisengine.loader.schema.draft import KINDS, DraftParty, keys_of

__all__ = ["NO_ID", "Declared", "Symbol", "declared"]

Symbol = tuple[str, ...]
"""What an id names, as the way to where it is declared: `("scene", "gate", "measure", "wait")`.

A word of a variable is `("variable", "season", "values", "dry")`, what a tag's gates ask of each measure
`("gate", "trigger")`, the reading of the clock `("clock", "unit")`.
"""
NO_ID: Symbol = ()
"""What is written there names nothing that an author declares."""

_PARTY_KEYS = frozenset(keys_of(DraftParty))


@frozen
class Declared:
    """The ids, by kind."""

    ids: Mapping[str, frozenset[str]]
    """For each kind of table (`scene`, `variable`, ...) its ids."""
    measures: Mapping[str, frozenset[str]]
    """Scene to its own measures."""
    words: Mapping[str, tuple[str, ...]]
    """Variable to its `values`."""
    derived: Mapping[str, str]
    """Variable to its `is`."""
    attributes: Mapping[str, frozenset[str]]
    """Party to the attributes that it starts."""
    unit: str
    """Of the clock; empty without one."""

    def of_kind(self, name: str, kinds: Iterable[str]) -> Symbol:
        """What a name means that can be of several kinds; of the first where it is unknown, none where it is `back`."""
        among = tuple(kinds)
        found = next((kind for kind in among if name in self.ids.get(kind, ())), among[0])
        return NO_ID if name == "back" and "back" in among else (found, name)

    def variable(self, name: str) -> tuple[tuple[Symbol, int, int], ...]:
        """What a name in an expression means: (symbol, offset in the name, length) for each id in it."""
        if name == self.unit:
            return ((("clock", "unit"), 0, len(name)),)
        first, dot, rest = name.partition(".")
        if not dot:
            return () if name in ("scene", "ending") else ((("variable", name), 0, len(name)),)
        if first in ("scene", "ending"):
            return (((first, rest), len(first) + 1, len(rest)),)
        return (("party", first), 0, len(first)), (("attribute", rest), len(first) + 1, len(rest))

    def measure(self, key: str) -> tuple[tuple[Symbol, int, int], ...]:
        """What `scene.measure`, or a bare id, means: as `variable`; a bare id that could be several means none."""
        scene, dot, measure = key.partition(".")
        if dot:
            own = ("scene", scene, "measure", measure)
            return (("scene", scene), 0, len(scene)), (own, len(scene) + 1, len(measure))
        found: list[Symbol] = [("scene", name, "measure", key) for name, own in self.measures.items() if key in own]
        if key in self.ids["measure"] or not found:
            found.append(("measure", key))
        return ((found[0], 0, len(key)),) if len(found) == 1 else ()

    def measure_of(self, scene: str, name: str) -> Symbol:
        """A measure that a scene offers: its own, or a standing one."""
        return ("scene", scene, "measure", name) if name in self.measures.get(scene, ()) else ("measure", name)


def declared(documents: Iterable[Mapping[str, Any]]) -> Declared:
    """The ids that files declare, taken together; whatever has not the shape of a table is passed over."""
    ids: dict[str, set[str]] = {kind: set() for kind in KINDS}
    measures: dict[str, set[str]] = {}
    attributes: dict[str, set[str]] = {}
    words: dict[str, tuple[str, ...]] = {}
    derived: dict[str, str] = {}
    unit = ""
    for tables in documents:
        for kind, known in ids.items():
            known.update(_tables(tables.get(kind)))
        for scene, table in _tables(tables.get("scene")).items():
            measures.setdefault(scene, set()).update(_tables(table.get("measure")))
        for party, table in _tables(tables.get("party")).items():
            attributes.setdefault(party, set()).update(set(table) - _PARTY_KEYS)
        for variable, table in _tables(tables.get("variable")).items():
            values = table.get("values")
            if isinstance(values, list):
                words[variable] = tuple(word for word in values if isinstance(word, str))
            if isinstance(table.get("is"), str):
                derived[variable] = table["is"]
        clock = tables.get("clock")
        if isinstance(clock, dict) and isinstance(clock.get("unit"), str):
            unit = clock["unit"]
    return Declared(
        ids={kind: frozenset(known) for kind, known in ids.items()},
        measures={scene: frozenset(own) for scene, own in measures.items()},
        words=words,
        derived=derived,
        attributes={party: frozenset(own) for party, own in attributes.items()},
        unit=unit,
    )


def _tables(value: object) -> dict[str, dict[str, Any]]:
    """The tables of one kind; empty where there are none."""
    if not isinstance(value, dict):
        return {}
    return {identifier: table if isinstance(table, dict) else {} for identifier, table in value.items()}
