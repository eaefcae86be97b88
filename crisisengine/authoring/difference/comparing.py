"""Two versions of a scenario side by side: things that came, went, bear another name or say something else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal, get_args

from attrs import frozen

from crisisengine.authoring.difference.facets import Thing, ThingKind, things
from crisisengine.authoring.difference.word_changes import Stretch, word_changes
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.model.scenario import Scenario
from crisisengine.text.plain import plain

__all__ = ["FacetChange", "ThingChange", "compare"]

How = Literal["new", "gone", "renamed", "changed", "unread"]


@frozen
class FacetChange:
    """Something that is said otherwise now."""

    term: str
    before: str
    """In bare words; empty where nothing was said."""
    after: str
    stretches: tuple[Stretch, ...]
    """The same word by word."""


@frozen(kw_only=True)
class ThingChange:
    """What became of one thing."""

    kind: ThingKind
    how: How
    key: str
    """As it is known now; where it is gone, as it was."""
    title: str
    within: str = ""
    """The title of the scene that it stands in."""
    was: str = ""
    """Its key before, where it is known by another."""
    facets: tuple[FacetChange, ...] = ()
    left_out: tuple[str, ...] = ()
    """Of what is unread: what a version does not show as it was written, in words."""


def compare(
    before: Scenario,
    after: Scenario,
    budget: Budget = UNLIMITED,
    unread: Mapping[tuple[ThingKind, str], Sequence[str]] = MappingProxyType({}),
) -> tuple[ThingChange, ...]:
    """Every change, kind by kind, each kind in the order of the story; none between a scenario and itself.

    Args:
        before: the older version.
        after: the newer one.
        budget: for all of it.
        unread: things that cannot be compared, and why; what is said of them is not told as changed.

    Raises:
        OverBudget: the budget is used up.
    """
    old = {(thing.kind, thing.key): thing for thing in things(before)}
    new = {(thing.kind, thing.key): thing for thing in things(after)}
    renamed = _renamed(old, new)
    told: dict[str, list[ThingChange]] = defaultdict(list)
    for key, thing in new.items():
        budget.ask("writing")
        was = renamed.get(key, key)
        why = (*unread.get(key, ()), *(unread.get(was, ()) if was != key else ()))
        change = _unread(thing, _title(after, thing), why) or _change(old.get(was), thing, _title(after, thing))
        if change is not None:
            told[thing.kind].append(change)
    taken = {*new, *renamed.values()}
    for key, thing in old.items():
        if key not in taken:
            within = _title(before, thing)
            gone = ThingChange(kind=thing.kind, how="gone", key=thing.key, title=thing.title, within=within)
            told[thing.kind].append(_unread(thing, within, unread.get(key, ())) or gone)
    return tuple(change for kind in get_args(ThingKind) for change in told[kind])


def _unread(thing: Thing, within: str, why: Sequence[str]) -> ThingChange | None:
    """That a thing could not be compared; None where it can be."""
    if not why:
        return None
    return ThingChange(
        kind=thing.kind, how="unread", key=thing.key, title=thing.title, within=within, left_out=tuple(why)
    )


def _title(scenario: Scenario, thing: Thing) -> str:
    scene = scenario.scenes.get(thing.within)
    return scene.title if scene is not None else ""


def _change(before: Thing | None, after: Thing, within: str) -> ThingChange | None:
    if before is None:
        told = tuple(change for term, said in after.facets.items() for change in _facet(term, "", said))
        return ThingChange(kind=after.kind, how="new", key=after.key, title=after.title, within=within, facets=told)
    facets = tuple(
        change
        for term in dict.fromkeys([*after.facets, *before.facets])
        for change in _facet(term, before.facets.get(term, ""), after.facets.get(term, ""))
    )
    was = before.key if before.key != after.key else ""
    if not facets and not was:
        return None
    how: How = "renamed" if was else "changed"
    return ThingChange(
        kind=after.kind, how=how, key=after.key, title=after.title, within=within, was=was, facets=facets
    )


def _facet(term: str, before: str, after: str) -> tuple[FacetChange, ...]:
    if before == after:
        return ()
    old, new = plain(before), plain(after)
    if old == new:
        return (FacetChange(f"{term} (its marks)", before, after, word_changes(before, after)),)
    return (FacetChange(term, old, new, word_changes(old, new)),)


def _renamed(
    old: dict[tuple[ThingKind, str], Thing], new: dict[tuple[ThingKind, str], Thing]
) -> dict[tuple[ThingKind, str], tuple[ThingKind, str]]:
    """From the new key of a thing to its old one: where one that is gone bears the very name of one that came, and no other does."""
    gone = _by_name([thing for key, thing in old.items() if key not in new])
    came = _by_name([thing for key, thing in new.items() if key not in old])
    found = {}
    for name, things_new in came.items():
        things_old = gone.get(name, [])
        if len(things_old) == len(things_new) == 1:
            found[things_new[0].kind, things_new[0].key] = (things_old[0].kind, things_old[0].key)
    return found


def _by_name(known: list[Thing]) -> dict[tuple[str, ...], list[Thing]]:
    """Things by what people know them by; a measure also by what it says, since many scenes have a `Wait`."""
    found: dict[tuple[str, ...], list[Thing]] = defaultdict(list)
    for thing in known:
        text = thing.facets.get("Result", "") if thing.kind == "measure" else thing.facets.get("Name", "")
        if thing.kind == "promise":
            text = thing.facets["Promise"]
        name = "" if thing.kind == "promise" else thing.title
        found[thing.kind, name, text].append(thing)
    return found
