"""How the loader names a spot in a document, and a line in a text."""

from __future__ import annotations

__all__ = ["Path", "line_and_column"]

Path = tuple[str | int, ...]
"""From the top of the document down: a key by its name, an element of an array by its number."""


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Turn an offset into a line and a column, both from 1; columns count characters (code points).

    Raises:
        ValueError: the offset is not in the text nor right behind it.

    """
    if not 0 <= offset <= len(text):
        raise ValueError(f"no offset {offset} in a text of {len(text)} characters")
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
