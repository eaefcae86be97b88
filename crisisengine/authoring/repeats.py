"""Phrases that stand in more than one text, in the same words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from crisisengine.authoring.word_sizes import words_in
from crisisengine.budget import Budget, OverBudget
from crisisengine.model.prose import Alternative, Cite, Plain, Prose

__all__ = ["Repeat", "repeats"]

SHORTEST_REPEAT = 6
"""Words from which on a phrase that stands twice is told."""
MOST_REPEATS = 15

_END = re.compile(r"[.!?:;|\n]\s")


@frozen
class Repeat:
    """A phrase that stands in more than one place."""

    phrase: str
    times: int
    places: tuple[str, ...]


def repeats(texts: Mapping[str, Prose], budget: Budget) -> tuple[Repeat, ...] | None:
    """The longest of them, those that cost a reader most first; None where there is no time to look for all.

    Args:
        texts: by what they are.
        budget: for looking.

    Raises:
        OverBudget: somebody wants to stop.
    """
    spoken: dict[str, list[str]] = {}
    seen: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    try:
        for name, prose in texts.items():
            budget.ask("looking for warnings")
            words = spoken[name] = list(_words(prose))
            lowered = [word.lower() for word in words]
            for at in range(len(words) - SHORTEST_REPEAT + 1):
                phrase = tuple(lowered[at : at + SHORTEST_REPEAT])
                if "" not in phrase:
                    seen.setdefault(phrase, []).append((name, at))
        return tuple(_longest(spoken, {key: places for key, places in seen.items() if len(places) > 1}, budget))
    except OverBudget as over:
        if over.reason == "stopped":
            raise
        return None


def _longest(
    spoken: dict[str, list[str]], seen: dict[tuple[str, ...], list[tuple[str, int]]], budget: Budget
) -> Iterable[Repeat]:
    """Each run of repeated words as one phrase, as long as all its places go on alike."""
    covered: set[tuple[str, int]] = set()
    found: list[tuple[int, Repeat]] = []
    for places in seen.values():
        budget.ask("looking for warnings")
        fresh = [place for place in places if place not in covered]
        if len({name for name, _at in fresh}) < 2:
            continue  # the sides of one text: only one of them is read
        length = SHORTEST_REPEAT
        while len({_word(spoken, name, at + length) for name, at in fresh}) == 1 and _word(
            spoken, *_after(fresh[0], length)
        ):
            length += 1
        covered.update((name, at + step) for name, at in fresh for step in range(length - SHORTEST_REPEAT + 1))
        name, at = fresh[0]
        phrase = " ".join(spoken[name][at : at + length])
        found.append(
            (length * (len(fresh) - 1), Repeat(phrase, len(fresh), tuple(dict.fromkeys(place for place, _ in fresh))))
        )
    found.sort(key=lambda weighed: -weighed[0])
    return [repeat for _cost, repeat in found[:MOST_REPEATS]]


def _after(place: tuple[str, int], length: int) -> tuple[str, int]:
    return place[0], place[1] + length


def _word(spoken: dict[str, list[str]], name: str, at: int) -> str:
    words = spoken[name]
    return words[at].lower() if at < len(words) else ""


def _words(prose: Prose) -> Iterator[str]:
    """The words of a text, the sides of what depends on the state one after the other; an empty word where a phrase ends."""
    for piece in prose:
        if isinstance(piece, Plain):
            for sentence in _END.split(piece.text):
                yield from words_in(sentence)
                yield ""
        elif isinstance(piece, Alternative):
            for side in piece.sides:
                yield from _words(side)
        elif not isinstance(piece, Cite):
            yield ""
