"""What screens ask of the application: to go somewhere else. They post it and know no other screen; the App goes there.

Dialogs that bring an answer back are pushed by whoever waits for it; they are below all screens.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message

from crisisengine.session.session import Session

__all__ = [
    "CausesAsked",
    "EarlierAsked",
    "IndicatorsAsked",
    "JournalAsked",
    "PlayAsked",
    "RunEnded",
    "RunOpened",
    "SaveAsked",
]


class RunOpened(Message):
    """Go to where a run belongs: its briefing, its scene or its debrief."""

    def __init__(self, session: Session, notes: Sequence[str] = ()) -> None:
        super().__init__()
        self.session = session
        self.notes = notes
        """What there is to say about it, once it can be seen."""


class PlayAsked(Message):
    """Go to the scene that a run is in."""

    def __init__(self, session: Session, notes: Sequence[str] = ()) -> None:
        super().__init__()
        self.session = session
        self.notes = notes
        """As above."""


class RunEnded(Message):
    """A decision has just led to an ending: go and read it."""

    def __init__(self, session: Session, notes: Sequence[str] = ()) -> None:
        super().__init__()
        self.session = session
        self.notes = notes
        """As above."""


class CausesAsked(Message):
    """Show what a decision changed, and through which rule."""

    def __init__(self, session: Session, number: int) -> None:
        super().__init__()
        self.session = session
        self.number = number
        """The decision, from 1."""


class EarlierAsked(Message):
    """Read again what was read at a decision."""

    def __init__(self, session: Session, number: int) -> None:
        super().__init__()
        self.session = session
        self.number = number
        """The decision, from 1."""


class IndicatorsAsked(Message):
    """Show what the indicators mean, and their scales."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session


class JournalAsked(Message):
    """Show the decisions so far."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session


class SaveAsked(Message):
    """Show where the run is kept, and keep a copy under a name."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
