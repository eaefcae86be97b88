"""What a key may hold: one small reader per kind of value. No coercion: `"false"` is not true, 3 is not `"3"`.

A reader takes the raw TOML value and its path and returns what the Draft keeps, or records a fault and returns its
own empty value, so that reading goes on and every fault is found.

Longer than 300 lines because every kind of value that a key may hold has its reader here, one after the other.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

from crisisengine.limits import HEAVIEST, LARGEST_NUMBER, LONGEST_LABEL, LONGEST_TEXT
from crisisengine.loader.faults import Faults
from crisisengine.loader.toml.paths import Path
from crisisengine.model.dates import day_text
from crisisengine.text.english import did_you_mean
from crisisengine.text.printable import FORBIDDEN

__all__ = [
    "HEAVIEST",
    "ID",
    "RESERVED",
    "WHOLE",
    "Read",
    "calendar_date",
    "called",
    "check_characters",
    "draws",
    "expression",
    "flag",
    "gates",
    "line",
    "list_of",
    "name",
    "number",
    "one_of",
    "prose",
    "readable_id",
    "start_value",
    "weight",
    "when_known",
    "word_table",
    "year_or_text",
]

Read = Callable[[Any, Path, Faults], Any]

ID = re.compile(r"[a-z][a-z0-9_]{0,79}\Z")
WHOLE = re.compile(r"0|-?[1-9][0-9]{0,9}")
RESERVED = frozenset(
    [
        *("scene", "ending", "back", "date", "word"),
        *("min", "max", "clamp", "least", "taken", "visits", "due", "possible"),
        *("day", "hour", "week", "month", "turn"),
        *("and", "or", "not", "if", "else", "true", "false"),
    ]
)
_ISOLATES = "\u2066\u2067\u2068\u2069"
_TURNING = "\u202a\u202b\u202c\u202d\u202e"
_MARKS = re.compile("[\u200e\u200f\u061c]")
_DIRECTED = re.compile("[\u200e\u200f\u061c\u2066-\u2069]")
_TYPE_NAMES = {
    bool: "yes/no",
    int: "a whole number",
    float: "a fraction",
    str: "a text",
    list: "an array",
    dict: "a table",
    datetime.datetime: "a date and time",
    datetime.date: "a date",
    datetime.time: "a time",
}


def _wrong_type(value: object, wanted: str, path: Path, faults: Faults) -> None:
    hint = ""
    if wanted == "yes/no" and value in ("true", "false"):
        hint = f"write {value} without quotes"
    elif wanted == "a whole number" and isinstance(value, str) and WHOLE.fullmatch(value):
        hint = "write the number without quotes"
    elif wanted == "a text" and type(value) in (int, bool):
        hint = "write it in quotes"
    elif wanted.startswith("an array") and isinstance(value, str):
        hint = "write it in square brackets"
    faults.add("wrong-type", f"{called(path)} needs {wanted}, this is {_TYPE_NAMES[type(value)]}", path, hint)


def called(path: Path) -> str:
    """How to speak of the value at a path."""
    return f"an item of `{path[-2]}`" if isinstance(path[-1], int) else f"`{path[-1]}`"


def check_characters(value: str, path: Path, faults: Faults, *, on_key: bool = False, read: bool = False) -> bool:
    """Whether a text is free of what could steer a terminal; `read`: by people, who may need marks of direction."""
    found = FORBIDDEN.search(_without_harmless(value) if read else value)
    if found is None:
        return True
    message = f"the character U+{ord(found[0]):04X} is not allowed in a text"
    hint = "only newline and tab are allowed among the control characters"
    if found[0] in _ISOLATES:
        hint = "a stretch of another direction ends, with U+2069, on the line on which it begins"
    elif found[0] in _TURNING:
        hint = "for Hebrew and Arabic write U+200F or U+200E; what turns the direction of all that follows is never allowed"
    faults.add("forbidden-character", message, path, hint, on_key=on_key, offset=None if on_key else found.start())
    return False


def _without_harmless(text: str) -> str:
    """A text of the same length without the marks that Hebrew and Arabic need and that end with their line."""
    if not _DIRECTED.search(text):
        return text
    lines = []
    for line in _MARKS.sub("-", text).split("\n"):
        depth = lowest = 0
        for character in line:
            depth += (character in "\u2066\u2067\u2068") - (character == "\u2069")
            lowest = min(lowest, depth)
        lines.append(_DIRECTED.sub("-", line) if depth == lowest == 0 else line)
    return "\n".join(lines)


def _text(value: Any, path: Path, faults: Faults, longest: int, *, read: bool = False) -> str:
    if type(value) is not str:
        _wrong_type(value, "a text", path, faults)
        return ""
    if len(value) > longest:
        faults.add("too-large", f"this text has {len(value):,} characters; {longest:,} is the most", path)
        return ""
    return value if check_characters(value, path, faults, read=read) else ""


def prose(value: Any, path: Path, faults: Faults) -> str:
    """Markdown, over as many lines as it takes."""
    return _text(value, path, faults, LONGEST_TEXT, read=True)


def line(value: Any, path: Path, faults: Faults) -> str:
    """One line of text, not empty."""
    found = _text(value, path, faults, LONGEST_LABEL, read=True)
    if type(value) is str and not value.strip():
        faults.add("wrong-value", f"{called(path)} is empty", path)
    elif "\n" in found:
        faults.add("wrong-value", f"{called(path)} is one line", path, "join the lines")
    return found


def expression(value: Any, path: Path, faults: Faults) -> str:
    """An expression, read later."""
    return _text(value, path, faults, LONGEST_TEXT)


def name(value: Any, path: Path, faults: Faults) -> str:
    """An id, of whatever it may be; not empty."""
    found = _text(value, path, faults, LONGEST_LABEL)
    if value == "":
        faults.add("wrong-value", f"{called(path)} is empty", path)
    return found


def flag(value: Any, path: Path, faults: Faults) -> bool:
    """`true` or `false`."""
    if type(value) is not bool:
        _wrong_type(value, "yes/no", path, faults)
        return False
    return value


def number(low: int = -LARGEST_NUMBER, high: int = LARGEST_NUMBER) -> Read:
    """A whole number from `low` to `high`."""

    def read(value: Any, path: Path, faults: Faults) -> int:
        if type(value) is not int:
            _wrong_type(value, "a whole number", path, faults)
            return low
        if not low <= value <= high:
            shown = f"{value}" if abs(value) < 10**18 else "this number"
            faults.add("wrong-value", f"{called(path)} goes from {low} to {high}, {shown} does not fit", path)
            return max(low, min(value, high))
        return value

    return read


def list_of(item: Read, *, most: int = 1000, least: int = 0) -> Read:
    """An array whose every item `item` reads; the result is a tuple."""

    def read(value: Any, path: Path, faults: Faults) -> tuple[Any, ...]:
        if type(value) is not list:
            _wrong_type(value, "an array", path, faults)
            return ()
        if not least <= len(value) <= most:
            asked = f"at least {least}" if len(value) < least else f"at most {most:,}"
            faults.add("wrong-value", f"`{path[-1]}` holds {asked} items, here are {len(value):,}", path)
            return ()
        return tuple([item(element, (*path, place), faults) for place, element in enumerate(value)])

    return read


def one_of(*words: str) -> Read:
    """One of a few words."""

    def read(value: Any, path: Path, faults: Faults) -> str:
        found = _text(value, path, faults, LONGEST_LABEL)
        if found in words:
            return found
        if value == found:
            listed = ", ".join(f"`{word}`" for word in words)
            hint = did_you_mean(found, words) or f"it is one of {listed}"
            faults.add("wrong-value", f"`{found[:80]}` is no value of {called(path)}", path, hint)
        return words[0]

    return read


def matching(pattern: str, shown: str) -> Read:
    """A short text of a fixed form."""
    form = re.compile(pattern)

    def read(value: Any, path: Path, faults: Faults) -> str:
        found = _text(value, path, faults, LONGEST_LABEL)
        if type(value) is str and not form.fullmatch(found):
            faults.add("wrong-value", f"`{found[:80]}` is no value of `{path[-1]}`", path, f"write {shown}")
            return ""
        return found

    return read


def calendar_date(value: Any, path: Path, faults: Faults) -> datetime.date | datetime.datetime | None:
    """A date, or a local date and time."""
    if type(value) is datetime.datetime and value.tzinfo is None and not value.microsecond:
        return value
    if type(value) is datetime.date:
        return value
    if type(value) is datetime.datetime:
        faults.add(
            "wrong-value",
            f"`{path[-1]}` has no time zone and no fraction of a second",
            path,
            "write 1992-03-30T06:00:00",
        )
        return None
    _wrong_type(value, "a date", path, faults)
    return None


def weight(value: Any, path: Path, faults: Faults) -> int | str:
    """A bare number, or an expression."""
    if type(value) is int:
        return int(number(0, HEAVIEST)(value, path, faults))
    return expression(value, path, faults)


def year_or_text(value: Any, path: Path, faults: Faults) -> str:
    """When a source is from: a year, a date, or words such as `undated`."""
    if type(value) is int:
        return str(number(0, 9999)(value, path, faults))
    if type(value) is datetime.date:
        return day_text(value)
    return line(value, path, faults)


def start_value(value: Any, path: Path, faults: Faults) -> bool | int | str | dict[str, int] | None:
    """A variable's first value, whose type decides the variable's sort; or the weight of each value that may be drawn."""
    if type(value) is dict:
        return draws(value, path, faults)
    if type(value) is bool:
        return value
    if type(value) is int:
        return int(number()(value, path, faults))
    if type(value) is str:
        return name(value, path, faults)
    _wrong_type(value, "a number, yes/no, a word, or a table of weights", path, faults)
    return None


def draws(value: dict[str, Any], path: Path, faults: Faults) -> dict[str, int]:
    """`{ east = 2, delta = 1 }`: what the world may start a variable with, and how likely beside each other."""
    before = len(faults.found)
    found = {key: number(0, HEAVIEST)(weight, (*path, key), faults) for key, weight in value.items()}
    if not any(found.values()) and len(faults.found) == before:
        hint = "for example `{ east = 2, delta = 1 }`: a value that weighs more is drawn more often"
        faults.add("wrong-value", f"{called(path)} can be drawn as nothing: no value has a weight above 0", path, hint)
    return found


def word_table(value: Any, path: Path, faults: Faults) -> dict[str, str] | None:
    """`{ 0 = "broken", 2 = "wary" }`."""
    if type(value) is not dict:
        _wrong_type(value, "a table", path, faults)
        return None
    return {key: line(word, (*path, key), faults) for key, word in value.items()}


def gates(value: Any, path: Path, faults: Faults) -> dict[str, str] | None:
    """A measure's answers to its tags' gates: `{ trigger = "shelled" }`."""
    if type(value) is not dict:
        _wrong_type(value, "a table", path, faults)
        return None
    return {key: expression(answer, (*path, key), faults) for key, answer in value.items()}


def when_known(value: Any, path: Path, faults: Faults) -> Any:
    """A value that only linking can judge, such as a party's attribute."""
    if type(value) is str:
        check_characters(value, path, faults)
    return value


def readable_id(identifier: str, path: Path, faults: Faults) -> bool:
    """Whether an id can be named in an expression; records the fault when it cannot."""
    if not check_characters(identifier, path, faults, on_key=True):
        return False
    if ID.match(identifier) and identifier not in RESERVED:
        return True
    shown = identifier if len(identifier) <= 80 else f"{identifier[:60]}..."
    if identifier in RESERVED:
        faults.add("bad-id", f"`{shown}` is a reserved word", path, "choose another id", on_key=True)
    else:
        hint = "an id has lower-case letters, digits and `_`, begins with a letter, and has at most 80 characters"
        faults.add("bad-id", f"`{shown}` cannot be an id", path, hint, on_key=True)
    return False
