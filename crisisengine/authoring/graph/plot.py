"""The story of a scenario: its places, the ways between them, and what leads somewhere from anywhere.

What is offered or may come in many scenes is told beside the place to which it leads. Drawn as ways it would lead from
everywhere, and hide the story behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from attrs import frozen

from crisisengine.authoring.graph.findings import Findings, PlaceFinding
from crisisengine.authoring.reading_order import comes_in, leads, reading_order
from crisisengine.engine.conditions import condition_text
from crisisengine.engine.naming import inject_text
from crisisengine.engine.rendering import span_text
from crisisengine.model.scenario import BACK, Inject, Measure, Scenario
from crisisengine.text.english import plural
from crisisengine.text.plain import words

__all__ = ["PlaceKind", "Plot", "StoryPlace", "StoryWay", "WayKind", "plot_of"]

PlaceKind = Literal["scene", "ending"]
WayKind = Literal["decision", "chance", "sent", "rule"]
"""What leads on: a decision, what the world makes of one, what the world sends, or an ending's own condition."""

FEW = 3
"""Scenes from which the same thing is drawn as ways; from more it is told at the place to which it leads."""


@frozen(kw_only=True)
class StoryPlace:
    """A scene or an ending."""

    id: str
    kind: PlaceKind
    number: str
    """`12` in the order of the story, `E3` in that of the file."""
    title: str
    """In bare words."""
    chapter: str
    """Of a scene; empty for endings, and where the author names none."""
    start: bool
    begins: str
    """Which chapters one can begin here, in words; empty for none."""
    found: PlaceFinding
    returns: bool
    """Whether something there leads back to where one came from."""
    from_anywhere: tuple[str, ...]
    """What else leads there, from many scenes, in bare words."""

    @property
    def anchor(self) -> str:
        """Where a script tells of it."""
        return f"scene-{self.number}" if self.kind == "scene" else f"ending-{self.number.removeprefix('E')}"


@frozen(kw_only=True)
class StoryWay:
    """What leads from one place to another, all of it together."""

    source: str
    target: str
    kind: WayKind
    sign: str
    """The numbers of the measures among those of their scene, `1, 3◇`; `◇` where chance decides, `↯` for what is sent."""
    told: tuple[str, ...]
    """Each thing that leads there, in bare words."""
    taken: bool | None
    """Whether some run goes there from here; None where that is not known."""


@frozen(kw_only=True)
class Plot:
    """The whole story."""

    title: str
    language: str
    places: Mapping[str, StoryPlace]
    """Scenes in the order of the story, then endings."""
    ways: tuple[StoryWay, ...]
    findings: Findings
    faults: int
    """How many errors the text has, so that parts may be missing."""


def plot_of(scenario: Scenario, findings: Findings, faults: int = 0) -> Plot:
    """The story of a scenario that is sound, or of what can be read of it."""
    anywhere: dict[str, list[str]] = {}
    ways = [*_measures(scenario, anywhere), *_interrupts(scenario, anywhere), *_rules(scenario, findings, anywhere)]
    places = {place.id: place for place in _places(scenario, findings, anywhere)}
    order = {name: number for number, name in enumerate(places)}
    drawn = [way for way in _joined(ways, findings) if way.source in order and way.target in order]
    return Plot(
        title=scenario.title,
        language=scenario.language or "en",
        places=places,
        ways=tuple(sorted(drawn, key=lambda way: (order[way.source], order[way.target]))),
        findings=findings,
        faults=faults,
    )


def _places(scenario: Scenario, findings: Findings, anywhere: Mapping[str, list[str]]) -> Iterator[StoryPlace]:
    for number, name in enumerate(reading_order(scenario), 1):
        scene = scenario.scenes[name]
        yield StoryPlace(
            id=name,
            kind="scene",
            number=str(number),
            title=scene.title,
            chapter=scene.chapter,
            start=name == scenario.start,
            begins=_begun(scenario, name),
            found=findings.places[name],
            returns=any(map(_returns, scene.measures.values())),
            from_anywhere=tuple(anywhere.get(name, ())),
        )
    for number, ending in enumerate(scenario.endings.values(), 1):
        yield StoryPlace(
            id=ending.id,
            kind="ending",
            number=f"E{number}",
            title=ending.title,
            chapter="",
            start=False,
            begins="",
            found=findings.places[ending.id],
            returns=False,
            from_anywhere=tuple(anywhere.get(ending.id, ())),
        )


def _begun(scenario: Scenario, place: str) -> str:
    """Each with the number and the id by which `play --chapter` knows it."""
    known = [
        f"chapter {number} ({chapter.id}) can be begun here"
        for number, chapter in enumerate(scenario.chapters.values(), 1)
        if chapter.start == place
    ]
    return ", ".join(known)


def _returns(measure: Measure) -> bool:
    return any(BACK in goto.places for goto in measure.gotos)


def _measures(scenario: Scenario, anywhere: dict[str, list[str]]) -> Iterator[StoryWay]:
    many = set()
    for measure in scenario.standing.values():
        where = [scene.id for scene in scenario.scenes.values() if measure.id in scene.measures]
        if len(where) > FEW:
            many.add(measure.id)
            every = "every scene" if len(where) == len(scenario.scenes) else plural(len(where), "scene")
            for target in leads(measure):
                anywhere.setdefault(target, []).append(f"“{words(measure.label)}”, offered in {every}")
    for scene in scenario.scenes.values():
        own = [measure for measure in scene.measures.values() if measure.scene]
        for measure in scene.measures.values():
            if measure.scene or measure.id not in many:
                number = str(own.index(measure) + 1) if measure.scene else "S"
                yield from _ways_of(scene.id, measure, number)


def _ways_of(scene: str, measure: Measure, number: str) -> Iterator[StoryWay]:
    """Where one measure leads, with a sign for what decides about it beside the decision."""
    kind: WayKind = "decision"
    sign, aside = "", ""
    if len({outcome.goto or measure.goto for outcome in measure.outcomes}) > 1:
        kind, sign, aside = "chance", "◇", ", if chance will have it"
    elif any(goto.conditions for goto in measure.gotos):
        sign, aside = "?", ", on a condition"
    for target in leads(measure):
        if target != scene:
            yield _way(scene, target, kind, f"{number}{sign}", f"{words(measure.label)}{aside}")


def _interrupts(scenario: Scenario, anywhere: dict[str, list[str]]) -> Iterator[StoryWay]:
    for inject in scenario.injects.values():
        told = words(inject_text(scenario, inject.id))
        for target in inject.goto.places:
            where = [name for name in comes_in(scenario, inject) if name != target]
            if 0 < len(where) <= FEW:
                for scene in where:
                    yield _way(scene, target, "sent", "↯", told)
            else:
                anywhere.setdefault(target, []).append(f"“{told}” leads here from {_where(where)}{_sender(inject)}")


def _where(scenes: list[str]) -> str:
    return plural(len(scenes), "scene") if scenes else "any scene"


def _sender(inject: Inject) -> str:
    return ", when it is sent" if inject.contingency else ""


def _rules(scenario: Scenario, findings: Findings, anywhere: dict[str, list[str]]) -> Iterator[StoryWay]:
    """What leads to an ending without anybody's decision to go there; drawn from the few scenes where a proof saw it happen."""
    planned = {(scene.id, place) for scene in scenario.scenes.values() for measure in scene.measures.values() for place in leads(measure)}  # fmt: skip
    for ending in scenario.endings.values():
        told = []
        if ending.when is not None:
            told.append(f"as soon as {words(condition_text(scenario, ending.when))}")
        clock = scenario.clock
        if clock is not None and clock.ending == ending.id:
            told.append(f"when {span_text(scenario, clock.length)} are over")
        if not told:
            continue
        seen = {here for here, there in findings.taken or () if there == ending.id and (here, there) not in planned}
        if 0 < len(seen) <= FEW:
            for scene in sorted(seen):
                yield _way(scene, ending.id, "rule", "=", ", or ".join(told))
        anywhere.setdefault(ending.id, []).extend(told)


def _way(source: str, target: str, kind: WayKind, sign: str, told: str) -> StoryWay:
    return StoryWay(source=source, target=target, kind=kind, sign=sign, told=(told,), taken=None)


def _joined(ways: list[StoryWay], findings: Findings) -> Iterator[StoryWay]:
    """Those of one source and target as one: what a decision can bring about is more than what chance or the world does."""
    together: dict[tuple[str, str], list[StoryWay]] = {}
    for way in ways:
        together.setdefault((way.source, way.target), []).append(way)
    kinds: tuple[WayKind, ...] = ("decision", "chance", "sent", "rule")
    for (source, target), some in together.items():
        kind = min((way.kind for way in some), key=kinds.index)
        yield StoryWay(
            source=source,
            target=target,
            kind=kind,
            sign=_counted(list(dict.fromkeys(way.sign for way in some))),
            told=tuple(dict.fromkeys(said for way in some for said in way.told)),
            taken=_taken(findings, source, target, kind),
        )


def _taken(findings: Findings, source: str, target: str, kind: WayKind) -> bool | None:
    """Whether a way is taken. What the world sends leads on from where a step would have ended, which no step shows."""
    if findings.taken is None:
        return None
    if kind == "sent":
        return findings.places[target].reach != "never"
    return (source, target) in findings.taken


def _counted(signs: list[str]) -> str:
    """Numbers that follow each other, and of which the same is to be said, as a span: `1-3, 5◇`."""
    spans: list[tuple[str, str, str]] = []  # the first number, the last, and what is said of them
    for sign in signs:
        digits = sign.rstrip("◇?")
        mark = sign[len(digits) :]
        if spans and digits.isdecimal() and spans[-1][2] == mark and int(spans[-1][1] or 0) + 1 == int(digits):
            spans[-1] = spans[-1][0], digits, mark
        else:
            spans.append((digits, digits if digits.isdecimal() else "", mark))
    return ", ".join(
        f"{first}{mark}" if last in ("", first) else f"{first}-{last}{mark}" for first, last, mark in spans
    )
