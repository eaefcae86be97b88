"""A QR code on a terminal's lines, before any full screen."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["qr_lines"]

_HALVES = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
_BLACK_ON_WHITE, _AS_BEFORE = "\x1b[38;5;16;48;5;231m", "\x1b[0m"


def qr_lines(modules: Sequence[Sequence[bool]]) -> list[str]:
    """Two rows of modules a line, black on white whatever the terminal's colours are: cameras read no light code on dark."""
    rows = [list(row) for row in modules]
    rows += [[False] * len(rows[0])] * (len(rows) % 2)
    return [
        _BLACK_ON_WHITE + "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True)) + _AS_BEFORE
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
