"""What of two versions cannot be set side by side, since one of them does not show it as its author wrote it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from attrs import frozen

from crisisengine.authoring.difference.facets import ThingKind
from crisisengine.engine.naming import joined
from crisisengine.loader import Reading
from crisisengine.loader.faults import route_of
from crisisengine.loader.remains import Omission
from crisisengine.text.english import plural

__all__ = ["Unread", "unread_in"]

MOST_NAMED = 8
"""Parts that a note names; `check` tells all of them."""
_KINDS: Mapping[str | int, ThingKind] = {
    "scene": "scene",
    "inject": "inject",
    "ending": "ending",
    "property": "promise",
    "variable": "watched",
    "party": "watched",
    "role": "role",
    "glossary": "word",
    "source": "source",
}


@frozen
class Unread:
    """What one version leaves out that the other has, or leaves out otherwise."""

    name: str
    """Of the version, as a person called it."""
    omissions: tuple[Omission, ...]

    @property
    def note(self) -> str:
        """That the version does not load, and what it leaves out."""
        routes = list(
            dict.fromkeys(f"`{route_of(part.path)}`" if part.path else "a part of its text" for part in self.omissions)
        )
        more = len(routes) - MOST_NAMED
        named = routes if more <= 1 else [*routes[:MOST_NAMED], f"{plural(more, 'part')} more"]
        left = f": {joined(named, 'and')} {'is' if len(named) == 1 else 'are'} left out" if named else ""
        return f"{self.name} does not load{left}, and nothing is proved of it"

    def things(self) -> dict[tuple[ThingKind, str], list[str]]:
        """The things that are not shown as they were written, each with what is left out of it, in words."""
        found: dict[tuple[ThingKind, str], list[str]] = defaultdict(list)
        for part in self.omissions:
            thing, below = _thing(part)
            said = f"`{route_of(below)}` is left out in {self.name}" if below else f"it is left out in {self.name}"
            if said not in found[thing]:
                found[thing].append(said)
        return found


def unread_in(names: Sequence[str], readings: Sequence[Reading]) -> list[Unread]:
    """A row for each version that does not load, without what both leave out alike."""
    omissions = [reading.left_out for reading in readings]
    alike = set(omissions[0]).intersection(*omissions[1:])
    return [
        Unread(name, tuple(part for part in left_out if part not in alike))
        for name, reading, left_out in zip(names, readings, omissions, strict=True)
        if reading.scenario is None
    ]


def _thing(part: Omission) -> tuple[tuple[ThingKind, str], tuple[str | int, ...]]:
    """What is known by which kind and key holds a part, and the part's path below it."""
    match part.path:
        case ("scene", scene, "measure", measure, *below):
            return ("measure", f"scene.{scene}.measure.{measure}"), tuple(below)
        case ("measure", measure, *below):
            return ("measure", f"measure.{measure}"), tuple(below)
        case (("variable" | "party") as table, name, *below):
            return ("watched", f"{table}.{name}"), tuple(below)
        case (table, name, *below) if table in _KINDS:
            return (_KINDS[table], str(name)), tuple(below)
    return ("head", "scenario"), part.path
