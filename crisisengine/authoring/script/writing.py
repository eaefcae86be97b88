"""The script of a scenario, written: what comes before, the calendar, chapter by chapter, endings, promises, words, sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from crisisengine.authoring.conditions import property_text
from crisisengine.authoring.reading_order import chapters, comes_in, leads
from crisisengine.authoring.script.clauses import (
    chapter_text,
    ending_entry,
    in_line,
    inject_entry,
    measure_entry,
    named,
    passage,
    plain_words,
    rows_of,
)
from crisisengine.authoring.script.document import Block, Entry, Grid, Passage, Rows, ScriptDocument
from crisisengine.authoring.script.measure_kinds import kinds_entry
from crisisengine.authoring.script.numbering import ANYWHERE, CALENDAR, ROOM, ScriptNumbers, number_all
from crisisengine.authoring.script.watched import watched_entry
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.engine.rendering import date_at, span_text
from crisisengine.model.prose import Prose
from crisisengine.model.scenario import Inject, Scenario, Scene
from crisisengine.reports.narrative.summary import cited_works
from crisisengine.session.chapters import chapter_line
from crisisengine.text.english import degrees, plural
from crisisengine.text.markdown import literal

__all__ = ["script_of"]


def script_of(scenario: Scenario, budget: Budget = UNLIMITED, *, faults: int = 0) -> ScriptDocument:
    """The whole scenario as a document.

    Args:
        scenario: sound, or as far as it can be read.
        budget: for writing it.
        faults: how many errors the text has; the document says that parts are left out.

    Raises:
        OverBudget: the budget is used up.
    """
    numbers = number_all(scenario)
    parts = tuple(_parts(numbers, budget))
    works = cited_works(enumerate(scenario.sources.values(), 1), "\n".join(_texts(parts)))
    sources = Entry(kind="part", title="Sources", anchor="sources", blocks=(Passage(works, authored=False),))
    return ScriptDocument(
        title=scenario.title,
        subtitle="The whole script, for colleagues",
        language=scenario.language or "en",
        head=tuple(_head(scenario, faults)),
        parts=(*parts, sources) if works else parts,
        sources=frozenset(str(number) for number in range(1, len(scenario.sources) + 1)),
    )


def _head(scenario: Scenario, faults: int) -> Iterator[str]:
    if faults:
        yield f"**This scenario does not load yet.** It has {plural(faults, 'error')}, and what is at fault is left out here. `crisisengine check` names each."
    yield literal(scenario.summary)
    scenes, endings = plural(len(scenario.scenes), "scene"), plural(len(scenario.endings), "ending")
    measures = plural(sum(1 for _measure in scenario.measures), "measure")
    doctrine = f" Doctrine: {literal(scenario.doctrine)}." if scenario.doctrine else ""
    yield f"**It gives the whole story away.** {scenes}, {measures}, {plural(len(scenario.injects), 'inject')}, {endings}; about {plural(scenario.minutes, 'minute')} to play.{doctrine}"
    yield "Scenes are numbered as the story goes; 12.3 is the third measure of scene 12, 12.3.1 the first that chance can make of it, S1 a measure that is offered in many scenes, E1 an ending. What stands in italics and brackets says when a passage is read. The margin is for remarks: say the number."


def _parts(numbers: ScriptNumbers, budget: Budget) -> Iterator[Entry]:
    scenario = numbers.scenario
    before = tuple(_before(scenario))
    if before:
        yield Entry(kind="part", title="Before the first scene", anchor="before", blocks=before)
    yield from watched_entry(scenario)
    if scenario.chapters:
        rows = Rows(
            tuple((chapter.title, (chapter_text(scenario, chapter),)) for chapter in scenario.chapters.values())
        )
        yield Entry(kind="part", title="Chapters to begin at", anchor="chapters", blocks=(rows,))
    yield from _injects(numbers, CALENDAR, "What comes by the calendar", "calendar")
    for place, (chapter, scenes) in enumerate(chapters(scenario), 1):
        told = []
        for name in scenes:
            budget.ask("writing")
            told.append(_scene(numbers, scenario.scenes[name]))
        yield Entry(
            kind="part",
            title=chapter_line(scenario, chapter) or "Scenes",
            anchor=f"chapter-{place}",
            blocks=tuple(told),
        )
    yield from _standing(numbers)
    yield from _injects(numbers, ANYWHERE, "What the world sends, wherever one is", "anywhere")
    yield from _injects(numbers, ROOM, "What whoever leads the room may send", "room")
    budget.ask("writing")
    endings = tuple(
        ending_entry(numbers, ending, _arrivals(numbers, ending.id)) for ending in scenario.endings.values()
    )
    if endings:
        yield Entry(kind="part", title="Endings", anchor="endings", blocks=endings)
    if scenario.properties:
        told_of = {claim.id.replace("_", " "): property_text(scenario, claim) for claim in scenario.properties.values()}
        rows = Rows(tuple((name, (told,)) for name, told in told_of.items()))
        yield Entry(kind="part", title="What the author promises", anchor="promises", blocks=(rows,))
    yield from kinds_entry(scenario)
    yield from _glossary(scenario)


def _before(scenario: Scenario) -> Iterator[Block]:
    texts: Sequence[tuple[str, Prose]] = (
        ("A word before", scenario.content_note),
        ("Your role", scenario.role),
        ("Your mandate", scenario.mandate),
        ("What is invented", scenario.invented),
        ("What it leaves out", scenario.leaves_out),
    )
    for term, prose in texts:
        if prose:
            yield Rows(((term, ()),))
            yield from passage(scenario, prose)
    if scenario.rehearses:
        yield Rows((("What it rehearses", (literal(scenario.rehearses),)),))
    if scenario.theory:
        yield Rows((("Asked before and after", (literal(scenario.theory),)),))
    if scenario.objectives:
        yield Rows((("What it is for", tuple(literal(known.text) for known in scenario.objectives.values())),))
    for role in scenario.roles.values():
        yield Rows(((f"Role: {role.title}" + (" (has the chair)" if role.chair else ""), ()),))
        yield from passage(scenario, role.brief)
        if role.knows:
            yield Rows((("Only they know", (in_line(scenario, role.knows),)),))
    clock = scenario.clock
    if clock is not None:
        span = span_text(scenario, clock.length)
        dates = f"from {date_at(scenario, 0)} to {date_at(scenario, clock.length)}" if clock.opens else ""
        yield Rows((("Time", (f"{span} {dates}".strip(),)),))


# --- scenes, and what stands beside them -----------------------------------------------------------------------------


def _scene(numbers: ScriptNumbers, scene: Scene) -> Entry:
    scenario, number = numbers.scenario, numbers.scenes[scene.id]
    own = [measure for measure in scene.measures.values() if measure.scene]
    here = _at(numbers, scene.id)
    return Entry(
        kind="scene",
        title=scene.title,
        anchor=f"scene-{number}",
        number=str(number),
        aside=f"{plural(scene.minutes, 'minute')} in a room" if scene.minutes else "",
        blocks=(
            *rows_of([("Reached from", named(_arrivals(numbers, scene.id))), ("Where", _where(scenario, scene))]),
            *passage(scenario, scene.text),
            *plain_words(scenario, scene.plain),
            *(inject_entry(numbers, inject) for inject in here if comes_in(scenario, inject)),
            *(measure_entry(numbers, measure) for measure in own),
            *(inject_entry(numbers, inject) for inject in here if not comes_in(scenario, inject)),
            *rows_of(_closing(numbers, scene)),
        ),
    )


def _where(scenario: Scenario, scene: Scene) -> list[str]:
    site = scenario.sites.get(scene.site)
    return [f"{literal(site.name)} ({degrees(site.latitude, site.longitude)})"] if site is not None else []


def _closing(numbers: ScriptNumbers, scene: Scene) -> Iterator[tuple[str, Sequence[str]]]:
    """What else is offered here, and what is for a room alone."""
    scenario = numbers.scenario
    yield "Also offered", named([numbers.measure(measure) for measure in scene.measures.values() if not measure.scene])
    if scene.default in scene.measures:
        yield "Without a decision", [f"a room takes {numbers.measure(scene.measures[scene.default])}"]
    if scene.voters in scenario.roles:
        yield "Decided by", [literal(scenario.roles[scene.voters].title)]
    yield "For who leads", [in_line(scenario, scene.guidance)] if scene.guidance else []
    yield "Asks the room", [in_line(scenario, question) for question in scene.ask]


def _arrivals(numbers: ScriptNumbers, place: str) -> list[str]:
    """What leads to a scene or an ending, each by its number."""
    scenario = numbers.scenario
    found = ["the start"] if place == scenario.start else []
    found += [f"the start of “{literal(known.title)}”" for known in scenario.chapters.values() if known.start == place]
    leading = [measure for measure in scenario.measures if place in leads(measure)]
    order = list(numbers.measures)
    found += [numbers.measure(measure) for measure in sorted(leading, key=lambda known: order.index(known.route))]
    return found + [
        f"[inject {numbers.injects[inject.id]}](#inject-{numbers.injects[inject.id]})"
        for inject in scenario.injects.values()
        if place in inject.goto.places
    ]


def _at(numbers: ScriptNumbers, home: str) -> list[Inject]:
    """The injects that a reader meets there, in the order of their numbers."""
    found = [inject for inject in numbers.scenario.injects.values() if numbers.homes[inject.id] == home]
    return sorted(found, key=lambda inject: numbers.injects[inject.id])


def _injects(numbers: ScriptNumbers, home: str, title: str, anchor: str) -> Iterator[Entry]:
    found = _at(numbers, home)
    if found:
        yield Entry(
            kind="part", title=title, anchor=anchor, blocks=tuple(inject_entry(numbers, known) for known in found)
        )


def _standing(numbers: ScriptNumbers) -> Iterator[Entry]:
    """What is offered in many scenes."""
    scenario = numbers.scenario
    told: list[Block] = []
    for measure in scenario.standing.values():
        scenes = [name for name in numbers.scenes if measure.id in scenario.scenes[name].measures]
        where = named([numbers.place(name) for name in scenes])
        everywhere = len(scenes) == len(scenario.scenes)
        offered = Rows((("Offered in", ("every scene",) if everywhere else tuple(where) or ("no scene",)),))
        entry = measure_entry(numbers, measure)
        told.append(evolve(entry, blocks=(offered, *entry.blocks)))
    if told:
        yield Entry(kind="part", title="Offered in many scenes", anchor="standing", blocks=tuple(told))


def _glossary(scenario: Scenario) -> Iterator[Entry]:
    rows = tuple((known.term, (in_line(scenario, known.text),)) for known in scenario.glossary.values())
    if rows:
        yield Entry(kind="part", title="Words that are explained", anchor="glossary", blocks=(Rows(rows),))


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    """Every text of a document, for whatever it cites."""
    for block in blocks:
        match block:
            case Passage(markdown):
                yield markdown
            case Rows(rows):
                yield from (text for _term, said in rows for text in said)
            case Grid(_, rows):
                yield from (cell for row in rows for cell in row)
            case Entry():
                yield from _texts(block.blocks)
