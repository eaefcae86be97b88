"""What stands in a scenario and does nothing: words that nothing sets, tags that nothing bears, effects that change nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from crisisengine.loader.advice import Advice
from crisisengine.loader.schema.draft import Draft
from crisisengine.loader.toml.paths import Path
from crisisengine.model.expression import Arithmetic, Choose, Expression, Literal, Read
from crisisengine.model.scenario import Effect, Measure, Outcome, Scenario

__all__ = ["Say", "effects_of_all", "unused"]

SHORTEST = 3
"""Letters of a name in which a slip can be told from another name."""
MOST_CHAPTERS = 300
"""Names of chapters that one is held against."""

Say = Callable[..., None]
"""Records a warning: code, message, path of a table, hint, and what leads from the table to the place."""


def unused(draft: Draft, linked: Scenario, say: Say) -> None:
    """Record all of it, but for what a doctrine declares: others use the rest of that."""
    _words(draft, linked, say)
    _headings(draft, say)
    _chapters(draft, say)
    for path, _, effects in effects_of_all(linked):
        for number, effect in enumerate(effects):
            if _changes_nothing(effect):
                message = f"this effect leaves `{effect.variable}` as it is"
                say(
                    "idle-effect",
                    message,
                    path,
                    "leave it out, or let it change something",
                    "effects",
                    number,
                    value=True,
                )


def effects_of_all(linked: Scenario) -> Iterator[tuple[Path, Measure | None, tuple[Effect, ...]]]:
    """The path of each table that has effects, the measure that it is or None, and the effects; what a price takes is none."""
    for measure in linked.measures:
        path = ("scene", measure.scene, "measure", measure.id) if measure.scene else ("measure", measure.id)
        yield path, measure, measure.effects[: len(measure.effects) - len(measure.costs)]
        outcomes: tuple[Outcome, ...] = measure.outcomes
        for outcome in outcomes:
            yield (*path, "chance", outcome.id), None, outcome.effects
    for inject in linked.injects.values():
        yield ("inject", inject.id), None, inject.effects
    for chapter in linked.chapters.values():
        yield ("chapter", chapter.id), None, chapter.effects


def _words(draft: Draft, linked: Scenario, say: Say) -> None:
    """Words with which no run starts, and that no effect sets, of a variable that effects or draws set to others."""
    known: dict[str, set[int] | None] = {}
    for variable in linked.variables.values():
        if variable.sort == "word" and variable.derived is None:
            known[variable.name] = {value for value, _ in variable.draw} or {variable.start}
    moved = {variable.name for variable in linked.variables.values() if variable.draw}
    for _, _, effects in effects_of_all(linked):
        moved |= {effect.variable for effect in effects}
        for effect in effects:
            found, value = known.get(effect.variable), _values(effect.value)
            if found is not None:
                known[effect.variable] = None if value is None else found | value
    for name, set_somewhere in known.items():
        raw = draft.variable.get(name)
        if name not in moved or set_somewhere is None or raw is None or raw.values is None:
            continue
        left = [word for number, word in enumerate(raw.values) if number not in set_somewhere]
        if left:
            listed = ", ".join(f"`{word}`" for word in left[:8])
            hint = (
                "let an effect set it, or leave it out" if len(left) == 1 else "let effects set them, or leave them out"
            )
            place = raw.values.index(left[0])
            say(
                "unused-word",
                f"nothing ever makes `{name}` {listed}",
                ("variable", name),
                hint,
                "values",
                place,
                value=True,
            )


def _values(value: Expression) -> set[int] | None:
    """What an effect may set; None where that is not plain to see."""
    if isinstance(value, Literal):
        return {value.value}
    if isinstance(value, Choose):
        then, otherwise = _values(value.then), _values(value.otherwise)
        return None if then is None or otherwise is None else then | otherwise
    return None


def _headings(draft: Draft, say: Say) -> None:
    measures = [measure for scene in draft.scene.values() for measure in scene.measure.values()]
    borne = {tag for measure in [*measures, *draft.measure.values()] for tag in measure.tags}
    asked = {moment for promised in draft.property.values() for moment in promised.at}
    for tag in draft.tag:
        if tag not in borne and f"tag.{tag}" not in asked:
            hint = f'write `tags = ["{tag}"]` in one, or leave it out'
            say("unborne-tag", f"no measure bears tag `{tag}`", ("tag", tag), hint)
    for kind in ("tier", "phase", "principle"):
        named = {getattr(tag, kind) for tag in draft.tag.values()}
        for heading in getattr(draft, kind):
            if heading not in named:
                hint = f'write `{kind} = "{heading}"` in a tag, or leave it out'
                say("unborne-tag", f"no tag is of {kind} `{heading}`", (kind, heading), hint)


def _chapters(draft: Draft, say: Say) -> None:
    """A scene alone in a chapter whose name is nearly that of another: most likely it is meant to stand there."""
    scenes = Counter(raw.chapter for raw in draft.scene.values() if raw.chapter)
    titles = {raw.title: identifier for identifier, raw in draft.chapter.items()}
    known = [*draft.chapter, *titles, *(name for name, count in scenes.items() if count > 1)]
    for identifier, raw in draft.scene.items():
        name = raw.chapter
        if not name or name in known or scenes[name] > 1:
            continue
        near = next((other for other in known[:MOST_CHAPTERS] if _nearly(name.lower(), other.lower())), None)
        if near is not None:
            message = f"scene `{identifier}` stands alone in chapter `{name}`"
            hint = Advice(f"did you mean `{near}`?", near)
            say("stray-chapter", message, ("scene", identifier), hint, "chapter", value=True)


def _nearly(name: str, other: str) -> bool:
    """Whether a slip of one letter makes one of two names the other; `act 1` and `act 2` are near, and are meant to be two."""
    short = min(len(name), len(other))
    if short < SHORTEST or abs(len(name) - len(other)) > 1:
        return False
    before = next((at for at in range(short) if name[at] != other[at]), short)
    behind = next((at for at in range(short - before) if name[-1 - at] != other[-1 - at]), short - before)
    here, there = name[before : len(name) - behind], other[before : len(other) - behind]
    if (here + there).isdigit():
        return False
    return (len(here) < 2 and len(there) < 2) or (len(here) == 2 and here == there[::-1])


def _changes_nothing(effect: Effect) -> bool:
    match effect.value:
        case Read(name):
            return name == effect.variable
        case Arithmetic("+" | "-", Read(name), Literal(0)):
            return name == effect.variable
        case Choose(then, _, otherwise):
            return then == otherwise == Read(effect.variable)
    return False
