"""A room being led: the run that it plays, the room itself, and the record of it.

What persons ask is answered by lines (`workshop.commands`). A line that a seat was told is counted is on the disk before
it is told so; many are written together (`submit`). What the facilitator does is written at once (`act`). A decision is
on the disk as a line first, then as the journal, and only then is it shown; what a killed program left in between is
made up for when the room is resumed.

Where the disk refuses the record, no ballot is counted any more, the facilitator's own lines wait for better times, and
the room goes on by raised hands.

Longer than 300 lines because what is asked, what is on its way to the disk and what is seen of both change together.
"""

from __future__ import annotations

import asyncio
import shlex
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from attrs import frozen

from crisisengine import storage
from crisisengine.engine.sending import sendable
from crisisengine.engine.state import Sendable
from crisisengine.errors import ChoiceRefused, FilesError
from crisisengine.session.cohort_room import CohortRoom
from crisisengine.session.session import Session
from crisisengine.text.messages import _
from crisisengine.workshop import commands
from crisisengine.workshop.commands import Asked
from crisisengine.workshop.events import Locked, RoomEvent, Sent, Undone, line_of
from crisisengine.workshop.room import Room, after
from crisisengine.workshop.seats import AWAY_AFTER

__all__ = ["Command", "WorkshopSession"]

Command = Callable[[Room, float], tuple[RoomEvent, ...]]
"""What somebody asks of the room at a moment. Raises ChoiceRefused."""


@frozen(eq=False)
class _Pending:
    """Lines that are on their way to the disk."""

    events: tuple[RoomEvent, ...]
    written: asyncio.Future[None]


class WorkshopSession:
    """A room being led. All of it belongs to one thread: that of the loop in which it is asked."""

    def __init__(
        self, session: Session, record: storage.RecordFile, room: Room, *, clock: Callable[[], float] = time.time
    ) -> None:
        self.session = session
        self.record = record
        self.clock = clock
        self.cohort = CohortRoom(session) if room.settings.each else None
        """Everybody's own runs, where the room does not decide together."""
        self.unrecorded = ""
        """Why the record cannot be written; empty while it can."""
        self.notice = ""
        """What there is to say about the last decision: the disk, or a decision that could not be taken."""
        self.page = 1
        """Of what the projector shows."""
        self.pages = 1
        """How many the projector needs for it; it says so."""
        self.changed: list[Callable[[], None]] = []
        """Who is told whenever something can be seen."""
        self._room = room
        """With what is on its way to the disk; where that fails, `_kept` is taken up again."""
        self._kept = room
        self._backlog: list[bytes] = []
        """The facilitator's lines that the disk refused."""
        self._pending: list[_Pending] = []
        self._writing: tuple[list[_Pending], Future[None]] | None = None
        """What the disk is being given at this moment, and how that goes."""
        self._writer: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "record")
        now = clock()
        self._heard = dict.fromkeys(room.seats, now)

    # what is seen

    @property
    def room(self) -> Room:
        """The room as it stands."""
        return self._room

    @property
    def kept(self) -> Room:
        """The room as the disk has it: all that a seat may be told is counted."""
        return self._kept

    @property
    def present(self) -> frozenset[int]:
        """The seats that were heard of lately."""
        since = self.clock() - AWAY_AFTER
        return frozenset(seat for seat, heard in self._heard.items() if heard > since)

    def heard(self, seat: int) -> None:
        """A seat gave a sign of life."""
        self._heard[seat] = self.clock()

    @property
    def asked(self) -> Asked | None:
        """What the present scene asks; None when the run has ended, or each plays a run of their own."""
        view = self.session.view
        if view.ending is not None or self.cohort is not None:
            return None
        scenario = self.session.scenario
        scene = scenario.scenes[view.place]
        options = tuple(offer.measure for offer in view.offers if not offer.locked)
        return Asked(
            scene=scene.id,
            options=options,
            only_for={option: role for option in options if (role := scene.measures[option].voters)},
            role=scene.voters,
            default=scene.default if scene.default in options else "",
            minutes=scene.minutes,
            chair=next((role.id for role in scenario.roles.values() if role.chair), ""),
        )

    # what is done

    async def submit(self, command: Command) -> None:
        """What a seat asks: it is on the disk when this returns.

        Raises:
            ChoiceRefused: the room refuses it.
            FilesError: the disk refuses it; it does not count.
        """
        events = command(self._room, self.clock())
        if not events:
            return
        self._take(events)
        pending = _Pending(events, asyncio.get_running_loop().create_future())
        self._pending.append(pending)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await asyncio.shield(pending.written)

    def act(self, command: Command) -> str:
        """What the facilitator does; what is to be said about it, or nothing.

        Raises:
            ChoiceRefused: the room refuses it.
        """
        self._flush()  # so that no ballot is counted that the disk refuses
        events, shown = command(self._room, self.clock()), self._shown
        if not events:
            return ""
        self._record(events)
        self._retry()
        self.notice = ""
        for event in events:
            if isinstance(event, Locked):
                self.notice = self._decide(event)
                if self.notice and len(self.session.run.steps) == event.after:  # it could not be taken
                    undone = Undone(at=event.at, question=event.question, after=event.after)
                    self._record((undone,))
                    events = (event, undone)
            elif isinstance(event, Sent):
                self.notice = self.session.undo() if event.back else self._send(event)
            elif isinstance(event, Undone) and event.after < len(self.session.run.steps):
                self.notice = self.session.undo()
        unmoved = self._follow()
        self.notice = self.notice or unmoved
        self._take(events)
        self._kept = self._room
        if self._shown != shown:
            self.page = self.pages = 1
        self.tell()
        return self.notice

    @property
    def contingencies(self) -> tuple[Sendable, ...]:
        """What the facilitator could send, each with why it cannot be sent now, if it cannot."""
        return sendable(self.session.scenario, self.session.run.state)

    def send(self, inject: str) -> str:
        """Send a contingency: on the disk as a line first, then in the journal. Raises ChoiceRefused."""
        found = next((known for known in self.contingencies if known.inject == inject), None)
        if found is None or not found.open:
            raise ChoiceRefused(found.refusal if found is not None else _("there is no such contingency"))
        return self.act(lambda room, now: commands.send(room, inject, now))

    def onward(self) -> str:
        """The facilitator's one key: the next page, or the next phase. Raises ChoiceRefused."""
        if self._room.pause == "break":
            raise ChoiceRefused(_("the room has a break: end it first"))
        if self.page < self.pages:
            self.page += 1
            self.tell()
            return ""
        return self.act(lambda room, now: commands.onward(room, self.asked, self.present, now))

    def tick(self) -> None:
        """Let time do what it does: a round whose time is up is closed."""
        with suppress(ChoiceRefused):
            if self._room.phase == "vote" and self._room.timer.is_up(self.clock()):
                self.act(lambda room, now: commands.time_up(room, self.present, now))

    def woken(self, since: float) -> None:
        """The computer slept from then on, or its clock was set: what time was left is left, and held; nobody went away."""
        now, timer = self.clock(), self._room.timer
        self._heard = {seat: heard + now - since for seat, heard in self._heard.items()}
        if timer.seconds is not None and not timer.held:
            self.act(lambda room, now: commands.woken(room, since, now))
            self.notice = _("The computer slept, or its clock was set: the time is held.")
            self.tell()

    def catch_up(self) -> None:
        """Make up for what a killed program left between the record and the journal."""
        last = self._room.standing[-1].lock if self._room.standing else None
        if last is not None and len(self.session.run.steps) == last.after:
            self.notice = self._decide(last)
        elif len(self.session.run.steps) > self._room.decisions:  # taken back in the record alone
            self.notice = self.session.undo()
        sent = sum(map(len, self.session.run.sends))
        if sent < len(self._room.sent):
            self.notice = self._send(self._room.sent[-1])
        elif sent > len(self._room.sent) and self.session.run.decisions[-1].send:
            self.notice = self.session.undo()
        unmoved = self._follow()
        self.notice = self.notice or unmoved

    async def close(self) -> None:
        """Have everything on the disk, and let the record go."""
        while self._writer is not None and not self._writer.done():
            await asyncio.wait([self._writer])
        self._thread.shutdown()
        with suppress(FilesError):
            self._append(())
        self._retry()
        if self.cohort is not None:
            self.cohort.reading.closed = True
        self.record.close()

    @property
    def farewell(self) -> str:
        """Where the room is kept and how to come back to it, or to read it when its run has ended, for whoever leaves."""
        path = shlex.quote(self.session.place)
        told = [_("The room is kept in {path}", path=self.session.place)]
        if self.unrecorded:
            told.insert(0, _("Not all of its record is on the disk: {why}", why=self.unrecorded))
        told.append(_("Go on with: {command}", command=f"crisisengine workshop {path}"))
        if self.cohort is not None and self.cohort.named:
            command = f"crisisengine debrief {self.cohort.journals}"
            told.append(_("Read all runs together with: {command}", command=command))
        elif self.session.ended:
            told.append(_("Read all of it with: {command}", command=f"crisisengine debrief {path}"))
        return "".join(f"{line}\n" for line in told)

    @property
    def _shown(self) -> tuple[object, ...]:
        """What the projector shows; when it is another thing, its first page comes first."""
        room, current = self._room, self._room.round
        return room.phase, room.step, room.decisions, len(room.sent), current.opened if current is not None else None

    # the disk

    def _take(self, events: Iterable[RoomEvent]) -> None:
        for event in events:
            self._room = after(event, self._room)

    def tell(self) -> None:
        """Have everybody who shows the room look at it."""
        for tell in self.changed:
            tell()

    async def _write(self) -> None:
        """Write what is pending, together, until nothing is."""
        while self._pending:
            written = self._begin_writing()
            with suppress(FilesError):  # said below
                await asyncio.wrap_future(written)
            self._finish_writing()
            self.tell()  # once for all that came together: what follows is worked out and painted anew

    def _begin_writing(self) -> Future[None]:
        batch, self._pending = self._pending, []
        lines = [line_of(event) for pending in batch for event in pending.events]
        written = self._thread.submit(self._append, lines)
        self._writing = batch, written
        return written

    def _finish_writing(self) -> None:
        """Wait for the disk, and say how it went; nothing where that was done already."""
        if self._writing is None:
            return
        (batch, written), self._writing = self._writing, None
        try:
            written.result()
        except FilesError as refusal:
            self._refuse(batch, refusal)
        else:
            self._settle(batch)

    def _flush(self) -> None:
        """Let the disk have all that is on its way there."""
        self._finish_writing()
        if self._pending:
            self._begin_writing()
            self._finish_writing()

    def _record(self, events: Sequence[RoomEvent]) -> None:
        """Write lines of the facilitator's, which count whether or not the disk takes them."""
        own = [line_of(event) for event in events]
        try:
            self._append(own)
        except FilesError:
            self._backlog += own

    def _append(self, lines: Sequence[bytes]) -> None:
        """Raises FilesError; the backlog goes first."""
        try:
            self.record.append([*self._backlog, *lines])
        except FilesError as refusal:
            self.unrecorded = f"{refusal}; {refusal.hint}" if refusal.hint else str(refusal)
            raise
        self._backlog.clear()
        self.unrecorded = ""

    def _retry(self) -> None:
        """Keep the run that the disk refused before, once it takes the record: neither gets far ahead of the other."""
        if self.session.unkept and not self.unrecorded:
            self.session.store()

    def _settle(self, batch: Sequence[_Pending]) -> None:
        for pending in batch:
            for event in pending.events:
                self._kept = after(event, self._kept)
            if not pending.written.done():
                pending.written.set_result(None)

    def _refuse(self, batch: Sequence[_Pending], refusal: FilesError) -> None:
        """None of these lines counts: the room is what the disk knows, and what is still on its way."""
        self._room = self._kept
        for waiting in self._pending:
            self._take(waiting.events)
        for pending in batch:
            if not pending.written.done():
                pending.written.set_exception(refusal)
        self.tell()

    def _send(self, sent: Sent) -> str:
        return self.session.send(sent.inject, by=_("the facilitator"))

    def _decide(self, lock: Locked) -> str:
        """Take a decision that the record knows, unless the journal has it already; what went wrong, or nothing."""
        if len(self.session.run.steps) != lock.after:
            return ""
        return self.session.decide(lock.option, by=_("the room: {decider}", decider=lock.decider))

    def _follow(self) -> str:
        """Have the record beside its journal, wherever that is kept now; what went wrong, or nothing."""
        if self.session.save is not None and self.session.save.path is not None:
            try:
                self.record.follow(self.session.save.path)
            except FilesError as refusal:
                return str(refusal)
        return ""
