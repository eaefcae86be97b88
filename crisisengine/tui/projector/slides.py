"""Which slide a room sees: the table of its phases."""

from __future__ import annotations

from crisisengine.session.joining import Joining
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import _
from crisisengine.tui.projector.ballots import asked_slide, clock, expect_slide, lock_slide, talk_slide, vote_slide
from crisisengine.tui.projector.debrief import debrief_slide
from crisisengine.tui.projector.door import door_slide
from crisisengine.tui.projector.slide import Slide
from crisisengine.tui.projector.telling import consequences_slide, scene_slide

__all__ = ["slide_of"]

_SLIDES = {
    "scene": scene_slide,
    "vote": vote_slide,
    "talk": talk_slide,
    "asked": asked_slide,
    "lock": lock_slide,
    "expect": expect_slide,
    "consequences": consequences_slide,
    "debrief": debrief_slide,
}


def slide_of(led: WorkshopSession, joining: Joining | None, height: int) -> Slide:
    """What there is to see now, in a window with so many lines."""
    if led.room.pause == "break":
        return Slide(over=led.session.scenario.title, title=_("A break"), figure=clock(led))
    if led.room.phase == "door":
        return door_slide(led, joining, height)
    return _SLIDES[led.room.phase](led)
