"""A scenario in plain words: wherever the author wrote a `plain` wording, it stands in place of the text that it says plainly.

What can be decided, what follows from it and the fingerprint are the same, so a run goes on in either wording.
"""

from __future__ import annotations

from attrs import evolve

from crisisengine.model.scenario import Measure, Scenario

__all__ = ["has_plain_words", "plainly"]


def has_plain_words(scenario: Scenario) -> bool:
    """Whether any text has a plain wording."""
    measures = list(scenario.measures)
    texts = [
        *(scene.plain for scene in scenario.scenes.values()),
        *(measure.plain for measure in measures),
        *(outcome.plain for measure in measures for outcome in measure.outcomes),
        *(inject.plain for inject in scenario.injects.values()),
        *(ending.plain for ending in scenario.endings.values()),
    ]
    return any(texts)


def plainly(scenario: Scenario) -> Scenario:
    """The same scenario in plain words, as far as it has them; made once, and kept with it."""
    if scenario.in_plain_words:
        return scenario
    found: Scenario | None = scenario.kept.get("plain words")
    if found is None:
        found = scenario.kept["plain words"] = _plainly(scenario)
    return found


def _plainly(scenario: Scenario) -> Scenario:
    standing = {key: _measure(measure) for key, measure in scenario.standing.items()}
    scenes = {
        key: evolve(
            scene,
            text=scene.plain or scene.text,
            measures={
                name: _measure(measure) if measure.scene else standing[name] for name, measure in scene.measures.items()
            },
        )
        for key, scene in scenario.scenes.items()
    }
    return evolve(
        scenario,
        scenes=scenes,
        standing=standing,
        injects={key: evolve(inject, text=inject.plain or inject.text) for key, inject in scenario.injects.items()},
        endings={key: evolve(ending, text=ending.plain or ending.text) for key, ending in scenario.endings.items()},
        in_plain_words=True,
    )


def _measure(measure: Measure) -> Measure:
    return evolve(
        measure,
        result=measure.plain or measure.result,
        outcomes=tuple(evolve(outcome, result=outcome.plain or outcome.result) for outcome in measure.outcomes),
    )
