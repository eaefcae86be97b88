"""The debrief of a room on the wall: five steps, from its record and its run."""

from __future__ import annotations

from textual.content import Content
from textual.screen import Screen

from crisisengine.engine.run import Run
from crisisengine.session.debrief_view import DebriefView
from crisisengine.session.library import Library
from crisisengine.session.room_debrief import StepBlock, steps
from crisisengine.session.session import Session
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import _, _n
from crisisengine.tui.debrief_worker import seek_endings
from crisisengine.tui.projector.slide import Slide
from crisisengine.tui.typesetting import hang, lines, says

__all__ = ["DebriefReader", "debrief_slide"]

_SIGNS = {"fact": ("• ", "$quiet"), "quote": ("“ ", "$accent"), "ask": ("? ", "bold $accent")}
"""What stands before a block, and how; a question is what a room goes on with, and stands out."""


class DebriefReader:
    """Reads the run slowly when the room comes to its debrief; what takes long is worked out beside it."""

    def __init__(self, session: Session, screen: Screen[None]) -> None:
        self.session = session
        self.screen = screen
        self.view: DebriefView | None = None
        self._run: Run | None = None
        """Of which it is."""

    def read(self) -> DebriefView:
        """The debrief, as far as it is known by now; which endings were possible is posted as `EndingsFound`."""
        session = self.session
        if self.view is None or self._run is not session.run:
            self._run, self.view = session.run, session.debrief_view()
            if session.save is not None:
                library = Library(session.save.folder)
                seek_endings(self.screen, library, session, lambda: self.screen.is_running)
        return self.view


def debrief_slide(led: WorkshopSession, view: DebriefView) -> Slide:
    """The step at which the debrief is."""
    told = steps(led, view)
    number = min(max(led.room.step, 1), len(told))
    step = told[number - 1]
    over = _("Debrief, step {step} of {steps}", step=number, steps=len(told))
    if step.minutes:
        over += " · " + _n("{count} minute", "{count} minutes", step.minutes)

    def lay(width: int) -> Content:
        rows = [row for block in step.blocks for row in (*_block(block, width), Content(""))]
        return lines(rows).rstrip()

    return Slide(over=over, title=step.title, body=lay, dense=True)


def _block(block: StepBlock, width: int) -> list[Content]:
    sign, style = _SIGNS[block.kind]
    return hang(says(block.text, "bold" if block.kind == "ask" else ""), width, says(sign, style), "  ")
