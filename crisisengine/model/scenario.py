"""The linked scenario: the plan, never the progress.

Nouns only. Every name is resolved, every expression typed, every text parsed; nothing here changes while a run is
played. A `route` is the address of a noun in what the author wrote (`scene.road.measure.escort`); only a renderer
turns it into a file and a line.

Longer than 300 lines because it is the whole vocabulary, one noun after the other.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from crisisengine.model.expression import Expression, Literal
from crisisengine.model.kinds import Better, ClockUnit, Play, PropertyKind, Sort
from crisisengine.model.prose import Prose

__all__ = [
    "BACK",
    "Chapter",
    "Clock",
    "Cost",
    "Effect",
    "End",
    "Ending",
    "Gate",
    "GlossaryEntry",
    "Goto",
    "Heading",
    "Inject",
    "Later",
    "MapOutline",
    "MapShape",
    "Measure",
    "Objective",
    "Outcome",
    "Party",
    "Property",
    "Role",
    "Scenario",
    "Scene",
    "Site",
    "Source",
    "Tag",
    "Units",
    "Variable",
]

BACK = "back"
"""The `goto` that returns from an interrupt."""


@frozen(kw_only=True, eq=False, repr=False)
class Variable:
    """A bounded integer with a name: plain, derived, a party's attribute, or the clock."""

    name: str
    sort: Sort
    low: int
    high: int
    start: int
    """The first value, of a drawn one the first that can be drawn; of a derived variable its lowest bound, which nobody reads."""
    label: str
    """What a person reads; empty for inner workings, which no panel shows."""
    words: tuple[str, ...] = ()
    """The ordered words of a `word`, lowest first."""
    bands: tuple[tuple[int, str], ...] = ()
    """(lowest value, word), ascending; for a `word` the display word of each value."""
    better: Better = ""
    """With a direction the variable is an indicator."""
    hidden: bool = False
    draw: tuple[tuple[int, int], ...] = ()
    """(value, weight above 0) of all that the world may start it with, as listed; empty where it always starts the same."""
    derived: Expression | None = None
    explains: str = ""
    party: str = ""
    attribute: str = ""

    @property
    def route(self) -> str:
        """Where it was declared."""
        if self.party:
            return f"party.{self.party}.{self.attribute}"
        return f"variable.{self.name}"

    def word(self, value: int) -> str:
        """The word for a value: its band, its word, yes or no, or the bare number."""
        if self.sort == "word":
            return dict(self.bands).get(value, self.words[value])
        if self.bands:
            return max((band for band in self.bands if band[0] <= value), default=self.bands[0])[1]
        if self.sort == "truth":
            return "yes" if value else "no"
        return str(value)


@frozen(eq=False, repr=False)
class Clock:
    """Time in whole units; the variable of the same name holds how many have passed."""

    unit: ClockUnit
    """Also the name of its variable."""
    opens: datetime.date | datetime.datetime | None
    length: int
    ending: str


@frozen(kw_only=True, eq=False, repr=False)
class Site:
    """A place on the map."""

    id: str
    name: str
    latitude: float
    """Degrees, north positive, from -90 to 90 (WGS 84)."""
    longitude: float
    """Degrees, east positive, from -180 to 180."""


@frozen(eq=False, repr=False)
class MapShape:
    """A line of a map, such as a river, or a ring: the border of an area or of a hole in it."""

    closed: bool
    points: tuple[tuple[float, float], ...]
    """(latitude, longitude) in degrees; of a ring the last is the first."""
    water: bool = False
    """Whether it is a river, a lake or a coast; else a border."""


@frozen(eq=False, repr=False)
class MapOutline:
    """What a map shows beside its sites."""

    name: str
    """Of the file, as its author named it."""
    shapes: tuple[MapShape, ...]


@frozen(kw_only=True, eq=False, repr=False)
class Party:
    """Someone whose consent matters: a main party, or a party in a place (`of`)."""

    id: str
    name: str
    main: bool
    of: str
    about: str
    site: str = ""
    """Where it is, by id; empty where the author does not say."""
    attributes: tuple[str, ...]


@frozen(kw_only=True, eq=False, repr=False)
class Source:
    """A work that a text cites."""

    id: str
    title: str
    publisher: str
    date: str
    url: str
    note: str


@frozen(eq=False, repr=False)
class Heading:
    """A tier, a phase or a principle of the doctrine."""

    id: str
    label: str
    explains: str


@frozen(kw_only=True, eq=False, repr=False)
class Tag:
    """What kind of measure this is, in the doctrine's terms."""

    id: str
    label: str
    explains: str
    tier: str
    phase: str
    principle: str


@frozen(eq=False, repr=False)
class GlossaryEntry:
    """A term and what it means here."""

    id: str
    term: str
    text: Prose
    see: tuple[str, ...]


@frozen(kw_only=True, eq=False, repr=False)
class Role:
    """Whom a seat in a room speaks for."""

    id: str
    title: str
    brief: Prose
    """Who they are, for everybody to read."""
    knows: Prose
    """What only this role is told."""
    chair: bool
    """Whether it decides where the room's rule leaves that to somebody; of one role at most."""


@frozen(eq=False, repr=False)
class Objective:
    """What the exercise is for."""

    id: str
    text: str
    level: str


@frozen(eq=False, repr=False)
class Effect:
    """`variable = value`, saturating at the ends of the variable's range."""

    variable: str
    value: Expression


@frozen
class Cost:
    """Part of a measure's price: so much of a number is paid when it is taken, and it is locked where that is not there."""

    variable: str
    amount: int


@frozen(eq=False, repr=False)
class Gate:
    """A condition that locks, with the reason a person is given."""

    requires: Expression
    otherwise: Prose | None
    """None: derive the reason from the condition."""
    tag: str
    """The tag that brings it; empty for the measure's own `requires`, and for what it costs."""
    cost: Cost | None = None
    """What is not there where it fails, if it is there for a price."""

    @property
    def own(self) -> bool:
        """Whether it is the measure's own `requires`."""
        return not self.tag and self.cost is None


@frozen
class Units:
    """So many units of the clock: a number, or an expression that is worked out in the state in which it is asked."""

    written: Expression
    """As the author wrote it."""
    amount: Expression
    """The same, held between `low` and `high`."""
    low: int
    high: int

    @classmethod
    def of(cls, number: int) -> Units:
        """Always so many."""
        amount = Literal(number, str(number))
        return cls(amount, amount, number, number)

    def __bool__(self) -> bool:
        """Whether it can be more than none."""
        return self.high > 0

    @property
    def fixed(self) -> int | None:
        """The number that it is in every state; None where it is worked out."""
        return self.amount.value if isinstance(self.amount, Literal) else None


@frozen(eq=False, repr=False)
class Later:
    """An inject set to arrive in so many clock units."""

    after: Units
    """Asked when it takes hold: after the clock has run and what is cancelled is."""
    inject: str


@frozen
class End:
    """One of the places to which a way may lead, and when it does."""

    condition: Expression | None
    """None: wherever no end before it was taken."""
    place: str
    """A scene, an ending, or `back`."""


@frozen
class Goto:
    """Where a rule leads: to the first of its ends whose condition holds, all read at once when the rule's effects are done."""

    ends: tuple[End, ...] = ()
    """The last, and no other, has no condition; empty where the author names no place."""

    def __bool__(self) -> bool:
        """Whether the author names any place."""
        return bool(self.ends)

    @property
    def places(self) -> tuple[str, ...]:
        """Every place to which it may lead, each once, in the order in which they are written."""
        return tuple(dict.fromkeys(end.place for end in self.ends))

    @property
    def conditions(self) -> tuple[Expression, ...]:
        """All that decides between its ends; none where there is one end."""
        return tuple(end.condition for end in self.ends if end.condition is not None)


@frozen(kw_only=True, eq=False, repr=False)
class Outcome:
    """One of the things that the world may decide."""

    id: str
    weight: Expression
    effects: tuple[Effect, ...]
    later: tuple[Later, ...]
    cancel: tuple[str, ...]
    goto: Goto
    """Its `goto`; without ends it is the measure's own."""
    result: Prose
    plain: Prose = ()
    """The result in plain words; empty where the author gives none, as in every noun that has it."""
    lesson: Prose
    route: str


@frozen(kw_only=True, eq=False, repr=False)
class Measure:
    """What a plan offers in a scene."""

    id: str
    scene: str
    """The scene it belongs to; empty for a standing measure."""
    label: str
    tags: tuple[str, ...]
    when: Expression | None
    gates: tuple[Gate, ...]
    """In the order of the tags, then the measure's own `requires`, then one for each cost; all must hold."""
    costs: tuple[Cost, ...]
    """Its price. The gates keep it from being short, and the last effects pay it, so nothing else need know of it."""
    effects: tuple[Effect, ...]
    takes: Units
    """Asked before anything happens, as it is offered; 0 without a clock."""
    result: Prose
    plain: Prose = ()
    lesson: Prose
    teaches: tuple[str, ...]
    later: tuple[Later, ...]
    cancel: tuple[str, ...]
    once: bool
    fallback: bool
    goto: Goto
    """Its `goto`; without ends one stays."""
    verifies: str
    voters: str
    """The only role that may vote for it in a room, by id; empty: everybody. Alone, it is anybody's."""
    outcomes: tuple[Outcome, ...]
    route: str

    @property
    def gotos(self) -> tuple[Goto, ...]:
        """The ways that taking it may follow: of each outcome, and its own, which is followed where none has any weight."""
        return (self.goto, *(outcome.goto for outcome in self.outcomes if outcome.goto.ends))

    @property
    def key(self) -> str:
        """How `taken()` names it: `scene.measure`, or the bare id of a standing measure."""
        return f"{self.scene}.{self.id}" if self.scene else self.id


@frozen(kw_only=True, eq=False, repr=False)
class Scene:
    """A place in the story, with what can be decided there."""

    id: str
    title: str
    chapter: str
    """The title of the part that it belongs to; empty for none."""
    site: str = ""
    """Where it is, by id; empty where the author does not say."""
    text: Prose
    plain: Prose = ()
    measures: Mapping[str, Measure] = field(repr=False)
    """Its own in file order, then the standing ones."""
    default: str = ""
    """The id of the measure that is taken when a room's time ends without a decision; empty where the author names none."""
    minutes: int = 0
    """What a room is given for it, from its first page to its lock; 0 where the author gives none."""
    voters: str = ""
    """The role that votes here in a room, by id; empty: everybody."""
    guidance: Prose = ()
    """For whoever leads a room, and never for those who play."""
    ask: tuple[Prose, ...] = ()
    """Questions for a room's talk and for its debrief, a line each."""


@frozen(kw_only=True, eq=False, repr=False)
class Chapter:
    """A part of the story at which a run may begin, with what is usually inherited from those before."""

    id: str
    title: str
    start: str
    """Its first scene."""
    effects: tuple[Effect, ...]
    """All read what stands at the start, with what was drawn."""
    route: str


@frozen(kw_only=True, eq=False, repr=False)
class Inject:
    """What the world sends."""

    id: str
    sender: str
    to: str
    by: str
    grade: str
    claims: Expression | None
    text: Prose
    plain: Prose = ()
    when: Expression | None
    on: int
    """A clock reading; 0 for none."""
    scheduled: bool
    """Some `later` names it, so it fires only when due."""
    scenes: tuple[str, ...]
    """Where it can fire; empty: anywhere."""
    effects: tuple[Effect, ...]
    goto: Goto
    """Its `goto`, which never leads `back`; with ends it interrupts."""
    repeat: bool
    contingency: bool
    """A facilitator may send it; it never comes by itself."""
    good_answer: Prose
    """What a good room does about a contingency, for the facilitator."""
    lesson: Prose
    route: str

    @property
    def dated(self) -> bool:
        """Whether it waits for its time; the others fire as soon as a step finds `when` true."""
        return bool(self.on) or self.scheduled


@frozen(kw_only=True, eq=False, repr=False)
class Ending:
    """Where a run stops, and what really happened."""

    id: str
    title: str
    rank: int
    when: Expression | None
    text: Prose
    plain: Prose = ()
    history: Prose
    route: str


@frozen(kw_only=True, eq=False, repr=False)
class Property:
    """A promise about every run, for the checker to judge."""

    id: str
    kind: PropertyKind
    claim: Expression | None
    """None only for `never_by_chance`, which names an ending; of `answers` what answers."""
    when: Expression | None
    """Where it is asked; None: everywhere, and of whole runs from the start."""
    ending: str
    at: tuple[str, ...]
    """Scenes, measures and tags at which it is judged; empty: everywhere."""
    fair: bool = False
    """Whether an outcome that is possible again and again does happen: of `forced` and `eventually`."""
    play: Play = "best"
    """Of `likely`: of which play the chance is meant."""
    at_least: Fraction | None = None
    """Of `likely`: the bounds of the chance, 0 to 1; one of them at least is given."""
    at_most: Fraction | None = None
    to: Expression | None = None
    """Of `answers`, and of no other kind: what is answered."""
    within: int | None = None
    """Of `answers`: in so many units of the clock; None: before the run ends."""
    route: str


@frozen(kw_only=True, eq=False, repr=False)
class Scenario:
    """A crisis, whole. Two scenarios play the same when their fingerprints are the same."""

    id: str
    title: str
    summary: str
    start: str
    minutes: int
    language: str
    """Of the author's texts, as a tag of BCP 47: `en`, `km`, `pt-BR`; empty where the author names none."""
    rehearses: str
    """What it trains, in a line; empty where the author does not say."""
    theory: str
    """Asked of whoever plays alone, before the first decision and when it is over; empty for no such question."""
    content_note: Prose
    invented: Prose
    role: Prose
    mandate: Prose
    leaves_out: Prose
    doctrine: str
    """The doctrine's title; empty without one."""
    clock: Clock | None
    parties: Mapping[str, Party] = field(repr=False)
    sites: Mapping[str, Site] = field(factory=dict, repr=False)
    outline: MapOutline | None = field(default=None, repr=False)
    """What a map shows beside the sites; None where the author gives none."""
    variables: Mapping[str, Variable] = field(repr=False)
    """In file order, the doctrine's first; the clock's own variable last."""
    tags: Mapping[str, Tag] = field(repr=False)
    tiers: Mapping[str, Heading] = field(repr=False)
    phases: Mapping[str, Heading] = field(repr=False)
    principles: Mapping[str, Heading] = field(repr=False)
    glossary: Mapping[str, GlossaryEntry] = field(repr=False)
    objectives: Mapping[str, Objective] = field(repr=False)
    sources: Mapping[str, Source] = field(repr=False)
    roles: Mapping[str, Role] = field(repr=False)
    scenes: Mapping[str, Scene] = field(repr=False)
    chapters: Mapping[str, Chapter] = field(repr=False)
    """Those at which a run may begin, in file order."""
    standing: Mapping[str, Measure] = field(repr=False)
    injects: Mapping[str, Inject] = field(repr=False)
    endings: Mapping[str, Ending] = field(repr=False)
    contingencies: int
    """How many of its contingency injects may be sent in one run."""
    properties: Mapping[str, Property] = field(repr=False)
    visit_caps: Mapping[str, int] = field(repr=False)
    """For each scene whose visits some expression reads: where the counter stops."""
    taken_read: frozenset[str]
    """The measures, by key, that some expression asks about with `taken()`."""
    fingerprint: str
    """SHA-256 over everything that a run can depend on, doctrine included; comments, layout and what is for a room or a map
    alone are not."""
    in_plain_words: bool = False
    """Whether its texts are the plain ones; the fingerprint is the same, and so is every run."""
    kept: dict[str, Any] = field(init=False, factory=dict, repr=False)
    """What readers keep beside the plan: compiled forms, made once. Never a part of it."""

    @property
    def measures(self) -> Iterator[Measure]:
        """Every measure once: each scene's own in file order, then the standing ones."""
        for scene in self.scenes.values():
            yield from (measure for measure in scene.measures.values() if measure.scene)
        yield from self.standing.values()
