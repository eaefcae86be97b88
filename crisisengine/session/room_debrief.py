"""The debrief of a room: its record read beside the debrief of its run, for reports and for the projector.

    read_room(journal, debrief)      ->  (Debrief, RoomReading | None)   a record on the disk, for a report
    steps(led, view)                 ->  (DebriefStep, ...)              five, for the projector of the room being led

A DebriefStep is `title`, `minutes` and `blocks`; a block is `kind` ("fact", "quote" or "ask"), `text` (bare words on one
line: no Markdown, and not to be read as a terminal's markup either) and `number` (its decision, 0 for none). `led.room.step`
counts from 1: show `steps(...)[led.room.step - 1]`. All of it may stand on the projector; making it asks neither disk nor
engine, and takes milliseconds, so it can be made again whenever the room changed (a reason was approved).
"""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from crisisengine import storage
from crisisengine.budget import UNLIMITED, Budget, OverBudget
from crisisengine.debriefing.model import Debrief
from crisisengine.errors import FilesError, JournalError
from crisisengine.reports.narrative.room_steps import DebriefStep, StepBlock
from crisisengine.reports.narrative.room_steps import steps as steps_of
from crisisengine.session.debrief_view import DebriefView
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import _
from crisisengine.workshop.record_reading import read_lines, reading
from crisisengine.workshop.room_reading import RoomReading

__all__ = ["DebriefStep", "StepBlock", "read_room", "steps"]


def steps(led: WorkshopSession, view: DebriefView) -> tuple[DebriefStep, ...]:
    """The five steps of the debrief of the room being led."""
    return steps_of(view.whole, reading(led.room, view.whole))


def read_room(journal: Path, debrief: Debrief, budget: Budget = UNLIMITED) -> tuple[Debrief, RoomReading | None]:
    """The record beside a journal, beside the journal's debrief; None where there is no record.

    A record that cannot be read, or tells of another run, is left out; the debrief that is handed back says so.

    Raises:
        OverBudget: whoever waited for it has gone (`stopped`), and for no other reason.
    """
    try:
        lines = storage.read_record(journal)
        if not lines:
            return debrief, None
        return debrief, read_lines(lines, storage.record_path(journal).name, debrief, budget.part(budget.left / 2))
    except (FilesError, JournalError) as fault:
        return _without(debrief, str(fault)), None
    except OverBudget as over:
        if over.reason == "stopped":
            raise
        return _without(debrief, _("the time or the memory for it was up")), None


def _without(debrief: Debrief, why: str) -> Debrief:
    sentence = _("The room's record is left out: {why}.", why=why)
    return evolve(debrief, cut=(*debrief.cut, sentence))
