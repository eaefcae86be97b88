"""Whether play could go in a circle at all, asked of the plan before any state is looked at.

On a circle nothing grows for good: no unit of time passes, no `once` measure is taken, no inject fires that cannot
fire again. What is left are the plan's timeless ways from place to place; where they form no circle, no state lies on
one, and where besides nothing is stuck, every run ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from crisisengine.engine.program import Program
from crisisengine.model.scenario import BACK

__all__ = ["may_circle"]


def may_circle(program: Program) -> bool:
    """Whether some run might come back to a state; False is certain."""
    try:
        TopologicalSorter(dict(_ways(program))).prepare()
    except CycleError:
        return True
    return False


def _ways(program: Program) -> Iterator[tuple[str, set[str]]]:
    scenario = program.scenario
    again = {place for inject in scenario.injects.values() if inject.repeat for place in inject.goto.places}
    for scene in scenario.scenes.values():
        targets: set[str] = set()
        for measure in scene.measures.values():
            if measure.once or (measure.takes.low and scenario.clock is not None):
                continue
            for goto in [place for way in measure.gotos for place in way.places or (scene.id,)]:
                # `back` returns, and one comes to be inside again only through an inject.
                targets |= {scene.id, *(scenario.scenes if again else ())} if goto == BACK else {goto}
        if targets:
            targets |= again
        yield scene.id, targets & scenario.scenes.keys()
