"""One file's text, checked before anything is read from it, and the places that diagnostics point at.

Limits keep time and memory bounded whatever a stranger sends: 4 MiB a file, 20,000 characters a line.
"""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from typing import Any

from attrs import field, frozen

from crisisengine.loader.positions import Path, Positions, index, line_and_column
from crisisengine.loader.shelf import Volume

__all__ = ["FORBIDDEN", "SourceFault", "SourceText", "open_volume"]

LARGEST_FILE = 4 * 1024 * 1024
LONGEST_LINE = 20_000

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 control characters, newline and tab excepted
    "\u2028\u2029"  # line and paragraph separators: a newline that no editor shows
    "\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"  # bidirectional marks, overrides and isolates
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"  # byte order mark, annotations, invisible tags
)
"""Characters that could move a cursor, set a title or show one text as another."""

_NAME = re.compile(r"[\w.]*")
_LONG_DIGITS = re.compile(r"[0-9_]{4000,}")
_AT = re.compile(r"(?P<message>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|(?P<end>end of document))\)$", re.DOTALL)


class SourceFault(Exception):  # noqa: N818 - it never leaves the loader; a Diagnostic does
    """A file that cannot be read as TOML: one fault, and where."""

    def __init__(self, code: str, message: str, line: int, column: int, excerpt: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint
        self.line, self.column, self.excerpt = line, column, excerpt


@frozen(eq=False, slots=False)
class SourceText:
    """A TOML file, parsed, that can say where each key and value stands."""

    name: str
    text: str = field(repr=False)
    tables: dict[str, Any] = field(repr=False)

    @cached_property
    def positions(self) -> Positions:
        """Built when the first diagnostic asks, never before: a sound scenario pays nothing."""
        return index(self.text)

    def has(self, path: Path) -> bool:
        """Whether this file holds something at that path."""
        here: Any = self.tables
        for step in path:
            try:
                here = here[step]
            except (KeyError, IndexError, TypeError):
                return False
        return True

    def place(self, path: Path, *, key: bool = False, offset: int | None = None) -> tuple[int, int, str, int]:
        """(line, column, the line's text, width) of a key, a value, or a character inside a text value.

        What is absent is looked for one table up: a missing key is reported at its table's header.
        """
        positions = self.positions
        while path:
            if offset is not None:
                inside = positions.inside(path, offset)
                if inside is not None:
                    return self._at(inside, len(_NAME.match(self.text, inside)[0]) or 1)  # type: ignore[index]
            span = positions.key(path) if key else positions.value(path) or positions.key(path)
            if span is not None:
                return self._at(span.start, span.end - span.start)
            path, key, offset = path[:-1], True, None
        return self._at(0, 1)

    def _at(self, start: int, width: int) -> tuple[int, int, str, int]:
        line, column = line_and_column(self.text, start)
        excerpt = _line(self.text, start)
        return line, column, excerpt, max(1, min(width, len(excerpt) - column + 1))


def open_volume(volume: Volume) -> SourceText:
    """Decode and parse a file.

    Raises:
        SourceFault: the first thing that makes it unreadable.
    """
    text = _decode(volume.content)
    _limit_lines(text)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(text, str(error)) from None
    except RecursionError:
        raise SourceFault("toml-syntax", "brackets nest too deeply", 1, 1, _line(text, 0)) from None
    except ValueError:  # Python refuses to read integers of thousands of digits
        digits = _LONG_DIGITS.search(text)
        start = digits.start() if digits else 0
        line, column = line_and_column(text, start)
        raise SourceFault("toml-syntax", "this number has too many digits", line, column, _line(text, start)) from None
    return SourceText(volume.name, text, tables)


def _decode(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        message = f"the file has {len(content):,} bytes; {LARGEST_FILE:,} is the most"
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
    return text.replace("\r\n", "\n")


def _limit_lines(text: str) -> None:
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            message = f"the line has {len(line):,} characters; {LONGEST_LINE:,} is the most"
            raise SourceFault("too-large", message, number, LONGEST_LINE + 1, line[:200], "break the line")
        start += len(line) + 1


def _syntax(text: str, error: str) -> SourceFault:
    """TOML's own sentence and place, in our voice."""
    found = _AT.match(error)
    if found is None:
        return SourceFault("toml-syntax", _voiced(error), 1, 1, _line(text, 0))
    if found["end"]:
        line, column = line_and_column(text, len(text))
    else:
        line, column = int(found["line"]), int(found["column"])
    lines = text.split("\n")
    excerpt = lines[line - 1] if line <= len(lines) else ""
    return SourceFault("toml-syntax", _voiced(found["message"]), line, column, excerpt)


def _voiced(sentence: str) -> str:
    sentence = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in sentence[:300])
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _line(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text[start : end if end >= 0 else len(text)]
