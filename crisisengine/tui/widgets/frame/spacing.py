"""Air between the options of a list."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets.option_list import Option

__all__ = ["spaced"]


def spaced(options: Sequence[Option]) -> list[Option]:
    """A blank line between the options of a list; an option's own mark then ends where its text ends."""
    out: list[Option] = []
    for option in options:
        out += [Option(Content(" "), disabled=True)] * bool(out) + [option]
    return out
