"""Whether two scenarios are one and the same but for a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from attrs import AttrsInstance, fields, has

from crisisengine.model.prose import Plain
from crisisengine.model.scenario import Scenario

__all__ = ["same_but_for"]

_LEFT_OUT = frozenset(("fingerprint", "kept"))
_ADDRESS = re.compile(r"[a-z0-9_.\[\]']+")
_ID = re.compile(r"[a-z0-9_]+")


def same_but_for(old: Scenario, new: Scenario, before: str, after: str) -> bool:
    """Whether the new scenario says what the old one says, with the id `after` in some places where that has `before`.

    Only names and routes may differ, never a text for people, and the order of everything counts. That each place is the
    right one follows from `after` being new: a name that was left behind would name nothing, and the scenario not load.
    """
    return _same(old, new, (before, after))


def _same(old: object, new: object, names: tuple[str, str]) -> bool:
    """Scenarios nest as deep as their expressions may, 50 levels, so this may recurse."""
    if isinstance(old, str) and isinstance(new, str):
        return _same_name(old, new, names)
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return _same(tuple(old.items()), tuple(new.items()), names)
    if isinstance(old, tuple) and isinstance(new, tuple):
        return len(old) == len(new) and all(_same(part, other, names) for part, other in zip(old, new, strict=True))
    if isinstance(old, frozenset) and isinstance(new, frozenset):
        return _same(_sorted(old, names), _sorted(new, names), names)
    if isinstance(old, Plain) and isinstance(new, Plain):
        before, after = (
            f"](glossary:{name})" for name in names
        )  # the only names that stay in a text once it is linked
        return new.text in (old.text, old.text.replace(before, after))
    if type(old) is type(new) and has(type(old)):
        return all(
            _same(getattr(old, field.name), getattr(new, field.name), names)
            for field in fields(cast(type[AttrsInstance], type(old)))
            if field.name not in _LEFT_OUT
        )
    return old == new


def _same_name(old: str, new: str, names: tuple[str, str]) -> bool:
    """Whether two strings are equal, or an address in which the one id stands for the other."""
    if old == new:
        return True
    if not _ADDRESS.fullmatch(old) or not _ADDRESS.fullmatch(new) or _ID.sub("", old) != _ID.sub("", new):
        return False
    return all(
        part == other or (part, other) == names for part, other in zip(_ID.findall(old), _ID.findall(new), strict=True)
    )


def _sorted(keys: frozenset[Any], names: tuple[str, str]) -> tuple[Any, ...]:
    """In an order that does not depend on which of the two ids stands there."""
    before, after = names
    return tuple(
        sorted(keys, key=lambda key: ([after if part == before else part for part in str(key).split(".")], str(key)))
    )
