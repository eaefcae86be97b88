"""The keys that only a room or a map uses, warnings that are accepted, and the document without them: what a run can depend on."""

from __future__ import annotations

from functools import cache
from typing import Any

from crisisengine.loader.schema.draft import Draft, keys_of

__all__ = ["played"]

COUNTED = frozenset(
    [
        "always-saturates",
        "constant-guard",
        "default-closed",
        "idle-chance",
        "never-open",
        "no-dilemma",
        "same-label",
        "timeless-loop",
        "twin-endings",
        "uncited-source",
        "unreachable-prose",
        "unread-variable",
        "unrelated-otherwise",
        "untaught-objective",
    ]
)
"""Warnings whose acceptance is a part of fingerprints, as it was when runs were first kept. No later one is: to accept it
changes nothing for whoever plays, and runs that are kept stay those of the same scenario."""

_keys = cache(keys_of)


def played(tables: dict[str, Any]) -> dict[str, Any]:
    """The merged tables, read without a fault, without what is for a room or a map alone; a document that has none is equal to its own."""
    return _played(Draft, tables)


def _played(table: type, raw: dict[str, Any]) -> dict[str, Any]:
    """One table; documents nest about six deep, so this may recurse."""
    kept, keys = {}, _keys(table)
    for key, value in raw.items():
        metadata = keys[key][1] if key in keys else {}
        if metadata.get("room") and not (metadata.get("yields") and type(value) is int):
            continue
        if metadata and key == "allow" and value:
            value = [code for code in value if code in COUNTED]  # noqa: PLW2901 - what is left of it
            if not value:
                continue
        if "tables" in metadata:
            kept[key] = {identifier: _played(metadata["tables"], each) for identifier, each in value.items()}
        else:
            kept[key] = _played(metadata["table"], value) if "table" in metadata else value
    return kept
