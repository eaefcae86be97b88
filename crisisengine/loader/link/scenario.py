"""Draft in, Scenario out: every name resolved, every expression typed, every text parsed; all faults recorded."""

from __future__ import annotations

from crisisengine.diagnostics import did_you_mean
from crisisengine.loader.faults import route_of
from crisisengine.loader.link.measures import YES, TagGates, link_measure, link_tags
from crisisengine.loader.link.scope import Context
from crisisengine.loader.schema.draft import DraftProperty, DraftScenario, DraftScene
from crisisengine.loader.toml.paths import Path
from crisisengine.model.scenario import (
    Ending,
    GlossaryEntry,
    Heading,
    Inject,
    Measure,
    Objective,
    Property,
    Scenario,
    Scene,
    Source,
)

__all__ = ["link"]

_KINDS_OF_PROPERTY = ("always", "never", "reachable", "eventually", "never_by_chance")


def link(identifier: str, context: Context) -> Scenario:
    """The whole scenario; where there is an error it is of no use."""
    draft = context.draft
    head = draft.scenario or DraftScenario()
    tags, gates = link_tags(context)
    standing = {key: link_measure(raw, "", ("measure", key), gates, context) for key, raw in draft.measure.items()}
    scenes = {key: _scene(raw, key, standing, gates, context) for key, raw in draft.scene.items()}
    injects = {key: _inject(key, context) for key in draft.inject}
    endings = {key: _ending(key, context) for key in draft.ending}
    context.scope.properties = True
    properties = {key: _property(raw, key, context) for key, raw in draft.property.items()}
    scope = context.scope
    attributes = [name for name, variable in scope.variables.items() if variable.party]
    clock = [context.clock.unit] if context.clock else []
    return Scenario(
        id=identifier,
        title=head.title,
        summary=head.summary,
        start=context.place(head.start, ("scenario", "start"), endings=False),
        minutes=head.minutes,
        content_note=head.content_note,
        invented=context.prose(head.invented, ("scenario", "invented")),
        role=context.prose(head.role, ("scenario", "role")),
        mandate=context.prose(head.mandate, ("scenario", "mandate")),
        leaves_out=context.prose(head.leaves_out, ("scenario", "leaves_out")),
        doctrine=draft.doctrine.title if draft.doctrine else "",
        clock=context.clock,
        parties=context.parties,
        variables={
            name: scope.variables[name] for name in [*draft.variable, *attributes, *clock] if name in scope.variables
        },
        tags=tags,
        tiers={key: Heading(key, raw.label, raw.explains) for key, raw in draft.tier.items()},
        phases={key: Heading(key, raw.label, raw.explains) for key, raw in draft.phase.items()},
        principles={key: Heading(key, raw.label, raw.explains) for key, raw in draft.principle.items()},
        glossary=_glossary(context),
        objectives={key: Objective(key, raw.text, raw.level) for key, raw in draft.objective.items()},
        sources={
            key: Source(key, raw.title, raw.publisher, raw.date, raw.url, raw.note) for key, raw in draft.source.items()
        },
        scenes=scenes,
        standing=standing,
        injects=injects,
        endings=endings,
        properties=properties,
        visit_caps=dict(scope.visit_caps),
        taken_read=frozenset(scope.taken),
        fingerprint="",
    )


def _glossary(context: Context) -> dict[str, GlossaryEntry]:
    found = {}
    for name, raw in context.draft.glossary.items():
        path = ("glossary", name)
        see = context.names(raw.see, context.draft.glossary, "entry", (*path, "see"))
        found[name] = GlossaryEntry(name, raw.term, context.prose(raw.text, (*path, "text")), see)
    return found


def _scene(raw: DraftScene, name: str, standing: dict[str, Measure], gates: TagGates, context: Context) -> Scene:
    path = ("scene", name)
    measures = {
        key: link_measure(one, name, (*path, "measure", key), gates, context) for key, one in raw.measure.items()
    }
    if raw.standing:
        for key in standing:
            if key in measures:
                message = f"`{key}` is a standing measure too"
                hint = "give one of them another id, or write `standing = false` in the scene"
                context.faults.add("duplicate-id", message, (*path, "measure", key), hint, on_key=True)
        measures |= standing
    return Scene(name, raw.title, raw.chapter, context.prose(raw.text, (*path, "text")), measures)


def _inject(name: str, context: Context) -> Inject:
    raw, path, faults = context.draft.inject[name], ("inject", name), context.faults
    if raw.on is not None:
        context.asks_for_clock("`on`", (*path, "on"))
        if context.clock is not None and raw.on > context.clock.length and ("clock", "length") not in faults.unread:
            message = f"the clock stops at {context.clock.length}, so {raw.on} never comes"
            faults.add("wrong-value", message, (*path, "on"))
    if raw.when is None and raw.on is None and name not in context.scheduled and (*path, "on") not in faults.unread:
        hint = "give it `when` or `on`, or name it in a `later`"
        faults.add("unreachable-inject", f"nothing ever sends inject `{name}`", path, hint, on_key=True)
    return Inject(
        name,
        raw.sender,
        raw.to,
        raw.by,
        raw.grade,
        context.expression(raw.claims, (*path, "claims")),
        context.prose(raw.text, (*path, "text")),
        context.expression(raw.when, (*path, "when")),
        raw.on or 0,
        name in context.scheduled,
        context.names(raw.scenes, context.draft.scene, "scene", (*path, "scenes")),
        context.effects(raw.effects, path),
        context.place(raw.goto, (*path, "goto")),
        raw.repeat,
        context.prose(raw.lesson, (*path, "lesson")),
        route_of(path),
    )


def _ending(name: str, context: Context) -> Ending:
    raw, path = context.draft.ending[name], ("ending", name)
    return Ending(
        name,
        raw.title,
        raw.rank,
        context.expression(raw.when, (*path, "when")),
        context.prose(raw.text, (*path, "text")),
        context.prose(raw.history, (*path, "history")),
        route_of(path),
    )


def _property(raw: DraftProperty, name: str, context: Context) -> Property:
    path = ("property", name)
    given = [kind for kind in _KINDS_OF_PROPERTY if getattr(raw, kind) is not None]
    if len(given) != 1:
        code, many = ("misplaced", "more than one claim") if given else ("missing-key", "no claim")
        hint = f"give exactly one of {', '.join(f'`{kind}`' for kind in _KINDS_OF_PROPERTY)}"
        context.faults.add(code, f"property `{name}` makes {many}", path, hint, on_key=True)
        return Property(name, "always", YES, "", (), route_of(path))
    kind = given[0]
    text = getattr(raw, kind)
    claim, ending = None, ""
    if kind == "never_by_chance":
        ending = text
        if ending not in context.draft.ending:
            hint = did_you_mean(ending, context.draft.ending)
            context.faults.add("unknown-ending", f"there is no ending `{ending}`", (*path, kind), hint)
    else:
        claim = context.expression(text, (*path, kind))
    if raw.at and kind in ("eventually", "never_by_chance"):
        hint = "leave `at` out; `always`, `never` and `reachable` can be asked at a moment"
        context.faults.add(
            "misplaced", f"`{kind}` speaks of whole runs, not of a moment", (*path, "at"), hint, on_key=True
        )
    at = tuple(_moment(one, (*path, "at", number), context) for number, one in enumerate(raw.at))
    return Property(name, kind, claim, ending, at, route_of(path))


def _moment(text: str, path: Path, context: Context) -> str:
    """`tag.T`, `scene.S`, or a measure as in `taken()`; the last becomes `measure.KEY`."""
    draft, measures = context.draft, context.scope.measures
    family, _, rest = text.partition(".")
    if family in ("tag", "scene") and rest in getattr(draft, family):
        return text
    keys = measures.get(text.removeprefix("measure."), ())
    if len(keys) == 1:
        return f"measure.{keys[0]}"
    if keys:
        hint = "name the scene too: " + ", ".join(f"`{key}`" for key in keys[:5])
        context.faults.add("unknown-measure", f"`{text}` could be more than one measure", path, hint)
    else:
        noun, named = (family, rest) if family in ("tag", "scene") and rest else ("measure", text)
        known = [*(f"tag.{one}" for one in draft.tag), *(f"scene.{one}" for one in draft.scene), *measures]
        context.faults.add(f"unknown-{noun}", f"there is no {noun} `{named}`", path, did_you_mean(text, known))
    return text
