"""`default-closed`: what a room is said to do when its time ends, and cannot do in some state of the scene.

A default is closed where it is locked, hidden, used up, or a fallback that nothing asks for. Every state is looked at,
until one is found.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import define, field

from crisisengine.checker.lints.remark import Remark
from crisisengine.checker.search.trace import Spot
from crisisengine.checker.vector.arrays import Keys
from crisisengine.checker.vector.logic import negated
from crisisengine.checker.vector.successors import Group
from crisisengine.engine.program import Program

__all__ = ["DefaultWatcher"]


@define(eq=False)
class DefaultWatcher:
    """Watches the defaults of scenes, each until it is found closed."""

    program: Program
    watched: dict[int, str] = field(init=False)
    """By place: the default that was open wherever the scene was shown so far."""
    closed: dict[int, tuple[str, Spot]] = field(init=False, factory=dict)
    """By place: the default, and a state nearest to the start in which it is closed."""

    def __attrs_post_init__(self) -> None:
        scenes = enumerate(self.program.scenario.scenes.values())
        self.watched = {place: scene.default for place, scene in scenes if scene.default}

    def watch(self, depth: int, keys: Keys, group: Group, place: int) -> None:
        """A watcher for `explore`."""
        default = self.watched.get(place)
        if default is None:
            return
        opened = next(offer.opened for offer in group.offered if offer.option.measure.id == default)
        closed = group.columns.narrowed(True, negated(opened))
        if closed is not False:
            row = 0 if closed is True else int(np.argmax(closed))
            self.closed[place] = self.watched.pop(place), Spot(depth, keys[row])

    def remarks(self) -> Iterator[Remark]:
        """What was found closed, in file order."""
        for place, (default, spot) in sorted(self.closed.items()):
            scene = self.program.places[place]
            message = f"`{default}`, the default of scene `{scene}`, is not always open there"
            hint = "choose a measure that is: a room that cannot take its default has to be asked once more"
            yield Remark("default-closed", message, ("scene", scene, "default"), hint, spot)
