"""Which slides a room sees, one after the other: the table of its phases."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crisisengine.session.joining import Joining
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import _
from crisisengine.tui.projector.ballots import asked_slide, clock, expect_slide, lock_slide, talk_slide, vote_slide
from crisisengine.tui.projector.debrief import DebriefReader, debrief_slide
from crisisengine.tui.projector.door import door_slides
from crisisengine.tui.projector.everybody import cohort_slides, progress_slide
from crisisengine.tui.projector.slide import Slide
from crisisengine.tui.projector.telling import consequences_slides, scene_slides
from crisisengine.workshop.events import Phase

__all__ = ["slides_of"]

_SLIDES: Mapping[Phase, Callable[[WorkshopSession], list[Slide]]] = {
    "scene": scene_slides,
    "vote": lambda led: [vote_slide(led)],
    "talk": lambda led: [talk_slide(led)],
    "asked": lambda led: [asked_slide(led)],
    "lock": lambda led: [lock_slide(led)],
    "expect": lambda led: [expect_slide(led)],
    "consequences": consequences_slides,
}


def slides_of(led: WorkshopSession, debrief: DebriefReader, joining: Joining | None, height: int) -> list[Slide]:
    """What there is to see in the present phase, in a window with so many lines."""
    if led.room.pause == "break":
        return [Slide(over=led.session.scenario.title, title=_("A break"), figure=clock(led))]
    if led.room.phase == "door":
        return door_slides(led, joining, height)
    if led.cohort is not None:
        return cohort_slides(led, led.cohort) if led.room.phase == "debrief" else [progress_slide(led, led.cohort)]
    if led.room.phase == "debrief":
        return [debrief_slide(led, debrief.read())]
    return _SLIDES[led.room.phase](led)
