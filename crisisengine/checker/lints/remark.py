"""Something to say about a place in the text, found by looking at what the scenario does."""

from __future__ import annotations

from attrs import frozen

from crisisengine.checker.search.trace import Spot
from crisisengine.engine.program import Program
from crisisengine.model.scenario import Measure

__all__ = ["Path", "Remark", "path_of", "places_of"]

Path = tuple[str | int, ...]
"""Where something was written: the keys and numbers that lead there from the top of the file."""


@frozen
class Remark:
    """Something to say about a place in the text, with the run that shows it where there is one."""

    code: str
    """A row of `diagnostics.CODES`."""
    message: str
    path: Path
    hint: str = ""
    spot: Spot | None = None
    side: tuple[int, int] | None = None
    """Of a text: the number of an alternative in it, and of the side that is meant."""


def places_of(program: Program, measure: Measure) -> list[int]:
    """The numbers of the scenes that offer a measure."""
    if measure.scene:
        return [program.place_number[measure.scene]]
    scenes = program.scenario.scenes.values()
    return [program.place_number[scene.id] for scene in scenes if measure.id in scene.measures]


def path_of(measure: Measure) -> Path:
    """Where a measure was written."""
    return ("scene", measure.scene, "measure", measure.id) if measure.scene else ("measure", measure.id)
