"""Promises: one claim each, and beside it only what goes with that kind of claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import get_args

from crisisengine.loader.advice import Advice, bare_or_meant, meant, meant_or_listed
from crisisengine.loader.faults import route_of
from crisisengine.loader.link.linker import Linker
from crisisengine.loader.link.measures import YES
from crisisengine.loader.schema.draft import DraftProperty
from crisisengine.loader.toml.paths import Path
from crisisengine.model.expression import Expression, Literal
from crisisengine.model.kinds import PropertyKind
from crisisengine.model.scenario import Chapter, Property, Variable

__all__ = ["link_properties"]

_KINDS: tuple[PropertyKind, ...] = get_args(PropertyKind)
_BELONGS: dict[str, tuple[PropertyKind, ...]] = {
    "at": ("always", "never", "reachable", "changes"),
    "fair": ("forced", "eventually"),
    "play": ("likely",),
    "at_least": ("likely",),
    "at_most": ("likely",),
    "to": ("answers",),
    "within": ("answers",),
}
"""The kinds with which a key goes; the other keys of a property go with all."""


def link_properties(chapters: Mapping[str, Chapter], linker: Linker) -> dict[str, Property]:
    """Every property of the draft; `chapters`: linked already, for what a variable starts with.

    Raises:
        OverBudget: the time or the memory is up.
    """
    scope = linker.scope
    scope.starts = _unlike(scope.variables, chapters)
    found = {key: _property(raw, key, linker) for key, raw in linker.draft.property.items()}
    scope.asked_of, scope.of_steps = None, False
    return found


def _unlike(variables: Mapping[str, Variable], chapters: Mapping[str, Chapter]) -> dict[str, str]:
    """The variables that may start differently from run to run, and why."""
    found = {}
    for chapter in chapters.values():
        for effect in chapter.effects:
            start = variables[effect.variable].start
            if not isinstance(effect.value, Literal) or effect.value.value != start:
                found[effect.variable] = f"chapter `{chapter.id}` sets it"
    return found | {name: "the world draws it" for name, variable in variables.items() if variable.draw}


def _property(raw: DraftProperty, name: str, linker: Linker) -> Property:
    path = ("property", name)
    linker.budget.ask("linking")
    given = [kind for kind in _KINDS if getattr(raw, kind) is not None]
    if len(given) != 1:
        code, many = ("misplaced", "more than one claim") if given else ("missing-key", "no claim")
        hint = f"give exactly one of {', '.join(f'`{kind}`' for kind in _KINDS)}"
        if given or not any(fault.path[:2] == path for fault in linker.faults.found):
            linker.faults.add(code, f"property `{name}` makes {many}", path, hint, on_key=True)
        return Property(id=name, kind="always", claim=YES, when=None, ending="", at=(), route=route_of(path))
    kind = given[0]
    _refuse_strangers(raw, kind, path, linker)
    linker.scope.asked_of, linker.scope.of_steps = kind, kind == "changes"
    claim, ending = None, ""
    if kind == "never_by_chance":
        ending = raw.never_by_chance or ""
        if ending not in linker.draft.ending:
            near = bare_or_meant(ending, linker.draft.ending, "ending")
            linker.faults.add("unknown-ending", f"there is no ending `{ending}`", (*path, kind), near)
    else:
        claim = linker.expression(getattr(raw, kind), (*path, kind))
    linker.scope.of_steps = False
    _ASKS.get(kind, _nothing_more)(raw, path, linker)
    return Property(
        id=name,
        kind=kind,
        claim=claim,
        when=linker.expression(raw.when, (*path, "when")),
        ending=ending,
        at=tuple(_moment(moment, (*path, "at", number), linker) for number, moment in enumerate(raw.at)),
        fair=bool(raw.fair),
        play=raw.play or "best",
        at_least=raw.at_least,
        at_most=raw.at_most,
        to=_answered(raw, path, linker) if kind == "answers" else None,
        within=raw.within,
        route=route_of(path),
    )


def _refuse_strangers(raw: DraftProperty, kind: PropertyKind, path: Path, linker: Linker) -> None:
    """Record every key that would have no effect beside a claim of this kind."""
    for key, kinds in _BELONGS.items():
        if kind in kinds or getattr(raw, key) in (None, ()):
            continue
        named = [f"`{known}`" for known in kinds]
        listed = " and ".join([", ".join(named[:-1]), named[-1]] if named[1:] else named)
        message = f"`{key}` does not go with `{kind}`"
        hint = f"it goes with {listed}"
        if key == "at":
            message = f"`{kind}` speaks of whole runs, not of a moment"
            hint = f"leave `at` out; {listed} can be asked at a moment"
        linker.faults.add("misplaced", message, (*path, key), hint, on_key=True)


def _nothing_more(raw: DraftProperty, path: Path, linker: Linker) -> None:
    """Of most kinds: nothing else is asked."""


def _of_likely(raw: DraftProperty, path: Path, linker: Linker) -> None:
    """Record a chance that nothing is asked of, or nothing can meet."""
    unread = {fault.path for fault in linker.faults.found}
    if raw.at_least is None and raw.at_most is None and not any(fault[:2] == path for fault in unread):
        hint = "for example `at_least = 0.5`"
        message = f"property `{path[1]}` asks how likely, and needs `at_least` or `at_most`"
        linker.faults.add("missing-key", message, (*path, "likely"), hint, on_key=True)
    elif raw.at_least is not None and raw.at_most is not None and raw.at_least > raw.at_most:
        message = "`at_least` is more than `at_most`, and no chance is both"
        linker.faults.add("wrong-value", message, (*path, "at_least"))


def _of_answers(raw: DraftProperty, path: Path, linker: Linker) -> None:
    """Record an answer to nothing, or one within the units of no clock."""
    if raw.to is None and (*path, "to") not in linker.faults.unread:
        hint = 'what is to be answered: `to = "breach_proven"`'
        linker.faults.add("missing-key", f"property `{path[1]}` answers nothing, and needs `to`", (*path, "answers"), hint, on_key=True)  # fmt: skip
    if raw.within is not None:
        linker.asks_for_clock("`within`", (*path, "within"))


_ASKS: dict[PropertyKind, Callable[[DraftProperty, Path, Linker], None]] = {
    "likely": _of_likely,
    "answers": _of_answers,
}
"""What else is asked of a kind."""


def _answered(raw: DraftProperty, path: Path, linker: Linker) -> Expression:
    """What is answered; anything where it is not said, or is at fault."""
    return linker.expression(raw.to, (*path, "to")) or YES


def _moments(text: str, noun: str, known: Sequence[str]) -> Advice:
    """The moment that is nearest; where none is near, those of the kind that was named."""
    own = [name for name in known if name.startswith(f"{noun}.")] or [name for name in known if "." in name]
    return meant(text, known) or meant_or_listed(text, own, noun)


def _moment(text: str, path: Path, linker: Linker) -> str:
    """`tag.T`, `scene.S`, or a measure as in `taken()`; the last becomes `measure.KEY`."""
    draft, measures = linker.draft, linker.scope.measures
    family, _, rest = text.partition(".")
    if family in ("tag", "scene") and rest in getattr(draft, family):
        return text
    keys = measures.get(text.removeprefix("measure."), ())
    if len(keys) == 1:
        return f"measure.{keys[0]}"
    if keys:
        hint = Advice("name the scene too: " + ", ".join(f"`{key}`" for key in keys[:5]))
        linker.faults.add("unknown-measure", f"`{text}` could be more than one measure", path, hint)
    else:
        noun, named = (family, rest) if family in ("tag", "scene") and rest else ("measure", text)
        known = [*(f"tag.{name}" for name in draft.tag), *(f"scene.{name}" for name in draft.scene), *measures]
        whole = next((f"{kind}.{text}" for kind in ("scene", "tag") if text in getattr(draft, kind)), "")
        hint = Advice(f"did you mean `{whole}`?", whole) if whole else _moments(text, noun, known)
        linker.faults.add(f"unknown-{noun}", f"there is no {noun} `{named}`", path, hint)
    return text
