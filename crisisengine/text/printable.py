"""What a stranger wrote, without what could steer a terminal."""

from __future__ import annotations

import re

__all__ = ["FORBIDDEN", "note", "printable"]

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 control characters, newline and tab excepted
    "\u2028\u2029"  # line and paragraph separators: a newline that no editor shows
    "\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"  # bidirectional marks, overrides and isolates
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"  # byte order mark, annotations, invisible tags
)
"""Characters that could move a cursor, set a title or show one text as another."""

_SEQUENCE = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"  # ECMA-48, 5.4: colours, movements
    "|(?:\x1b[P\\]X^_]|[\x90\x9d])[^\x07\x1b\x9c]{0,2000}(?:\x07|\x1b\\\\|\x9c)"  # 5.6: titles, links
    "|\x1b[ -/]*[0-~]"
)
"""What steers a terminal, whole: without its first character alone, the rest of it would stand among the words."""

_UNSHOWN = "\N{REPLACEMENT CHARACTER}"


def printable(text: str) -> str:
    """One line in which nothing can move a cursor or turn the direction of writing."""
    return text if text.isprintable() else "".join(char if char.isprintable() else _UNSHOWN for char in text)


def note(text: str) -> str:
    """A person's words as they are kept: one line of harmless characters, without the colours that were pasted along."""
    sound = text.encode("utf-8", "replace").decode()  # half a surrogate pair can be typed, and never written
    return " ".join(FORBIDDEN.sub(" ", _SEQUENCE.sub("", sound)).split())
