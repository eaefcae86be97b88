"""The story cut into sheets, one for each chapter: its scenes, the endings to which they lead, and where else one goes.

What lies in another chapter is a sign that points there; what comes from one is told at the scene where it arrives.
Before them stands an overview: how the chapters follow each other, where there is more than one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from crisisengine.authoring.graph.plot import Plot, StoryPlace, StoryWay, WayKind
from crisisengine.text.english import plural

__all__ = ["SheetBox", "SheetLine", "StorySheet", "chapters_of", "sheets_of"]

BoxKind = Literal["scene", "ending", "elsewhere", "chapter"]


@frozen(kw_only=True)
class SheetBox:
    """Something that stands on a sheet."""

    id: str
    """On this sheet."""
    kind: BoxKind
    title: str
    aside: str = ""
    """What stands above the title, beside the number."""
    place: StoryPlace | None = None
    """The scene or the ending that it is or points to; None for a chapter."""
    arrivals: tuple[str, ...] = ()
    """The numbers of scenes in other chapters that lead here."""


@frozen(kw_only=True)
class SheetLine:
    """A way between two boxes."""

    source: str
    target: str
    kind: WayKind
    sign: str
    told: tuple[str, ...]
    taken: bool | None


@frozen(kw_only=True)
class StorySheet:
    """What is drawn as one picture."""

    title: str
    boxes: tuple[SheetBox, ...]
    """In the order of the story."""
    lines: tuple[SheetLine, ...]


def chapters_of(story: Plot) -> tuple[str, ...]:
    """The chapters, each where its first scene stands."""
    return tuple(dict.fromkeys(place.chapter for place in story.places.values() if place.kind == "scene"))


def sheets_of(story: Plot) -> tuple[StorySheet, ...]:
    """The overview, where there is more than one chapter, and a sheet for each."""
    names = chapters_of(story)
    found = tuple(_chapter(story, name) for name in names)
    return (_overview(story, names), *found) if len(names) > 1 else found


def _chapter(story: Plot, chapter: str) -> StorySheet:
    own = [place for place in story.places.values() if place.kind == "scene" and place.chapter == chapter]
    inside = {place.id for place in own}
    leaving = [way for way in story.ways if way.source in inside]
    arrivals: dict[str, list[str]] = {}
    for way in story.ways:
        if way.source not in inside and way.target in inside:
            arrivals.setdefault(way.target, []).append(story.places[way.source].number)
    beyond = {way.target for way in leaving} - inside
    boxes = [_scene(place, tuple(arrivals.get(place.id, ()))) for place in own]
    boxes += [_elsewhere(story.places[name]) for name in story.places if name in beyond]
    ways = [way for way in leaving if way.target in inside | beyond]
    return StorySheet(title=chapter or story.title, boxes=tuple(boxes), lines=tuple(map(_line, ways)))


def _line(way: StoryWay) -> SheetLine:
    return SheetLine(source=way.source, target=way.target, kind=way.kind, sign=way.sign, told=way.told, taken=way.taken)


def _scene(place: StoryPlace, arrivals: tuple[str, ...]) -> SheetBox:
    return SheetBox(id=place.id, kind="scene", title=place.title, place=place, arrivals=arrivals)


def _elsewhere(place: StoryPlace) -> SheetBox:
    if place.kind == "ending":
        return SheetBox(id=place.id, kind="ending", title=place.title, place=place)
    return SheetBox(id=place.id, kind="elsewhere", title=place.title, aside=place.chapter, place=place)


def _overview(story: Plot, names: tuple[str, ...]) -> StorySheet:
    chapter = {
        place.id: f"chapter {names.index(place.chapter)}" for place in story.places.values() if place.kind == "scene"
    }
    endings = {place.id: place for place in story.places.values() if place.kind == "ending"}
    boxes = []
    for number, name in enumerate(names):
        scenes = [place for place in story.places.values() if chapter.get(place.id) == f"chapter {number}"]
        told = f"{plural(len(scenes), 'scene')}, {scenes[0].number} to {scenes[-1].number}"
        aside = told if len(scenes) > 1 else f"scene {scenes[0].number}"
        boxes.append(SheetBox(id=f"chapter {number}", kind="chapter", title=name or "Without a chapter", aside=aside))
    boxes += [_elsewhere(place) for place in endings.values()]
    lines = tuple(_together(story, chapter))
    return StorySheet(title="The chapters", boxes=tuple(boxes), lines=lines)


def _together(story: Plot, chapter: dict[str, str]) -> Iterator[SheetLine]:
    """The ways from chapter to chapter and to endings, all of a pair as one."""
    kinds: tuple[WayKind, ...] = ("decision", "chance", "sent", "rule")
    pairs: dict[tuple[str, str], list[StoryWay]] = {}
    for way in story.ways:
        source, target = chapter[way.source], chapter.get(way.target, way.target)
        if source != target:
            pairs.setdefault((source, target), []).append(way)
    for (source, target), some in pairs.items():
        taken = [way.taken for way in some]
        yield SheetLine(
            source=source,
            target=target,
            kind=min((way.kind for way in some), key=kinds.index),
            sign="",
            told=tuple(f"{story.places[way.source].number} to {story.places[way.target].number}" for way in some),
            taken=None if None in taken else any(taken),
        )
