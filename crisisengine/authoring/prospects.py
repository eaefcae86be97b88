"""What is known of a text while it goes on changing: what was found last, what it is about, and what a save changed."""

from __future__ import annotations

from attrs import define, frozen

from crisisengine.authoring.outlook import (
    Promised,
    ProofFailed,
    ProofProgress,
    ProofTold,
    ScenarioOutlook,
    changes,
    odds_text,
)
from crisisengine.engine.rules import Decision
from crisisengine.engine.starts import Told
from crisisengine.text.english import plural

__all__ = ["Prospects", "Way"]


@frozen
class Way:
    """A run that a proof has found, to be played."""

    name: str
    told: str
    """Where it leads, in words."""
    aside: str
    """How likely that is, and how many decisions it takes."""
    run: tuple[Decision, ...]
    drawn: dict[str, Told]
    """What is drawn at its start."""
    chapter: str
    """At which it begins."""


@define
class Prospects:
    """What has been told of the texts so far."""

    wanted: str = ""
    """The fingerprint of the text as it is now; empty where it does not load."""
    latest: ScenarioOutlook | None = None
    """The newest that is known, of the present text or of one before."""
    whole: ScenarioOutlook | None = None
    """The newest with all that can be found."""
    compared: ScenarioOutlook | None = None
    """What the newest whole is compared with: the whole before it."""
    progress: ProofProgress | None = None
    failed: bool = False

    @property
    def busy(self) -> bool:
        """Whether more is to come about the present text."""
        return bool(self.wanted) and not self.failed and not (self.current and self.latest and self.latest.whole)

    @property
    def current(self) -> bool:
        """Whether what is known is about the present text."""
        return self.latest is not None and self.latest.fingerprint == self.wanted

    @property
    def odds(self) -> ScenarioOutlook | None:
        """What the odds are to be read from: of the present text as soon as they are known, else of the one before."""
        return self.latest if self.latest is not None and self.latest.endings else self.whole

    @property
    def changed(self) -> tuple[str, ...] | None:
        """What the last save did, in words; None while that is not known, empty where it did nothing."""
        if self.whole is None or self.compared is None or self.whole.fingerprint != self.wanted:
            return None
        return changes(self.compared, self.whole)

    def ways(self) -> tuple[Way, ...]:
        """The runs that can be played: to each broken promise, and to each ending; of the text that was proved last."""
        broken = [
            Way(
                f"promise {promise.name}",
                f"promise {promise.name} is violated",
                _length(promise.run),
                promise.run,
                promise.drawn,
                promise.chapter,
            )
            for promise in (self.latest.promises if self.latest is not None else ())
            if promise.verdict == "violated" and promise.run is not None
        ]
        ends = [
            Way(
                f"ending {odds.id}",
                odds.title,
                f"{odds_text(odds)} · {_length(odds.run)}",
                odds.run,
                odds.drawn,
                odds.chapter,
            )
            for odds in (self.odds.endings if self.odds is not None else ())
            if odds.run is not None
        ]
        return (*broken, *ends)

    def policies(self) -> tuple[Promised, ...]:
        """The promises that a policy shows, of the text that was proved last."""
        return tuple(promise for promise in (self.latest.promises if self.latest is not None else ()) if promise.policy)

    def edited(self, fingerprint: str) -> None:
        """The text has been saved; empty where it does not load."""
        self.wanted, self.progress, self.failed = fingerprint, None, False

    def hear(self, told: ProofTold) -> bool:
        """Take in what a proof tells; whether it is about the present text."""
        if told.fingerprint != self.wanted:
            return False
        if isinstance(told, ProofProgress):
            self.progress = told
        elif isinstance(told, ProofFailed):
            self.failed = True
        else:
            self.latest = told
            if told.whole:
                if self.whole is not None and self.whole.fingerprint != told.fingerprint:
                    self.compared = self.whole
                self.whole = told
        return True


def _length(run: tuple[Decision, ...]) -> str:
    return plural(sum(not decision.send for decision in run), "decision")
