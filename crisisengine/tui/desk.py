"""The desk: all that the screens ask of the outside, in one place.

A `Desk` lists what can be played and what was kept, and opens it. A `Sitting` is one run being played: it holds the
run, what a person sees of it, and where it is kept. Screens never touch the engine or the disk themselves, and a
failing disk is a sentence for the person at the desk, never a lost run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from crisisengine.engine.view import Account, Indicator, Movement, View
from crisisengine.model.scenario import Scenario

__all__ = ["Desk", "Entry", "Kept", "LedgerRow", "Listing", "Reading", "Section", "Sitting"]


@frozen
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


@frozen
class Kept:
    """A run on the disk."""

    path: Path
    title: str
    modified: str
    decisions: int
    ending: str


@frozen
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


@frozen
class Section:
    """A part of the debrief, in Markdown."""

    title: str
    markdown: str


@frozen
class LedgerRow:
    """One change in the causal ledger: when, what, from, to, and because of what."""

    number: int
    date: str
    label: str
    before: str
    after: str
    change: int
    better: str
    cause: str


@frozen
class Reading:
    """A debrief, ready for the screen."""

    title: str
    ending: str
    sections: tuple[Section, ...]
    ledger: tuple[LedgerRow, ...]
    markdown: str = field(repr=False, default="")
    """The whole report, for whoever wants to keep it."""


Look = Callable[[Scenario, Any], View]
Tell = Callable[[Scenario, Any], Account]


class Sitting:
    """One run being played: the run, what is seen of it, and where it is kept."""

    def __init__(self, scenario: Scenario, run: Any, look: Look, tell: Tell) -> None:  # noqa: ANN401
        self.scenario = scenario
        self.run = run
        self._look = look
        self._tell = tell
        self._accounts: dict[int, Account] = {}
        self.views = [look(scenario, step.before) for step in run.steps] + [look(scenario, run.state)]
        """What was seen, state by state; the present one last."""

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
        steps: Sequence[Any] = self.run.steps
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
        """Keep the run; what went wrong, in words, or nothing."""
        return ""

    @property
    def place(self) -> str:
        """Where the run is kept, for a person to read; empty while there is nothing to keep."""
        return ""

    def keep_as(self, name: str) -> Path:
        """Keep a copy under a name of its own: a save slot."""
        raise NotImplementedError

    def text(self, prose: Any) -> str:  # noqa: ANN401
        """A prose of the scenario as Markdown, as it reads now."""
        raise NotImplementedError

    def reading(self) -> Reading:
        """The debrief of this run."""
        raise NotImplementedError

    def keep_report(self) -> Path:
        """Keep the debrief as a Markdown file beside the run."""
        raise NotImplementedError

    def values(self, number: int = -1) -> dict[str, int]:
        """Every visible value of a state by its variable's name."""
        return {indicator.variable: indicator.value for indicator in _visible(self.views[number])}

    def past(self, most: int = 12) -> dict[str, tuple[int, ...]]:
        """The last values of each variable, oldest first."""
        seen = [{one.variable: one.value for one in _visible(view)} for view in self.views[-most:]]
        return {name: tuple(values[name] for values in seen if name in values) for name in seen[-1]}

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
                    movements=account.movements if (account := self.account(number - 1)) else (),
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
        raise NotImplementedError

    def kept(self) -> tuple[Kept, ...]:
        """The runs on the disk, the last played first."""
        raise NotImplementedError

    def open(self, name: str) -> Sitting:
        """A new run of a scenario."""
        raise NotImplementedError

    def resume(self, path: Path) -> tuple[Sitting, tuple[str, ...]]:
        """A kept run, and what there is to say about it."""
        raise NotImplementedError
