"""What is for a room: linked behind all the rest, so that what it adds to a run can be told."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from crisisengine.loader.link.linker import Linker
from crisisengine.loader.schema.draft import DraftScene
from crisisengine.loader.toml.paths import Path
from crisisengine.model.scenario import Measure, Scene
from crisisengine.text.english import did_you_mean

__all__ = ["default_of", "link_room"]


def link_room(scenes: dict[str, Scene], linker: Linker) -> dict[str, Scene]:
    """The scenes with the texts of a room.

    A guard in one of these may ask how often a scene was come to, or whether a measure was taken, which nothing else
    asks: a run then has to count it. `linker.room_counts` says what.
    """
    scope = linker.scope
    caps, taken = dict(scope.visit_caps), set(scope.taken)
    found = {key: _scene(scene, linker.draft.scene[key], linker) for key, scene in scenes.items()}
    visits = [f"visits {name} {cap}" for name, cap in scope.visit_caps.items() if caps.get(name) != cap]
    linker.room_counts = (*visits, *(f"taken {name}" for name in sorted(scope.taken - taken)))
    return found


def default_of(raw: DraftScene, path: Path, measures: Mapping[str, Measure], linker: Linker) -> str:
    """The measure that a scene names for a room whose time ends: one of its own, or a standing one that it offers."""
    if raw.default and raw.default not in measures:
        hint = did_you_mean(raw.default, measures)
        if raw.default in linker.draft.measure:
            hint = "the scene says `standing = false`, and this is a standing measure"
        message = f"scene `{path[-1]}` offers no measure `{raw.default}`"
        linker.faults.add("unknown-measure", message, (*path, "default"), hint)
    return raw.default


def _scene(scene: Scene, raw: DraftScene, linker: Linker) -> Scene:
    path = ("scene", scene.id)
    return evolve(
        scene,
        guidance=linker.prose(raw.guidance, (*path, "guidance")),
        ask=tuple([linker.prose(question, (*path, "ask", number)) for number, question in enumerate(raw.ask)]),
    )
