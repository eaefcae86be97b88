"""Where things are: the sites of a scenario, with who stands there and what has happened there; for a map, and for its table."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from crisisengine.engine.view_model import PartyLine
from crisisengine.model.scenario import MapOutline, Scenario, Site

__all__ = ["PlaceOnMap", "Situation", "situation"]


@frozen(kw_only=True)
class PlaceOnMap:
    """A site, and what there is to say about it."""

    site: Site
    here: bool
    """Whether the present scene is there."""
    scenes: tuple[str, ...]
    """Titles of the scenes that were played there, the present one among them, each once, in the order of the first visit."""
    parties: tuple[PartyLine, ...]
    """Who stands there, as it stands now."""


@frozen
class Situation:
    """All sites, in file order."""

    places: tuple[PlaceOnMap, ...]
    outline: MapOutline | None


def situation(scenario: Scenario, scenes: Sequence[str], parties: Sequence[PartyLine]) -> Situation | None:
    """What a map shows; None of a scenario without a site.

    Args:
        scenario: with its sites.
        scenes: ids of the scenes that were visited, in order; the present one last.
        parties: as they stand.
    """
    if not scenario.sites:
        return None
    visited = [scenario.scenes[scene] for scene in dict.fromkeys(scenes) if scene in scenario.scenes]
    now = scenario.scenes.get(scenes[-1]) if scenes else None
    standing = {name: party.site for name, party in scenario.parties.items()}
    return Situation(
        tuple(
            PlaceOnMap(
                site=site,
                here=now is not None and now.site == name,
                scenes=tuple(scene.title for scene in visited if scene.site == name),
                parties=tuple(party for party in parties if standing.get(party.id) == name),
            )
            for name, site in scenario.sites.items()
        ),
        scenario.outline,
    )
