"""Reading what a person, a pipe or a script says, a line at a time, however long it is and however much of it there is."""

from __future__ import annotations

import select
from typing import TextIO

from attrs import define, field

__all__ = ["LineReader"]

LONGEST_HEARD = 4_000
"""Characters of a line that are listened to."""
LONGEST_LINE = 10_000_000
"""Characters after which nobody expects the line to end any more: `</dev/zero` has no lines."""
PASTED = 0.05
"""Seconds within which only pasted lines follow each other."""


@define
class LineReader:
    """Somebody's input."""

    source: TextIO
    endless: bool = field(init=False, default=False)
    """Whether the input was given up because a line of it had no end."""
    unheard: int = field(init=False, default=0)
    """Characters of the last line, and of what was pasted with it, that were not listened to."""

    @property
    def typed(self) -> bool:
        """Whether a person types, who sees what was typed, and can paste."""
        return self.source.isatty()

    def next(self) -> str | None:
        """One line without the blanks around it, of a longer one the beginning; None at the end of the input."""
        heard = rest = self.source.readline(LONGEST_HEARD)
        count = len(rest)
        while rest and not rest.endswith("\n"):
            rest = self.source.readline(LONGEST_HEARD)
            count += len(rest)
            if count > LONGEST_LINE:
                self.endless = True
                return None
        self.unheard = count - len(heard) - (rest is not heard and rest.endswith("\n"))
        return heard.strip() if heard else None

    def pasted(self) -> tuple[str, ...]:
        """The lines that came at once with the last one: of a text of several lines that somebody pasted.

        From a pipe every line comes at once, and each stands for itself.
        """
        lines: list[str] = []
        unheard = self.unheard
        while self.typed and self._more() and (line := self.next()) is not None:
            lines.append(line)
            unheard += self.unheard
        self.unheard = unheard
        return tuple(lines)

    def _more(self) -> bool:
        try:
            return bool(select.select([self.source], [], [], PASTED)[0])
        except (OSError, ValueError):  # Windows selects sockets only
            return False
