"""What can be shown of a state and of a step: nouns that any front end can show, with nothing left to work out.

Texts are Markdown without markup of any front end. Hidden variables appear in none of them.
"""

from __future__ import annotations

from attrs import frozen

from crisisengine.model.kinds import Better, ClockUnit, Sort

__all__ = [
    "Account",
    "Card",
    "ClockFace",
    "EndingCard",
    "Finding",
    "Indicator",
    "Movement",
    "OfferLine",
    "PartyLine",
    "View",
]


@frozen(kw_only=True, eq=False, repr=False)
class Indicator:
    """A watched variable as it stands."""

    variable: str
    label: str
    sort: Sort
    value: int
    low: int
    high: int
    word: str
    """The value in words, always present."""
    words: tuple[str, ...]
    """For a `word` variable its whole ladder in display words, lowest first; else empty."""
    better: Better
    explains: str
    rung: int = 0
    """Which of the words of its scale it stands on, from 1, the lowest; 0 where the scale has no words."""
    of: int = 0
    """How many words the scale has."""


@frozen(kw_only=True, eq=False, repr=False)
class PartyLine:
    """A party and its attributes."""

    id: str
    name: str
    main: bool
    of: str
    about: str
    indicators: tuple[Indicator, ...]

    @property
    def stands(self) -> str:
        """Where it stands: `consent open, trust wary`; empty where nothing about it is watched."""
        return ", ".join(f"{indicator.label.lower()} {indicator.word}" for indicator in self.indicators)


@frozen(kw_only=True, eq=False, repr=False)
class ClockFace:
    """The time."""

    date: str
    """`12 March 1975`, `12 March 1975, 06:00`, or `day 4` where the author gave no date."""
    reading: int
    length: int
    unit: ClockUnit


@frozen(kw_only=True, eq=False, repr=False)
class OfferLine:
    """A measure here and now."""

    measure: str
    label: str
    locked: bool
    reasons: tuple[str, ...]
    """Why it is locked, what cannot be paid among them; empty when open."""
    takes: int
    span: str
    """`3 days`; empty without a clock."""
    tags: tuple[str, ...]
    """Display labels."""
    standing: bool
    chance: bool
    """Whether the world decides what follows."""
    sign: str = ""
    """What a person types to mean it: open ones have numbers from 1, locked ones letters from `a`, in file order."""
    needs: tuple[str, ...] = ()
    """What it would need, in labels and words of the scale, where `reasons` are the author's sentences."""
    price: str = ""
    """`price: Boats −2, Fuel −1`; empty where it costs nothing but time, and where `reasons` tell it."""

    @property
    def terms(self) -> str:
        """What it asks of whoever takes it: `3 days, price: Boats −2`; empty without a clock and a price."""
        return ", ".join(part for part in (self.span, self.price) if part)


@frozen(kw_only=True, eq=False, repr=False)
class EndingCard:
    """The ending reached, and what really happened."""

    id: str
    title: str
    text: str
    history: str


@frozen(kw_only=True, eq=False, repr=False)
class View:
    """One state, whole."""

    scenario: str
    """The scenario's title."""
    place: str
    """The id of the scene or ending."""
    title: str
    chapter: str
    text: str
    clock: ClockFace | None
    indicators: tuple[Indicator, ...]
    """The labelled variables in file order, the parties' own not among them."""
    parties: tuple[PartyLine, ...]
    """Main parties first, each followed by its parties in a place."""
    offers: tuple[OfferLine, ...]
    ending: EndingCard | None


@frozen(kw_only=True, eq=False, repr=False)
class Movement:
    """One visible change of one variable, with its cause in words."""

    variable: str
    label: str
    before: int
    after: int
    word_before: str
    word_after: str
    better: Better
    saturated: bool
    """The rule asked for more than the range holds."""
    cause: str
    """In words: a measure's label, or an inject's sender and opening."""
    route: str
    """The address of what did it: of a measure, also where one of its outcomes did."""
    follows_from: tuple[str, ...]
    """For a derived value the routes, as above, of the changes it follows from; else empty."""
    sort: Sort = "number"
    """Words and yes/no become, only numbers rise and fall."""
    rule: str = ""
    """What did it, in words: `+1 from “Send the escort”`; for a derived value what it is made of."""


@frozen(kw_only=True, eq=False, repr=False)
class Card:
    """An inject that arrived."""

    inject: str
    sender: str
    to: str
    by: str
    grade: str
    text: str


@frozen(eq=False, repr=False)
class Finding:
    """What a verifying measure found out about a graded report."""

    inject: str
    true: bool


@frozen(kw_only=True, eq=False, repr=False)
class Account:
    """What one step did, as told to a person."""

    label: str
    """The measure taken."""
    result: str
    """Markdown: the measure's result, then the outcome's."""
    cards: tuple[Card, ...]
    movements: tuple[Movement, ...]
    """In the order in which they happened, derived values last."""
    findings: tuple[Finding, ...]
    lesson: str
