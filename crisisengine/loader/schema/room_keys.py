"""The keys that only a room or a map uses, and the document without them: what a run can depend on."""

from __future__ import annotations

from functools import cache
from typing import Any

from crisisengine.loader.schema.draft import Draft, keys_of

__all__ = ["played"]

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
        if "tables" in metadata:
            kept[key] = {identifier: _played(metadata["tables"], each) for identifier, each in value.items()}
        else:
            kept[key] = _played(metadata["table"], value) if "table" in metadata else value
    return kept
