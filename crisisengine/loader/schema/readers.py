"""What a key may hold: one small reader per kind of value. No coercion: `"false"` is not true, 3 is not `"3"`.

A reader says in JSON Schema what it takes, and in which language (`accepts`). It takes the raw TOML value and its path and returns what the Draft keeps, or records a fault and returns its
own empty value, so that reading goes on and every fault is found.

Longer than 300 lines because every kind of value that a key may hold has its reader here, one after the other.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from fractions import Fraction
from typing import Any

from crisisengine.limits import HEAVIEST, LARGEST_NUMBER, LONGEST_CLOCK, LONGEST_LABEL, LONGEST_TEXT
from crisisengine.loader.advice import NO_ADVICE, Advice, meant
from crisisengine.loader.faults import Faults
from crisisengine.loader.schema.accepts import Read, Reader, accepting
from crisisengine.loader.toml.paths import Path
from crisisengine.loader.toml.written_dates import EXAMPLES, date_meant
from crisisengine.model.dates import day_text
from crisisengine.text.printable import FORBIDDEN

__all__ = [
    "HEAVIEST",
    "ID",
    "ID_ACCEPTS",
    "RESERVED",
    "WHOLE",
    "Read",
    "calendar_date",
    "called",
    "chance",
    "chapter",
    "check_characters",
    "code",
    "coordinates",
    "costs",
    "doctrine",
    "draws",
    "effect",
    "expression",
    "file",
    "flag",
    "forks",
    "gates",
    "goto",
    "id_advice",
    "line",
    "list_of",
    "matching",
    "moment",
    "name",
    "named",
    "number",
    "one_of",
    "prose",
    "prose_line",
    "readable_id",
    "reading",
    "start_value",
    "text",
    "units",
    "weight",
    "when_known",
    "word",
    "word_table",
    "year_or_text",
]

_ID = "[a-z][a-z0-9_]{0,79}"
ID = re.compile(rf"{_ID}\Z")
_FORK = re.compile(r"\b(?:if|else)\b|[()]")
WHOLE = re.compile(r"0|-?[1-9][0-9]{0,9}")
RESERVED = frozenset(
    [
        *("scene", "ending", "back", "date", "word"),
        *("min", "max", "clamp", "least", "taken", "visits", "due", "possible"),
        *("day", "hour", "week", "month", "turn"),
        *("and", "or", "not", "if", "else", "true", "false"),
    ]
)
_YES_AND_NO = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}
_COUNTED = re.compile(r"(0|[1-9][0-9]{0,5}) *(?:minute|hour|day|week|month|turn|unit)s?")
_PRICE = re.compile(
    r"(?:(?P<count>[1-9][0-9]{0,8}) +)?(?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)(?: *(?:-?=|:|-) *(?P<amount>[1-9][0-9]{0,8}))?"
)
_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}:[0-9]{2})?")
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


def _wrong_type(value: object, wanted: str, path: Path, faults: Faults, else_hint: str = "") -> Advice:
    """Record a value of another type; what is advised tells how it was meant."""
    hint = _retyped(value, wanted, "minutes" if path[-1] == "minutes" else "the clock's units") or Advice(else_hint)
    faults.add("wrong-type", f"{called(path)} needs {wanted}, this is {_TYPE_NAMES[type(value)]}", path, hint)
    return hint


def _retyped(value: object, wanted: str, counts: str) -> Advice:
    """How a value of another type would be written as what is wanted."""
    hint = NO_ADVICE
    if wanted == "yes/no" and isinstance(value, str) and value.lower() in _YES_AND_NO:
        word = _YES_AND_NO[value.lower()]
        hint = Advice(f"write {word} without quotes", word, unquoted=True)
    elif wanted == "yes/no" and type(value) is int and value in (0, 1):
        word = ("false", "true")[value]
        hint = Advice(f"write {word}", word, unquoted=True)
    elif wanted == "a whole number" and isinstance(value, str) and WHOLE.fullmatch(value):
        hint = Advice("write the number without quotes", value, unquoted=True)
    elif wanted == "a whole number" and isinstance(value, str) and (counted := _COUNTED.fullmatch(value)):
        hint = Advice(f"write {counted[1]}: it counts {counts}", counted[1], unquoted=True)
    elif wanted == "a whole number" and type(value) is float and value.is_integer() and abs(value) <= LARGEST_NUMBER:
        hint = Advice(f"write {int(value)}; a thousand is 1000", f"{int(value)}", unquoted=True)
    elif wanted == "a whole number" and type(value) is float and abs(value) <= LARGEST_NUMBER:
        hint = Advice(f"write {math.floor(value)} or {math.ceil(value)}")
    elif wanted == "a date" and isinstance(value, str) and _DATED.fullmatch(value):
        hint = Advice("write the date without quotes", value, unquoted=True)
    elif wanted == "a date" and isinstance(value, str) and (day := date_meant(value)) and day.right and not day.other:
        hint = Advice(f"write {day.right}, without quotes", day.right, unquoted=True)
    elif wanted == "a text" and (type(value) is bool or (type(value) is int and abs(value) <= LARGEST_NUMBER)):
        hint = Advice("write it in quotes", f'"{str(value).lower()}"', unquoted=True)
    elif wanted == "a text" and type(value) is int:
        hint = Advice("write it in quotes")
    elif wanted == "an array" and isinstance(value, str) and re.fullmatch(r"[\w .-]+(?:[,;] *[\w .-]+)+", value):
        parts = ", ".join(f'"{part.strip()}"' for part in re.split("[,;]", value))
        hint = Advice(f"write [{parts}]", f"[{parts}]", unquoted=True)
    elif wanted == "a text" and isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        plain = value[0].isprintable() and set(value[0]).isdisjoint('"\\')
        hint = Advice("write it without brackets", f'"{value[0]}"' if plain else None, unquoted=True)
    elif wanted == "a text" and isinstance(value, list) and all(isinstance(part, str) for part in value):
        hint = Advice('write one text: a longer one stands between `"""` and `"""`, a blank line begins a paragraph')
    elif wanted.startswith("an array") and isinstance(value, str):
        plain = value.isprintable() and set(value).isdisjoint('"\\')
        hint = Advice("write it in square brackets", f'["{value}"]' if plain else None, unquoted=True)
    return hint


def called(path: Path) -> str:
    """How to speak of the value at a path."""
    return f"an item of `{path[-2]}`" if isinstance(path[-1], int) else f"`{path[-1]}`"


def check_characters(value: str, path: Path, faults: Faults, *, on_key: bool = False, read: bool = False) -> bool:
    """Whether a text is free of what could steer a terminal; `read`: by people, who may need marks of direction."""
    if value.isprintable():
        return True  # nothing that is forbidden can be printed, and most texts are one line
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


_LONG: dict[str, Any] = {"type": "string", "maxLength": LONGEST_TEXT}
_SHORT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": LONGEST_LABEL}
ID_ACCEPTS: dict[str, Any] = {"pattern": f"^{_ID}$", "not": {"enum": sorted(RESERVED)}}
"""An id, in JSON Schema."""
_ONE_LINE: dict[str, Any] = _SHORT | {"pattern": r"^[^\n]*[^\s][^\n]*$"}


@accepting(_LONG, "prose")
def prose(value: Any, path: Path, faults: Faults) -> str:
    """Markdown, over as many lines as it takes."""
    return _text(value, path, faults, LONGEST_TEXT, read=True)


@accepting(_LONG, "plain")
def text(value: Any, path: Path, faults: Faults) -> str:
    """Markdown in which braces and citations mean nothing: no state is there to read them."""
    return _text(value, path, faults, LONGEST_TEXT, read=True)


def _line(value: Any, path: Path, faults: Faults) -> str:
    found = _text(value, path, faults, LONGEST_LABEL, read=True)
    if type(value) is str and not value.strip():
        faults.add("wrong-value", f"{called(path)} is empty", path)
    elif "\n" in found:
        faults.add("wrong-value", f"{called(path)} is one line", path, "join the lines")
    return found


line = Reader(_line, _ONE_LINE, "plain")
"""A line of text, not empty."""
chapter = Reader(_line, _ONE_LINE, "name", ("chapter",))
"""The title of a part of the story, or the id of one that can be begun at."""
prose_line = Reader(_line, _ONE_LINE, "prose")
"""A line of prose, not empty."""


@accepting(_LONG, "expression")
def expression(value: Any, path: Path, faults: Faults) -> str:
    """An expression, read later."""
    if type(value) is list and len(value) > 1 and all(type(part) is str for part in value):
        joined = " and ".join(value)
        plain = joined.isprintable() and set(joined).isdisjoint('"\\') and len(joined) < LONGEST_LABEL
        hint = Advice(
            f'write "{joined}"' if plain else "join them by `and`", f'"{joined}"' if plain else None, unquoted=True
        )
        faults.add("wrong-type", f"{called(path)} needs one expression, this is an array", path, hint)
        return joined if plain else ""
    return _text(value, path, faults, LONGEST_TEXT)


@accepting(_LONG, "effect")
def effect(value: Any, path: Path, faults: Faults) -> str:
    """An effect, read later."""
    return _text(value, path, faults, LONGEST_TEXT)


def named(*kinds: str) -> Reader[str]:
    """An id of one of these kinds of table, or `back`; whether there is such a table, linking knows."""
    return Reader(_name, _SHORT, "name", kinds)


def _name(value: Any, path: Path, faults: Faults) -> str:
    """An id, of whatever it may be; not empty."""
    found = _text(value, path, faults, LONGEST_LABEL)
    if value == "":
        faults.add("wrong-value", f"{called(path)} is empty", path)
    return found


def goto(*kinds: str) -> Reader[str]:
    """The id of one of these kinds of place, or several with what decides between them; not empty."""
    return Reader(_goto, _LONG, "goto", kinds)


def _goto(value: Any, path: Path, faults: Faults) -> str:
    return _name(value, path, faults) if type(value) is not str or not forks(value) else expression(value, path, faults)


def forks(text: str) -> bool:
    """Whether a `goto` is meant to be a conditional one."""
    return _FORK.search(text) is not None


name = Reader(_name, _SHORT)
"""An id of something that is no table of a scenario; not empty."""
moment = Reader(_name, _SHORT, "moment")
"""`tag.T`, `scene.S` or a measure."""
word = Reader(_name, {"type": "string", "pattern": f"^{_ID}$"}, "declared word")
"""A word that a variable can be."""
file = Reader(_name, _SHORT, "file")
"""The name of a file, or of a doctrine."""


def _doctrine(value: Any, path: Path, faults: Faults) -> str:
    """The name of one doctrine."""
    if type(value) is list and len(value) > 1:
        hint = "a scenario extends one doctrine; write what you need of the others in a file of your own"
        faults.add("wrong-type", f"{called(path)} needs a text, this is an array", path, hint)
        return ""
    return _name(value, path, faults)


doctrine = Reader(_doctrine, _SHORT, "file")
"""The name of a doctrine, or of its file."""
code = Reader(_name, _SHORT, "code")
"""The code of a warning."""


@accepting({"type": "boolean"})
def flag(value: Any, path: Path, faults: Faults) -> bool:
    """`true` or `false`."""
    if type(value) is not bool:
        return _wrong_type(value, "yes/no", path, faults).instead == "true"
    return value


def number(low: int = -LARGEST_NUMBER, high: int = LARGEST_NUMBER) -> Reader[int]:
    """A whole number from `low` to `high`."""

    def read(value: Any, path: Path, faults: Faults) -> int:
        if type(value) is not int:
            bounds = "" if low == -LARGEST_NUMBER else f"a number from {low} to {high:,}"
            number_meant = _wrong_type(value, "a whole number", path, faults, bounds).instead
            return low if number_meant is None else max(low, min(int(number_meant), high))
        if not low <= value <= high:
            shown = f"{value}" if abs(value) < 10**18 else "this number"
            faults.add("wrong-value", f"{called(path)} goes from {low} to {high}, {shown} does not fit", path)
            return max(low, min(value, high))
        return value

    return Reader(read, {"type": "integer", "minimum": low, "maximum": high})


@accepting({"type": "integer", "minimum": 1, "maximum": LONGEST_CLOCK}, "")
def reading(value: Any, path: Path, faults: Faults) -> int | datetime.date | None:
    """A reading of the clock; a date is kept as it is, for only who knows the clock can tell which reading it is."""
    if isinstance(value, datetime.date):
        return value
    found: int = number(1, LONGEST_CLOCK)(value, path, faults)
    return found


def list_of(item: Reader[Any], *, most: int = 1000, least: int = 0) -> Reader[tuple[Any, ...]]:
    """An array whose every item `item` reads; the result is a tuple."""
    read_item = item.read

    def read(value: Any, path: Path, faults: Faults) -> tuple[Any, ...]:
        if type(value) is not list:
            pair = (
                re.fullmatch(r"\s*(-?\d+)\s*(?:-|\.\.+|to|,|\u2013)\s*(-?\d+)\s*", value)
                if type(value) is str
                else None
            )
            if least == most == 2:
                right = f"[{pair[1]}, {pair[2]}]" if pair is not None else None
                hint = Advice(f"write {right}" if right else "the lowest and the highest: [0, 6]", right, unquoted=True)
                what = f"{called(path)} needs an array, this is {_TYPE_NAMES[type(value)]}"
                faults.add("wrong-type", what, path, hint)
                return ()
            alone = _wrong_type(value, "an array", path, faults).instead is not None
            return (read_item(value, path, faults),) if alone and least < 2 and "," not in value else ()
        if not least <= len(value) <= most:
            asked = f"at least {least}" if len(value) < least else f"at most {most:,}"
            hint = Advice("the lowest and the highest: [0, 6]" if least == most == 2 else "")
            faults.add("wrong-value", f"`{path[-1]}` holds {asked} items, here are {len(value):,}", path, hint)
            return ()
        before = len(faults.found)
        items = tuple([read_item(element, (*path, place), faults) for place, element in enumerate(value)])
        if least == most == 2 and any(fault.hint.instead is None for fault in faults.found[before:]):
            return ()  # of two that belong together one is not known
        return items

    accepts = {"type": "array", "items": item.accepts, "minItems": least, "maxItems": most}
    return Reader(read, accepts, item.holds, item.names)


def one_of(*words: str) -> Reader[str]:
    """One of a few words."""

    def read(value: Any, path: Path, faults: Faults) -> str:
        found = _text(value, path, faults, LONGEST_LABEL)
        if found in words:
            return found
        if value == found:
            listed = ", ".join(f"`{word}`" for word in words)
            hint = meant(found, words) or Advice(f"it is one of {listed}")
            faults.add("wrong-value", f"`{found[:80]}` is no value of {called(path)}", path, hint)
            return hint.instead or words[0]
        return words[0]

    return Reader(read, {"enum": list(words)})


def matching(pattern: str, shown: str) -> Reader[str]:
    """A short text of a fixed form."""
    form = re.compile(pattern)

    def read(value: Any, path: Path, faults: Faults) -> str:
        found = _text(value, path, faults, LONGEST_LABEL)
        if type(value) is str and not form.fullmatch(found):
            faults.add("wrong-value", f"`{found[:80]}` is no value of `{path[-1]}`", path, f"write {shown}")
            return ""
        return found

    return Reader(read, {"type": "string", "pattern": f"^(?:{pattern})$", "maxLength": LONGEST_LABEL})


_DATE = {"type": "string", "format": "date"}
_DATE_AND_TIME = {"type": "string", "format": "date-time-local"}


_DEGREES = [{"type": "number", "minimum": -most, "maximum": most} for most in (90, 180)]


@accepting({"type": "array", "prefixItems": _DEGREES, "minItems": 2, "maxItems": 2})
def coordinates(value: Any, path: Path, faults: Faults) -> tuple[float, float]:
    """A latitude and a longitude in degrees."""
    if type(value) is not list or len(value) != 2 or not all(type(part) in (int, float) for part in value):
        how = "write `[13.59, 102.97]`: latitude, then longitude, in degrees; south and west are below 0"
        faults.add("wrong-value", f"`{path[-1]}` is a latitude and a longitude", path, how)
        return 0.0, 0.0
    latitude, longitude = value
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        turned = -90 <= longitude <= 90 and -180 <= latitude <= 180
        how = f"the latitude stands first: `[{longitude}, {latitude}]`" if turned else ""
        message = "a latitude goes from -90 to 90, a longitude from -180 to 180"
        faults.add("wrong-value", message, path, how)
        return 0.0, 0.0
    return float(latitude), float(longitude)


@accepting({"anyOf": [_DATE, _DATE_AND_TIME]})
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
    found = date_meant(value) if type(value) is str else None
    _wrong_type(value, "a date", path, faults, EXAMPLES if found is None else f"{found.advice}, without quotes")
    return None


_WEIGHT: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": HEAVIEST}


@accepting({"anyOf": [_WEIGHT, _LONG]}, "expression")
def weight(value: Any, path: Path, faults: Faults) -> int | str:
    """A bare number, or an expression."""
    if type(value) is int:
        return number(0, HEAVIEST)(value, path, faults)
    if type(value) is float:
        hint = "weights are whole numbers, and shares of their sum: 7 and 3 for 70 % and 30 %"
        faults.add(
            "wrong-type", f"{called(path)} needs a whole number or an expression, this is a fraction", path, hint
        )
        return 1
    return expression(value, path, faults)


_FRACTION = re.compile(r" *([0-9]{1,9}) */ *([1-9][0-9]{0,8}) *")
_PERCENT = re.compile(r" *([0-9]{1,3}) *%")


@accepting(
    {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "pattern": "^[0-9]+ */ *[0-9]+$"}]}
)
def chance(value: Any, path: Path, faults: Faults) -> Fraction:
    """A chance, exactly as it is written: `0.5`, or `"1/3"`."""
    percent = _PERCENT.fullmatch(value) if type(value) is str else None
    written = _FRACTION.fullmatch(value) if type(value) is str else None
    if written is not None:
        found = Fraction(int(written[1]), int(written[2]))
    elif type(value) in (int, float) and abs(value) <= HEAVIEST:  # no infinity, and nothing that is no number
        found = Fraction(str(value))
    elif percent is not None and int(percent[1]) <= 100:
        share = f"{int(percent[1]) / 100:g}"
        hint = Advice(f"write {share}", share, unquoted=True)
        faults.add("wrong-type", f"{called(path)} needs a number from 0 to 1, this is a text", path, hint)
        return Fraction(share)
    else:
        message = f"{called(path)} needs a number from 0 to 1, or a fraction in quotes"
        faults.add("wrong-type", message, path, 'for example 0.5, or "1/3"')
        return Fraction(0)
    if not 0 <= found <= 1:
        faults.add(
            "wrong-value", f"{called(path)} goes from 0 to 1, {str(value)[:40]} does not fit", path, _shared(found)
        )
    return max(Fraction(0), min(found, Fraction(1)))


def _shared(found: Fraction) -> Advice:
    """A number of percents as a share."""
    if not 1 < found <= 100 or found.denominator != 1:
        return NO_ADVICE
    share = f"{int(found) / 100:g}"
    return Advice(f"{found} % is {share}", share, unquoted=True)


def units(low: int) -> Reader[int | str]:
    """Units of the clock: a bare number, or an expression."""
    bare = number(low, LONGEST_CLOCK)

    def read(value: Any, path: Path, faults: Faults) -> int | str:
        if type(value) is str and not _COUNTED.fullmatch(value):  # `2 days` is no expression, and was meant as a number
            return expression(value, path, faults)
        if type(value) not in (int, str):
            hint = "units of the clock are whole: choose a smaller `unit`, or round" if type(value) is float else ""
            _wrong_type(value, "a whole number or an expression", path, faults, hint)
            return low
        return bare(value, path, faults)

    return Reader(read, {"anyOf": [bare.accepts, _LONG]}, "expression")


_YEAR: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 9999}


@accepting({"anyOf": [_YEAR, _DATE, _ONE_LINE]}, "plain")
def year_or_text(value: Any, path: Path, faults: Faults) -> str:
    """When a source is from: a year, a date, or words such as `undated`."""
    if type(value) is int:
        return str(number(0, 9999)(value, path, faults))
    if type(value) is datetime.date:
        return day_text(value)
    return _line(value, path, faults)


_NUMBER: dict[str, Any] = {"type": "integer", "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER}
_DRAWS: dict[str, Any] = {"type": "object", "additionalProperties": _WEIGHT, "minProperties": 1}


@accepting({"anyOf": [{"type": "boolean"}, _NUMBER, _SHORT, _DRAWS]}, "word")
def start_value(value: Any, path: Path, faults: Faults) -> bool | int | str | dict[str, int] | None:
    """A variable's first value, whose type decides the variable's sort; or the weight of each value that may be drawn."""
    if type(value) is dict:
        return draws(value, path, faults)
    if type(value) is bool:
        return value
    if type(value) is int:
        return number()(value, path, faults)
    if type(value) is str:
        return _name(value, path, faults)
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


@accepting({"type": "object", "additionalProperties": _ONE_LINE}, "bands")
def word_table(value: Any, path: Path, faults: Faults) -> dict[str, str] | None:
    """`{ 0 = "broken", 2 = "wary" }`."""
    if type(value) is not dict:
        _wrong_type(
            value, "a table", path, faults, 'for each word the value at which it begins: `{ 0 = "broken", 2 = "wary" }`'
        )
        return None
    return {key: _line(word, (*path, key), faults) for key, word in value.items()}


_COST: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": LARGEST_NUMBER}


@accepting({"type": "object", "additionalProperties": _COST}, "costs")
def costs(value: Any, path: Path, faults: Faults) -> dict[str, int]:
    """A measure's price: `{ boats = 1, "soc.consent" = 1 }`."""
    if type(value) is not dict:
        faults.add(
            "wrong-type", f"{called(path)} needs a table, this is {_TYPE_NAMES[type(value)]}", path, _priced(value)
        )
        return {}
    found = {}
    for key, amount in value.items():
        place = (*path, key)
        if type(amount) is dict and amount:
            hint = f'a name with a dot stands in quotes: `"{key[:80]}.{next(iter(amount))[:80]}" = 1`'
            faults.add("wrong-type", f"`{key[:80]}` needs a whole number, this is a table", place, hint)
        elif type(amount) is int and -LARGEST_NUMBER <= amount < 1:
            taken = f"write {-amount}: a price is what is taken; " if amount else ""
            hint = f"{taken}what is given is an effect" if amount else "leave it out: what costs nothing is no price"
            faults.add("wrong-value", f"a price is above 0, this is {amount}", place, hint)
        elif check_characters(key, place, faults, on_key=True):
            found[key] = number(1)(amount, place, faults)
    return found


def _priced(value: object) -> Advice:
    """How a price that was written as a text, or as an array, would be written as a table."""
    parts = value if isinstance(value, list) else re.split("[,;]|\\band\\b", value) if isinstance(value, str) else []
    read = [_PRICE.fullmatch(part.strip()) if isinstance(part, str) else None for part in parts[:20]]
    prices = [f"{_priced_name(part)} = {part['count'] or part['amount'] or 1}" for part in read if part is not None]
    if not prices or len(prices) < len(parts):
        return Advice("how much of what: `{ boats = 1 }`")
    table = f"{{ {', '.join(prices)} }}"
    return Advice(f"write `{table}`", table, unquoted=True)


def _priced_name(part: re.Match[str]) -> str:
    return f'"{part["name"]}"' if "." in part["name"] else part["name"]


@accepting({"type": "object", "additionalProperties": _LONG}, "answers")
def gates(value: Any, path: Path, faults: Faults) -> dict[str, str] | None:
    """A measure's answers to its tags' gates: `{ trigger = "shelled" }`."""
    if type(value) is not dict:
        _wrong_type(value, "a table", path, faults, 'for each word that its tags ask for: `{ trigger = "..." }`')
        return None
    return {key: expression(answer, (*path, key), faults) for key, answer in value.items()}


@accepting({"anyOf": [_NUMBER, _DRAWS]}, "attribute")
def when_known(value: Any, path: Path, faults: Faults) -> Any:
    """A value that only linking can judge, such as a party's attribute."""
    if type(value) is str:
        check_characters(value, path, faults)
    return value


def id_advice(written: str, noun: str = "an id") -> Advice:
    """How something that cannot be an id, or a word, would be written as one."""
    rule = f"{noun} has lower-case letters, digits and `_`, begins with a letter, and has at most 80 characters"
    plain = unicodedata.normalize("NFKD", written[:200]).encode("ascii", "ignore").decode().lower()
    near = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if ID.match(near) and near not in RESERVED:
        return Advice(f"write `{near}`: {rule}", near)
    return Advice(rule)


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
        faults.misnamed.add(identifier)
        faults.add("bad-id", f"`{shown}` cannot be an id", path, id_advice(identifier), on_key=True)
    return False
