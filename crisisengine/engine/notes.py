"""What only whoever leads a room reads, as it stands in a state. None of it is in a View: those who play never see it."""

from __future__ import annotations

from attrs import frozen

from crisisengine.engine.rendering import Rendering
from crisisengine.engine.state import State
from crisisengine.model.scenario import Scenario

__all__ = ["RoleCard", "SceneNotes", "role_card", "scene_notes"]


@frozen(kw_only=True, eq=False, repr=False)
class SceneNotes:
    """What the author noted about a scene for whoever leads a room; texts are Markdown."""

    minutes: int
    """For the whole scene; 0 where the author gives none."""
    default: str
    """The measure that is taken when the time ends without a decision, open here or not; empty where there is none."""
    voters: str
    """The id of the only role that votes; empty: everybody."""
    guidance: str
    ask: tuple[str, ...]
    """Questions for talk and debrief, a line each."""


@frozen(kw_only=True, eq=False, repr=False)
class RoleCard:
    """What one role is told; texts are Markdown."""

    id: str
    title: str
    brief: str
    knows: str
    """For this role alone; empty where it knows nothing that the others do not."""
    chair: bool


def scene_notes(scenario: Scenario, state: State) -> SceneNotes | None:
    """The notes on the scene of a state; None in an ending, which has none."""
    rendering = Rendering.of(scenario, state)
    scene = scenario.scenes.get(rendering.compiled.program.places[state.row[0]])
    if scene is None:
        return None
    return SceneNotes(
        minutes=scene.minutes,
        default=scene.default,
        voters=scene.voters,
        guidance=rendering.text(scene.guidance),
        ask=tuple(rendering.text(question) for question in scene.ask),
    )


def role_card(scenario: Scenario, state: State, role: str) -> RoleCard:
    """The card of a role, as it reads in a state.

    Args:
        scenario: it has a role of that id.
        state: of which the texts may tell.
        role: the role's id.
    """
    rendering, told = Rendering.of(scenario, state), scenario.roles[role]
    return RoleCard(
        id=told.id,
        title=told.title,
        brief=rendering.text(told.brief),
        knows=rendering.text(told.knows),
        chair=told.chair,
    )
