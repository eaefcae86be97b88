r"""Where every key and value of a TOML document stands: read only once there is a diagnostic to show.

`tomllib` says what a document means and forgets where it said so. This reads the same text a second time, left to
right, and keeps nothing but places. It relies on `tomllib` having accepted the text (with "\n" for "\r\n"), so it
checks no more than it needs to find its way: a comma between brackets is a blank to it, a repeated key the same key.
Any other text ends in `ValueError` or in an index of no use, after time in proportion to its length.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence

from attrs import define, field, frozen

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.loader.toml.paths import Path, line_and_column

__all__ = ["Location", "Path", "Positions", "Span", "index", "line_and_column"]

_Range = tuple[int, int]

# The tokens are only ever matched where the reader stands, never searched for. No part of one can take what the next
# part needs, so a token that does not end fails in one pass. (Possessive repetitions would say so, but Python 3.11.2,
# the one of Debian 12, gets them wrong.)
_BASIC = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
_LITERAL = r"'[^'\n]*'"
_BASIC_LINES = r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*""""{0,2}'
_LITERAL_LINES = r"'''[^']*(?:'(?!'')[^']*)*''''{0,2}"
_BARE = r"[0-9A-Za-z+.:_-]+(?:[ ][0-9][0-9A-Za-z+.:_-]*)?"  # the blank is the one between a date and its time

_BLANK = re.compile(r"[ \t\n]*(?:#[^\n]*[ \t\n]*)*")
_BLANK_OR_COMMA = re.compile(r"[ \t\n,]*(?:#[^\n]*[ \t\n,]*)*")
_KEY_PART = re.compile(rf"[ \t]*([0-9A-Za-z_-]+|{_BASIC}|{_LITERAL})[ \t]*(\.|=|\]\]?)[ \t]*")
_SIMPLE_VALUE = re.compile(f"{_BASIC_LINES}|{_BASIC}|{_LITERAL_LINES}|{_LITERAL}|{_BARE}", re.DOTALL)
# What a basic string consists of: 1. characters that stand for themselves, 2. a line-ending backslash with all that
# it trims, and else an escape (`\xHH` is TOML 1.1, which the tomllib of Python 3.15 reads).
_PIECE = re.compile(r"([^\\]+)|(\\[ \t]*\n[ \t\n]*)|\\(?:x.{2}|u.{4}|U.{8}|.)", re.DOTALL)


@frozen
class Span:
    """A stretch of the text: offsets in characters (code points), `end` exclusive."""

    start: int
    end: int


@frozen
class Location:
    """Where one path is written."""

    key: Span | None
    """Quotes included. None for an element between brackets, which has no key, and where nothing is."""
    value: Span | None
    """Quotes and brackets included. None where nothing is."""


@define(eq=False, repr=False)
class _Place:
    """A value that the reader has met. Plain pairs: thousands are made, and few are ever asked for."""

    key: _Range | None
    value: _Range
    parts: dict[str | int, _Place] = field(factory=dict)
    """What a table holds, by name; what an array holds, by number."""
    mentions: list[_Range] = field(factory=list)
    """Wherever a key or a header names it, as the part of a longer one too."""


@frozen(eq=False)
class Positions:
    """The places of one document; `index` makes it."""

    text: str = field(repr=False)
    _root: _Place = field(repr=False)

    def locate(self, path: Path) -> Location:
        """Where a path stands: `key` and `value` in one."""
        place = self._place(path)
        if place is None:
            return Location(None, None)
        return Location(Span(*place.key) if place.key else None, Span(*place.value))

    def key(self, path: Path) -> Span | None:
        """Where the key itself stands, quotes included: of a dotted key the part that the path ends in.

        A table that has a header of its own is found there, any other at its first mention: in
        `[scene.road.measure.escort]` the path `("scene", "road")` is at `road`. An array of tables is at its first
        `[[header]]`, its element n at the n-th. None for an element between brackets, for the document (`()`) and
        for a path that the document does not have.
        """
        return self.locate(path).key

    def value(self, path: Path) -> Span | None:
        """Where the value stands: a string with its quotes, an array or inline table with its brackets.

        A table made by headers or by dotted keys has no such text and is found at its key, as is an array of tables
        and each element of one. The document (`()`) is the whole text. None for a path that the document does not
        have.
        """
        return self.locate(path).value

    def mentions(self, path: Path) -> tuple[Span, ...]:
        """Wherever a key or a header names it, quotes included, in the order of the text.

        In `[scene.road.measure.escort]` the path `("scene", "road")` is mentioned at `road`, whether or not it has a
        header of its own elsewhere. Nothing for an element between brackets and for a path that the document lacks.
        """
        place = self._place(path)
        return () if place is None else tuple(Span(*mention) for mention in place.mentions)

    def inside(self, path: Path, offset: int) -> int | None:
        """Where in the text the character is written that is at `offset` of the string at `path`, once decoded.

        Of an escape this is the backslash. What the string leaves out (the newline behind the opening quotes, what a
        line-ending backslash trims) is passed over. The offset behind the last character gives the closing quote.
        None if `path` is no string, or one that is shorter.
        """
        return self.insides(path, [offset])[0]

    def insides(self, path: Path, offsets: Sequence[int]) -> list[int | None]:
        """The same for many offsets, ascending, in one pass through the string."""
        place = self._place(path)
        if not path or place is None or place.key == place.value:
            return [None] * len(offsets)  # a document, or a table found at its key, may look like a string and is none
        start, end = place.value
        quote = self.text[start]
        if quote not in "\"'":
            return [None] * len(offsets)
        margin = 3 if self.text.startswith(quote * 3, start) else 1
        start, end = start + margin, end - margin
        if self.text[start] == "\n":
            start += 1
        if quote == "'":
            return [start + offset if 0 <= offset <= end - start else None for offset in offsets]
        found: list[int | None] = [None for offset in offsets if offset < 0]
        passed = 0
        for piece in _PIECE.finditer(self.text, start, end):
            stands_for = len(piece[0]) if piece[1] else 0 if piece[2] else 1
            while len(found) < len(offsets) and offsets[len(found)] < passed + stands_for:
                found.append(piece.start() + offsets[len(found)] - passed)
            passed += stands_for
            if len(found) == len(offsets):
                break
        found += [end for offset in offsets[len(found) :] if offset == passed]
        return found + [None] * (len(offsets) - len(found))

    def _place(self, path: Path) -> _Place | None:
        place = self._root
        for part in path:
            below = place.parts.get(part)
            if below is None:
                return None
            place = below
        return place


def index(text: str, budget: Budget = UNLIMITED) -> Positions:
    """Read a document that `tomllib` accepts.

    Raises:
        ValueError: the text is no TOML. (Not for every such text: ask `tomllib` first.)
        OverBudget: the time or the memory is up.

    """
    root = _Place(None, (0, len(text)))
    table = root
    at = _past(_BLANK, text, 0)
    while at < len(text):
        budget.ask("reading")
        if text.startswith("[[", at):
            array, header, at = _follow(text, at + 2, root, "]]", budget)
            table = array.parts[len(array.parts)] = _Place(header, header)
        elif text.startswith("[", at):
            table, header, at = _follow(text, at + 1, root, "]", budget)
            table.key = table.value = header  # a longer header may have passed through it before
        else:
            place, _, at = _follow(text, at, table, "=", budget)
            at = _fill(text, at, place, budget)
        at = _past(_BLANK, text, at)
    return Positions(text, root)


def _follow(text: str, at: int, table: _Place, ending: str, budget: Budget) -> tuple[_Place, _Range, int]:
    """Follow the dotted key at `at` down from `table`, making what is not there yet.

    Returns the place it names, the range of its last part, and the offset behind the `ending` that must come next.
    """
    while True:
        budget.ask("reading")
        found = _KEY_PART.match(text, at)
        if found is None:
            raise _surprise(text, at)
        span, at = found.span(1), found.end()
        name, mark = found.groups()
        if name[0] in "\"'":
            name = _unquoted(name)
        # Below an array of tables a key belongs to the last of them. Only arrays have numbers for names.
        table = table.parts.get(len(table.parts) - 1, table)
        place = table.parts.get(name)
        if place is None:
            place = table.parts[name] = _Place(span, span)
        place.mentions.append(span)
        if mark == ending:
            return place, span, at
        if mark != ".":
            raise _surprise(text, found.start(2))
        table = place


def _fill(text: str, at: int, place: _Place, budget: Budget) -> int:
    """Read the value at `at` into `place`, with all that it holds; returns the offset behind it."""
    around: list[_Place] = []  # the brackets open at this point: a stack of our own, so that depth costs nothing
    while True:
        budget.ask("reading")
        if text.startswith(("[", "{"), at):
            place.value = (at, at)
            around.append(place)
            at += 1
        else:
            found = _SIMPLE_VALUE.match(text, at)
            if found is None:
                raise _surprise(text, at)
            place.value = found.span()
            at = found.end()
        while around:
            at = _past(_BLANK_OR_COMMA, text, at)
            if not text.startswith(("]", "}"), at):
                break
            at += 1
            closed = around.pop()
            closed.value = (closed.value[0], at)
        if not around:
            return at
        outer = around[-1]
        if text[outer.value[0]] == "{":
            place, _, at = _follow(text, at, outer, "=", budget)
        else:
            place = outer.parts[len(outer.parts)] = _Place(None, (at, at))


def _past(blank: re.Pattern[str], text: str, at: int) -> int:
    found = blank.match(text, at)
    return found.end() if found else at  # it is always found: a blank may be empty


def _unquoted(name: str) -> str:
    """Read a quoted key; the few that may hold an escape are for `tomllib` to decode, which accepted them."""
    if "\\" not in name:
        return name[1:-1]
    decoded: str = tomllib.loads(f"name = {name}")["name"]
    return decoded


def _surprise(text: str, at: int) -> ValueError:
    line, column = line_and_column(text, at)
    return ValueError(f"no TOML at line {line}, column {column}")
