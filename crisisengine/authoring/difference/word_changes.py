"""Two versions of a text, word by word: what stayed, what is gone, what is new."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal

from attrs import frozen

__all__ = ["Stretch", "excerpt", "word_changes"]

StretchKind = Literal["same", "gone", "new"]

_WORDS = re.compile(r"\w+(?:['\u2019]\w+)*|\s+|[^\w\s]")
_PIECES = re.compile(r"\S+\s*|\s+")
MOST_WORDS = 3_000
"""Of both texts together, after what they begin and end with alike: comparing more word by word takes seconds, and nobody reads it."""


@frozen
class Stretch:
    """Some words in a row."""

    kind: StretchKind
    text: str


def word_changes(before: str, after: str) -> tuple[Stretch, ...]:
    """The stretches in reading order: together those that are not new are the text before, those that are not gone the text after."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    told = [("same", old[:head]), *_between(middle_old, middle_new), ("same", old[len(old) - tail :])]
    return _joined([Stretch(kind, "".join(words)) for kind, words in told if words])  # type: ignore[arg-type]


def _alike(old: list[str], new: list[str]) -> int:
    """How many words both begin with."""
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _between(old: list[str], new: list[str]) -> list[tuple[str, list[str]]]:
    if not old or not new or len(old) + len(new) > MOST_WORDS:
        return [("gone", old), ("new", new)]
    told = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        told += [("same", old[a:b])] if kind == "equal" else [("gone", old[a:b]), ("new", new[c:d])]
    return told


def _joined(stretches: list[Stretch]) -> tuple[Stretch, ...]:
    """Without islands of blanks alone between two changes: `a b` to `c d` is one change, not two."""
    told: list[Stretch] = []
    for place, stretch in enumerate(stretches):
        island = stretch.kind == "same" and not stretch.text.strip() and 0 < place < len(stretches) - 1
        told += (Stretch("gone", stretch.text), Stretch("new", stretch.text)) if island else (stretch,)
    return tuple(_merged(told))


def _merged(stretches: list[Stretch]) -> list[Stretch]:
    """What is gone before what is new, between two stretches that stayed."""
    told: list[Stretch] = []
    gone = new = ""
    for stretch in [*stretches, Stretch("same", "")]:
        if stretch.kind == "gone":
            gone += stretch.text
        elif stretch.kind == "new":
            new += stretch.text
        else:
            told += [Stretch("gone", gone)] if gone else []
            told += [Stretch("new", new)] if new else []
            told += [stretch] if stretch.text else []
            gone = new = ""
    return told


def excerpt(stretches: tuple[Stretch, ...], around: int) -> tuple[Stretch, ...]:
    """The changes with so many words around each; what is left out between them is three dots."""
    last = len(stretches) - 1
    return tuple(
        Stretch("same", _shortened(stretch.text, around if place else 0, around if place < last else 0))
        if stretch.kind == "same"
        else stretch
        for place, stretch in enumerate(stretches)
    )


def _shortened(text: str, head: int, tail: int) -> str:
    """The first and the last words of a text, with three dots for those between; all of it where that is hardly longer."""
    words = _PIECES.findall(text)
    if len(words) <= head + tail + 2:
        return text
    first, last = "".join(words[:head]).rstrip(), "".join(words[len(words) - tail :]) if tail else ""
    return " ".join(filter(None, [first, "...", last])) if last.strip() or not last else f"{first} ... {last}"
