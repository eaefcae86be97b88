"""A room in which each seat plays a run of its own: one scenario, one seed, a journal for each seat beside the room's.

The room's own run stays where it began; what everybody did is read together at the end.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from attrs import frozen

from crisisengine import storage
from crisisengine.budget import READING
from crisisengine.engine.run import Run
from crisisengine.errors import CrisisError
from crisisengine.session.cohort_debrief import CohortReading
from crisisengine.session.session import Session
from crisisengine.text.messages import _

__all__ = ["CohortRoom", "Progress"]


@frozen(kw_only=True)
class Progress:
    """How far everybody is, in numbers; nobody is named."""

    chapters: tuple[tuple[str, int], ...]
    """(chapter, how many runs are in it), in the order of the scenario; scenes of no chapter stand together, under an empty text."""
    ended: int
    decisions: tuple[int, int]
    """The fewest and the most that a run has; (0, 0) where there is no run."""

    @property
    def begun(self) -> int:
        """How many have opened their run."""
        return self.ended + sum(count for _chapter, count in self.chapters)


class CohortRoom:
    """Everybody's own runs. All of it belongs to the thread of the room; a run itself may be played in another."""

    def __init__(self, session: Session) -> None:
        """Args: the room's own run, which says what is played, from what seed, and where it is kept."""
        self.session = session
        self.runs: dict[int, Session] = {}
        """By seat: those that were opened."""
        self.reading = CohortReading()
        """All of them together, at the end."""

    @property
    def journal(self) -> Path:
        """The room's own; those of seats lie beside it."""
        path = self.session.save.path if self.session.save is not None else None
        assert path is not None, "a room is kept before it is opened"
        return path

    @property
    def journals(self) -> str:
        """Those of seats, as a shell finds them."""
        return f"{shlex.quote(str(self.journal.with_suffix('')))}.seat-*.toml"

    def reopen(self, seats: Iterable[int]) -> None:
        """After a restart: open the runs of those seats that have played."""
        for seat in seats:
            if storage.seat_journal(self.journal, seat).exists():
                self.run_of(seat)

    def run_of(self, seat: int) -> Session:
        """A seat's run: as its journal has it, else from the beginning."""
        if seat not in self.runs:
            self.runs[seat] = self._opened(seat)
        return self.runs[seat]

    def _opened(self, seat: int) -> Session:
        path, room = storage.seat_journal(self.journal, seat), self.session
        source = room.save.scenario_path if room.save is not None else None
        if path.exists():
            try:
                resumed, save = storage.open_journal(
                    path,
                    str(source) if source else None,
                    budget=READING.begin(),
                    plain_words=room.scenario.in_plain_words,
                )
            except CrisisError:  # somebody wrote into it: it stays as it is, and the seat begins anew beside it
                return Session(self._begun(), storage.Save(path.parent, _name(seat), scenario_path=source))
            return Session(resumed.run, save)
        return Session(self._begun(), storage.Save(path.parent, _name(seat), path=path, scenario_path=source))

    def _begun(self) -> Run:
        room = self.session.run
        return Run(room.scenario, room.seed, start=room.start)

    @property
    def progress(self) -> Progress:
        """How far everybody is now. It asks the runs alone, which never change: a seat may be deciding meanwhile."""
        scenes = self.session.scenario.scenes
        runs = [seat.run for seat in self.runs.values()]
        found = Counter(scenes[run.place].chapter for run in runs if not run.ended)
        order = dict.fromkeys(scene.chapter for scene in scenes.values())
        lengths = [len(run.steps) for run in runs]
        return Progress(
            chapters=tuple((chapter, found[chapter]) for chapter in order if found[chapter]),
            ended=sum(run.ended for run in runs),
            decisions=(min(lengths, default=0), max(lengths, default=0)),
        )

    @property
    def named(self) -> Mapping[str, Run]:
        """The runs in which something was decided, by what a report calls them."""
        return {_name(seat): run.run for seat, run in sorted(self.runs.items()) if run.run.steps}


def _name(seat: int) -> str:
    return _("seat {number}", number=seat)
