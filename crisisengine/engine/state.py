"""What a run is made of, besides the scenario: states, offers, decisions, changes and events."""

from __future__ import annotations

from attrs import define, frozen

from crisisengine.model.kinds import EventKind

__all__ = ["Change", "Decision", "Event", "Offer", "Row", "Sendable", "Start", "State"]

Row = tuple[int, ...]
"""One value for each slot of the program; the first is the place."""


@define(unsafe_hash=True)
class State:
    """Where a run is: the place and the slots, nothing else.

    Nobody changes one; it is not frozen because one is made at every decision, and freezing it doubles what that costs.
    """

    row: Row


@frozen
class Start:
    """Where a run begins, as far as the scenario leaves it open."""

    drawn: tuple[tuple[str, int], ...] = ()
    """(variable, value) of all that the world draws before anybody decides, in file order."""
    chapter: str = ""
    """The id of the chapter that it begins at; empty for the scenario's own beginning."""


@frozen
class Offer:
    """A measure here and now."""

    measure: str
    refusals: tuple[int, ...]
    """Numbers of the measure's gates that do not hold; empty when it is open."""

    @property
    def open(self) -> bool:
        """Whether it can be taken."""
        return not self.refusals


@frozen
class Decision:
    """A measure taken in its scene, or an inject sent there, with what the world decided; the notes are for people, replay ignores them."""

    scene: str
    measure: str
    outcome: str | None = None
    why: str = ""
    by: str = ""
    expected: str = ""
    at: str = ""
    send: str = ""
    """The inject that a facilitator sent there, in place of a measure; such an entry is not numbered as a decision."""


@frozen
class Sendable:
    """A contingency inject here and now."""

    inject: str
    refusal: str
    """Why it cannot be sent, in words; empty where it can."""

    @property
    def open(self) -> bool:
        """Whether it can be sent."""
        return not self.refusal


@frozen
class Change:
    """One variable moved, or was held by the end of its range, for one cause."""

    variable: str
    before: int
    after: int
    saturated: bool
    """Whether the rule asked for more than the range holds."""
    cause: str
    """The route of the measure, outcome, inject or derived variable that did it; `clock` for time."""
    follows_from: tuple[str, ...] = ()
    """Of a derived variable: the causes of the changes that it follows from."""


@frozen
class Event:
    """Something that happened to an inject."""

    what: EventKind
    """`lapsed`: its time came and it did not hold; `held`: due, and cannot be obeyed yet."""
    inject: str
    after: int
    """Of `set`: in how many clock units."""
    reading: int
    """The clock."""
