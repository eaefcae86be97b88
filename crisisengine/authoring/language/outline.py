"""The tables of a file with their ids, one within the other, as an editor lists them."""

from __future__ import annotations

from typing import Any

from lsprotocol.types import DocumentSymbol, Range, SymbolKind

from crisisengine.authoring.language.utf16 import EditorText
from crisisengine.loader.schema.draft import Draft, keys_of
from crisisengine.loader.toml.paths import Path
from crisisengine.loader.toml.source import SourceText

__all__ = ["outline"]

_KINDS = {
    "scene": SymbolKind.Class,
    "measure": SymbolKind.Method,
    "chance": SymbolKind.EnumMember,
    "inject": SymbolKind.Event,
    "ending": SymbolKind.Constant,
    "variable": SymbolKind.Variable,
    "party": SymbolKind.Interface,
    "property": SymbolKind.Property,
}
_TITLES = ("title", "label", "name", "term")


def outline(source: SourceText, lines: EditorText) -> list[DocumentSymbol]:
    """What a file declares, in its order; a table reaches to where the next one of its kind or a higher one begins."""
    found: list[tuple[int, DocumentSymbol]] = []
    for key, (_, metadata, _) in keys_of(Draft).items():
        value = source.tables.get(key)
        if "tables" in metadata and isinstance(value, dict):
            found += _by_id(metadata["tables"], value, (key,), source, lines)
        elif "table" in metadata and isinstance(value, dict):
            found += _symbol(key, SymbolKind.Namespace, metadata["table"], value, (key,), source, lines)
    found.sort(key=lambda pair: pair[0])
    return [symbol for _, symbol in found]


def _by_id(
    table: type, value: dict[str, Any], path: Path, source: SourceText, lines: EditorText
) -> list[tuple[int, DocumentSymbol]]:
    found = []
    for identifier, raw in value.items():
        kind = _KINDS.get(str(path[-1]), SymbolKind.Object)
        found += _symbol(identifier, kind, table, raw, (*path, identifier), source, lines)
    return found


def _symbol(
    name: str, kind: SymbolKind, table: type, raw: object, path: Path, source: SourceText, lines: EditorText
) -> list[tuple[int, DocumentSymbol]]:
    """The symbol of a table with those below it, and where it begins; none where nothing names it."""
    span = source.positions.key(path)
    if span is None or not name:
        return []
    tables = raw if isinstance(raw, dict) else {}
    below: list[tuple[int, DocumentSymbol]] = []
    for key, (_, metadata, _) in keys_of(table).items():
        if "tables" in metadata and isinstance(tables.get(key), dict):
            below += _by_id(metadata["tables"], tables[key], (*path, key), source, lines)
    below.sort(key=lambda pair: pair[0])
    own = lines.range(span.start, span.end)
    ends = [lines.position(_end(path, tables, source)), *(symbol.range.end for _, symbol in below), own.end]
    starts = [own.start, *(symbol.range.start for _, symbol in below)]
    title = next((str(tables[key]) for key in _TITLES if isinstance(tables.get(key), str)), "")
    least = min(starts, key=lambda place: (place.line, place.character))
    most = max(ends, key=lambda place: (place.line, place.character))
    symbol = DocumentSymbol(name, kind, Range(least, most), own, title or None, children=[each for _, each in below])
    return [(span.start, symbol)]


def _end(path: Path, tables: dict[str, Any], source: SourceText) -> int:
    """Where the last value of a table's own keys ends."""
    ends = [0]
    for key, value in tables.items():
        span = None if isinstance(value, dict) else source.positions.value((*path, key))
        if span is not None:
            ends.append(span.end)
    return max(ends)
