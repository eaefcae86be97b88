"""The format as JSON Schema, for editors that know nothing of it: made of the Draft and its readers, so it cannot differ.

A schema sees a file, not a scenario: whether a name exists, what a guard means and what a doctrine adds is for the
loader. So it never refuses what the loader takes, and a table of a kind that a doctrine may hold needs no key in it: it
may lay a single one over the doctrine's.
"""

from __future__ import annotations

from typing import Any

from crisisengine.loader.schema.accepts import Reader
from crisisengine.loader.schema.draft import DOCTRINE_KINDS, Draft, keys_of
from crisisengine.loader.schema.readers import ID_ACCEPTS

__all__ = ["json_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema of a file: a scenario, a part that one includes, or a doctrine."""
    tables: dict[str, Any] = {}
    properties = {key: _held(metadata, default, key, tables) for key, (_, metadata, default) in keys_of(Draft).items()}
    return {
        "$schema": _DIALECT,
        "title": "Crisis Engine scenario",
        "description": "A scenario, a file that one includes, or a doctrine.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "dependentRequired": {"scenario": ["format"], "doctrine": ["format"], "extends": ["format", "scenario"]},
        "$defs": tables,
    }


def _held(metadata: dict[str, Any], default: Any, key: str, tables: dict[str, Any]) -> dict[str, Any]:
    """What a key may hold; the tables that it leads to are put into `tables`."""
    described = {"description": metadata["says"]}
    if "read" in metadata:
        reader: Reader[Any] = metadata["read"]
        shown = {"default": default} if type(default) in (bool, int, str) and default != "" else {}
        return {**described, **reader.accepts, **({} if metadata["required"] else shown)}
    if "array" in metadata:
        return {**described, "type": "array", "items": _table(metadata["array"], tables)}
    if "table" in metadata:
        return {**described, **_table(metadata["table"], tables)}
    return {
        **described,
        "type": "object",
        "propertyNames": ID_ACCEPTS,
        "additionalProperties": _table(metadata["tables"], tables, whole=key not in DOCTRINE_KINDS),
        "x-tombi-additional-key-label": key,
    }


def _table(table: type, tables: dict[str, Any], *, whole: bool = True) -> dict[str, Any]:
    """A reference to the table's schema, which is made where there is none yet; `whole`: all that it must hold is there."""
    name = table.__name__.removeprefix("Draft").lower()
    if name not in tables:
        made: dict[str, Any] = {"type": "object"}
        tables[name] = made
        keys = keys_of(table)
        made["properties"] = {
            key: _held(metadata, default, key, tables)
            for key, (_, metadata, default) in keys.items()
            if "rest" not in metadata
        }
        rest = [metadata for _, metadata, _ in keys.values() if "rest" in metadata]
        made["additionalProperties"] = {"description": rest[0]["says"], **rest[0]["rest"].accepts} if rest else False
        required = [key for key, (_, metadata, _) in keys.items() if metadata["required"]]
        if required and whole:
            made["required"] = required
    return {"$ref": f"#/$defs/{name}"}
