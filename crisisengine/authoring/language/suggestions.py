"""What could be written at a place: keys with what they are for, ids of the right kind, names and words inside expressions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

from attrs import frozen

from crisisengine.authoring.language.cursor import Cursor, cursor_at
from crisisengine.authoring.mentions import Mentions
from crisisengine.authoring.names import Declared
from crisisengine.loader.expressions.strangers import FUNCTIONS
from crisisengine.loader.schema.accepts import Holds, Reader
from crisisengine.loader.schema.draft import DOCTRINE_KINDS, Draft, keys_of
from crisisengine.loader.toml.paths import Path

__all__ = ["Suggestion", "key_at", "suggestions"]

SuggestionKind = Literal["key", "table", "id", "name", "word", "function"]

_TAIL = re.compile(r"[A-Za-z_][A-Za-z_0-9.]*$")
_ASKED = re.compile(r"\b(taken|visits|due|possible)\(\s*'([\w.]*)$")
_LEAST = re.compile(r"\bleast\(\s*(\w*)$")
_WORD = re.compile(r"(?:([\w.]+)\s*(?:==|!=|<=|>=|<|>|=)\s*)?'(\w*)$")
_CITED = re.compile(r"\[\^(\w*)$")
_LOOKED_UP = re.compile(r"\]\(glossary:(\w*)$")
LONGEST_TAIL = 200
"""Characters before a place that decide what could stand there."""
_FACTS = {"visits": "scene", "due": "inject", "possible": "ending"}


@frozen
class Suggestion:
    """Something that could stand there."""

    text: str
    kind: SuggestionKind
    typed: int
    """How many characters before the place it takes the place of."""
    says: str = ""
    """What it is for, in a sentence."""


def suggestions(text: str, offset: int, names: Declared) -> list[Suggestion]:
    """What could be written at an offset; the text need not be TOML yet.

    Args:
        text: the file.
        offset: where somebody is writing.
        names: the ids that the scenario declares.
    """
    cursor = cursor_at(text, offset)
    match cursor.kind:
        case "comment":
            return []
        case "header":
            return list(_headers(cursor, names))
        case "key":
            return list(_keys(cursor))
    metadata = key_at(cursor.path)
    reader = metadata.get("read") or metadata.get("rest")
    if not isinstance(reader, Reader):
        return []
    if cursor.kind == "value":
        return [Suggestion(word, "word", len(cursor.before)) for word in _values(reader)]
    return list(_texts(reader, cursor, names))


def key_at(path: Path) -> dict[str, Any]:
    """What is known of the key at a path in which elements of arrays are not counted; nothing where there is none such."""
    table: type | None = Draft
    metadata: dict[str, Any] = {}
    steps = iter(path)
    for step in steps:
        if table is None:  # inside a table that a reader reads, as a measure's answers to gates
            return metadata if "read" in metadata else {}
        keys = keys_of(table)
        known = keys.get(str(step)) or keys.get("rest")
        if known is None:
            return {}
        metadata = known[1]
        table = metadata.get("table") or metadata.get("tables") or metadata.get("array")
        if "tables" in metadata and next(steps, None) is None:
            return metadata
    return metadata


def _table(path: Path) -> type | None:
    """The class of the table at such a path."""
    metadata = key_at(path)
    found = metadata.get("table") or metadata.get("tables") or metadata.get("array")
    return found if path else Draft


def _headers(cursor: Cursor, names: Declared) -> Iterator[Suggestion]:
    """Kinds of tables, and ids to lay tables under."""
    *before, typed = cursor.before.split(".")
    path = tuple(name.strip() for name in before)
    typed = typed.strip()
    metadata = key_at(path)
    if path and "tables" in metadata and _id_follows(path):
        kind, scene = path[-1], path[1] if len(path) > 1 else ""
        ids = names.measures.get(scene, frozenset()) if len(path) > 1 else names.ids.get(kind, frozenset())
        yield from (Suggestion(name, "id", len(typed)) for name in sorted(ids))
        return
    table = _table(path)
    for key, (_, known, _) in (keys_of(table) if table else {}).items():
        if "table" in known or "tables" in known:
            yield Suggestion(key, "table", len(typed), known["says"])


def _id_follows(path: tuple[str, ...]) -> bool:
    """Whether the next part of a header is an id: the path ends in a kind of table, and not in an id of that kind."""
    table: type | None = Draft
    steps = iter(path)
    for step in steps:
        known = keys_of(table).get(step) if table is not None else None
        if known is None:
            return False
        table = known[1].get("table") or known[1].get("tables")
        if "tables" in known[1] and next(steps, None) is None:
            return True
    return False


def _keys(cursor: Cursor) -> Iterator[Suggestion]:
    table = _table(cursor.path)
    kind = str(cursor.path[0]) if cursor.path else ""
    for key, (_, metadata, _) in (keys_of(table) if table else {}).items():
        if "rest" in metadata or "tables" in metadata:
            continue
        must = " It must be there." if metadata["required"] and kind not in DOCTRINE_KINDS else ""
        yield Suggestion(key, "key", len(cursor.before), metadata["says"] + must)


def _values(reader: Reader[Any]) -> Iterator[str]:
    """What can stand without quotes, or be quoted as it is."""
    if reader.accepts.get("type") == "boolean" or reader.holds == "word":
        yield from ("true", "false")
    yield from (f'"{word}"' for word in reader.accepts.get("enum", ()))


def _texts(reader: Reader[Any], cursor: Cursor, names: Declared) -> Iterator[Suggestion]:
    """What could go on inside a text."""
    before = cursor.before
    for word in reader.accepts.get("enum", ()):
        yield Suggestion(word, "word", len(before))
    find = _INSIDE.get(reader.holds)
    if find is not None:
        yield from find(before, cursor.path, names, reader)


_Found = Iterator[Suggestion]


def _ids(ids: Iterable[str], typed: str) -> _Found:
    return (Suggestion(name, "id", len(typed)) for name in sorted(ids))


def _names(before: str, path: Path, names: Declared, reader: Reader[Any]) -> _Found:
    for kind in reader.names:
        if kind == "measure" and path[0] == "scene":
            yield from _ids(names.measures.get(str(path[1]), ()), before)
        yield from _ids(["back"] if kind == "back" else names.ids[kind], before)


def _expression(before: str, _: Path, names: Declared, __: Reader[Any]) -> _Found:
    quoted = before.count("'") % 2
    before = before[-LONGEST_TAIL:]
    asked, least = _ASKED.search(before), _LEAST.search(before)
    if asked is not None:
        ids = _measure_keys(names) if asked[1] == "taken" else names.ids[_FACTS[asked[1]]]
        yield from _ids(ids, asked[2])
    elif least is not None:
        yield from _ids(names.ids["attribute"], least[1])
    elif quoted:
        word = _WORD.search(before)
        if word is not None:
            bearer = Mentions(names).bearer(word[1]) if word[1] else ""
            words = names.words.get(bearer) or dict.fromkeys(word for own in names.words.values() for word in own)
            yield from (Suggestion(each, "word", len(word[2])) for each in words)
    else:
        tail = _TAIL.search(before)
        typed = tail[0] if tail else ""
        yield from (Suggestion(name, "name", len(typed)) for name in _values_named(names))
        yield from (Suggestion(name, "function", len(typed)) for name in FUNCTIONS)


def _way(before: str, path: Path, names: Declared, reader: Reader[Any]) -> _Found:
    typed = (_TAIL.search(before[-LONGEST_TAIL:]) or [""])[0]
    yield from (Suggestion(found.text, "id", len(typed)) for found in _names(typed, path, names, reader))
    if before.strip() != typed:
        yield from _expression(before, path, names, reader)


def _prose(before: str, path: Path, names: Declared, reader: Reader[Any]) -> _Found:
    cited, looked_up = _CITED.search(before[-LONGEST_TAIL:]), _LOOKED_UP.search(before[-LONGEST_TAIL:])
    if cited is not None:
        yield from _ids(names.ids["source"], cited[1])
    elif looked_up is not None:
        yield from _ids(names.ids["glossary"], looked_up[1])
    inner = before.rpartition("{")[2] if "{" in before and not before.endswith("{{") else "}"
    if "}" in inner:
        return
    reading = inner.rpartition("|")[2]
    if ":" not in reading:
        yield from _expression(reading.lstrip(), path, names, reader)
    if not inner.strip("abcdefghijklmnopqrstuvwxyz0123456789_."):
        shown = ["date", "scene.title", *(f"{party}.name" for party in sorted(names.ids["party"]))]
        yield from (Suggestion(name, "name", len(inner)) for name in shown)


def _moments(before: str, _: Path, names: Declared, __: Reader[Any]) -> _Found:
    keys = [*(f"tag.{name}" for name in names.ids["tag"]), *(f"scene.{name}" for name in names.ids["scene"])]
    return _ids([*keys, *_measure_keys(names)], before)


def _own_words(before: str, path: Path, names: Declared, _: Reader[Any]) -> _Found:
    return (
        Suggestion(word, "word", len(before)) for word in names.words.get(str(path[1]), ()) if path[0] == "variable"
    )


def _measure_keys(names: Declared) -> list[str]:
    own = [f"{scene}.{measure}" for scene, measures in names.measures.items() for measure in measures]
    return [*own, *names.ids["measure"]]


def _values_named(names: Declared) -> Iterator[str]:
    """Whatever an expression may name that is no function."""
    yield from sorted(names.ids["variable"])
    for party in sorted(names.attributes):
        yield from (f"{party}.{attribute}" for attribute in sorted(names.attributes[party]))
    if names.unit:
        yield names.unit
    yield from (f"ending.{name}" for name in sorted(names.ids["ending"]))
    yield from (f"scene.{name}" for name in sorted(names.ids["scene"]))


_INSIDE: dict[Holds, Callable[[str, Path, Declared, Reader[Any]], _Found]] = {
    "name": _names,
    "goto": _way,
    "expression": _expression,
    "effect": _expression,
    "answers": _expression,
    "prose": _prose,
    "moment": _moments,
    "word": _own_words,
}
