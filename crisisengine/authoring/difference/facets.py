"""Everything in a scenario that people can see, term by term and in words, so that two versions can be set side by side.

The words are the script's; places are named by their titles, since numbers move with every scene that comes in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from attrs import evolve, frozen

from crisisengine.authoring.conditions import property_text
from crisisengine.authoring.reading_order import reading_order
from crisisengine.authoring.script.clauses import chapter_text, ending_entry, in_line, inject_entry, measure_entry
from crisisengine.authoring.script.document import Entry, Grid, Passage, Rows
from crisisengine.authoring.script.measure_kinds import borne_tags, headings_of, tag_cells
from crisisengine.authoring.script.numbering import ScriptNumbers, number_all
from crisisengine.authoring.script.watched import attributes_explained, watched_entry
from crisisengine.engine.conditional import conditional_text
from crisisengine.engine.naming import inject_text, place_title
from crisisengine.engine.rendering import span_text
from crisisengine.model.scenario import Measure, Scenario, Scene
from crisisengine.text.english import degrees, in_a_row
from crisisengine.text.markdown import authored, literal

__all__ = ["Thing", "ThingKind", "things"]

_CITED = re.compile(r"(?<!\\)\[(\d{1,6})\]")

ThingKind = Literal[
    "head", "scene", "measure", "inject", "ending", "promise", "watched", "role", "tag", "word", "source"
]
"""In the order in which changes are told."""


@frozen(kw_only=True)
class Thing:
    """One thing of a scenario, as far as people see it."""

    kind: ThingKind
    key: str
    """By which the other version knows it: its route, or its id."""
    title: str
    """In bare words."""
    within: str = ""
    """The key of the scene that it stands in; empty where it stands in none."""
    facets: dict[str, str]
    """What is said of it, in Markdown, by a term in bare words."""


@frozen(kw_only=True)
class _Titles(ScriptNumbers):
    """Names without numbers."""

    def place(self, name: str) -> str:
        return f"“{literal(place_title(self.scenario, name))}”"

    def inject(self, name: str) -> str:
        return f"“{inject_text(self.scenario, name)}”"

    def measure(self, measure: Measure) -> str:
        return f"“{literal(measure.label)}”"


def things(scenario: Scenario) -> Iterator[Thing]:
    """Everything, the scenes in the order of the story, each with its measures behind it; what nobody says is no facet.

    A work is cited by its id, as its author does: its number moves with every other that comes in before it.
    """
    names = dict(enumerate(scenario.sources, 1))

    def cited(number: re.Match[str]) -> str:
        name = names.get(int(number[1]))
        return number[0] if name is None else f"[^{name}]"

    for thing in _all(scenario):
        yield evolve(thing, facets={term: _CITED.sub(cited, said) for term, said in thing.facets.items() if said})


def _all(scenario: Scenario) -> Iterator[Thing]:
    plain = number_all(scenario)
    numbers = _Titles(
        scenario=scenario,
        scenes=plain.scenes,
        endings=plain.endings,
        measures=plain.measures,
        injects=plain.injects,
        homes=plain.homes,
    )
    yield _head(scenario)
    for name in reading_order(scenario):
        scene = scenario.scenes[name]
        yield _scene(scenario, scene)
        yield from (_measure(numbers, measure) for measure in scene.measures.values() if measure.scene)
    yield from (_measure(numbers, measure) for measure in scenario.standing.values())
    for inject in scenario.injects.values():
        title = inject.sender or inject.id.replace("_", " ")
        facets = {
            "From": literal(inject.sender),
            "To": literal(inject.to),
            "Grade": inject.grade,
            "By": literal(inject.by),
        }
        yield Thing(
            kind="inject", key=inject.id, title=title, facets={**facets, **_told(inject_entry(numbers, inject), "Text")}
        )
    for ending in scenario.endings.values():
        facets = {
            "Title": literal(ending.title),
            "Rank": str(ending.rank),
            **_told(ending_entry(numbers, ending, ()), "Text"),
        }
        yield Thing(kind="ending", key=ending.id, title=ending.title, facets=facets)
    for promise in scenario.properties.values():
        facets = {"Promise": property_text(scenario, promise)}
        yield Thing(kind="promise", key=promise.id, title=promise.id, facets=facets)
    yield from _watched(scenario)
    yield from _around(scenario)


def _head(scenario: Scenario) -> Thing:
    prose = {
        "A word before": scenario.content_note,
        "Role": scenario.role,
        "Mandate": scenario.mandate,
        "What is invented": scenario.invented,
        "What it leaves out": scenario.leaves_out,
    }
    facets = {
        "Title": literal(scenario.title),
        "Summary": literal(scenario.summary),
        "Begins": f"“{literal(place_title(scenario, scenario.start))}”",
        "Chapters to begin at": "\n\n".join(
            f"{literal(chapter.title)}: {chapter_text(scenario, chapter)}" for chapter in scenario.chapters.values()
        ),
        "Minutes": str(scenario.minutes),
        "Time": span_text(scenario, scenario.clock.length) if scenario.clock else "",
        "Doctrine": literal(scenario.doctrine),
        "Rehearses": literal(scenario.rehearses),
        "Asked before and after": literal(scenario.theory),
        "Objectives": "\n\n".join(literal(objective.text) for objective in scenario.objectives.values()),
        "On the map": "\n\n".join(
            f"{literal(site.name)} ({degrees(site.latitude, site.longitude)})" for site in scenario.sites.values()
        ),
        "Drawn on the map": literal(scenario.outline.name) if scenario.outline is not None else "",
        **{term: authored(conditional_text(scenario, text)) for term, text in prose.items()},
    }
    return Thing(kind="head", key="scenario", title=scenario.title, facets=facets)


def _scene(scenario: Scenario, scene: Scene) -> Thing:
    facets = {
        "Title": literal(scene.title),
        "Chapter": literal(scene.chapter),
        "Text": authored(conditional_text(scenario, scene.text)),
        "In plain words": authored(conditional_text(scenario, scene.plain)),
        "Where": literal(scenario.sites[scene.site].name) if scene.site in scenario.sites else "",
        "Minutes in a room": str(scene.minutes or ""),
        "Without a decision": literal(scene.measures[scene.default].label) if scene.default in scene.measures else "",
        "Decided by": literal(scenario.roles[scene.voters].title) if scene.voters in scenario.roles else "",
        "For who leads": authored(conditional_text(scenario, scene.guidance)),
        "Asks the room": "\n\n".join(in_line(scenario, question) for question in scene.ask),
        "Also offered": ", ".join(literal(known.label) for known in scene.measures.values() if not known.scene),
    }
    return Thing(kind="scene", key=scene.id, title=scene.title, facets=facets)


def _measure(numbers: ScriptNumbers, measure: Measure) -> Thing:
    facets = {"Label": literal(measure.label), **_told(measure_entry(numbers, measure), "Result")}
    return Thing(kind="measure", key=measure.route, title=measure.label, within=measure.scene, facets=facets)


def _told(entry: Entry, text: str, before: str = "") -> dict[str, str]:
    """What an entry says, term by term; its passages under the term `text`, what an outcome says behind the outcome's name."""
    facets: dict[str, str] = {}
    term = text
    for block in entry.blocks:
        match block:
            case Rows(rows):
                for name, said in rows:
                    if said:
                        facets[before + name] = in_a_row(said)
                    else:
                        term = name  # a heading of what follows
            case Passage(markdown):
                facets[before + term] = "\n\n".join(filter(None, [facets.get(before + term, ""), markdown]))
            case Entry():
                facets |= _told(block, text, f"{block.title}: ")
    return facets


def _watched(scenario: Scenario) -> Iterator[Thing]:
    """Parties and variables, from the tables of the script; by name, as a rename is seen by its routes elsewhere."""
    keys: Sequence[Sequence[str]] = [
        [f"party.{name}" for name in scenario.parties],
        [
            f"variable.{name}"
            for name, variable in scenario.variables.items()
            if not variable.party and (scenario.clock is None or name != scenario.clock.unit)
        ],
    ]
    known = [names for names in keys if names]
    for part in watched_entry(scenario):
        grids = [block for block in part.blocks if isinstance(block, Grid)]
        for names, grid in zip(known, grids, strict=True):
            for key, row in zip(names, grid.rows, strict=True):
                facets = dict(zip(("Name", *grid.names[1:]), row, strict=True))
                yield Thing(kind="watched", key=key, title=key.partition(".")[2].replace("_", " "), facets=facets)


def _around(scenario: Scenario) -> Iterator[Thing]:
    for role in scenario.roles.values():
        texts = {
            "Title": literal(role.title),
            "Brief": in_line(scenario, role.brief),
            "Only they know": in_line(scenario, role.knows),
        }
        yield Thing(
            kind="role", key=role.id, title=role.title, facets=texts | {"Chair": "has the chair" if role.chair else ""}
        )
    yield from _kinds(scenario)
    for known in scenario.glossary.values():
        yield Thing(
            kind="word",
            key=known.id,
            title=known.term,
            facets={"Term": literal(known.term), "Text": in_line(scenario, known.text)},
        )
    for source in scenario.sources.values():
        parts = [source.title, source.publisher, source.date, source.url, source.note]
        yield Thing(
            kind="source", key=source.id, title=source.title, facets={"Source": literal(", ".join(filter(None, parts)))}
        )


def _kinds(scenario: Scenario) -> Iterator[Thing]:
    """What the doctrine's words mean: tags, the headings they stand under, and attributes of parties."""
    for tag in borne_tags(scenario):
        yield Thing(kind="tag", key=f"tag.{tag.id}", title=tag.label, facets=tag_cells(scenario, tag))
    meanings = [(f"{sort}.{known.id}", known.label, literal(known.explains)) for sort, known in headings_of(scenario)]
    meanings += [(f"attribute.{name}", *told) for name, told in attributes_explained(scenario).items()]
    for key, label, meaning in meanings:
        yield Thing(kind="tag", key=key, title=label, facets={"Label": literal(label), "What it means": meaning})
