"""Two versions of a text, clause by clause and then word by word: what stayed, what is gone, what is new."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice, takewhile
from typing import Literal

from attrs import frozen

__all__ = ["Stretch", "excerpt", "word_changes"]

StretchKind = Literal["same", "gone", "new"]

_WORDS = re.compile(r"“[^“”\n]{1,60}”|\w+(?:['\u2019]\w+)*|\s+|[^\w\s]")
"""What is compared: words, and short names in quotation marks, which are another name if one of their words is another."""
_CLAUSES = re.compile(r"[^;.!?\n]+(?:[;.!?\n]+\s*|$)|[;.!?\n]+\s*")
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
    told: list[Stretch] = []
    for stayed, old, new in _aligned(_CLAUSES.findall(before), _CLAUSES.findall(after)):
        told += [Stretch("same", "".join(old))] if stayed else _by_clauses(old, new)
    return tuple(_merged(told))


def _by_clauses(old: list[str], new: list[str]) -> Iterator[Stretch]:
    """What became of some clauses, each beside the one that begins alike: `Trust by one; Fuel by one` lost its second."""
    begun = ([" ".join(clause.split()[:2]) for clause in clauses] for clauses in (old, new))
    rest_old, rest_new = iter(old), iter(new)
    for stayed, alike_old, alike_new in _aligned(*begun):
        was, now = list(islice(rest_old, len(alike_old))), list(islice(rest_new, len(alike_new)))
        if not stayed:
            was, now = ["".join(was)], ["".join(now)]
        for before, after in zip(was, now, strict=True):
            yield from _by_words(before, after)


def _by_words(before: str, after: str) -> list[Stretch]:
    """What became of some clauses, without islands of a word or two between what is all said otherwise."""
    told: list[Stretch] = []
    for stayed, old, new in _aligned(_WORDS.findall(before), _WORDS.findall(after)):
        if stayed:
            told.append(Stretch("same", "".join(old)))
        else:
            told += [Stretch("gone", "".join(old)), Stretch("new", "".join(new))]
    return _drained([stretch for stretch in told if stretch.text])


def _aligned(old: list[str], new: list[str]) -> Iterator[tuple[bool, list[str], list[str]]]:
    """Both in a row of parts, each with whether it stayed."""
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    yield True, old[:head], new[:head]
    old, new, after = old[head : len(old) - tail], new[head : len(new) - tail], old[len(old) - tail :]
    if not old or not new or len(old) + len(new) > MOST_WORDS:
        yield False, old, new
    else:
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield kind == "equal", old[a:b], new[c:d]
    yield True, after, after


def _alike(old: list[str], new: list[str]) -> int:
    """How many words both begin with."""
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _drained(stretches: list[Stretch]) -> list[Stretch]:
    """Without islands: what stayed between two changes and is no longer than either goes with them, as one change.

    After the semantic cleanup of Neil Fraser's Diff Match Patch.
    """
    told = _merged(stretches)
    while True:
        places = [place for place, stretch in enumerate(told) if stretch.kind == "same"]
        island = next((place for place in places if 0 < place < len(told) - 1 and _is_island(told, place)), None)
        if island is None:
            return told
        text = told[island].text
        told = _merged([*told[:island], Stretch("gone", text), Stretch("new", text), *told[island + 1 :]])


def _is_island(stretches: list[Stretch], place: int) -> bool:
    text = stretches[place].text.strip()
    if not text:
        return True
    before = _change(stretches[:place][::-1])
    after = _change(stretches[place + 1 :])
    replaced = any(len(change) == 2 for change in (before, after))
    return replaced and all(len(text) <= max(map(len, change.values())) for change in (before, after))


def _change(stretches: list[Stretch]) -> dict[str, str]:
    """The texts of the change with which a row begins, by whether they are gone or new."""
    return {stretch.kind: stretch.text.strip() for stretch in takewhile(lambda known: known.kind != "same", stretches)}


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
