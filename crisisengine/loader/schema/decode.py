"""TOML tables in, Draft out: strict about keys and types, and patient enough to find every fault."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from attrs import frozen

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.limits import MOST_TABLES
from crisisengine.loader.advice import Advice
from crisisengine.loader.faults import Faults
from crisisengine.loader.schema.accepts import Read
from crisisengine.loader.schema.draft import Draft, keys_of
from crisisengine.loader.schema.habits import key_advice
from crisisengine.loader.schema.readers import called, check_characters, readable_id
from crisisengine.loader.schema.strays import rehoused
from crisisengine.loader.toml.paths import Path

__all__ = ["read_draft", "read_table"]

_T = TypeVar("_T")
_Keys = dict[str, tuple[str, dict[str, Any], Any]]
_keys: Callable[[type], _Keys] = cache(keys_of)


@frozen
class _Shape:
    """The keys of one kind of table, sorted once by what reading asks of each."""

    keys: _Keys
    """All that stand for themselves."""
    yielding: frozenset[str]
    """Those that are not meant where a number stands."""
    required: tuple[tuple[str, str, dict[str, Any]], ...]
    """TOML key, attribute name and metadata of those that must be there."""
    rest: Read | None
    """Reads whatever other key there is, where a table takes any."""


def _sorted_keys(table: type) -> _Shape:
    keys = dict(_keys(table))
    _, rest, _ = keys.pop("rest", ("", {}, None))
    return _Shape(
        keys,
        frozenset(key for key, (_, metadata, _) in keys.items() if metadata.get("yields")),
        tuple((key, name, metadata) for key, (name, metadata, _) in keys.items() if metadata["required"]),
        rest.get("rest"),
    )


_shape: Callable[[type], _Shape] = cache(_sorted_keys)


def read_draft(tables: dict[str, Any], faults: Faults, budget: Budget) -> Draft:
    """The merged document as a Draft; what is faulty is recorded and left at its default.

    Raises:
        OverBudget: the time or the memory is up.
    """
    return read_table(Draft, rehoused(tables, faults), (), faults, budget)


def read_table(table: type[_T], raw: dict[str, Any], path: Path, faults: Faults, budget: Budget = UNLIMITED) -> _T:
    """One table as a Draft class: unknown, missing and ill-typed keys are recorded, all of them."""
    budget.ask("reading")
    shape = _shape(table)
    keys = shape.keys
    found: dict[str, Any] = {}
    for key, value in raw.items():
        if key in keys and not (key in shape.yielding and type(value) is int):
            name, metadata, _ = keys[key]
            found[name] = _value(metadata, value, (*path, key), faults, budget)
        elif shape.rest is not None:
            found.setdefault("rest", {})[key] = shape.rest(value, (*path, key), faults)
        elif check_characters(key, (*path, key), faults, on_key=True):
            hint = key_advice(
                key,
                keys,
                raw,
                several=[name for name, (_, metadata, _) in keys.items() if "tables" in metadata],
                required=[name for name, _, _ in shape.required if name not in raw],
                homes=_nouns_by_key().get(key, ()),
                at_top=key in _keys(Draft) and "tables" not in _keys(Draft)[key][1],
            )
            faults.add("unknown-key", f"{_title(path)} has no key `{key[:80]}`", (*path, key), hint, on_key=True)
            if hint.instead:
                _read_as(keys[hint.instead], value, (*path, key), found, faults, budget)
    for key, name, metadata in shape.required:
        if key not in raw and name not in found:
            code = "unknown-format" if key == "format" else "missing-key"
            says = metadata.get("says", "").rstrip(".")
            says = f"{says[:1].lower()}{says[1:]}"
            how = f"write `[{key}]`: {says}" if "table" in metadata else says
            if key == "format":
                how = "begin the file with `format = 1`"
            faults.add(code, f"{_title(path)} needs `{key}`", path, how, on_key=True)
    return table(**found)


def _read_as(
    meant: tuple[str, dict[str, Any], Any],
    value: Any,
    path: Path,
    found: dict[str, Any],
    faults: Faults,
    budget: Budget,
) -> None:
    """Read a misnamed key as the one that was meant, so that nothing else is blamed for it; what is there already stays."""
    name, metadata, _ = meant
    if "tables" in metadata and type(value) is dict:
        found[name] = {**_by_id(metadata["tables"], value, path, faults, budget), **found.get(name, {})}
    elif name not in found:
        found[name] = _value(metadata, value, path, faults, budget)


def _value(metadata: dict[str, Any], value: Any, path: Path, faults: Faults, budget: Budget) -> Any:
    if "read" in metadata:
        before = len(faults.found)
        read = metadata["read"](value, path, faults)
        if path == ("format",) and len(faults.found) > before:
            del faults.found[before:]
            faults.add(
                "unknown-format", "this version reads format 1", path, Advice("write `format = 1`", "1", unquoted=True)
            )
        return read
    if "array" in metadata:
        return _array(metadata["array"], value, path, faults, budget)
    if type(value) is not dict:
        header = ".".join(map(str, path))
        if "tables" in metadata:
            faults.add(
                "wrong-type", f"{called(path)} needs a table for each id", path, f"write `[{header}.ID]` above its keys"
            )
            return {}
        faults.add("wrong-type", f"{called(path)} needs a table", path, f"write `[{header}]` above its keys")
        return None
    if "table" in metadata:
        return read_table(metadata["table"], value, path, faults, budget)
    return _by_id(metadata["tables"], value, path, faults, budget)


def _by_id(table: type, value: dict[str, Any], path: Path, faults: Faults, budget: Budget) -> dict[str, Any]:
    """`[scene.road]`, `[scene.town]`: tables that an id distinguishes."""
    if len(value) > MOST_TABLES:
        faults.add("too-large", f"there are {len(value):,} tables here; {MOST_TABLES:,} is the most", path, on_key=True)
        return {}
    found: dict[str, Any] = {}
    noun = str(path[-1])
    bare = [key for key, raw in value.items() if type(raw) is not dict and key in _keys(table)]
    if bare:
        header = ".".join(map(str, path))
        hint = f"write `[{header}.ID]`, with an id of your choice"
        faults.nameless.add(noun)
        faults.add("bad-id", f"`[{header}]` has no id", (*path, bare[0]), hint, on_key=True)
    for identifier, raw in value.items():
        place = (*path, identifier)
        if identifier in bare:
            continue
        readable_id(identifier, place, faults)  # what bears a faulty id is read all the same: all faults at once
        if type(raw) is dict:
            found[identifier] = read_table(table, raw, place, faults, budget)
        else:
            hint = f"write `[{'.'.join(map(str, place))}]` above its keys"
            if type(raw) is list:
                hint = f"write `[{'.'.join(map(str, place))}]`, in single brackets"
            what = f"{'an' if noun[0] in 'aeiou' else 'a'} {noun} is a table"
            faults.add("wrong-type", f"`{identifier[:80]}` is no {noun}: {what}", place, hint, on_key=True)
            found[identifier] = table()
    return found


def _array(table: type, value: Any, path: Path, faults: Faults, budget: Budget) -> tuple[Any, ...]:
    """`later = [{ ... }, { ... }]`."""
    if type(value) is dict:
        faults.add("wrong-type", f"{called(path)} needs an array of tables", path, f"write `{path[-1]} = [{{ ... }}]`")
        complete = all(key in value for key, _, _ in _shape(table).required)
        return (read_table(table, value, path, faults, budget),) if complete else ()
    if type(value) is list and value and all(type(element) is str for element in value) and path[-1] == "later":
        hint = f'write `later = [{{ after = 1, inject = "{value[0][:80]}" }}]`'
        faults.add("wrong-type", f"{called(path)} needs an array of tables", path, hint)
        return ()
    if type(value) is not list or not all(type(element) is dict for element in value):
        faults.add("wrong-type", f"{called(path)} needs an array of tables", path, f"write `{path[-1]} = [{{ ... }}]`")
        return ()
    return tuple([read_table(table, element, (*path, number), faults, budget) for number, element in enumerate(value)])


@cache
def _nouns_by_key() -> dict[str, list[str]]:
    """Each key with the nouns of the tables that know it."""
    found: dict[str, list[str]] = {}
    tables = [(key, metadata) for key, (_, metadata, _) in _keys(Draft).items()]
    while tables:
        noun, metadata = tables.pop(0)
        table = metadata.get("tables") or metadata.get("table")
        if table is None:
            continue
        for key, (_, inner, _) in _keys(table).items():
            if noun not in found.setdefault(key, []):
                found[key].append(noun)
                tables.append((key, inner))
    return found


def _title(path: Path) -> str:
    """How to speak of the table at a path."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"`{path[-2]}`"
    return f"`{path[-1]}`" if len(path) == 1 else f"{path[-2]} `{path[-1][:80]}`"
