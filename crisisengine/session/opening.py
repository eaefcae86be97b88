"""How a room is opened: a new one beside a run that has not begun, or one that goes on where its record ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from crisisengine import storage
from crisisengine.errors import FilesError, JournalError
from crisisengine.session.session import Session
from crisisengine.session.workshop import WorkshopSession
from crisisengine.text.messages import _
from crisisengine.workshop import commands
from crisisengine.workshop.events import RoomSettings, event_of, line_of, stamp
from crisisengine.workshop.room import Room, room_of
from crisisengine.workshop.voting_rules import Rule

__all__ = ["begin_workshop", "resume_workshop"]


def begin_workshop(
    session: Session,
    *,
    rule: Rule,
    quorum: int = 0,
    minutes: float = 4.0,
    heads: int = 0,
    hidden: bool = False,
    each: bool = False,
    clock: Callable[[], float] = time.time,
) -> WorkshopSession:
    """A new room for a run that has not begun.

    Raises:
        FilesError: the run or its record cannot be kept; a room without a record would lose what people say.
    """
    trouble = session.store(untouched=True)
    path = session.save.path if session.save is not None else None
    if path is None:
        raise FilesError(trouble or _("a room has to be kept somewhere"))
    settings = RoomSettings(
        at=stamp(clock()),
        scenario=session.scenario.id,
        fingerprint=session.scenario.fingerprint,
        seed=session.run.seed,
        rule=rule,
        quorum=quorum,
        minutes=minutes,
        heads=heads,
        hidden=hidden,
        each=each,
    )
    record = storage.RecordFile.begin(storage.record_path(path))
    record.append([line_of(settings)])
    return WorkshopSession(session, record, Room(settings=settings), clock=clock)


def resume_workshop(session: Session, journal: Path, *, clock: Callable[[], float] = time.time) -> WorkshopSession:
    """Go on with a room. Its time is held, and a decision that was locked and not yet taken is taken now.

    Raises:
        FilesError: the record cannot be read or written, or another program has the room open.
        JournalError: the record is none, is of another scenario, or tells of decisions that the journal does not have.
    """
    record, lines = storage.RecordFile.resume(storage.record_path(journal))
    try:
        events = [event_of(line, f"{record.path.name}:{number}") for number, line in enumerate(lines, 1)]
        room = room_of(events)
        _fits(room, session, record)
    except (JournalError, ValueError) as fault:
        record.close()
        raise fault if isinstance(fault, JournalError) else JournalError(f"{record.path.name}: {fault}") from None
    led = WorkshopSession(session, record, room, clock=clock)
    led.catch_up()
    if led.cohort is not None:
        led.cohort.reopen(room.seats)
    if not room.pause and room.phase in ("vote", "talk"):
        led.act(commands.hold)
    return led


def _fits(room: Room, session: Session, record: storage.RecordFile) -> None:
    """Raises JournalError where a record does not belong to a run."""
    name = record.path.name
    if room.settings.fingerprint != session.scenario.fingerprint:
        raise JournalError(
            _("{name}: the scenario has been edited since this room began", name=name),
            hint=_("`crisisengine play` goes on with the run; a room begins anew"),
        )
    taken = len(session.run.steps)
    if abs(taken - room.decisions) > 1:
        raise JournalError(
            _(
                "{name}: {taken} decisions in the journal, {known} in the record",
                name=name,
                taken=taken,
                known=room.decisions,
            ),
            hint=_("was the run played on without the room? `crisisengine play` goes on with it"),
        )
