"""The application around a preview: it watches the text, reads it at each save, has it proved, and tells its screen."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from contextvars import copy_context
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message
from textual.screen import Screen

from crisisengine.authoring.outlook import ProofTold
from crisisengine.authoring.preview import Preview, read_text
from crisisengine.authoring.prospects import Prospects
from crisisengine.budget import OverBudget
from crisisengine.loader import Reading
from crisisengine.session.library import Library
from crisisengine.text.messages import _
from crisisengine.tui.app import CrisisApp
from crisisengine.tui.outside import until_ended
from crisisengine.tui.requests import PlaceAsked
from crisisengine.tui.screens.preview import FIRST_FRAME, PreviewScreen

if TYPE_CHECKING:
    from crisisengine.authoring.proving import Proving
    from crisisengine.tui.screens.unread import UnreadScreen

__all__ = ["PreviewApp", "run_preview"]

BEFORE_PROOF = 0.2
"""Seconds before a text is proved: another save may follow at once."""
SURE = 0.06
"""Seconds after which a text that does not load is read once more: it may have been half written."""


class TextRead(Message):
    """The text was saved and read."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading


class Found(Message):
    """A proof has something to tell."""

    def __init__(self, told: ProofTold) -> None:
        super().__init__()
        self.told = told


class Salvaged(Message):
    """It is known what can be read of a text that does not load."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading


class PreviewApp(CrisisApp):
    """One text, one run, one screen."""

    def __init__(
        self, preview: Preview, folder: Path, *, theme: str = "", notes: tuple[str, ...] = (), prove: bool = True
    ) -> None:
        super().__init__(Library(folder), None, theme=theme, notes=notes)
        self.preview = preview
        self.prospects = Prospects()
        self.proving: Proving | None = None
        """Begun with the first proof."""
        self.prove = prove
        self.stopped = Event()
        self.home: PreviewScreen | UnreadScreen | None = None
        """The screen of the text, whatever lies over it."""
        self.session = preview.session

    def get_default_screen(self) -> Screen[None]:
        """The page beside its text, or what keeps the text from being played."""
        self.home = self._page() if self.preview.session is not None else self._unread()
        return self.home

    def _page(self) -> PreviewScreen:
        return PreviewScreen(self.preview, self.prospects, self.library, self.settings)

    def _unread(self) -> UnreadScreen:
        from crisisengine.tui.screens.unread import UnreadScreen  # noqa: PLC0415  # only for a text that does not load

        return UnreadScreen(self.preview)

    def on_mount(self) -> None:
        """Watch the text once the first frame is out; then have it proved."""
        self.call_after_refresh(lambda: self.set_timer(FIRST_FRAME, self._begin))

    def _begin(self) -> None:
        Thread(target=copy_context().run, args=(self._watch,), daemon=True).start()
        self._prove()
        if self.preview.session is None:
            self._salvage()

    # the text

    def _salvage(self) -> None:
        """See in a thread what can be read of a text that does not load; it may take a while."""
        reading = self.preview.reading

        def work() -> None:
            with suppress(OverBudget):
                _ = reading.legible
                self._post(Salvaged(reading))

        Thread(target=copy_context().run, args=(work,), daemon=True).start()

    @on(Salvaged)
    def _salvaged(self, event: Salvaged) -> None:
        if event.reading is self.preview.reading and self.home is not None and not isinstance(self.home, PreviewScreen):
            self.home.show_page()

    def _watch(self) -> None:
        """What the watching thread does: read at each save, and tell."""
        from crisisengine.authoring.watching import saves  # noqa: PLC0415  # after the first frame

        seen = self.preview.reading
        for _save in saves(lambda: self.preview.files, self.stopped):
            try:
                reading = read_text(self.preview.path)
                if reading.scenario is None and self.stopped.wait(SURE):
                    return
                if reading.scenario is None:
                    reading = read_text(self.preview.path)
            except OverBudget:
                continue
            if _same(seen, reading):
                continue
            seen = reading
            self._post(TextRead(reading))

    def _post(self, message: Message) -> None:
        """From any thread; nobody hears it once the interface has ended."""
        if not self.stopped.is_set():
            self.post_message(message)

    @on(TextRead)
    def _take(self, event: TextRead) -> None:
        self.clear_notifications()  # what was said of the text before
        notes = self.preview.take(event.reading)
        self.session = self.preview.session
        self._prove()
        if isinstance(self.home, PreviewScreen):
            self.home.retell()
        elif self.preview.session is not None:
            self.home = self._page()
            self.go(self.home)
        elif self.home is not None:
            self.home.tell()
            self._salvage()
        if notes:
            self.say(notes)

    # the proof

    def _prove(self) -> None:
        """Have the text proved as it is now; what is running is of an older one."""
        if self.proving is not None:
            self.proving.cancel()
        scenario = self.preview.reading.scenario
        self.prospects.edited("" if scenario is None else scenario.fingerprint)
        if scenario is not None and self.prove:
            reading = self.preview.reading
            self.set_timer(BEFORE_PROOF, lambda: self._start(reading))

    def _start(self, reading: Reading) -> None:
        from crisisengine.authoring.proving import Proving  # noqa: PLC0415  # after the first frame

        if reading is self.preview.reading:
            self.proving = self.proving or Proving(lambda told: self._post(Found(told)))
            self.proving.start(self.preview.path, reading)

    @on(Found)
    def _found(self, event: Found) -> None:
        if self.prospects.hear(event.told) and isinstance(self.home, PreviewScreen):
            self.home.tell_proof()

    # from screen to screen

    @on(PlaceAsked)
    def go_with_run(self, asked: PlaceAsked) -> None:
        """Wherever a run would lead, here it leads to the page."""
        asked.prevent_default()
        while self.screen is not self.home and len(self.screen_stack) > 1:
            self.pop_screen()
        if isinstance(self.home, PreviewScreen):
            self._stay()
            self.home.tell()
            self.say(asked.notes)

    def action_library(self) -> None:
        """There is no library here."""

    def action_help_quit(self) -> None:
        """What ctrl+c does: say how to leave."""
        self.notify(_("Press q to leave."))

    def close(self) -> None:
        """Watch and prove no longer."""
        self.stopped.set()
        if self.proving is not None:
            self.proving.cancel()


def _same(before: Reading, after: Reading) -> bool:
    """Whether a save changed nothing that was read."""

    def said(reading: Reading) -> object:
        return [(source.name, source.text) for source in reading.sources], reading.diagnostics

    return said(before) == said(after)


def run_preview(preview: Preview, folder: Path, theme: str | None = None, notes: tuple[str, ...] = ()) -> int:
    """Show a preview until it is left; the exit code.

    Args:
        preview: the text and its run.
        folder: where a run is kept if somebody asks for that.
        theme: a name of `theme_names`; None: the usual one.
        notes: what there is to say at first.
    """
    app = PreviewApp(preview, folder, theme=theme or "", notes=notes)
    try:
        asyncio.run(until_ended(app))
    finally:
        app.close()
    return app.return_code or 0
