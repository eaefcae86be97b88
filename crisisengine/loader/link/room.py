"""What is for a room: linked behind all the rest, so that what it adds to a run can be told."""

from __future__ import annotations

from attrs import evolve

from crisisengine.limits import MOST_ROLES
from crisisengine.loader.advice import Advice, meant
from crisisengine.loader.link.linker import Linker
from crisisengine.loader.schema.draft import DraftScene
from crisisengine.loader.toml.paths import Path
from crisisengine.model.scenario import Role, Scene

__all__ = ["link_room"]


def link_room(scenes: dict[str, Scene], linker: Linker) -> tuple[dict[str, Scene], dict[str, Role]]:
    """The scenes with what a room needs of them, and the roles.

    A guard in a text for a room may ask how often a scene was come to, or whether a measure was taken, which nothing
    else asks: a run then has to count it. `linker.room_counts` says what.
    """
    scope = linker.scope
    caps, taken = dict(scope.visit_caps), set(scope.taken)
    found = {key: _scene(scene, linker.draft.scene[key], linker) for key, scene in scenes.items()}
    roles = _roles(linker)
    visits = [f"visits {name} {cap}" for name, cap in scope.visit_caps.items() if caps.get(name) != cap]
    linker.room_counts = (*visits, *(f"taken {name}" for name in sorted(scope.taken - taken)))
    return found, roles


def _scene(scene: Scene, raw: DraftScene, linker: Linker) -> Scene:
    path = ("scene", scene.id)
    for measure in scene.measures.values():
        if measure.scene and measure.voters and raw.voters not in ("", measure.voters):
            place = (*path, "measure", measure.id, "for")
            message = f"only `{raw.voters}` votes in this scene, so `{measure.voters}` never could for this"
            linker.faults.add("misplaced", message, place, "leave one of the two out", on_key=True)
    return evolve(
        scene,
        default=_default(scene, raw, path, linker),
        minutes=raw.minutes or 0,
        voters=linker.role_named(raw.voters, (*path, "for")),
        guidance=linker.prose(raw.guidance, (*path, "guidance")),
        ask=tuple([linker.prose(question, (*path, "ask", number)) for number, question in enumerate(raw.ask)]),
    )


def _default(scene: Scene, raw: DraftScene, path: Path, linker: Linker) -> str:
    """The measure taken when a room's time ends: one of the scene's own, or a standing one that it offers."""
    if raw.default and raw.default not in scene.measures:
        hint: str | Advice = "the scene says `standing = false`, and this is a standing measure"
        if raw.default not in linker.draft.measure:
            hint = meant(raw.default, scene.measures)
        message = f"scene `{scene.id}` offers no measure `{raw.default}`"
        linker.faults.add("unknown-measure", message, (*path, "default"), hint)
    return raw.default


def _roles(linker: Linker) -> dict[str, Role]:
    """Each role; at most one of them leads."""
    roles: dict[str, Role] = {}
    chair = ""
    for number, (name, raw) in enumerate(linker.draft.role.items()):
        path = ("role", name)
        if number == MOST_ROLES:
            message = f"there are {len(linker.draft.role):,} roles, and {MOST_ROLES:,} are the most"
            linker.faults.add("too-large", message, path, on_key=True)
        if raw.chair and chair:
            hint = "leave `chair` out of one of them"
            linker.faults.add("misplaced", f"role `{chair}` has the chair already", (*path, "chair"), hint, on_key=True)
        elif raw.chair:
            chair = name
        roles[name] = Role(
            id=name,
            title=raw.title,
            brief=linker.prose(raw.brief, (*path, "brief")),
            knows=linker.prose(raw.knows, (*path, "knows")),
            chair=raw.chair,
        )
    return roles
