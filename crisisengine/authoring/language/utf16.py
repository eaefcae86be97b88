"""Places in a text as an editor counts them: lines from 0, characters in UTF-16, so that an emoji is two and a Khmer letter one."""

from __future__ import annotations

import re
from bisect import bisect_right

from attrs import define, field
from lsprotocol.types import Position, Range

__all__ = ["EditorText"]

_END = re.compile(r"\r\n|\n|\r")
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


@define
class EditorText:
    """A text as an editor holds it, beside the same text as the loader has it: without a mark at its beginning, `\\n` for `\\r\\n`."""

    raw: str = field(repr=False)
    text: str = field(init=False, repr=False)
    """As the loader has it; offsets count in this one."""
    _starts: list[int] = field(init=False, repr=False)
    """Where each line begins in it."""
    _marked: int = field(init=False)
    """1 where a mark begins the text, which the editor counts as a character of the first line."""

    def __attrs_post_init__(self) -> None:
        self._marked = int(self.raw.startswith(_MARK))
        self.text = self.raw[self._marked :].replace("\r\n", "\n")
        self._starts = [0, *(found.end() for found in _END.finditer(self.text))]

    def offset(self, position: Position) -> int:
        """Where a position lies; one beyond a line's end lies at its end, one beyond the text at the end of that."""
        if position.line >= len(self._starts):
            return len(self.text)
        start = self._starts[max(0, position.line)]
        line = self._line(max(0, position.line))
        units = position.character - (self._marked if position.line == 0 else 0)
        if line.isascii():
            return start + max(0, min(units, len(line)))
        for number, character in enumerate(line):
            if units <= 0:
                return start + number
            units -= 1 + (character > "\uffff")
        return start + len(line)

    def position(self, offset: int) -> Position:
        """The position of an offset; one beyond the text lies at its end."""
        offset = max(0, min(offset, len(self.text)))
        number = bisect_right(self._starts, offset) - 1
        before = self.text[self._starts[number] : offset]
        units = len(before) if before.isascii() else len(before.encode("utf-16-le", "surrogatepass")) // 2
        return Position(number, units + (self._marked if number == 0 else 0))

    def range(self, start: int, end: int) -> Range:
        """The range between two offsets."""
        return Range(self.position(start), self.position(end))

    def at(self, line: int, column: int) -> int:
        """The offset of a line and a column that a Diagnostic has, both from 1 and in characters."""
        if not 1 <= line <= len(self._starts):
            return 0 if line < 1 else len(self.text)
        return self._starts[line - 1] + max(0, min(column - 1, len(self._line(line - 1))))

    def _line(self, number: int) -> str:
        """A line, counted from 0, without its end."""
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self.text)
        return self.text[self._starts[number] : end].rstrip("\r\n")
