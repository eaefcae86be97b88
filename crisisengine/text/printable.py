"""What a stranger wrote, without what could steer a terminal."""

from __future__ import annotations

__all__ = ["printable"]

_UNSHOWN = "\N{REPLACEMENT CHARACTER}"


def printable(text: str) -> str:
    """One line in which nothing can move a cursor or turn the direction of writing."""
    return text if text.isprintable() else "".join(char if char.isprintable() else _UNSHOWN for char in text)
