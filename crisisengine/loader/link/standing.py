"""Standing measures: in which scenes each is offered."""

from __future__ import annotations

from crisisengine.loader.link.linker import Linker
from crisisengine.loader.schema.draft import Draft, DraftStanding

__all__ = ["check_scenes", "offered_in"]


def offered_in(raw: DraftStanding, draft: Draft) -> list[str]:
    """The scenes that offer a standing measure: those that it names, else all but those that want none."""
    named = draft.scene if raw.scenes is None else dict.fromkeys(raw.scenes)
    return [name for name in named if name in draft.scene and draft.scene[name].standing]


def check_scenes(key: str, linker: Linker) -> None:
    """Record a scene that a standing measure names and that there is not, or that wants no standing measures."""
    path = ("measure", key, "scenes")
    for number, name in enumerate(
        linker.names(linker.draft.measure[key].scenes or (), linker.draft.scene, "scene", path)
    ):
        scene = linker.draft.scene.get(name)
        if scene is not None and not scene.standing:
            hint = "leave the scene out here, or take `standing = false` out of it"
            message = f"scene `{name}` says `standing = false`, so `{key}` cannot be offered there"
            linker.faults.add("misplaced", message, (*path, number), hint)
