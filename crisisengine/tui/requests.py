"""What screens ask of the application: to go somewhere else. They post it and know no other screen; the App goes there.

Dialogs that bring an answer back are pushed by whoever waits for it; they are below all screens.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from textual.message import Message

from crisisengine.session.session import Session

__all__ = ["OverlayAsked", "OverlayName", "PlaceAsked", "PlaceName"]

PlaceName = Literal["run", "scene", "ending"]
"""Where one can go, leaving what is open: where the run belongs (its briefing, its scene or its debrief), the scene that
it is in, the ending that a decision has just led to."""

OverlayName = Literal["causes", "earlier", "indicators", "journal", "map", "save_as"]
"""What can be laid over a screen, to come back from: what a decision changed and through which rule, what was read at a
decision, what the indicators mean, the decisions so far, the map, where the run is kept."""


class PlaceAsked(Message):
    """Leave whatever is open and go to where a run is shown."""

    def __init__(self, name: PlaceName, session: Session, notes: Sequence[str] = ()) -> None:
        super().__init__()
        self.name: PlaceName = name
        self.session = session
        self.notes = notes
        """What there is to say about it, once it can be seen."""


class OverlayAsked(Message):
    """Lay a screen over the present one."""

    def __init__(self, name: OverlayName, session: Session, number: int = 0) -> None:
        super().__init__()
        self.name: OverlayName = name
        self.session = session
        self.number = number
        """The decision that it is about, from 1; 0 where it is about the run."""
