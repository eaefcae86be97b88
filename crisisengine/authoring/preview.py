"""A run beside a text that is being written: every save reloads the text, and the run stays where it still fits.

While the text is broken, what loaded last stays playable. A run can be set by hand, to another scene or to other values;
such a run is no journal's, and undo leads back to what was played before.
"""

from __future__ import annotations

from pathlib import Path

from attrs import evolve, frozen

from crisisengine import storage
from crisisengine.authoring.by_hand import (
    HandRun,
    HandSession,
    Line,
    Opening,
    beginning,
    known_value,
    known_variable,
    renamed,
)
from crisisengine.authoring.touched import Touched, touched, variable_touched
from crisisengine.budget import READING, Budget, OverBudget
from crisisengine.diagnostics import Diagnostic
from crisisengine.engine.rules import place, step
from crisisengine.engine.sending import send
from crisisengine.engine.starts import start_told
from crisisengine.errors import ChoiceRefused
from crisisengine.loader import Reading
from crisisengine.model.scenario import Scenario
from crisisengine.session.session import Session
from crisisengine.storage.disk import shown
from crisisengine.text.english import did_you_mean
from crisisengine.text.printable import printable

__all__ = ["Place", "Preview", "read_text"]

REPLAY = 2.0
"""Seconds for replaying a run after an edit."""


@frozen
class Place:
    """A place in a file, for an editor."""

    path: Path
    line: int
    column: int = 1


def read_text(path: Path) -> Reading:
    """Read the text as it is on the disk now; whatever is wrong with it is a diagnostic, a missing file included.

    Raises:
        OverBudget: it takes too long.
    """
    return storage.read_scenario(path, READING.begin())


class Preview:
    """A text, the run beside it, and what is wrong with the text."""

    def __init__(self, path: Path, reading: Reading, seed: int = 0) -> None:
        self.path = path
        self.reading = reading
        """Of the text as it is now, whether it loads or not."""
        self.seed = seed
        self.session: Session | None = None
        """The run in the text that loaded last; None while none ever did."""
        self.left: list[Line] = []
        """What was played before something was set by hand, the latest last."""
        if reading.scenario is not None:
            self.session = HandSession(beginning(reading.scenario, None, seed))

    @property
    def broken(self) -> bool:
        """Whether the text does not load as it is now; what is played is an older one."""
        return self.reading.scenario is None

    @property
    def run(self) -> HandRun:
        """The run."""
        assert self.session is not None, "nothing is played before a text has loaded"
        assert isinstance(self.session.run, HandRun), "every run of a preview can be set by hand"
        return self.session.run

    @property
    def line(self) -> Line:
        """What was played."""
        start = self.run.start
        return Line(self.run.opening, self.run.decisions, start_told(self.run.scenario, start), start.chapter)

    # the text

    def take(self, reading: Reading) -> tuple[str, ...]:
        """Go on with the text as it was read now; what became of the run, in words.

        Where the text does not load, what loaded last is played on.
        """
        self.reading = reading
        if reading.scenario is None:
            return ()
        if self.session is None:
            self.session = HandSession(beginning(reading.scenario, None, self.seed))
            return ()
        old, was_at = self.run, self.run.place
        moved = renamed(old.scenario, reading.scenario)
        stood = Opening.of(old.scenario, old.state).led_over(moved)
        line = self.line.led_over(moved)
        run, told = _replayed(reading.scenario, line, self.seed)
        self.left = [each.led_over(moved) for each in self.left]
        wanted = moved.get(was_at, was_at)
        notes = [f"scene `{was_at}` is called `{wanted}` now"] if wanted != was_at else []
        self.session = HandSession(run)
        if told:
            notes.append(told)
            there = wanted in reading.scenario.scenes or wanted in reading.scenario.endings
            if there and run.place != wanted:
                self.left.append(self.line)
                self.session = HandSession(beginning(reading.scenario, stood.at(wanted), self.seed))
                notes.append("the page stays, with the values that it had; undo goes to where the run still fits")
            elif not there:
                notes.append(f"`{wanted}` is gone; the run stands where it still fits")
        elif run.place != wanted:
            notes.append(f"the same decisions lead to `{run.place}` now, they led to `{wanted}`")
        return tuple(notes)

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """What reading the text as it is now has found, errors first."""
        return tuple(sorted(self.reading.diagnostics, key=lambda diagnostic: diagnostic.severity != "error"))

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that the text was read from, as far as they are known; the scenario's own first."""
        return (self.path, *(self.file(source.name) for source in self.reading.sources))

    def file(self, name: str) -> Path:
        """The file that a diagnostic names."""
        return self.path if name == shown(self.path) else Path(name)

    def place_of(self, fault: Diagnostic) -> Place:
        """Where a fault stands."""
        return Place(self.file(fault.file), max(fault.line, 1), max(fault.column, 1))

    def here(self) -> Place:
        """Where the page that is looked at stands in the text; the beginning of the file where that is not known."""
        if self.session is not None:
            place = self.run.place
            for kind in ("scene", "ending"):
                for source in reversed(self.reading.sources):
                    if source.has((kind, place)):
                        line, column, _text, _width = source.place((kind, place), key=True)
                        return Place(self.file(source.name), line, column)
        return Place(self.path, 1)

    # by hand

    def go_to(self, place: str) -> None:
        """Look at another scene, or an ending, with the values as they are.

        Raises:
            ChoiceRefused: there is none of that name.
        """
        scenario = self.run.scenario
        if place not in scenario.scenes and place not in scenario.endings:
            hint = did_you_mean(place, [*scenario.scenes, *scenario.endings])
            raise ChoiceRefused(f"there is no scene `{printable(place[:80])}`", hint=hint)
        self._set(Opening.of(scenario, self.run.state).at(place).entered(scenario))

    def set_value(self, name: str, text: str) -> None:
        """Set a variable by hand.

        Raises:
            ChoiceRefused: there is none of that name, or it cannot have that value.
        """
        variable = known_variable(self.run.scenario, name)
        self._set(self._standing.having(name, known_value(variable, text)))

    def shift(self, name: str, by: int) -> bool:
        """Set a variable so much higher or lower, as far as its range goes; whether that changed it."""
        scenario = self.run.scenario
        variable, opening = known_variable(scenario, name), self._standing
        before = opening.slots["variable", name]
        after = min(max(before + by, variable.low), variable.high)
        if after != before:
            self._set(opening.having(name, after))
        return after != before

    @property
    def _standing(self) -> Opening:
        """Where the run stands, with what came there by hand."""
        arrived = self.run.opening.arrived if self.run.opening and not self.run.moves else ()
        return evolve(Opening.of(self.run.scenario, self.run.state), arrived=arrived)

    def _set(self, opening: Opening) -> None:
        """Begin in a state by hand; several settings in a row are one step back."""
        if self.run.decisions or not self.left:
            self.left.append(self.line)
        self.session = HandSession(beginning(self.run.scenario, opening, self.seed))

    def go_on(self, line: Line, seed: int) -> str:
        """Begin with a run that was kept, as far as it fits; why it does not, or nothing."""
        self.seed = seed
        run, told = _replayed(self.run.scenario, line, seed)
        self.session = HandSession(run)
        return told

    def play(self, line: Line) -> str:
        """Play a run from where the scenario begins, as a proof found it; why it does not fit, or nothing."""
        self.left.append(self.line)
        return self.go_on(line, self.seed)

    def restart(self) -> None:
        """Begin anew where the scenario begins."""
        self.left.append(self.line)
        self.session = HandSession(beginning(self.run.scenario, None, self.seed))

    def undo(self) -> str:
        """Take the last decision back, or what was set by hand; what went wrong, or nothing."""
        assert self.session is not None, "nothing is played before a text has loaded"
        if self.session.run.moves:
            return self.session.undo()
        if not self.left:
            return ""
        run, told = _replayed(self.run.scenario, self.left.pop(), self.seed)
        self.session = HandSession(run)
        return told

    # what is looked at

    def touched(self) -> tuple[Touched, ...]:
        """What is read and written on the page that is looked at."""
        return touched(self.run.scenario, self.run.state, self.run.place)

    def others(self) -> tuple[Touched, ...]:
        """Every other variable: the scenario's own in file order, then what its doctrine brought."""
        here = {each.name for each in self.touched()}
        scenario, state = self.run.scenario, self.run.state
        names = sorted((name for name in scenario.variables if name not in here), key=self._is_brought)
        return tuple(variable_touched(scenario, state, name) for name in names)

    def _is_brought(self, name: str) -> bool:
        """Whether nothing but the doctrine tells of a variable; a party's is the scenario's own."""
        own = [source for source in self.reading.sources if not source.has(("doctrine",))]
        return "." not in name and not any(source.has(("variable", name)) for source in own)

    def keep(self, folder: Path) -> Path:
        """Write the run as a journal, which a preview does only when it is asked.

        Raises:
            ChoiceRefused: it was set by hand, or nothing was decided.
            FilesError: the disk refused it.
        """
        if self.run.opening is not None:
            raise ChoiceRefused("a run that was set by hand is no run that anybody could have played, and is not kept")
        if not self.run.moves:
            raise ChoiceRefused("nothing is decided yet, so there is nothing to keep")
        save = storage.Save(folder, scenario_path=self.path)
        save.store(self.run)
        assert save.path is not None, "store sets it or raises"
        return save.path


def _replayed(scenario: Scenario, line: Line, seed: int) -> tuple[HandRun, str]:
    """The run that was played, as far as it fits; and why the first decision that does not fit is refused."""
    opening, told = line.opening, ""
    if opening is not None and opening.place not in scenario.scenes and opening.place not in scenario.endings:
        return beginning(scenario, None, seed), f"`{opening.place}`, where it was set to begin, is gone"
    run, budget = beginning(scenario, opening, seed, line.drawn, line.chapter), Budget(REPLAY)
    state, moves = run.state, []
    for decision in line.decisions:
        try:
            budget.ask("replaying")
            here = place(scenario, state)
            if decision.scene != here:
                raise ChoiceRefused(f"the run is in `{here}` then")  # noqa: TRY301  # told with the engine's own
            if decision.send:
                moves.append(send(scenario, state, decision.send))
            else:
                moves.append(step(scenario, state, decision.measure, decision.outcome))
            state = moves[-1].after
        except (ChoiceRefused, OverBudget) as refusal:
            why = f"{refusal}" if isinstance(refusal, ChoiceRefused) else "there was no time to replay it"
            name = decision.send or f"{decision.scene}.{decision.measure}"
            told = f"decision {len(moves) + 1} of {len(line.decisions)}, `{name}`, no longer fits: {why}"
            break
    return evolve(run, moves=tuple(moves)), told
