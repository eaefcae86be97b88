"""The Draft: a document that looks like what the author wrote, its types checked and nothing else.

One class per kind of table, one field per key; a field's metadata names the reader for its value. Names are still
text, expressions and prose still unread: linking does that.

Longer than 300 lines because it is the list of all keys, and a list is best read in one place.
"""

from __future__ import annotations

import datetime
from typing import Any

from attrs import NOTHING, define, field, fields

from crisisengine.limits import LONGEST_SCENE, MOST_QUESTIONS
from crisisengine.loader.schema import readers
from crisisengine.loader.schema.readers import Read
from crisisengine.model.kinds import Better, ClockUnit

__all__ = [
    "KINDS",
    "Draft",
    "DraftAttribute",
    "DraftClock",
    "DraftDoctrine",
    "DraftEnding",
    "DraftGate",
    "DraftGlossary",
    "DraftHeading",
    "DraftInject",
    "DraftLater",
    "DraftMeasure",
    "DraftObjective",
    "DraftOutcome",
    "DraftParty",
    "DraftProperty",
    "DraftRole",
    "DraftScenario",
    "DraftScene",
    "DraftSource",
    "DraftTag",
    "DraftVariable",
    "keys_of",
]


def _key(read: Read, default: Any = None, *, name: str = "") -> Any:
    """A key that may be absent."""
    return field(default=default, metadata={"read": read, "name": name, "required": False})


def _room(read: Read, default: Any = None, *, name: str = "") -> Any:
    """A key that only a room uses; nothing that a run replays depends on it."""
    return field(default=default, metadata={"read": read, "name": name, "required": False, "room": True})


def _must(read: Read, default: Any = "", *, name: str = "") -> Any:
    """A key that must be there; `default` only keeps reading going."""
    return field(default=default, metadata={"read": read, "name": name, "required": True})


def _table(of: type, *, required: bool = False) -> Any:
    return field(default=None, metadata={"table": of, "required": required, "name": ""})


def _tables(of: type, *, name: str = "", room: bool = False) -> Any:
    """A table for each id; `room`: only a room uses them."""
    return field(factory=dict, metadata={"tables": of, "required": False, "name": name, "room": room})


def _arrays(of: type) -> Any:
    return field(default=(), metadata={"array": of, "required": False, "name": ""})


_text, _line, _name, _expression = readers.prose, readers.line, readers.name, readers.expression
_names, _effects = readers.list_of(readers.name), readers.list_of(readers.expression)
_position = readers.number(0)


@define(eq=False, repr=False)
class _Table:
    """What every table may carry."""

    allow: tuple[str, ...] = _key(_names, ())


@define(eq=False, repr=False)
class DraftLater(_Table):
    """`{ after = 5, inject = "rumour" }`."""

    after: int = _must(readers.number(1, 100_000), 1)
    inject: str = _must(_name)


@define(eq=False, repr=False)
class DraftOutcome(_Table):
    """`[scene.S.measure.M.chance.O]`."""

    weight: int | str = _must(readers.weight, 1)
    effects: tuple[str, ...] = _key(_effects, ())
    later: tuple[DraftLater, ...] = _arrays(DraftLater)
    cancel: tuple[str, ...] = _key(_names, ())
    goto: str = _key(_name, "")
    result: str = _key(_text, "")
    lesson: str = _key(_text, "")


@define(eq=False, repr=False)
class DraftMeasure(_Table):
    """`[scene.S.measure.M]`, or standing: `[measure.M]`."""

    label: str = _must(_line)
    tags: tuple[str, ...] = _key(_names, ())
    gates: dict[str, str] | None = _key(readers.gates)
    when: str | None = _key(_expression)
    requires: str | None = _key(_expression)
    otherwise: str | None = _key(_text)
    effects: tuple[str, ...] = _key(_effects, ())
    takes: int | None = _key(readers.number(0, 100_000))
    result: str = _key(_text, "")
    lesson: str = _key(_text, "")
    teaches: tuple[str, ...] = _key(_names, ())
    later: tuple[DraftLater, ...] = _arrays(DraftLater)
    cancel: tuple[str, ...] = _key(_names, ())
    once: bool = _key(readers.flag, default=False)
    fallback: bool = _key(readers.flag, default=False)
    goto: str = _key(_name, "")
    verifies: str = _key(_name, "")
    voters: str = _room(_name, "", name="for")
    chance: dict[str, DraftOutcome] = _tables(DraftOutcome)


@define(eq=False, repr=False)
class DraftScene(_Table):
    """`[scene.S]`."""

    title: str = _must(_line)
    text: str = _must(_text)
    chapter: str = _key(_line, "")
    standing: bool = _key(readers.flag, default=True)
    default: str = _room(_name, "")
    voters: str = _room(_name, "", name="for")
    minutes: int | None = _room(readers.number(1, LONGEST_SCENE))
    guidance: str = _room(_text, "")
    ask: tuple[str, ...] = _room(readers.list_of(_line, most=MOST_QUESTIONS), ())
    measure: dict[str, DraftMeasure] = _tables(DraftMeasure)


@define(eq=False, repr=False)
class DraftInject(_Table):
    """`[inject.I]`."""

    sender: str = _key(_line, "", name="from")
    to: str = _key(_line, "")
    by: str = _key(readers.one_of("cable", "radio", "telephone", "press", "visitor"), "cable")
    grade: str = _key(readers.matching(r"[A-F][1-6]", "a letter A-F for the source and a digit 1-6 for the report"), "")
    claims: str | None = _key(_expression)
    text: str = _must(_text)
    when: str | None = _key(_expression)
    on: int | None = _key(readers.number(1, 100_000))
    scenes: tuple[str, ...] = _key(_names, ())
    effects: tuple[str, ...] = _key(_effects, ())
    goto: str = _key(_name, "")
    repeat: bool = _key(readers.flag, default=False)
    contingency: bool = _key(readers.flag, default=False)
    good_answer: str = _key(_text, "")
    lesson: str = _key(_text, "")


@define(eq=False, repr=False)
class DraftEnding(_Table):
    """`[ending.E]`."""

    title: str = _must(_line)
    rank: int = _must(readers.number(0, 100), 0)
    text: str = _must(_text)
    when: str | None = _key(_expression)
    history: str = _key(_text, "")


@define(eq=False, repr=False)
class DraftProperty(_Table):
    """`[property.P]`: exactly one of the five kinds."""

    always: str | None = _key(_expression)
    never: str | None = _key(_expression)
    reachable: str | None = _key(_expression)
    eventually: str | None = _key(_expression)
    never_by_chance: str | None = _key(_name)
    at: tuple[str, ...] = _key(_names, ())


@define(eq=False, repr=False)
class DraftVariable(_Table):
    """`[variable.V]`."""

    label: str = _key(_line, "")
    start: bool | int | str | dict[str, int] | None = _key(readers.start_value)
    range: tuple[int, ...] | None = _key(readers.list_of(readers.number(), least=2, most=2))
    values: tuple[str, ...] | None = _key(readers.list_of(readers.name, least=1, most=100))
    bands: dict[str, str] | None = _key(readers.word_table)
    better: Better = _key(readers.one_of("high", "low"), "")
    hidden: bool = _key(readers.flag, default=False)
    is_: str | None = _key(_expression, name="is")
    explains: str = _key(_text, "")


@define(eq=False, repr=False)
class DraftAttribute(_Table):
    """`[attribute.A]`: what every party that starts one has a variable of."""

    label: str = _must(_line)
    range: tuple[int, ...] = _must(readers.list_of(readers.number(), least=2, most=2), (0, 1))
    bands: dict[str, str] | None = _key(readers.word_table)
    better: Better = _key(readers.one_of("high", "low"), "")
    hidden: bool = _key(readers.flag, default=False)
    explains: str = _key(_text, "")


@define(eq=False, repr=False)
class DraftParty(_Table):
    """`[party.P]`; every other key is an attribute's start."""

    name: str = _must(_line)
    main: bool = _key(readers.flag, default=False)
    of: str = _key(_name, "")
    about: str = _key(_text, "")
    rest: dict[str, Any] = field(factory=dict, metadata={"rest": readers.when_known, "required": False, "name": ""})


@define(eq=False, repr=False)
class DraftRole(_Table):
    """`[role.R]`."""

    title: str = _must(_line)
    brief: str = _must(_text)
    knows: str = _key(_text, "")
    chair: bool = _key(readers.flag, default=False)


@define(eq=False, repr=False)
class DraftObjective(_Table):
    """`[objective.O]`."""

    text: str = _must(_line)
    level: str = _key(readers.one_of("remember", "understand", "apply", "analyse", "evaluate", "create"), "")


@define(eq=False, repr=False)
class DraftSource(_Table):
    """`[source.S]`."""

    title: str = _must(_line)
    publisher: str = _key(_line, "")
    date: str = _key(readers.year_or_text, "")
    url: str = _key(
        readers.matching(r"https?://[^\s<>\"'\\^`{|}]{1,400}", "a web address that begins with https://"), ""
    )
    note: str = _key(_line, "")


@define(eq=False, repr=False)
class DraftHeading(_Table):
    """`[tier.T]`, `[phase.P]`, `[principle.P]`."""

    label: str = _must(_line)
    explains: str = _key(_text, "")


@define(eq=False, repr=False)
class DraftGate(_Table):
    """`{ requires = "...", otherwise = "..." }` in a tag."""

    requires: str = _must(_expression, "true")
    otherwise: str | None = _key(_text)


@define(eq=False, repr=False)
class DraftTag(_Table):
    """`[tag.T]`."""

    label: str = _must(_line)
    explains: str = _key(_text, "")
    tier: str = _key(_name, "")
    phase: str = _key(_name, "")
    principle: str = _key(_name, "")
    gates: tuple[DraftGate, ...] = _arrays(DraftGate)


@define(eq=False, repr=False)
class DraftGlossary(_Table):
    """`[glossary.G]`."""

    term: str = _must(_line)
    text: str = _must(_text)
    see: tuple[str, ...] = _key(_names, ())


@define(eq=False, repr=False)
class DraftClock(_Table):
    """`[clock]`."""

    unit: ClockUnit = _must(readers.one_of("day", "hour", "week", "month", "turn"), "day")
    length: int = _must(readers.number(1, 100_000), 1)
    ending: str = _must(_name)
    opens: datetime.date | datetime.datetime | None = _key(readers.calendar_date)


@define(eq=False, repr=False)
class DraftScenario(_Table):
    """`[scenario]`."""

    title: str = _must(_line)
    summary: str = _must(_line)
    start: str = _must(_name)
    minutes: int = _must(readers.number(1, 10_000), 1)
    language: str = _key(
        readers.matching(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}", "a language tag such as `km` or `pt-BR`"), ""
    )
    content_note: str = _key(_text, "")
    invented: str = _key(_text, "")
    role: str = _key(_text, "")
    mandate: str = _key(_text, "")
    leaves_out: str = _key(_text, "")
    include: tuple[str, ...] = _key(_names, ())
    contingencies: int | None = _key(readers.number(1, 100))


@define(eq=False, repr=False)
class DraftDoctrine(_Table):
    """`[doctrine]`."""

    title: str = _must(_line)
    summary: str = _key(_line, "")


@define(eq=False, repr=False)
class Draft:
    """A whole document: the scenario, its includes and its doctrine, merged."""

    format: int = _must(readers.number(1, 1), 1)
    extends: str | None = _key(_name)
    scenario: DraftScenario | None = _table(DraftScenario, required=True)
    doctrine: DraftDoctrine | None = _table(DraftDoctrine)
    clock: DraftClock | None = _table(DraftClock)
    attribute: dict[str, DraftAttribute] = _tables(DraftAttribute)
    party: dict[str, DraftParty] = _tables(DraftParty)
    role: dict[str, DraftRole] = _tables(DraftRole, room=True)
    variable: dict[str, DraftVariable] = _tables(DraftVariable)
    tier: dict[str, DraftHeading] = _tables(DraftHeading)
    phase: dict[str, DraftHeading] = _tables(DraftHeading)
    principle: dict[str, DraftHeading] = _tables(DraftHeading)
    tag: dict[str, DraftTag] = _tables(DraftTag)
    glossary: dict[str, DraftGlossary] = _tables(DraftGlossary)
    objective: dict[str, DraftObjective] = _tables(DraftObjective)
    source: dict[str, DraftSource] = _tables(DraftSource)
    scene: dict[str, DraftScene] = _tables(DraftScene)
    measure: dict[str, DraftMeasure] = _tables(DraftMeasure)
    inject: dict[str, DraftInject] = _tables(DraftInject)
    ending: dict[str, DraftEnding] = _tables(DraftEnding)
    property: dict[str, DraftProperty] = _tables(DraftProperty)


def keys_of(table: type) -> dict[str, tuple[str, dict[str, Any], Any]]:
    """TOML key -> (attribute name, metadata, default), in the order of declaration."""
    found = {}
    for attribute in fields(table):
        default = None if attribute.default is NOTHING else attribute.default
        found[attribute.metadata["name"] or attribute.name] = (attribute.name, attribute.metadata, default)
    return found


KINDS = tuple(attribute.name for attribute in fields(Draft) if "tables" in attribute.metadata)
"""The kinds of table that an id distinguishes: `scene`, `measure`, `variable`, ..."""
