"""Where in a document somebody is writing, told from the characters before them: the text may be no TOML yet."""

from __future__ import annotations

import re

from attrs import frozen

from crisisengine.loader.toml.paths import Path

__all__ = ["Cursor", "cursor_at"]

# A text that nobody closes, or that ends in a backslash, goes to the end, so that each character is looked at once.
_PIECE = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<header>^[ \t]*\[{1,2}(?P<names>[^\[\]\n=]*)(?P<closed>\]{0,2}))
  | (?P<long>"{3}(?:[^"\\]+|\\.|"{1,2}(?!"))*\\?(?P<end>"{3}|\Z)|'{3}(?:[^']+|'{1,2}(?!'))*(?P<tail>'{3}|\Z))
  | (?P<short>"(?:[^"\\\n]+|\\[^\n])*\\?(?P<stop>"|(?=\n)|\Z)|'[^'\n]*(?P<still>'|(?=\n)|\Z))
  | (?P<key>(?:\w|-)+(?:[ \t]*\.[ \t]*(?:\w|-)+)*)(?=[ \t]*=)
  | (?P<mark>[=\[\]{},\n])
  | (?P<word>[\w.-]+)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


@frozen
class Cursor:
    """What is being written."""

    path: Path
    """The table, or where a value is written its key, as far as it can be told."""
    kind: str
    """`header`, `key`, `value`, `text` or `comment`."""
    before: str
    """What stands of it already: of a text from its opening quotes on, else of the word or the header."""


def cursor_at(text: str, offset: int) -> Cursor:
    """The context at an offset; in time linear to what stands before it."""
    before = text[:offset]
    header: Path = ()
    keys: list[tuple[str, ...]] = []
    """For each open bracket the key before it; of an array an empty one."""
    key: tuple[str, ...] = ()
    valued = False
    for match in _PIECE.finditer(before):
        last = match.end() == offset
        if match["comment"] is not None:
            if last:
                return Cursor(header, "comment", match[0])
        elif match["header"] is not None and not keys and not valued:
            header, key = _names(match["names"]), ()
            if last and not match["closed"]:
                return Cursor(header, "header", match["names"])
        elif match["long"] is not None or match["short"] is not None:
            quote = 3 if match["long"] is not None else 1
            closed = match["end"] or match["tail"] or match["stop"] or match["still"]
            if last and not closed:
                return Cursor(_path(header, keys, key), "text" if valued else "key", match[0][quote:])
        elif match["key"] is not None and not valued:
            key = _names(match["key"])
        elif match["mark"] is not None or match["header"] is not None:
            key, valued = _marked(match["mark"] or "[", keys, key, valued=valued)
        elif match["word"] is not None and last:
            return Cursor(_path(header, keys, key if valued else ()), "value" if valued else "key", match[0])
    return Cursor(_path(header, keys, key if valued else ()), "value" if valued else "key", "")


def _marked(
    mark: str, keys: list[tuple[str, ...]], key: tuple[str, ...], *, valued: bool
) -> tuple[tuple[str, ...], bool]:
    """What is open behind a sign: the key, and whether its value is being written."""
    if mark == "=":
        return key, True
    if mark in "[{":
        keys.append(key)
        return (key, True) if mark == "[" else ((), False)
    if mark in "]}":
        return (keys.pop(), True) if keys else ((), False)
    if mark == "," and keys:
        return (key, valued) if _in_array(keys, key) else ((), False)
    return (key, valued) if keys else ((), False)


def _in_array(keys: list[tuple[str, ...]], key: tuple[str, ...]) -> bool:
    """Whether the innermost bracket is an array's: it goes on with the key that it began with."""
    return bool(keys) and keys[-1] == key


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip().strip("\"'") for name in text.split(".") if name.strip())


def _path(header: Path, keys: list[tuple[str, ...]], key: tuple[str, ...]) -> Path:
    """The header, the keys of what is open, and the key at hand; an array's elements are not counted."""
    path = list(header)
    for number, opened in enumerate(keys):
        if number == 0 or opened != keys[number - 1]:
            path += opened
    return (*path, *(() if keys and keys[-1] == key else key))
