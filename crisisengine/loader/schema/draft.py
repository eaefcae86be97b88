"""The Draft: a document that looks like what the author wrote, its types checked and nothing else.

One class per kind of table, one field per key; a field's metadata names the reader for its value. Names are still
text, expressions and prose still unread: linking does that. The metadata also says what each key is for and, by its
reader, what it may hold: the JSON Schema and whatever looks for names are made of that, and know no key of their own.

Longer than 300 lines because it is the list of all keys, and a list is best read in one place.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from attrs import NOTHING, define, field, fields

from crisisengine.limits import LONGEST_CLOCK, LONGEST_SCENE, MOST_QUESTIONS
from crisisengine.loader.schema import readers
from crisisengine.loader.schema.accepts import Read
from crisisengine.model.kinds import Better, ClockUnit, Play

__all__ = [
    "DOCTRINE_KINDS",
    "KINDS",
    "Draft",
    "DraftAttribute",
    "DraftChapter",
    "DraftClock",
    "DraftDoctrine",
    "DraftEnding",
    "DraftGate",
    "DraftGlossary",
    "DraftHeading",
    "DraftInject",
    "DraftLater",
    "DraftMap",
    "DraftMeasure",
    "DraftObjective",
    "DraftOutcome",
    "DraftParty",
    "DraftProperty",
    "DraftRole",
    "DraftScenario",
    "DraftScene",
    "DraftSite",
    "DraftSource",
    "DraftStanding",
    "DraftTag",
    "DraftVariable",
    "keys_of",
    "table_at",
]


def _key(read: Read, default: Any = None, *, says: str = "", name: str = "") -> Any:
    """A key that may be absent; `says`: in a sentence, what it is for."""
    return field(default=default, metadata={"read": read, "name": name, "required": False, "says": says})


def _room(read: Read, default: Any = None, *, says: str = "", name: str = "") -> Any:
    """A key that only a room uses; nothing that a run replays depends on it."""
    return field(default=default, metadata={"read": read, "name": name, "required": False, "room": True, "says": says})


def _must(read: Read, default: Any = "", *, says: str = "", name: str = "") -> Any:
    """A key that must be there; `default` only keeps reading going."""
    return field(default=default, metadata={"read": read, "name": name, "required": True, "says": says})


def _drawn(read: Read, default: Any = None, *, says: str = "", yields: bool = False) -> Any:
    """A key that only a map uses; `yields`: not where an attribute of that name starts with a number, as in older files."""
    metadata = {"read": read, "name": "", "required": False, "room": True, "yields": yields, "says": says}
    return field(default=default, metadata=metadata)


def _table(of: type, *, says: str = "", required: bool = False, room: bool = False) -> Any:
    return field(default=None, metadata={"table": of, "required": required, "name": "", "room": room, "says": says})


def _tables(of: type, *, says: str = "", name: str = "", room: bool = False) -> Any:
    """A table for each id; `room`: only a room uses them."""
    return field(factory=dict, metadata={"tables": of, "required": False, "name": name, "room": room, "says": says})


def _arrays(of: type, *, says: str = "") -> Any:
    return field(default=(), metadata={"array": of, "required": False, "name": "", "says": says})


_plain, _text, _line, _expression = readers.text, readers.prose, readers.line, readers.expression
_effects = readers.list_of(readers.effect)
_scene, _ending, _inject, _role = (readers.named(kind) for kind in ("scene", "ending", "inject", "role"))
_scenes, _injects = readers.list_of(_scene), readers.list_of(_inject)
_site = readers.named("site")
_place = readers.named("scene", "ending")
_goto = readers.goto("scene", "ending", "back")


@define(eq=False, repr=False)
class _Table:
    """What every table may carry."""

    allow: tuple[str, ...] = _key(
        readers.list_of(readers.code), (), says="Warnings that you accept here, by their codes."
    )


@define(eq=False, repr=False)
class DraftLater(_Table):
    """`{ after = 5, inject = "rumour" }`."""

    after: int | str = _must(
        readers.units(1),
        1,
        says="So many units of the clock after this, from 1: a number, or an expression that reads what the decision left.",
    )
    inject: str = _must(_inject, says="The inject that is set going.")


@define(eq=False, repr=False)
class DraftOutcome(_Table):
    """`[scene.S.measure.M.chance.O]`."""

    weight: int | str = _must(
        readers.weight,
        1,
        says="How likely this outcome is beside the others: a number or an expression, read after the measure's effects; 0 cannot happen.",
    )
    effects: tuple[str, ...] = _key(
        _effects, (), says="What changes if it comes to this, after the measure's own effects."
    )
    later: tuple[DraftLater, ...] = _arrays(DraftLater, says="Injects that are set going, so many units after.")
    cancel: tuple[str, ...] = _key(_injects, (), says="Injects that are stopped, if they are under way.")
    goto: str = _key(
        _goto,
        "",
        says="The scene or ending that this leads to, before the measure's own; `back` after an interrupt; it may depend.",
    )
    result: str = _key(_text, "", says="What one sees at once if it comes to this.")
    plain: str = _key(_text, "", says="The result in plain words, shown with `--plain-words`.")
    lesson: str = _key(_text, "", says="What the debrief says of it.")


@define(eq=False, repr=False)
class DraftMeasure(_Table):
    """`[scene.S.measure.M]`."""

    label: str = _must(_line, says="What is decided, in one line.")
    tags: tuple[str, ...] = _key(
        readers.list_of(readers.named("tag")), (), says="Which kinds of measure this is; tags bring gates."
    )
    gates: dict[str, str] | None = _key(
        readers.gates,
        says="What the gates of its tags ask of this measure: an expression for each name that no variable bears.",
    )
    when: str | None = _key(_expression, says="While this is false, the measure is not shown.")
    requires: str | None = _key(
        _expression, says="While this is false, the measure is shown and locked, with the reason."
    )
    otherwise: str | None = _key(
        _text, says="The reason why it is locked; without it the program derives one from `requires`."
    )
    costs: dict[str, int] | None = _key(
        readers.costs,
        says="Its price: so much of each number is paid when it is taken; where that is not there, it is locked.",
    )
    effects: tuple[str, ...] = _key(
        _effects, (), says="What changes: all read the state before, and each variable is changed once."
    )
    takes: int | str | None = _key(
        readers.units(0),
        says="How many units of the clock it takes, a number or an expression that reads the state before; 1 where nothing is said.",
    )
    result: str = _key(_text, "", says="What one sees at once.")
    plain: str = _key(_text, "", says="The result in plain words, shown with `--plain-words`.")
    lesson: str = _key(_text, "", says="What the debrief says of it.")
    teaches: tuple[str, ...] = _key(
        readers.list_of(readers.named("objective")), (), says="The objectives that this decision is an occasion for."
    )
    later: tuple[DraftLater, ...] = _arrays(DraftLater, says="Injects that it sets going, so many units after.")
    cancel: tuple[str, ...] = _key(_injects, (), says="Injects that it stops, if they are under way.")
    once: bool = _key(readers.flag, default=False, says="Whether it is used up when taken, and hidden from then on.")
    fallback: bool = _key(
        readers.flag, default=False, says="Whether it is offered only when nothing else here is open."
    )
    goto: str = _key(
        _goto,
        "",
        says="The scene or ending that it leads to; `back` after an interrupt; `dry if told else held` where it depends; without it one stays.",
    )
    verifies: str = _key(_inject, "", says="The report, an inject with `claims`, that it checks.")
    voters: str = _room(
        _role, "", name="for", says="In a room, the only role that may vote for it; alone, it is anybody's."
    )
    chance: dict[str, DraftOutcome] = _tables(
        DraftOutcome, says="What the world may make of it: a table for each outcome."
    )


@define(eq=False, repr=False)
class DraftStanding(DraftMeasure):
    """`[measure.M]`."""

    scenes: tuple[str, ...] | None = _key(
        readers.list_of(_scene, least=1),
        says="The only scenes where it is offered; all that want standing measures else.",
    )


@define(eq=False, repr=False)
class DraftScene(_Table):
    """`[scene.S]`."""

    title: str = _must(_line, says="Its name, in one line.")
    text: str = _must(_text, says="What one reads on coming here.")
    plain: str = _key(_text, "", says="The text in plain words, shown with `--plain-words`.")
    chapter: str = _key(
        readers.chapter,
        "",
        says="The part of the story that it belongs to, for the reader and the debrief: its title, or the id of a `[chapter.ID]`.",
    )
    site: str = _drawn(_site, "", says="Where it is: a site of the map.")
    standing: bool = _key(readers.flag, default=True, says="Whether standing measures are offered here.")
    default: str = _room(
        readers.named("measure"),
        "",
        says="The measure that a room takes when its time ends: one of the scene's own, or a standing one.",
    )
    voters: str = _room(
        _role, "", name="for", says="In a room, the role that votes in this scene; alone, it is anybody's."
    )
    minutes: int | None = _room(
        readers.number(1, LONGEST_SCENE), says="What a room is given for it, from its first page to its lock."
    )
    guidance: str = _room(_text, "", says="For whoever leads a room; those who play never see it.")
    ask: tuple[str, ...] = _room(
        readers.list_of(readers.prose_line, most=MOST_QUESTIONS),
        (),
        says="Questions for a room's talk and for its debrief, a line each.",
    )
    measure: dict[str, DraftMeasure] = _tables(DraftMeasure, says="What can be decided here: a table for each measure.")


@define(eq=False, repr=False)
class DraftChapter(_Table):
    """`[chapter.C]`."""

    title: str = _must(_line, says="Its name, in one line; its scenes bear it where they name its id.")
    start: str = _must(_scene, says="Its first scene.")
    effects: tuple[str, ...] = _key(
        _effects,
        (),
        says="What is usually inherited from the chapters before: changes to the start, the drawn one included.",
    )


@define(eq=False, repr=False)
class DraftInject(_Table):
    """`[inject.I]`."""

    sender: str = _key(_line, "", name="from", says="Who sends it.")
    to: str = _key(_line, "", says="To whom.")
    by: str = _key(readers.one_of("cable", "radio", "telephone", "press", "visitor"), "cable", says="How it comes.")
    grade: str = _key(
        readers.matching(r"[A-F][1-6]", "a letter A-F for the source and a digit 1-6 for the report"),
        "",
        says="A letter A-F for the source and a digit 1-6 for what it says, as intelligence reports are graded.",
    )
    claims: str | None = _key(_expression, says="What it asserts, true or not; a measure that `verifies` it finds out.")
    text: str = _must(_text, says="What it says.")
    plain: str = _key(_text, "", says="The text in plain words, shown with `--plain-words`.")
    when: str | None = _key(
        _expression,
        says="It fires at the end of a step that finds this true; with `on`, or sent by `later`, this is asked only when it is due.",
    )
    on: Any = _key(readers.reading, says="It fires at this reading of the clock.")
    scenes: tuple[str, ...] = _key(
        _scenes, (), says="The only scenes where it can fire; everywhere where none is named."
    )
    effects: tuple[str, ...] = _key(_effects, (), says="What changes when it comes.")
    goto: str = _key(
        readers.goto("scene", "ending"),
        "",
        says="The scene that it interrupts with, from which `back` returns; it may depend.",
    )
    repeat: bool = _key(readers.flag, default=False, says="Whether it fires each time, not once.")
    contingency: bool = _key(
        readers.flag, default=False, says="Whether a facilitator may send it; it never comes by itself."
    )
    good_answer: str = _key(
        _text, "", says="What a good room does about a contingency, for the facilitator and the debrief."
    )
    lesson: str = _key(_text, "", says="What the debrief says of it.")


@define(eq=False, repr=False)
class DraftEnding(_Table):
    """`[ending.E]`."""

    title: str = _must(_line, says="Its name, in one line.")
    rank: int = _must(
        readers.number(0, 100),
        0,
        says="0 to 100, higher is better for civilians; ties are allowed, and it is never shown as a score.",
    )
    text: str = _must(_text, says="What one reads when the run ends here.")
    plain: str = _key(_text, "", says="The text in plain words, shown with `--plain-words`.")
    when: str | None = _key(_expression, says="It is reached as soon as a step finds this true, before any `goto`.")
    history: str = _key(_text, "", says="What really happened, with sources.")


@define(eq=False, repr=False)
class DraftProperty(_Table):
    """`[property.P]`: exactly one of the nine kinds."""

    always: str | None = _key(_expression, says="True in every state.")
    never: str | None = _key(_expression, says="True in no state.")
    reachable: str | None = _key(_expression, says="Some run comes to a state where this is true.")
    eventually: str | None = _key(_expression, says="Every run comes to a state where this is true.")
    never_by_chance: str | None = _key(_ending, says="An ending that no outcome, only a decision, takes out of reach.")
    forced: str | None = _key(
        _expression,
        says="Somebody who decides well comes surely to a state where this is true, whatever chance decides.",
    )
    likely: str | None = _key(
        _expression, says="How likely play comes to a state where this is true: `at_least` or `at_most` so."
    )
    answers: str | None = _key(
        _expression, says="What must come once what it answers `to` is shown: true in that state, or in a later one."
    )
    changes: str | None = _key(
        _expression, says="True of every step, a send too; `before(x)` is what x was when the step began."
    )
    fair: bool | None = _key(
        readers.flag, says="Whether what is possible again and again does happen at last; of `forced`, `eventually`."
    )
    play: Play | None = _key(
        readers.one_of("best", "worst"),
        says="Whose chance `likely` tells: the `best` play's, which it is where nothing is said, or the `worst` play's.",
    )
    at_least: Fraction | None = _key(
        readers.chance, says="The least chance of `likely`, 0 to 1: a number, or a fraction in quotes, as `1/3`."
    )
    at_most: Fraction | None = _key(
        readers.chance, says="The greatest chance of `likely`, 0 to 1: a number, or a fraction in quotes, as `1/3`."
    )
    to: str | None = _key(_expression, says="What `answers` is an answer to: each time when it becomes true.")
    within: int | None = _key(
        readers.number(0, LONGEST_CLOCK),
        says="The units of the clock in which the answer comes; before the run ends where nothing is said.",
    )
    when: str | None = _key(
        _expression,
        says="Where it is asked: in states where this is true; what can be reached or must come, from each of them on.",
    )
    at: tuple[str, ...] = _key(
        readers.list_of(readers.moment),
        (),
        says="Judged only before the decisions of a tag (`tag.T`), a scene (`scene.S`) or a measure; of `changes`, on these decisions.",
    )


@define(eq=False, repr=False)
class DraftVariable(_Table):
    """`[variable.V]`."""

    label: str = _key(_line, "", says="Its name on the panel; without one it is on none.")
    start: bool | int | str | dict[str, int] | None = _key(
        readers.start_value,
        says="Its first value: a number, yes/no (`true`, `false`), or one of its `values`. It decides which of the three it is. Or a table of "
        "the weight of each value that the world may draw.",
    )
    range: tuple[int, ...] | None = _key(
        readers.list_of(readers.number(), least=2, most=2),
        says="The least and the greatest value of a number; effects stop at the ends.",
    )
    values: tuple[str, ...] | None = _key(
        readers.list_of(readers.word, least=1, most=100),
        says="The words that it can be, in order, so that `<` and `>=` have a meaning.",
    )
    bands: dict[str, str] | None = _key(
        readers.word_table, says="What people read: for a number a word from each value up, for words a text for each."
    )
    better: Better = _key(
        readers.one_of("high", "low"),
        "",
        says="Which end is better for civilians; with it the variable is an indicator.",
    )
    hidden: bool = _key(
        readers.flag,
        default=False,
        says="Whether it is on no panel, in no derived reason and in no ledger while somebody plays.",
    )
    is_: str | None = _key(
        _expression, name="is", says="What it follows from, instead of a start: a derived variable is read-only."
    )
    explains: str = _key(_plain, "", says="What it means, for people.")


@define(eq=False, repr=False)
class DraftAttribute(_Table):
    """`[attribute.A]`: what every party that starts one has a variable of."""

    label: str = _must(_line, says="Its name on the panel.")
    range: tuple[int, ...] = _must(
        readers.list_of(readers.number(), least=2, most=2),
        (0, 1),
        says="The least and the greatest value; effects stop at the ends.",
    )
    bands: dict[str, str] | None = _key(readers.word_table, says="What people read: a word from each value up.")
    better: Better = _key(readers.one_of("high", "low"), "", says="Which end is better for civilians.")
    hidden: bool = _key(
        readers.flag,
        default=False,
        says="Whether it is on no panel, in no derived reason and in no ledger while somebody plays.",
    )
    explains: str = _key(_plain, "", says="What it means, for people.")


@define(eq=False, repr=False)
class DraftParty(_Table):
    """`[party.P]`; every other key is an attribute's start."""

    name: str = _must(_line, says="Its name, in one line.")
    main: bool = _key(readers.flag, default=False, says="Whether it counts in `least(attribute)`.")
    of: str = _key(
        readers.named("party"), "", says="The party that it belongs to: a party in a place is a party of its own."
    )
    about: str = _key(_plain, "", says="Who they are and what they want.")
    site: str = _drawn(_site, "", says="Where they are: a site of the map.", yields=True)
    rest: dict[str, Any] = field(
        factory=dict,
        metadata={
            "rest": readers.when_known,
            "required": False,
            "name": "",
            "says": "Where an attribute of this party starts; the variable is `party.attribute`.",
        },
    )


@define(eq=False, repr=False)
class DraftRole(_Table):
    """`[role.R]`."""

    title: str = _must(_line, says="Its name, in one line.")
    brief: str = _must(_text, says="Who they are and what is at stake for them, for everybody to read.")
    knows: str = _key(_text, "", says="What only this role is told; true, and worth saying aloud.")
    chair: bool = _key(
        readers.flag,
        default=False,
        says="Whether it decides where the room's rule leaves that to somebody; at most one role does.",
    )


@define(eq=False, repr=False)
class DraftObjective(_Table):
    """`[objective.O]`."""

    text: str = _must(_line, says="What somebody can do afterwards, in one line that begins with a verb.")
    level: str = _key(
        readers.one_of("remember", "understand", "apply", "analyse", "evaluate", "create"),
        "",
        says="How much it asks, in Bloom's words.",
    )


@define(eq=False, repr=False)
class DraftSource(_Table):
    """`[source.S]`."""

    title: str = _must(_line, says="Of the work.")
    publisher: str = _key(_line, "", says="Who published it.")
    date: str = _key(readers.year_or_text, "", says="When it is from: a year, a date, or words such as `undated`.")
    url: str = _key(
        readers.matching(r"https?://[^\s<>\"'\\^`{|}]{1,400}", "a web address that begins with https://"),
        "",
        says="Where to find it.",
    )
    note: str = _key(_line, "", says="What to know about it.")


@define(eq=False, repr=False)
class DraftHeading(_Table):
    """`[tier.T]`, `[phase.P]`, `[principle.P]`."""

    label: str = _must(_line, says="Its name, in one line.")
    explains: str = _key(_plain, "", says="What is meant.")


@define(eq=False, repr=False)
class DraftGate(_Table):
    """`{ requires = "...", otherwise = "..." }` in a tag."""

    requires: str = _must(
        _expression,
        "true",
        says="What must be true; a name that no variable bears is asked of each measure, in its `gates`.",
    )
    otherwise: str | None = _key(_text, says="The reason why it is locked; a refusal names every gate that fails.")


@define(eq=False, repr=False)
class DraftTag(_Table):
    """`[tag.T]`."""

    label: str = _must(_line, says="Its name, in one line.")
    explains: str = _key(_plain, "", says="What is meant.")
    tier: str = _key(readers.named("tier"), "", says="The tier that it stands under.")
    phase: str = _key(readers.named("phase"), "", says="The phase that it stands under.")
    principle: str = _key(readers.named("principle"), "", says="The principle that it stands under.")
    gates: tuple[DraftGate, ...] = _arrays(DraftGate, says="Guards that every measure with this tag must pass.")


@define(eq=False, repr=False)
class DraftGlossary(_Table):
    """`[glossary.G]`."""

    term: str = _must(_line, says="As a reader would look it up.")
    text: str = _must(_text, says="What it means here, with its source.")
    see: tuple[str, ...] = _key(readers.list_of(readers.named("glossary")), (), says="Related entries.")


@define(eq=False, repr=False)
class DraftSite(_Table):
    """`[site.S]`."""

    name: str = _must(_line, says="Its name, in one line.")
    at: tuple[float, float] = _must(
        readers.coordinates, (0.0, 0.0), says="Its latitude and longitude in degrees; south and west are below 0."
    )


@define(eq=False, repr=False)
class DraftMap(_Table):
    """`[map]`."""

    outline: str = _must(
        readers.file, says="A GeoJSON file beside this one: lines and areas such as borders, rivers and lakes."
    )


@define(eq=False, repr=False)
class DraftClock(_Table):
    """`[clock]`."""

    unit: ClockUnit = _must(
        readers.one_of("day", "minute", "hour", "week", "month", "turn"),
        "day",
        says="What it counts; also the name of the reading in expressions.",
    )
    length: int = _must(readers.number(1, 100_000), 1, says="How many units there are.")
    ending: str = _must(_ending, says="The ending that comes when it is full.")
    opens: datetime.date | datetime.datetime | None = _key(
        readers.calendar_date, says="The date, for hours the date and time, at reading 0."
    )


@define(eq=False, repr=False)
class DraftScenario(_Table):
    """`[scenario]`."""

    title: str = _must(_line, says="Its name, in one line.")
    summary: str = _must(_line, says="What it is about, in one line, for the library.")
    start: str = _must(_scene, says="The first scene.")
    minutes: int = _must(readers.number(1, 10_000), 1, says="How long it takes to play.")
    language: str = _key(
        readers.matching(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}", "a language tag such as `km` or `pt-BR`"),
        "",
        says="The language of your texts, as a tag such as `km` or `pt-BR`; reports name it.",
    )
    rehearses: str = _key(_line, "", says="What it trains, in one line; told in the briefing.")
    theory: str = _key(
        _line, "", says="A question about what drives the crisis, asked before the first decision and when it is over."
    )
    content_note: str = _key(_text, "", says="What might distress; shown before the start.")
    invented: str = _key(_text, "", says="What is invented and what is documented.")
    role: str = _key(_text, "", says="Who the player is.")
    mandate: str = _key(_text, "", says="What the player may do.")
    leaves_out: str = _key(_text, "", says="What the model leaves out; it closes the debrief.")
    include: tuple[str, ...] = _key(
        readers.list_of(readers.file), (), says="Further files below this one's folder, by path or pattern."
    )
    contingencies: int | None = _key(
        readers.number(1, 100), says="How many contingency injects a facilitator may send in one run."
    )


@define(eq=False, repr=False)
class DraftDoctrine(_Table):
    """`[doctrine]`."""

    title: str = _must(_line, says="Its name, in one line.")
    summary: str = _key(_line, "", says="What it is about, in one line.")


@define(eq=False, repr=False)
class Draft:
    """A whole document: the scenario, its includes and its doctrine, merged."""

    format: int = _must(readers.number(1, 1), 1, says="The version of the format, before any table.")
    extends: str | None = _key(
        readers.doctrine, says="A doctrine: `peacekeeping`, or a file beside this one such as `./mine.toml`."
    )
    scenario: DraftScenario | None = _table(
        DraftScenario, required=True, says="The scenario as a whole: how it is called, where it begins."
    )
    doctrine: DraftDoctrine | None = _table(DraftDoctrine, says="The head of a doctrine's file.")
    clock: DraftClock | None = _table(
        DraftClock, says="Time in whole units; without it `takes`, `later`, `on` and `due` mean nothing."
    )
    attribute: dict[str, DraftAttribute] = _tables(
        DraftAttribute, says="What parties have: each party that starts it has a variable of its own."
    )
    party: dict[str, DraftParty] = _tables(DraftParty, says="Those whose will counts.")
    map: DraftMap | None = _table(DraftMap, room=True, says="What a map shows beside the sites.")
    site: dict[str, DraftSite] = _tables(DraftSite, room=True, says="Where scenes and parties are on the map.")
    role: dict[str, DraftRole] = _tables(DraftRole, room=True, says="Those who sit in the room.")
    variable: dict[str, DraftVariable] = _tables(DraftVariable, says="What is watched, remembered or derived.")
    tier: dict[str, DraftHeading] = _tables(DraftHeading, says="A heading of the doctrine: how strong a measure is.")
    phase: dict[str, DraftHeading] = _tables(
        DraftHeading, says="A heading of the doctrine: when a measure has its place."
    )
    principle: dict[str, DraftHeading] = _tables(
        DraftHeading, says="A heading of the doctrine: what a measure rests on."
    )
    tag: dict[str, DraftTag] = _tables(DraftTag, says="A kind of measure, and the gates that it brings.")
    glossary: dict[str, DraftGlossary] = _tables(DraftGlossary, says="Terms, for those who play.")
    objective: dict[str, DraftObjective] = _tables(DraftObjective, says="What the exercise is for.")
    source: dict[str, DraftSource] = _tables(DraftSource, says="The works that texts cite, as `[^id]`.")
    scene: dict[str, DraftScene] = _tables(DraftScene, says="A place in the story, with what can be decided there.")
    chapter: dict[str, DraftChapter] = _tables(
        DraftChapter, says="A part of the story at which a run may begin; numbered as they stand."
    )
    measure: dict[str, DraftStanding] = _tables(
        DraftStanding, says="A standing measure: offered in every scene, after its own, or in those that it names."
    )
    inject: dict[str, DraftInject] = _tables(DraftInject, says="What the world sends.")
    ending: dict[str, DraftEnding] = _tables(DraftEnding, says="Where a run stops.")
    property: dict[str, DraftProperty] = _tables(
        DraftProperty, says="A promise about every run, for the checker to judge."
    )


def keys_of(table: type) -> dict[str, tuple[str, dict[str, Any], Any]]:
    """TOML key -> (attribute name, metadata, default), in the order of declaration."""
    found = {}
    for attribute in fields(table):
        default = None if attribute.default is NOTHING else attribute.default
        found[attribute.metadata["name"] or attribute.name] = (attribute.name, attribute.metadata, default)
    return found


def table_at(path: Iterable[str | int]) -> type | None:
    """The Draft class of the table at a path."""
    here: type = Draft
    steps = iter(path)
    for step in steps:
        known = keys_of(here).get(str(step))
        if known is None:
            return None
        metadata = known[1]
        inner = metadata.get("table") or metadata.get("tables") or metadata.get("array")
        if inner is None:
            return None
        if "table" not in metadata and next(steps, None) is None:
            return None
        here = inner
    return here


KINDS = tuple(attribute.name for attribute in fields(Draft) if "tables" in attribute.metadata)
"""The kinds of table that an id distinguishes: `scene`, `measure`, `variable`, ..."""
DOCTRINE_KINDS = frozenset(("attribute", "variable", "tier", "phase", "principle", "tag", "glossary", "source"))
"""Those that a doctrine may declare, and a scenario lay keys over."""
