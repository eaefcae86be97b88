"""Draft in, Scenario out: every name resolved, every expression typed, every text parsed; all faults recorded."""

from __future__ import annotations

from crisisengine.loader.faults import route_of
from crisisengine.loader.link.contingencies import check_contingency, sends_allowed
from crisisengine.loader.link.goto import link_goto
from crisisengine.loader.link.linker import Linker
from crisisengine.loader.link.measures import TagGates, link_measure, link_tags
from crisisengine.loader.link.properties import link_properties
from crisisengine.loader.link.room import link_room
from crisisengine.loader.link.standing import check_scenes, offered_in
from crisisengine.loader.link.variables import site_named
from crisisengine.loader.schema.draft import DraftScenario, DraftScene
from crisisengine.model.scenario import (
    Chapter,
    Ending,
    GlossaryEntry,
    Heading,
    Inject,
    Measure,
    Objective,
    Scenario,
    Scene,
    Site,
    Source,
)

__all__ = ["link"]


def link(identifier: str, linker: Linker) -> Scenario:
    """The whole scenario; where there is an error it is of no use.

    Raises:
        OverBudget: the time or the memory is up.
    """
    draft = linker.draft
    head = draft.scenario or DraftScenario()
    tags, gates = link_tags(linker)
    standing = {key: link_measure(raw, "", ("measure", key), gates, linker) for key, raw in draft.measure.items()}
    offered: dict[str, dict[str, Measure]] = {}
    for key, raw_standing in draft.measure.items():
        check_scenes(key, linker)
        for name in offered_in(raw_standing, draft):
            offered.setdefault(name, {})[key] = standing[key]
    scenes = {key: _scene(raw, key, offered.get(key, {}), gates, linker) for key, raw in draft.scene.items()}
    chapters = {key: _chapter(key, linker) for key in draft.chapter}
    injects = {key: _inject(key, linker) for key in draft.inject}
    endings = {key: _ending(key, linker) for key in draft.ending}
    properties = link_properties(chapters, linker)
    scenes, roles = link_room(scenes, linker)
    scope = linker.scope
    attributes = [name for name, variable in scope.variables.items() if variable.party]
    clock = [linker.clock.unit] if linker.clock else []
    return Scenario(
        id=identifier,
        title=head.title,
        summary=head.summary,
        start=linker.place(head.start, ("scenario", "start"), endings=False),
        minutes=head.minutes,
        language=head.language,
        rehearses=head.rehearses,
        theory=head.theory,
        content_note=linker.prose(head.content_note, ("scenario", "content_note")),
        invented=linker.prose(head.invented, ("scenario", "invented")),
        role=linker.prose(head.role, ("scenario", "role")),
        mandate=linker.prose(head.mandate, ("scenario", "mandate")),
        leaves_out=linker.prose(head.leaves_out, ("scenario", "leaves_out")),
        doctrine=draft.doctrine.title if draft.doctrine else "",
        clock=linker.clock,
        parties=linker.parties,
        sites={
            key: Site(id=key, name=raw.name, latitude=raw.at[0], longitude=raw.at[1]) for key, raw in draft.site.items()
        },
        variables={
            name: scope.variables[name] for name in [*draft.variable, *attributes, *clock] if name in scope.variables
        },
        tags=tags,
        tiers={key: Heading(key, raw.label, raw.explains) for key, raw in draft.tier.items()},
        phases={key: Heading(key, raw.label, raw.explains) for key, raw in draft.phase.items()},
        principles={key: Heading(key, raw.label, raw.explains) for key, raw in draft.principle.items()},
        glossary=_glossary(linker),
        objectives={key: Objective(key, raw.text, raw.level) for key, raw in draft.objective.items()},
        sources={
            key: Source(id=key, title=raw.title, publisher=raw.publisher, date=raw.date, url=raw.url, note=raw.note)
            for key, raw in draft.source.items()
        },
        roles=roles,
        scenes=scenes,
        chapters=chapters,
        standing=standing,
        injects=injects,
        endings=endings,
        contingencies=sends_allowed(head, linker),
        properties=properties,
        visit_caps=dict(scope.visit_caps),
        taken_read=frozenset(scope.taken),
        fingerprint="",
    )


def _glossary(linker: Linker) -> dict[str, GlossaryEntry]:
    found = {}
    for name, raw in linker.draft.glossary.items():
        path = ("glossary", name)
        see = linker.names(raw.see, linker.draft.glossary, "entry", (*path, "see"))
        found[name] = GlossaryEntry(name, raw.term, linker.prose(raw.text, (*path, "text")), see)
    return found


def _scene(raw: DraftScene, name: str, standing: dict[str, Measure], gates: TagGates, linker: Linker) -> Scene:
    path = ("scene", name)
    measures = {
        key: link_measure(measure, name, (*path, "measure", key), gates, linker) for key, measure in raw.measure.items()
    }
    for key in standing:
        if key in measures:
            message = f"`{key}` is a standing measure too"
            hint = "give one of them another id, or write `standing = false` in the scene"
            linker.faults.add("duplicate-id", message, (*path, "measure", key), hint, on_key=True)
    return Scene(
        id=name,
        title=raw.title,
        chapter=linker.draft.chapter[raw.chapter].title if raw.chapter in linker.draft.chapter else raw.chapter,
        site=site_named(raw.site, linker.draft, (*path, "site"), linker.faults),
        text=linker.prose(raw.text, (*path, "text")),
        plain=linker.prose(raw.plain, (*path, "plain")),
        measures=measures | standing,
    )


def _chapter(name: str, linker: Linker) -> Chapter:
    raw, path = linker.draft.chapter[name], ("chapter", name)
    linker.budget.ask("linking")
    return Chapter(
        id=name,
        title=raw.title,
        start=linker.place(raw.start, (*path, "start"), endings=False),
        effects=linker.effects(raw.effects, path),
        route=route_of(path),
    )


def _inject(name: str, linker: Linker) -> Inject:
    raw, path, faults = linker.draft.inject[name], ("inject", name), linker.faults
    linker.budget.ask("linking")
    if raw.on is not None:
        linker.asks_for_clock("`on`", (*path, "on"))
        if linker.clock is not None and raw.on > linker.clock.length and ("clock", "length") not in faults.unread:
            message = f"the clock stops at {linker.clock.length}, so {raw.on} never comes"
            faults.add("wrong-value", message, (*path, "on"))
    check_contingency(name, linker)
    comes = raw.when is not None or raw.on is not None or raw.contingency or name in linker.scheduled
    mistyped = any(fault.code == "unknown-inject" or "later" in fault.path for fault in faults.found)
    if not comes and not mistyped and (*path, "on") not in faults.unread:
        hint = "give it `when` or `on`, or name it in a `later`"
        faults.add("unreachable-inject", f"nothing ever sends inject `{name}`", path, hint, on_key=True)
    return Inject(
        id=name,
        sender=raw.sender,
        to=raw.to,
        by=raw.by,
        grade=raw.grade,
        claims=linker.expression(raw.claims, (*path, "claims")),
        text=linker.prose(raw.text, (*path, "text")),
        plain=linker.prose(raw.plain, (*path, "plain")),
        when=linker.expression(raw.when, (*path, "when")),
        on=raw.on or 0,
        scheduled=name in linker.scheduled,
        scenes=linker.names(raw.scenes, linker.draft.scene, "scene", (*path, "scenes")),
        effects=linker.effects(raw.effects, path),
        goto=link_goto(raw.goto, (*path, "goto"), linker),
        repeat=raw.repeat,
        contingency=raw.contingency,
        good_answer=linker.prose(raw.good_answer, (*path, "good_answer")),
        lesson=linker.prose(raw.lesson, (*path, "lesson")),
        route=route_of(path),
    )


def _ending(name: str, linker: Linker) -> Ending:
    raw, path = linker.draft.ending[name], ("ending", name)
    linker.budget.ask("linking")
    return Ending(
        id=name,
        title=raw.title,
        rank=raw.rank,
        when=linker.expression(raw.when, (*path, "when")),
        text=linker.prose(raw.text, (*path, "text")),
        plain=linker.prose(raw.plain, (*path, "plain")),
        history=linker.prose(raw.history, (*path, "history")),
        route=route_of(path),
    )
