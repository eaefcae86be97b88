"""How the plain player speaks: lines of words, one after the other, nothing drawn and nothing taken back."""

from __future__ import annotations

import os
import re
from typing import TextIO

from attrs import define

from crisisengine.text.plain import plain
from crisisengine.text.wrapping import WIDTH, wrapped

__all__ = ["Voice", "harmless"]

NARROWEST = 20
"""Cells below which nobody reads."""


@define
class Voice:
    """Where it speaks to."""

    target: TextIO

    def say(self, text: str = "") -> None:
        """Print a line, or lines, wrapped to what a terminal shows."""
        self.write(f"{wrapped(text, self._width)}\n")

    def tell(self, markdown: str) -> None:
        """Print what an author wrote; the author's line breaks inside a paragraph are not meant."""
        if markdown.strip():
            self.say(plain(markdown.strip()))

    def write(self, text: str) -> None:
        """Print it as it is: a prompt, or a command to be copied."""
        self.target.write(text)
        self.target.flush()

    @property
    def _width(self) -> int:
        """Cells of a line: no more than a narrow terminal has, where what hangs under an item's first word would not any more."""
        try:
            columns = os.get_terminal_size(self.target.fileno()).columns
        except (OSError, ValueError):  # no terminal
            return WIDTH
        return min(WIDTH, max(NARROWEST, columns)) if columns else WIDTH  # 0: a terminal that does not say


def harmless(text: str) -> str:
    """What a person typed, fit to be printed back: at most 40 characters."""
    return re.sub(r"[^\w .,'?-]", "?", text)[:40]
