"""`crisisengine workshop ID --rehearse`: the day before. What the facilitator needs on paper, and whether a phone gets through."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisisengine.cli.output import HOLDS, WRONG, out
from crisisengine.cli.qr_lines import qr_lines
from crisisengine.text.messages import _

if TYPE_CHECKING:
    from crisisengine.session.session import Session
    from crisisengine.web.network import Question
    from crisisengine.web.trial_door import TrialDoor
    from crisisengine.workshop.events import RoomSettings
    from crisisengine.workshop.voting_rules import Rule

__all__ = ["rehearse"]

REMINDER = 40.0
"""Seconds after which it is said once more how to go on."""
GOODBYE = 1.0
"""Seconds in which the phone's page gets through before the door is closed."""


def rehearse(
    session: Session,
    *,
    rule: Rule,
    quorum: int,
    minutes: float,
    folder: str | None,
    bind: str | None,
    port: int | None,
) -> int:
    """Print the run sheet, write the pages, and wait for one phone; the exit code: 1 where none came.

    Args:
        session: a new run, or one with a room, which goes on by what it was told when it began.
        rule: of a new room.
        quorum: of a new room; 0: half of those there.
        minutes: of a question in a new room, where its scene names none; 0: no limit.
        folder: for the pages; None: none are written.
        bind: where to listen; None: everywhere.
        port: where to listen; None: the first that is free.

    Raises:
        FilesError: the pages cannot be written, or it cannot listen there.
        JournalError: the record of the room cannot be read.
    """
    from crisisengine import storage
    from crisisengine.budget import DEBRIEF
    from crisisengine.engine.rules import begin
    from crisisengine.reports.run_sheet import run_sheet
    from crisisengine.reports.text_report import sheet_text
    from crisisengine.text.printable import printable
    from crisisengine.tui.projector.sentences import quorum_sentence, rule_sentence

    scenario, kept = session.scenario, _settings_of(session)
    if kept is not None:
        rule, quorum, minutes = kept.rule, kept.quorum, kept.minutes
    rules = (rule_sentence(rule), quorum_sentence(quorum))
    sheet = run_sheet(scenario, begin(scenario, session.run.start), minutes=minutes, rules=rules)
    budget = DEBRIEF.begin()
    out(sheet_text(sheet, budget))
    if folder is not None:
        from crisisengine.reports.handouts import GENERATOR, printed_pages

        storage.keep_pages(Path(folder), printed_pages(scenario, sheet, budget, session.run.start), GENERATOR)
        click.echo(_("To be printed: {path}", path=printable(str(Path(folder) / "index.html"))), err=True)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        click.echo(_("hint: in a terminal, this also waits for a phone, to try the network"), err=True)
        return HOLDS
    from crisisengine.web.addresses import EVERYWHERE
    from crisisengine.web.trial_door import TrialDoor

    door = TrialDoor(bind=bind or EVERYWHERE, port=port or 0)
    try:
        return HOLDS if asyncio.run(_Talk(door).waits()) else WRONG
    finally:
        door.close()


def _settings_of(session: Session) -> RoomSettings | None:
    """What the room of a run was told when it began; None where there is none."""
    from crisisengine import storage
    from crisisengine.workshop.events import RoomSettings, event_of

    path = session.save.path if session.save is not None else None
    lines = storage.read_record(path) if path is not None else []
    first = event_of(lines[0], f"{path}:1") if lines else None
    return first if isinstance(first, RoomSettings) else None


class _Talk:
    """With the person at the keyboard, while the door is open."""

    def __init__(self, door: TrialDoor) -> None:
        self.door = door
        self.heard: asyncio.Queue[str | None] = asyncio.Queue()
        """What was typed, a line each; None: nothing more will be. An empty line as well when a phone came."""

    async def waits(self) -> bool:
        """Until a phone has come, or the person leaves; whether one came."""
        self._listen()
        serving = asyncio.create_task(self.door.serve())
        coming = asyncio.create_task(self._watch())
        try:
            for told in await self.door.seen():
                _tell(told)
            if not self.door.in_a_network:
                return False
            return await self._until_one_came()
        finally:
            coming.cancel()
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving

    async def _until_one_came(self) -> bool:
        begun = time.monotonic()
        self._show()
        while not self.door.came.is_set():
            try:
                line = await asyncio.wait_for(self.heard.get(), REMINDER)
            except TimeoutError:
                click.echo(_("Still no phone. Press Enter for a few questions that may find out why."))
                continue
            if self.door.came.is_set():
                break
            if line is None or line == "q":
                click.echo(_("No phone has come. A room can be led by raised hands as well: the key r counts them."))
                return False
            if line == "n":
                self.door.next_address()
                self._show()
            else:
                await self._ask()
        seconds = round(time.monotonic() - begun)
        told = _(
            "A phone came, from {who}, after {seconds} s. Phones that are where it is will reach the room.",
            who=self.door.phone,
            seconds=seconds,
        )
        click.echo(f"\n{told}")
        await asyncio.sleep(GOODBYE)
        return True

    def _show(self) -> None:
        joining = self.door.joining
        keys = [_("Enter: no phone gets through"), _("q: leave")]
        if joining.other_addresses:
            keys.insert(1, _("n: the next address"))
        click.echo()
        click.echo("\n".join(qr_lines(joining.qr)))
        click.echo(_("Scan this with one phone, or type into its browser: {address}", address=joining.address))
        click.echo(_("Waiting for one phone. ({keys}; then Enter)", keys="; ".join(keys)))

    async def _ask(self) -> None:
        """The questions, until what is answered leads somewhere."""
        from crisisengine.web.network import QUESTIONS

        answers: dict[Question, bool] = {}
        for question, words in QUESTIONS.items():
            if self._advice(answers):
                break
            answer = await self._answer(_(words))
            if answer is None:
                return
            answers[question] = answer
        for told in self._advice(answers):
            _tell(told)
        click.echo(_("Waiting again."))

    def _advice(self, answers: dict[Question, bool]) -> list[str]:
        from crisisengine.web.network import advice

        door = self.door
        return advice(answers, address=door.joining.address, port=door.port, connected=door.connected)

    async def _answer(self, question: str) -> bool | None:
        """Yes or no; None where it no longer matters."""
        while True:
            click.echo(_("{question} [y/n] ", question=question), nl=False)
            sys.stdout.flush()
            line = await self.heard.get()
            if line is None or self.door.came.is_set():
                self.heard.put_nowait(line)
                return None
            if line[:1].lower() in ("y", "n"):
                return line[:1].lower() == "y"

    async def _watch(self) -> None:
        await self.door.came.wait()
        self.heard.put_nowait("")

    def _listen(self) -> None:
        """To the keyboard, on a thread of its own, and not through `sys.stdin`, whose lock would outlive a Ctrl-C."""
        loop = asyncio.get_running_loop()

        def read() -> None:
            with suppress(OSError, RuntimeError):  # the terminal has gone, or the loop has ended
                while line := os.read(sys.stdin.fileno(), 4096):
                    loop.call_soon_threadsafe(self.heard.put_nowait, line.decode(errors="replace").strip().lower())
                loop.call_soon_threadsafe(self.heard.put_nowait, None)

        threading.Thread(target=read, daemon=True).start()


def _tell(told: str) -> None:
    """On lines of a report's width."""
    from crisisengine.text.wrapping import wrapped

    click.echo(wrapped(told))
