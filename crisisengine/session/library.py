"""All that a front end asks of the outside, in one place.

A `Library` lists what can be played and what was kept, and opens it as a `Session`. Screens never touch the engine or the
disk themselves.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from crisisengine import storage
from crisisengine.budget import LIST, READING, Budget
from crisisengine.engine.plain_words import plainly
from crisisengine.engine.run import start
from crisisengine.model.scenario import Scenario
from crisisengine.session.session import Session
from crisisengine.text.messages import _

if TYPE_CHECKING:
    from crisisengine.debriefing.reachability import Reachability
    from crisisengine.session.prefetch import Prefetch

__all__ = ["Kept", "Library", "Listing"]


@frozen(eq=False, repr=False)
class Listing:
    """A scenario that can be played."""

    name: str
    """The id by which `Library.open` finds it."""
    title: str
    summary: str
    minutes: int
    content_note: str
    faults: int = 0
    """How many diagnostics stand against it; such a scenario cannot be played."""
    verdict: str = ""
    endings: int = 0
    """How many it has."""
    unread: bool = False
    """Whether reading it would have taken too long for a list; it may be played all the same."""


@frozen(eq=False, repr=False)
class Kept:
    """A run on the disk."""

    path: Path
    title: str
    name: str
    """Of a save slot; empty for a run that keeps itself."""
    modified: str
    decisions: int
    place: str
    """Where it stands: the id of a scene or an ending, as words."""
    fault: str = ""
    """Why it cannot be read."""
    ended: bool = False

    @property
    def stands(self) -> str:
        """Where it stands, in words."""
        return _("ended: {place}", place=self.place) if self.ended else _("now at: {place}", place=self.place)


class Library:
    """What can be played, what was kept, and the way in."""

    def __init__(self, folder: Path, prefetch: Prefetch | None = None, *, plain_words: bool = False) -> None:
        self.folder = folder
        """Where runs are kept."""
        self.plain_words = plain_words
        """Whether scenarios are read in plain words, where they have them."""
        self.prefetch = prefetch
        """Who explores ahead while a run is played; nobody, unless there is a person to wait for."""
        self._listed: list[storage.Listed] | None = None
        """The scenarios as they were last read; titles of kept runs are no reason to read all of them once more."""

    def listings(self) -> tuple[Listing, ...]:
        """The scenarios there are, read anew."""
        self._listed = storage.library(LIST.begin())
        return tuple(
            Listing(
                listed.id,
                listed.title,
                listed.summary,
                listed.minutes,
                listed.content_note,
                len(listed.errors),
                listed.verdict,
                len(listed.endings),
                listed.unread,
            )
            for listed in self._listed
        )

    def kept(self) -> tuple[Kept, ...]:
        """The runs on the disk, the last played first."""
        if self._listed is None:
            self._listed = storage.library(LIST.begin())
        known = {listed.id: listed for listed in self._listed}
        return tuple(_kept(saved, known) for saved in storage.saves(self.folder, LIST.begin()))

    def open(self, name: str, seed: int | None = None, chapter: str = "") -> Session:
        """A new run of a scenario, by id or path; of one of its chapters, by its id, where one is named.

        Raises:
            CrisisError: there is none, or it does not load.

        """
        path = storage.scenario_path(name)
        scenario = storage.read_scenario(path, READING.begin()).sound()
        if self.plain_words:
            scenario = plainly(scenario)
        run = start(scenario, secrets.randbelow(2**31) if seed is None else seed, chapter)
        return Session(run, storage.Save(self.folder, scenario_path=path))

    def reachability(self, scenario: Scenario, budget: Budget, explored: Callable[[int], None]) -> Reachability:
        """Who knows what could still become of a run. Takes its time, and loads NumPy: to be called in a thread.

        Args:
            scenario: what was played.
            budget: for the exploration, and for every answer.
            explored: told now and then how many states were looked at.

        Raises:
            OverBudget: nobody waits for it any more.
        """
        from crisisengine.session.reachability import reachability_of  # noqa: PLC0415  # loads NumPy

        if self.prefetch is not None:
            self.prefetch.stop()
        return reachability_of(scenario, budget, progress=lambda extent: explored(extent.states))

    def explore_ahead(self, session: Session) -> None:
        """Explore the scenario of a session while it is played, so that its debrief need not wait."""
        path = session.save.scenario_path if session.save else None
        if self.prefetch is not None and path is not None:
            self.prefetch.explore(path, session.scenario.fingerprint)

    def close(self) -> None:
        """Stop exploring ahead."""
        if self.prefetch is not None:
            self.prefetch.stop()

    def resume(self, path: Path) -> tuple[Session, tuple[str, ...]]:
        """A kept run, and what there is to say about it.

        Raises:
            CrisisError: the journal or its scenario cannot be read.

        """
        resumed, save = storage.open_journal(path, budget=READING.begin(), plain_words=self.plain_words)
        return Session(resumed.run, save), resumed.notes


def _kept(saved: storage.Saved, known: Mapping[str, storage.Listed]) -> Kept:
    """A run in words: titles where its scenario is known, ids where it is not."""
    journal = saved.journal
    if journal is None:
        return Kept(saved.path, saved.path.stem, "", "", 0, "", saved.fault)
    scenario = known.get(journal.scenario)
    title = scenario.title if scenario and not scenario.unread else _as_words(journal.scenario)
    place = (scenario.places if scenario else {}).get(journal.place) or _as_words(journal.place)
    ended = scenario is not None and journal.place in scenario.endings
    return Kept(
        saved.path,
        title,
        journal.name,
        _when(saved.modified),
        sum(not decision.send for decision in journal.decisions),
        place,
        ended=ended,
    )


def _as_words(name: str) -> str:
    """An id, where nobody knows the title that belongs to it."""
    return name.replace("_", " ")


def _when(seconds: float) -> str:
    """A moment since the epoch in local time; empty where no calendar has it."""
    try:
        return f"{datetime.fromtimestamp(seconds).astimezone():%d %b %Y, %H:%M}".lstrip("0")
    except (ValueError, OverflowError, OSError):  # a disk can hold any number
        return ""
