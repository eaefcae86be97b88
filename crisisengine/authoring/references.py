"""Every declaration of an id and every use of one, with its exact place in the files: what renaming and an editor ask.

Which key holds a name, an expression or a text is not known here: each key's reader says so (`loader/schema/accepts`).
Nothing needs to load; a file that is TOML is enough, and what cannot be read in it names nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from attrs import evolve, field, frozen

from crisisengine.authoring.mentions import Mention, Mentions, Role
from crisisengine.authoring.names import NO_ID, Declared, Symbol, declared
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.loader.schema.accepts import Holds, Reader
from crisisengine.loader.schema.draft import Draft, keys_of
from crisisengine.loader.toml.paths import Path
from crisisengine.loader.toml.positions import Span
from crisisengine.loader.toml.source import SourceText

__all__ = ["Occurrence", "References", "references"]


@frozen
class Occurrence:
    """An id as it stands in a file."""

    symbol: Symbol
    source: int
    """Which of the files."""
    span: Span
    """In the file's text, quotes left out."""
    role: Role
    path: Path
    """The value that it stands in; of a declaration by a key the table that it names."""
    plain: bool
    """Whether it is written as it is, not with escapes or over two lines."""


@frozen(slots=False)
class References:
    """All occurrences, in the order of the files and of the text."""

    sources: tuple[SourceText, ...]
    names: Declared
    occurrences: tuple[Occurrence, ...] = field(repr=False)

    @cached_property
    def by_symbol(self) -> dict[Symbol, tuple[Occurrence, ...]]:
        """Each symbol's occurrences."""
        found: dict[Symbol, list[Occurrence]] = {}
        for occurrence in self.occurrences:
            found.setdefault(occurrence.symbol, []).append(occurrence)
        return {symbol: tuple(occurrences) for symbol, occurrences in found.items()}

    def declarations(self, symbol: Symbol) -> tuple[Occurrence, ...]:
        """Where it is declared; a table stands in several places when another lays keys over it."""
        return tuple(found for found in self.by_symbol.get(symbol, ()) if found.role == "declaration")

    def at(self, source: int, offset: int) -> Occurrence | None:
        """The id that a character belongs to, or that ends right before it."""
        around = [
            found
            for found in self.occurrences
            if found.source == source and found.span.start <= offset <= found.span.end
        ]
        return min(around, key=lambda found: (found.span.end == offset, found.span.start), default=None)


def references(sources: Sequence[SourceText], budget: Budget = UNLIMITED) -> References:
    """Look through the files of a scenario: the doctrine first, if any, then the scenario, then what it includes.

    Raises:
        OverBudget: the time or the memory is up.
    """
    names = declared(source.tables for source in sources)
    mentions = Mentions(names)
    found = []
    for number, source in enumerate(sources):
        for occurrence in _Walk(number, source, mentions).table(Draft, source.tables, (), ()):
            budget.ask("reading")
            found.append(occurrence)
    settled = [_settled(occurrence, mentions) for occurrence in found]
    settled.sort(key=lambda occurrence: (occurrence.source, occurrence.span.start))
    return References(tuple(sources), names, tuple(settled))


def _settled(occurrence: Occurrence, mentions: Mentions) -> Occurrence:
    """With a word's symbol, now that it is known which variables share their words."""
    symbol = occurrence.symbol
    if len(symbol) == 4 and symbol[0] == "variable":
        return evolve(occurrence, symbol=mentions.word(symbol[1], symbol[3]))
    return occurrence


@frozen
class _Walk:
    """Goes through one file, beside the list of all keys."""

    number: int
    source: SourceText
    mentions: Mentions

    def table(self, table: type, raw: object, path: Path, within: Symbol) -> Iterator[Occurrence]:
        """What a table names; `within`: the symbol of the innermost table that has an id."""
        if not isinstance(raw, dict):
            return
        keys = keys_of(table)
        for key, value in raw.items():
            place = (*path, key)
            metadata = keys[key][1] if key in keys and key != "rest" else keys["rest"][1] if "rest" in keys else {}
            if "tables" in metadata:
                yield from self._by_id(metadata["tables"], value, place, (*within, key))
            elif "table" in metadata:
                yield from self.table(metadata["table"], value, place, (*within, key))
            elif "array" in metadata and isinstance(value, list):
                for number, element in enumerate(value):
                    yield from self.table(metadata["array"], element, (*place, number), (*within, key))
            elif "rest" in metadata:
                yield from self._keys(place, ("attribute", key), "reading")
            elif "read" in metadata and isinstance(metadata["read"], Reader):
                yield from self._value(metadata["read"], value, place, within)

    def _by_id(self, table: type, value: object, path: Path, within: Symbol) -> Iterator[Occurrence]:
        if not isinstance(value, dict):
            return
        for identifier, raw in value.items():
            symbol = (*within, identifier)
            yield from self._keys((*path, identifier), symbol, "declaration")
            yield from self.table(table, raw, (*path, identifier), symbol)

    def _keys(self, path: Path, symbol: Symbol, role: Role) -> Iterator[Occurrence]:
        """An id that is a key, wherever a key or a header says it."""
        identifier = str(path[-1])
        for mention in self.source.positions.mentions(path):
            quoted = self.source.text[mention.start] in "\"'"
            span = Span(mention.start + quoted, mention.end - quoted)
            plain = self.source.text[span.start : span.end] == identifier
            yield Occurrence(symbol, self.number, span, role, path, plain)

    def _value(self, reader: Reader[Any], value: object, path: Path, within: Symbol) -> Iterator[Occurrence]:
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield from self._value(reader, item, (*path, number), within)
        elif isinstance(value, str):
            yield from self._placed(self._mentions(reader, value, path, within), value, path)
        elif isinstance(value, dict) and reader.holds in _TABLES:
            yield from _TABLES[reader.holds](self, value, path, within)

    def _mentions(self, reader: Reader[Any], text: str, path: Path, within: Symbol) -> Iterator[Mention]:
        """What a text names, by the language that its key is written in."""
        match reader.holds:
            case "expression":
                yield from self.mentions.expression(text, gate=path[:1] == ("tag",))
            case "effect":
                yield from self.mentions.effect(text)
            case "prose":
                yield from self.mentions.prose(text)
            case "name":
                if reader.names == ("chapter",) and text not in self.mentions.names.ids.get("chapter", ()):
                    return  # a chapter without a table of its own is a heading in words
                symbol = self.mentions.names.of_kind(text, reader.names)
                if symbol[:1] == ("measure",) and within[:1] == ("scene",):
                    symbol = self.mentions.names.measure_of(within[1], text)
                yield Mention(symbol, 0, len(text))
            case "goto":
                yield from self.mentions.way(text, reader.names)
            case "moment":
                yield from self._moment(text)
            case "word" | "declared word":
                role: Role = "declaration" if reader.holds == "declared word" else "reading"
                yield Mention(("variable", within[1], "values", text), 0, len(text), role)
            case _:
                if path == ("clock", "unit"):
                    yield Mention(("clock", "unit"), 0, len(text), "declaration")

    def _moment(self, text: str) -> Iterator[Mention]:
        """`tag.T`, `scene.S`, or a measure as `taken()` names it."""
        names = self.mentions.names
        family, dot, rest = text.partition(".")
        if dot and family in ("tag", "scene") and rest in names.ids[family]:
            yield Mention((family, rest), len(family) + 1, len(rest))
            return
        key = text.removeprefix("measure.")
        for symbol, inside, length in names.measure(key):
            yield Mention(symbol, len(text) - len(key) + inside, length)

    def _bands(self, value: dict[str, object], path: Path, within: Symbol) -> Iterator[Occurrence]:
        """The texts for a word variable's words, by word."""
        if within[:1] == ("variable",) and self.mentions.bearer(within[1]):
            for key in value:
                yield from self._keys((*path, key), ("variable", within[1], "values", key), "reading")

    def _answers(self, value: dict[str, object], path: Path, _: Symbol) -> Iterator[Occurrence]:
        """What the gates of a measure's tags ask, by the name that they ask for."""
        for key, answer in value.items():
            yield from self._keys((*path, key), ("gate", key), "reading")
            if isinstance(answer, str):
                yield from self._placed(self.mentions.expression(answer), answer, (*path, key))

    def _costs(self, value: dict[str, object], path: Path, _: Symbol) -> Iterator[Occurrence]:
        """What a price is paid with: a variable, or a party's attribute in quotes."""
        for key in value:
            for symbol, inside, length in self.mentions.names.variable(key):
                for occurrence in self._keys((*path, key), symbol, "writing"):
                    start = occurrence.span.start + inside
                    yield evolve(occurrence, span=Span(start, start + length))

    def _placed(self, mentions: Iterable[Mention], text: str, path: Path) -> Iterator[Occurrence]:
        """What a text names, at its place in the file."""
        named = sorted(
            (mention for mention in mentions if mention.symbol != NO_ID and mention.length),
            key=lambda mention: mention.at,
        )
        starts = self.source.positions.insides(path, [mention.at for mention in named])
        ends = self.source.positions.insides(path, [mention.at + mention.length - 1 for mention in named])
        for mention, start, last in zip(named, starts, ends, strict=True):
            if start is None or last is None:
                raise AssertionError("a mention lies in the text that names it")
            written = self.source.text[start : last + 1]
            plain = written == text[mention.at : mention.at + mention.length]
            yield Occurrence(mention.symbol, self.number, Span(start, last + 1), mention.role, path, plain)


_TABLES: dict[Holds, Callable[[_Walk, dict[str, object], Path, Symbol], Iterator[Occurrence]]] = {
    "bands": _Walk._bands,  # noqa: SLF001 - the table belongs to the class
    "answers": _Walk._answers,  # noqa: SLF001
    "costs": _Walk._costs,  # noqa: SLF001
    "word": _Walk._bands,  # noqa: SLF001 - words that are drawn, by word
}
