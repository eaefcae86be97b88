"""Small words of English: how many there are of something, what share, and what was meant by a name that is almost right."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterable

from crisisengine.text.printable import printable

__all__ = [
    "degrees",
    "did_you_mean",
    "in_a_row",
    "is_plural",
    "mid_sentence",
    "nearest",
    "percent",
    "plural",
    "sentence",
    "spans",
]


_BEHIND_THE_NOUN = re.compile(r" (?:of|in|at|on|for|to|with|from|between|left) |,")
_ENDED = re.compile(r"[.!?…][*_”’\"')\]]*$")
_PLURAL_NOUN = re.compile(r"(?:\w[^\W\dsuiao]s|[aeo]es|people|children|women|men)$", re.IGNORECASE)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint with the nearest known name, or an empty string when none is near."""
    near = nearest(name, known)
    return f"did you mean `{printable(near)}`?" if near else ""


def nearest(name: str, known: Iterable[str]) -> str:
    """The nearest known name, or an empty string when none is near.

    Whoever mistypes a name rarely misses both its first and its last letter; to ask only such names keeps hundreds
    of hints among thousands of names within a second.
    """
    wanted = name[:80].lower()
    first, last, slack = wanted[:1], wanted[-1:], max(3, len(wanted) // 2)
    alike = [
        name
        for name in itertools.islice(known, 5000)
        if (name[:1] == first or name[-1:] == last) and abs(len(name) - len(wanted)) <= slack
    ]
    near = difflib.get_close_matches(wanted, alike[:40], n=1, cutoff=0.6)
    return near[0] if near else ""


def plural(count: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def is_plural(label: str) -> bool:
    """Whether a label names several things, as far as its form tells: `Boats and trucks`, `Days of food`, `People`."""
    head = _BEHIND_THE_NOUN.split(label.partition(":")[2] or label)[0].strip()
    return " and " in head or _PLURAL_NOUN.search(head) is not None


def percent(share: float) -> str:
    """A share between 0 and 1 in words that do not pretend: never 0 % for what happens, nor 100 % for what may not."""
    if 0 < share < 0.001:
        return "under 0.1 %"
    if 0.999 < share < 1:
        return "over 99.9 %"
    return f"{share * 100:.1f} %".replace(".0 %", " %")


def sentence(text: str) -> str:
    """With a capital letter and a full stop, as a voice needs them; one that ends inside quotation marks has its stop."""
    ended = not text or text.endswith(":") or _ENDED.search(text) is not None
    return f"{text[:1].upper()}{text[1:]}" + ("" if ended else ".")


def in_a_row(parts: Iterable[str]) -> str:
    """Clauses and sentences in one line: a semicolon between two clauses; behind a full stop a capital letter."""
    told = ""
    for part in parts:
        ended = _ENDED.search(told) is not None
        told += f"{'; ' if told and not ended else ' ' if told else ''}{part[:1].upper() + part[1:] if ended else part}"
    return told


def mid_sentence(name: str) -> str:
    """A name as it stands inside a sentence: the article before a common word is small, `from a porter`, `of the Town Guard`.

    Before one other word with a capital it stays: The Hague is called so.
    """
    article, _blank, rest = name.partition(" ")
    small = rest[:1].islower() or (article == "The" and " " in rest)
    return f"{article.lower()} {rest}" if article in ("A", "An", "The") and small else name


def spans(numbers: Iterable[int]) -> str:
    """Whole numbers in rising order, those that follow each other as one: `1–3, 7`."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in found)


def degrees(latitude: float, longitude: float) -> str:
    """A place on earth: `13.59° N, 102.97° E`."""
    return f"{abs(latitude):g}° {'S' if latitude < 0 else 'N'}, {abs(longitude):g}° {'W' if longitude < 0 else 'E'}"
