"""One file's text, checked before anything is read from it, and the places that diagnostics point at.

Limits keep time and memory bounded whatever a stranger sends: 4 MiB a file, 20,000 characters a line, 250,000 marks
(`=`, `,`, `[` and `{` outside texts and comments: no value is written without one), 50 names in one dotted key. Ten
thousand measures fit.
"""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from crisisengine.diagnostics import Fix
from crisisengine.limits import DEEPEST, LARGEST_FILE, LONGEST_LINE, MOST_MARKS, MOST_NAMES
from crisisengine.loader.toml.paths import Path, line_and_column
from crisisengine.loader.toml.resolver import Volume
from crisisengine.loader.toml.texts import without_texts
from crisisengine.text.printable import printable

if TYPE_CHECKING:
    from crisisengine.loader.toml.positions import Positions

__all__ = ["SourceFault", "SourceText", "open_volume"]

_NAME = re.compile(r"[\w.]*")
_RETURN = re.compile("\r")
_LONG_DIGITS = re.compile(r"[0-9_]{4000,}")
# `tomllib` takes the square of a dotted key's length. Keys begin a line, a header or a part of an inline table.
_KEY_PART = r"""[ \t]*(?:[0-9A-Za-z_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*"""
_LONG_KEY = re.compile(rf"(?:^|[\[{{,])({_KEY_PART}(?:\.{_KEY_PART}){{{MOST_NAMES}}})", re.MULTILINE)
_LONG_LINE = re.compile(rf"^[^\n]{{{LONGEST_LINE + 1}}}", re.MULTILINE)
_DEEP = re.compile(rf"(?:[\[{{][^\[\]{{}}\"'\n]*\n?){{{DEEPEST}}}")
_PLACE = re.compile(r"no TOML at line (\d+), column (\d+)$")
_AT = re.compile(
    r"(?P<message>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|(?P<end>end of document))\)$", re.DOTALL
)


class SourceFault(Exception):  # noqa: N818 - it never leaves the loader; a Diagnostic does
    """A file that cannot be read as TOML: one fault, and where."""

    def __init__(self, code: str, message: str, line: int, column: int, excerpt: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint
        self.line, self.column, self.excerpt = line, column, excerpt
        self.width = 1
        self.fix: Fix | None = None


@frozen(eq=False, slots=False)
class SourceText:
    """A TOML file, parsed, that can say where each key and value stands."""

    name: str
    text: str = field(repr=False)
    tables: dict[str, Any] = field(repr=False)
    marks: int
    """How many characters of it open, join or part values: at least as many as it has values."""

    @cached_property
    def positions(self) -> Positions:
        """Built when the first diagnostic asks, never before: a sound scenario pays nothing."""
        return _index(self.text)

    def has(self, path: Path) -> bool:
        """Whether this file holds something at that path."""
        return self.at(path) is not None

    def at(self, path: Path) -> Any:
        """What this file holds at that path, or None: TOML knows no such value."""
        here: Any = self.tables
        for step in path:
            parts = dict(enumerate(here)) if isinstance(here, list) else here
            if not isinstance(parts, dict) or step not in parts:
                return None
            here = parts[step]
        return here

    def place(self, path: Path, *, key: bool = False, offset: int | None = None) -> tuple[int, int, str, int]:
        """(line, column, the line's text, width) of a key, a value, or a character inside a text value.

        What is absent is looked for one table up: a missing key is reported at its table's header.
        """
        positions = self.positions if path else None  # what is said of the whole text needs none
        while path and positions is not None:
            if offset is not None:
                inside = positions.inside(path, offset)
                if inside is not None:
                    return self._at(inside, len(_NAME.match(self.text, inside)[0]) or 1)  # type: ignore[index]
            span = positions.key(path) if key else positions.value(path) or positions.key(path)
            if span is not None:
                return self._at(span.start, span.end - span.start)
            path, key, offset = path[:-1], True, None
        return self._at(0, 1)

    def lines_of(self, path: Path) -> tuple[int, int] | None:
        """(first line, the line behind the last) of a key that has its lines for itself, without a note; else None."""
        key, value = self.positions.key(path), self.positions.value(path)
        if key is None or value is None or key == value:
            return None
        begins, ends = self.text.rfind("\n", 0, key.start) + 1, self.text.find("\n", value.end)
        ends = len(self.text) if ends < 0 else ends
        if self.text[begins : key.start].strip() or self.text[value.end : ends].strip():
            return None
        first, _ = line_and_column(self.text, key.start)
        last, _ = line_and_column(self.text, value.end)
        return (first, last + 1) if ends < len(self.text) else None

    def replaceable(
        self, path: Path, *, key: bool, offset: int | None, inside: tuple[int, int] | None, unquoted: bool
    ) -> tuple[int, int, str] | None:
        """(start, end, the quotes around it) in the file's text of what something else could be written for.

        That is a key; in a text the characters `inside`, or the name at `offset`; or else all that stands between a
        text's quotes, `unquoted` with these. None where nothing of that kind stands.
        """
        positions = self.positions
        span = positions.key(path) if key else positions.value(path)
        if span is None:
            return None
        quote = self.text[span.start]
        if key:
            return span.start, span.end, ""
        if offset is not None or inside is not None:
            first = inside[0] if inside else offset or 0
            start = positions.inside(path, first)
            end = positions.inside(path, inside[1]) if inside else None
            if start is None or (inside and end is None):
                return None
            return start, end or _NAME.match(self.text, start).end(), quote  # type: ignore[union-attr]
        if quote not in "\"'":
            return (span.start, span.end, "") if unquoted else None
        margin = 0 if unquoted else 3 if self.text.startswith(quote * 3, span.start) else 1
        return span.start + margin, span.end - margin, "" if unquoted else quote

    def _at(self, start: int, width: int) -> tuple[int, int, str, int]:
        line, column = line_and_column(self.text, start)
        excerpt = _line(self.text, start)
        return line, column, excerpt, max(1, min(width, len(excerpt) - column + 1))


def _index(text: str) -> Positions:
    from crisisengine.loader.toml.positions import index  # noqa: PLC0415 - only for a document with something to show

    return index(text)


def open_volume(volume: Volume, most_marks: int = MOST_MARKS) -> SourceText:
    """Decode and parse a file.

    Raises:
        SourceFault: the first thing that makes it unreadable.

    """
    text = _decode(volume.content)
    marks = _measured(text, most_marks)
    if "\r\n" in text:  # there were two returns: tomllib would drop the other one, and every place behind it be wrong
        raise _fault_at(text, _RETURN, "a carriage return stands alone")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(text, str(error)) from None
    except RecursionError:
        raise _fault_at(text, _DEEP, "brackets nest too deeply") from None
    except ValueError:  # Python refuses to read integers of thousands of digits
        raise _fault_at(text, _LONG_DIGITS, "this number has too many digits") from None
    return SourceText(volume.name, text, tables, marks)


def _decode(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        message = f"the file has more than {LARGEST_FILE:,} bytes"
        raise SourceFault("too-large", message, 1, 1, hint="split it with `include`")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        byte = content[error.start]
        hint = "save the file as UTF-8"
        raise SourceFault("not-utf8", f"byte 0x{byte:02x} is not UTF-8", line, column, hint=hint) from None
    return text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n")  # Notepad's mark at the beginning


def _measured(text: str, most_marks: int) -> int:
    """The number of marks, once no limit is passed."""
    bare = without_texts(text)
    marks = sum(bare.count(mark) for mark in "=,[{")
    if marks > most_marks:
        message = f"the file holds more keys and values than any scenario needs: {marks:,} of `=`, `,`, `[` and `{{`"
        raise SourceFault("too-large", message, 1, 1, hint=f"{MOST_MARKS:,} is the most, all files together")
    long = _LONG_LINE.search(text)
    if long is not None:
        line, _ = line_and_column(text, long.start())
        whole = _line(text, long.start())
        message = f"the line has {len(whole):,} characters; {LONGEST_LINE:,} is the most"
        raise SourceFault("too-large", message, line, LONGEST_LINE + 1, whole[: LONGEST_LINE + 80], "break the line")
    many_dots = any(line.count(".") >= MOST_NAMES for line in text.split("\n"))
    dotted = _LONG_KEY.search(text) if many_dots else None  # at every place it looks for a key: ten times the work
    if dotted is not None:
        at = dotted.start(1)
        message, hint = f"more than {MOST_NAMES} names are joined by dots", "if this is a text, break the line"
        raise SourceFault("too-large", message, *line_and_column(text, at), _line(text, at), hint)
    return marks


def _syntax(text: str, error: str) -> SourceFault:
    """TOML's own sentence and place, in our voice."""
    found = _AT.match(error)
    if found is None:
        return _told(error, text, 0)
    if found["end"]:
        at = _open_text(text)
    else:
        line, column = int(found["line"]), int(found["column"])
        at = _offset(text, line, column) - (2 if found["message"].startswith("Unescaped") else 0)
    return _told(found["message"], text, at)


def _told(sentence: str, text: str, at: int) -> SourceFault:
    """The slip behind a sentence of `tomllib`, or else the sentence itself in our voice."""
    from crisisengine.loader.toml.slips import slip_at  # noqa: PLC0415 - only for a file that is no TOML
    from crisisengine.loader.toml.syntax_errors import in_our_voice  # noqa: PLC0415 - as well

    slip = slip_at(text, at, sentence)
    if slip is None:
        message, hint = in_our_voice(sentence, text, at)
        return SourceFault("toml-syntax", message, *line_and_column(text, at), _line(text, at), hint)
    message, hint = printable(slip.message), printable(slip.hint)
    fault = SourceFault("toml-syntax", message, *line_and_column(text, slip.at), _line(text, slip.at), hint)
    if slip.start == slip.at and "\n" not in text[slip.start : slip.end]:
        fault.width = max(1, slip.end - slip.start)
    if slip.instead is not None:
        (line, column), (end_line, end_column) = line_and_column(text, slip.start), line_and_column(text, slip.end)
        fault.fix = Fix(line=line, column=column, end_line=end_line, end_column=end_column, replacement=slip.instead)
    return fault


def _open_text(text: str) -> int:
    """Where the value begins that the end of the file cuts off; if that cannot be told, the last character."""
    try:
        _index(text)
    except ValueError as error:
        place = _PLACE.match(str(error))
        if place is not None:
            at = min(_offset(text, int(place[1]), int(place[2])), len(text.rstrip()))
            return at - 2 if text[at - 2 : at + 1] in ('"""', "'''") else at
    return len(text.rstrip())


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return min(start + column - 1, len(text))


def _fault_at(text: str, pattern: re.Pattern[str], message: str) -> SourceFault:
    found = pattern.search(text)
    at = found.start() if found else 0
    return SourceFault("toml-syntax", message, *line_and_column(text, at), _line(text, at))


def _line(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text[start : end if end >= 0 else len(text)]
