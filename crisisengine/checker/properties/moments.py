"""The moments that an `at` names: scenes, measures and tags."""

from __future__ import annotations

from attrs import frozen

from crisisengine.checker.vector.options import Option
from crisisengine.engine.program import Program
from crisisengine.model.scenario import Property

__all__ = ["Moments"]


@frozen
class Moments:
    """Where a promise is judged."""

    places: frozenset[int]
    measures: frozenset[str]
    tags: frozenset[str]

    @classmethod
    def of(cls, promised: Property, program: Program) -> Moments:
        """Of a promise; none where it is judged everywhere."""
        named: dict[str, set[str]] = {"scene": set(), "measure": set(), "tag": set()}
        for mark in promised.at:
            family, _, name = mark.partition(".")
            named[family].add(name)
        places = frozenset(program.place_number[scene] for scene in named["scene"])
        return cls(places, frozenset(named["measure"]), frozenset(named["tag"]))

    def bears(self, option: Option) -> bool:
        """Whether a measure is one of those named, by itself or by a tag."""
        return option.measure.key in self.measures or not self.tags.isdisjoint(option.measure.tags)
