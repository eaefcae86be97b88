"""Numbers in reading order: scenes 1, 2, 3; measures 12.1, 12.2; standing measures S1; endings E1; injects by their place."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from crisisengine.authoring.conditions import way_text
from crisisengine.authoring.reading_order import comes_in, reading_order
from crisisengine.engine.naming import inject_text, place_title
from crisisengine.model.scenario import Goto, Inject, Measure, Scenario
from crisisengine.text.markdown import literal

__all__ = ["ScriptNumbers", "number_all"]

ANYWHERE, CALENDAR, ROOM = "*anywhere", "*calendar", "*room"
"""Where an inject stands that has no scene of its own; no scene can be called so."""


@frozen(kw_only=True)
class ScriptNumbers:
    """What everything is called in a document."""

    scenario: Scenario
    scenes: Mapping[str, int]
    endings: Mapping[str, int]
    measures: Mapping[str, str]
    """By route: `12.3`, `S1`."""
    injects: Mapping[str, int]
    homes: Mapping[str, str]
    """Where each inject stands: a scene's id, or `anywhere`, `calendar`, `room`."""

    def place(self, name: str) -> str:
        """A reference to a scene or an ending: `[12, The gate](#scene-12)`."""
        if name in self.scenes:
            number, anchor = str(self.scenes[name]), f"scene-{self.scenes[name]}"
        elif name in self.endings:
            number, anchor = f"E{self.endings[name]}", f"ending-{self.endings[name]}"
        else:
            return literal(place_title(self.scenario, name))
        return f"[{number}, {literal(place_title(self.scenario, name))}](#{anchor})"

    def way(self, goto: Goto) -> str:
        """Where it leads, as a clause."""
        return way_text(self.scenario, goto, self.place)

    def inject(self, name: str) -> str:
        """A reference to an inject, by its number and how it begins."""
        if name not in self.injects:
            return inject_text(self.scenario, name)
        number = self.injects[name]
        return f"[inject {number}, “{inject_text(self.scenario, name)}”](#inject-{number})"

    def measure(self, measure: Measure) -> str:
        """A reference to a measure by its number alone."""
        number = self.measures[measure.route]
        return f"[{number}](#measure-{number.replace('.', '-')})"


def number_all(scenario: Scenario) -> ScriptNumbers:
    """Number whatever other places refer to."""
    order = reading_order(scenario)
    scenes = {name: number for number, name in enumerate(order, 1)}
    measures = {measure.route: f"S{number}" for number, measure in enumerate(scenario.standing.values(), 1)}
    for name in order:
        own = [measure for measure in scenario.scenes[name].measures.values() if measure.scene]
        measures |= {measure.route: f"{scenes[name]}.{number}" for number, measure in enumerate(own, 1)}
    homes = {name: _home(scenario, inject, scenes) for name, inject in scenario.injects.items()}
    places = [CALENDAR, *order, ANYWHERE, ROOM]
    ranked = sorted(
        scenario.injects.values(),
        key=lambda inject: (places.index(homes[inject.id]), inject.on, not comes_in(scenario, inject)),
    )
    return ScriptNumbers(
        scenario=scenario,
        scenes=scenes,
        endings={name: number for number, name in enumerate(scenario.endings, 1)},
        measures=measures,
        injects={inject.id: number for number, inject in enumerate(ranked, 1)},
        homes=homes,
    )


def _home(scenario: Scenario, inject: Inject, scenes: Mapping[str, int]) -> str:
    """Where a reader meets an inject: on its date, in the first scene where it can come, or where it is first brought about."""
    if inject.contingency:
        return ROOM
    if inject.on:
        return CALENDAR
    bound = [name for name in comes_in(scenario, inject) if name in scenes]
    if not bound:
        bound = [name for name in scenes if any(_brings(measure, inject.id) for measure in scenario.scenes[name].measures.values() if measure.scene)]  # fmt: skip
    return min(bound, key=scenes.__getitem__) if bound else ANYWHERE


def _brings(measure: Measure, inject: str) -> bool:
    laters = [*measure.later, *(later for outcome in measure.outcomes for later in outcome.later)]
    return any(later.inject == inject for later in laters)
