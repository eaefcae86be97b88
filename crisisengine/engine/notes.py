"""What only whoever leads a room reads, as it stands in a state. None of it is in a View: those who play never see it."""

from __future__ import annotations

from attrs import frozen

from crisisengine.engine.rendering import Rendering
from crisisengine.engine.state import State
from crisisengine.model.scenario import Scenario

__all__ = ["SceneNotes", "scene_notes"]


@frozen(kw_only=True, eq=False, repr=False)
class SceneNotes:
    """What the author noted about a scene for whoever leads a room; texts are Markdown."""

    minutes: int
    """For the whole scene; 0 where the author gives none."""
    default: str
    """The measure that is taken when the time ends without a decision, open here or not; empty where there is none."""
    guidance: str
    ask: tuple[str, ...]
    """Questions for talk and debrief, a line each."""


def scene_notes(scenario: Scenario, state: State) -> SceneNotes | None:
    """The notes on the scene of a state; None in an ending, which has none."""
    rendering = Rendering.of(scenario, state)
    scene = scenario.scenes.get(rendering.compiled.program.places[state.row[0]])
    if scene is None:
        return None
    return SceneNotes(
        minutes=scene.minutes,
        default=scene.default,
        guidance=rendering.text(scene.guidance),
        ask=tuple(rendering.text(question) for question in scene.ask),
    )
