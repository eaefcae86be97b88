"""What is put over the slide for a while, and taken off again: the way in for who comes late, the scene's text in its vote."""

from __future__ import annotations

from typing import Literal

from crisisengine.session.joining import Joining
from crisisengine.session.workshop import WorkshopSession
from crisisengine.tui.projector.door import way_in
from crisisengine.tui.projector.slide import Slide
from crisisengine.tui.projector.telling import scene_again

__all__ = ["Aside", "AsideKind"]

AsideKind = Literal["door", "scene"]


class Aside:
    """Nothing, or slides with pages of their own; the room's phase, time and votes go on below."""

    def __init__(self, led: WorkshopSession) -> None:
        self.led = led
        self.kind: AsideKind | None = None
        self.page = self.pages = 1
        self._door_open = led.room.door_open
        self._below = self._room_stands()

    def put(self, kind: AsideKind) -> None:
        """Put it over the slide."""
        self.kind, self.page, self.pages = kind, 1, 1

    def take_off(self) -> None:
        """Show the slide again."""
        self.kind = None

    def turn(self, pages: int) -> None:
        """Go so many pages on or back; past the last one it is taken off."""
        self.page = max(self.page + pages, 1)
        if self.page > self.pages:
            self.take_off()

    def follow(self) -> None:
        """Keep up with the room, whoever led it on: an opened door shows the way in; another slide below is to be seen."""
        room, below = self.led.room, self._room_stands()
        if below != self._below or (self.kind == "door" and not room.door_open):
            self.take_off()
        if room.door_open and not self._door_open and room.phase != "door":
            self.put("door")
        self._door_open, self._below = room.door_open, below

    def slides(self, joining: Joining | None, height: int) -> list[Slide]:
        """What there is to see; none where nothing is put over the slide. `height`: lines of the window."""
        if self.kind == "door" and joining is not None:
            return way_in(self.led, joining, height)
        return scene_again(self.led) if self.kind == "scene" else []

    def _room_stands(self) -> tuple[object, ...]:
        room = self.led.room
        return room.phase, room.step, room.decisions, self.led.page
