"""The story cut into sheets, one for each chapter: its scenes, the endings to which they lead, and where else one goes.

What lies in another chapter is a sign that points there; what comes from one is told at the scene where it arrives.
Before them stands an overview: how the chapters follow each other, where there is more than one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from attrs import frozen

from crisisengine.authoring.graph.plot import Plot, StoryPlace, StoryWay, WayKind
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.text.english import plural

__all__ = ["SheetBox", "SheetLine", "StorySheet", "chapters_of", "sheets_of"]

MOST_SCENES, FULL = 60, 40
"""Scenes of a chapter that stand on one sheet; of a longer one so many on each of several."""
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
    chapter: str | None
    """Whose scenes it shows; None for the overview."""
    boxes: tuple[SheetBox, ...]
    """In the order of the story."""
    lines: tuple[SheetLine, ...]
    leaving: tuple[StoryPlace, ...] = ()
    """Endings to which no way is drawn, and in which runs end from its scenes by a condition or the clock."""


def chapters_of(story: Plot) -> tuple[str, ...]:
    """The chapters, each where its first scene stands."""
    return tuple(dict.fromkeys(place.chapter for place in story.places.values() if place.kind == "scene"))


def sheets_of(story: Plot, budget: Budget = UNLIMITED) -> tuple[StorySheet, ...]:
    """The overview, where there is more than one sheet, and a sheet for each chapter; several for a long one.

    Raises:
        OverBudget: the budget is used up.
    """
    parts = tuple(_parts(story, budget))
    found = tuple(_part(story, title, scenes, budget) for title, scenes in parts)
    return (_overview(story, parts), *found) if len(parts) > 1 else found


def _parts(story: Plot, budget: Budget) -> Iterator[tuple[str, tuple[StoryPlace, ...]]]:
    """The scenes of each sheet, with its title."""
    for chapter in chapters_of(story):
        budget.ask("writing")
        own = [place for place in story.places.values() if place.kind == "scene" and place.chapter == chapter]
        name = chapter or story.title
        if len(own) <= MOST_SCENES:
            yield name, tuple(own)
            continue
        for first in range(0, len(own), FULL):
            some = own[first : first + FULL]
            yield f"{name}, scenes {some[0].number} to {some[-1].number}", tuple(some)


def _part(story: Plot, title: str, own: Sequence[StoryPlace], budget: Budget) -> StorySheet:
    budget.ask("writing")
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
    return StorySheet(
        title=title,
        chapter=own[0].chapter,
        boxes=tuple(boxes),
        lines=tuple(map(_line, ways)),
        leaving=tuple(_leaving(story, inside, beyond)),
    )


def _leaving(story: Plot, inside: set[str], drawn: set[str]) -> Iterator[StoryPlace]:
    """Where it is not known what is taken, every ending that can come anywhere."""
    taken = story.findings.taken
    left = None if taken is None else {there for here, there in taken if here in inside}
    for place in story.places.values():
        if (
            place.kind == "ending"
            and place.from_anywhere
            and place.id not in drawn
            and (left is None or place.id in left)
        ):
            yield place


def _line(way: StoryWay) -> SheetLine:
    return SheetLine(source=way.source, target=way.target, kind=way.kind, sign=way.sign, told=way.told, taken=way.taken)


def _scene(place: StoryPlace, arrivals: tuple[str, ...]) -> SheetBox:
    return SheetBox(id=place.id, kind="scene", title=place.title, place=place, arrivals=arrivals)


def _elsewhere(place: StoryPlace) -> SheetBox:
    if place.kind == "ending":
        return SheetBox(id=place.id, kind="ending", title=place.title, place=place)
    return SheetBox(id=place.id, kind="elsewhere", title=place.title, aside=place.chapter, place=place)


def _overview(story: Plot, parts: Sequence[tuple[str, Sequence[StoryPlace]]]) -> StorySheet:
    boxes: list[SheetBox] = []
    part: dict[str, str] = {}
    for number, (title, scenes) in enumerate(parts):
        part |= {place.id: f"part {number}" for place in scenes}
        told = f"{plural(len(scenes), 'scene')}, {scenes[0].number} to {scenes[-1].number}"
        aside = told if len(scenes) > 1 else f"scene {scenes[0].number}"
        boxes.append(SheetBox(id=f"part {number}", kind="chapter", title=title, aside=aside))
    boxes += [_elsewhere(place) for place in story.places.values() if place.kind == "ending"]
    return StorySheet(title="The chapters", chapter=None, boxes=tuple(boxes), lines=tuple(_together(story, part)))


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
