"""The desk: all that the screens ask of the outside, in one place.

A `Desk` lists what can be played and what was kept, and opens it. A `Sitting` is one run being played: it holds the
run, what a person sees of it, and where it is kept. Screens never touch the engine or the disk themselves, and a
failing disk is a sentence for the person at the desk, never a lost run.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from crisisengine import files
from crisisengine.engine import view as seen
from crisisengine.engine.rules import State, Step
from crisisengine.engine.run import Run, start
from crisisengine.engine.view import Account, Indicator, Movement, View
from crisisengine.engine.wording import render
from crisisengine.errors import FilesError
from crisisengine.model.prose import Prose
from crisisengine.model.scenario import Scenario

if TYPE_CHECKING:
    from crisisengine.tui.reading import Reading

__all__ = ["Desk", "Entry", "Kept", "Listing", "Sitting"]


@frozen(eq=False, repr=False)
class Listing:
    """A scenario on the shelf."""

    name: str
    """What `open` takes: an id or a path."""
    title: str
    summary: str
    minutes: int
    content_note: str
    faults: int = 0
    """How many diagnostics stand against it; such a scenario cannot be played."""
    verdict: str = ""


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


@frozen(eq=False, repr=False)
class Entry:
    """One decision as the record tells it."""

    number: int
    date: str
    scene: str
    label: str
    outcome: str
    why: str
    by: str
    expected: str
    at: str
    movements: tuple[Movement, ...]
    """What it changed that can be seen."""


Look = Callable[[Scenario, State], View]
Tell = Callable[[Scenario, Step], Account]


class Sitting:
    """One run being played: the run, what is seen of it, and where it is kept."""

    def __init__(
        self, run: Run, save: files.Save | None = None, look: Look = seen.view, tell: Tell = seen.account
    ) -> None:
        self.run = run
        self.save = save
        self._look = look
        self._tell = tell
        self._accounts: dict[int, Account] = {}
        self.unkept = ""
        """Why the last decisions are not on the disk; empty when they are."""
        self.views = [look(self.scenario, step.before) for step in run.steps] + [look(self.scenario, run.state)]
        """What was seen, state by state; the present one last."""

    @property
    def scenario(self) -> Scenario:
        """What is being played."""
        return self.run.scenario

    @property
    def view(self) -> View:
        """What is seen now."""
        return self.views[-1]

    @property
    def ended(self) -> bool:
        """Whether an ending is reached."""
        return self.view.ending is not None

    def account(self, number: int = -1) -> Account | None:
        """What a decision did: the last one, or the one of that index; None before the first."""
        steps = self.run.steps
        if not steps:
            return None
        index = number % len(steps)
        if index not in self._accounts:
            self._accounts[index] = self._tell(self.scenario, steps[index])
        return self._accounts[index]

    def decide(self, measure: str, why: str = "") -> str:
        """Take a measure and keep the run; what went wrong in keeping it, in words, or nothing."""
        self.run = self.run.decide(measure, why=why)
        self.views.append(self._look(self.scenario, self.run.state))
        return self.store()

    def undo(self) -> str:
        """Take the last decision back; what went wrong in keeping that, or nothing."""
        if self.run.steps:
            self.run = self.run.undo()
            self.views.pop()
            self._accounts.pop(len(self.run.steps), None)
            return self.store()
        return ""

    def store(self) -> str:
        """Keep the run; what there is to say about it, in words, or nothing. A run without decisions is not kept."""
        if self.save is None or (not self.run.steps and self.save.path is None):
            return ""
        self.unkept = ""
        try:
            return self.save.store(self.run)
        except FilesError as error:
            self.unkept = f"{error}; {error.hint}" if error.hint else str(error)
            return self.unkept

    @property
    def place(self) -> str:
        """Where the run is kept; empty while there is nothing to keep."""
        return str(self.save.path) if self.save and self.save.path else ""

    def keep_as(self, name: str) -> Path:
        """Keep a copy under a name of its own: a save slot.

        Raises:
            FilesError: the disk refused it.

        """
        if self.save is None:
            raise FilesError("this run is not kept anywhere")
        slot = self.save.copy(self.run, name)
        return slot.path or slot.folder

    def text(self, prose: Prose) -> str:
        """A prose of the scenario as Markdown, as it reads now."""
        return render(self.scenario, self.run.state, prose)

    def reading(self) -> Reading:
        """The debrief of this run."""
        from crisisengine.tui.reading import reading  # noqa: PLC0415  # only at the end

        return reading(self.run)

    def values(self, number: int = -1) -> dict[str, int]:
        """Every visible value of a state by its variable's name."""
        return {indicator.variable: indicator.value for indicator in _visible(self.views[number])}

    def past(self, most: int = 12) -> dict[str, tuple[int, ...]]:
        """The last values of each variable, oldest first."""
        states = [{one.variable: one.value for one in _visible(view)} for view in self.views[-most:]]
        return {name: tuple(values[name] for values in states if name in values) for name in states[-1]}

    def entries(self) -> tuple[Entry, ...]:
        """The decisions so far."""
        out = []
        for number, (step, view) in enumerate(zip(self.run.steps, self.views, strict=False), 1):
            decision = step.decision
            offer = next((offer for offer in view.offers if offer.measure == decision.measure), None)
            out.append(
                Entry(
                    number=number,
                    date=view.clock.date if view.clock else "",
                    scene=view.title,
                    label=offer.label if offer else decision.measure,
                    outcome=decision.outcome or "",
                    why=decision.why,
                    by=decision.by,
                    expected=decision.expected,
                    at=decision.at,
                    movements=told.movements if (told := self.account(number - 1)) else (),
                )
            )
        return tuple(out)


def _visible(view: View) -> list[Indicator]:
    return [*view.indicators, *(indicator for party in view.parties for indicator in party.indicators)]


class Desk:
    """What can be played, what was kept, and the way in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        """Where runs are kept."""

    def shelf(self) -> tuple[Listing, ...]:
        """The scenarios there are."""
        return tuple(
            Listing(one.id, one.title, one.summary, one.minutes, one.content_note, len(one.errors), one.verdict)
            for one in files.library()
        )

    def kept(self) -> tuple[Kept, ...]:
        """The runs on the disk, the last played first."""
        known = {one.id: one for one in files.library()}
        return tuple(_kept(saved, known) for saved in files.saves(self.folder))

    def open(self, name: str, seed: int | None = None) -> Sitting:
        """A new run of a scenario, by id or path.

        Raises:
            CrisisError: there is none, or it does not load.

        """
        luck = secrets.randbelow(2**31) if seed is None else seed
        return Sitting(start(files.load(name), luck), files.Save(self.folder))

    def resume(self, path: Path) -> tuple[Sitting, tuple[str, ...]]:
        """A kept run, and what there is to say about it.

        Raises:
            CrisisError: the journal or its scenario cannot be read.

        """
        resumed, save = files.open_journal(path)
        return Sitting(resumed.run, save), resumed.notes


def _kept(saved: files.Saved, known: Mapping[str, files.Listed]) -> Kept:
    """A run in words: titles where its scenario is known, ids where it is not."""
    journal = saved.journal
    if journal is None:
        return Kept(saved.path, saved.path.stem, "", "", 0, "", saved.fault)
    scenario = known.get(journal.scenario)
    title = scenario.title if scenario else journal.scenario
    place = scenario.places.get(journal.place, journal.place) if scenario else journal.place
    modified = f"{datetime.fromtimestamp(saved.modified).astimezone():%d %b %Y, %H:%M}".lstrip(
        "0"
    )  # local time is meant
    return Kept(saved.path, title, journal.name, modified, len(journal.decisions), place)
