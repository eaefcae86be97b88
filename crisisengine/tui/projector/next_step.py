"""What the space bar does next, in words: a facilitator does not guess."""

from __future__ import annotations

from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import _
from crisisengine.workshop.events import DEBRIEF_STEPS

__all__ = ["next_step"]


def next_step(led: WorkshopSession) -> str:
    """As it stands at the foot of the wall."""
    if led.page < led.pages:
        return _("space: read on")
    asked = led.asked
    match led.room.phase:
        case "door":
            return _("space: begin")
        case "scene" if asked is not None:
            only = len(asked.options) == 1
            return _("space: go on; only one measure is open") if only else _("space: open the vote")
        case "vote":
            return _("space: close the vote · r: count raised hands · s: the scene")
        case "talk":
            return _("space: vote once more · s: the scene")
        case "asked":
            return _("press a number")
        case "lock":
            return _("space: what do you expect?")
        case "expect":
            return _("space: see what follows · r: count raised hands")
        case "consequences" if asked is not None:
            return _("space: the next scene")
        case "debrief" if led.room.step >= DEBRIEF_STEPS:
            return _("the end; q leaves")
        case "debrief":
            return _("space: the next step")
    return _("space: the debrief")
