"""All that can be said of two versions of a scenario: what people see otherwise, verdicts that turned, odds, kept runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from attrs import field, frozen

from crisisengine.authoring.difference.comparing import ThingChange, compare
from crisisengine.authoring.difference.facets import ThingKind
from crisisengine.authoring.difference.left_out import unread_in
from crisisengine.authoring.difference.two_proofs import two_outlooks
from crisisengine.authoring.outlook import EndingOdds, ScenarioOutlook, play_text
from crisisengine.budget import DOCUMENT, UNLIMITED, Budget, OverBudget
from crisisengine.checker import Extent
from crisisengine.loader import Reading
from crisisengine.model.kinds import Verdict
from crisisengine.storage import Saved
from crisisengine.storage.resumed import resume
from crisisengine.text.english import plural

__all__ = ["EndingMove", "KeptFit", "ScenarioDifference", "Turn", "Version", "difference"]

MOST_RUNS = 200
"""Kept runs that are replayed, the latest first."""
FOR_PROOFS = 2 / 3
"""Of the time that is left after comparing, what both proofs may take; the rest is for kept runs and for writing."""
SAME = 5e-7
"""Shares that differ by less are the same share, added up in another order."""


@frozen(kw_only=True)
class Version:
    """A scenario at one time."""

    name: str
    """What a person called it."""
    path: Path
    """Its file; of an older revision only a name."""
    reading: Reading


@frozen
class Turn:
    """A promise, or the scenario as a whole, and what became of it; empty where it was not there."""

    name: str
    """Empty for the scenario as a whole."""
    before: Verdict | None
    after: Verdict | None
    why: str = ""

    @property
    def turned(self) -> bool:
        """Whether what held is violated now, or the other way round."""
        return {self.before, self.after} == {"holds", "violated"} or (
            self.before == "holds" and self.after == "invalid"
        )


@frozen
class EndingMove:
    """An ending's odds under random play, and the decisions of a shortest run to it; None where it was not there, or is not known."""

    id: str
    title: str
    before: EndingOdds | None
    after: EndingOdds | None

    @property
    def moved(self) -> bool:
        """Whether a person reads something else now."""
        if self.before is None or self.after is None:
            return self.before is not self.after
        same = self.before.shortest == self.after.shortest and self.before.known == self.after.known
        same = same and play_text(self.before) == play_text(self.after)
        return not same or any(
            abs(getattr(self.before, name) - getattr(self.after, name)) > SAME for name in ("share", "low", "high")
        )


@frozen
class KeptFit:
    """A kept run, and how far it can be played in each version."""

    name: str
    decisions: int
    before: int
    after: int
    refused: str
    """Why it goes no further now; empty where it fits."""


@frozen(kw_only=True)
class ScenarioDifference:
    """The whole."""

    old: str
    new: str
    title: str
    language: str
    changes: tuple[ThingChange, ...]
    turns: tuple[Turn, ...] = ()
    """The scenario as a whole first, then promise by promise, whatever became of them."""
    endings: tuple[EndingMove, ...] = ()
    kept: tuple[KeptFit, ...] = ()
    notes: tuple[str, ...] = field(factory=tuple)
    """What could not be compared, a sentence each."""

    @property
    def turned(self) -> tuple[Turn, ...]:
        """What turned."""
        return tuple(turn for turn in self.turns if turn.turned)

    @property
    def undecided(self) -> bool:
        """Whether something that is asked for now is not decided."""
        return any(
            turn.after == "undecided" or (turn.before == "undecided" and turn.after is not None) for turn in self.turns
        )

    @property
    def empty(self) -> bool:
        """Whether nothing changed for anybody."""
        moved = any(ending.moved for ending in self.endings)
        verdicts = any(turn.before != turn.after for turn in self.turns)
        return not (
            self.changes
            or moved
            or verdicts
            or self.notes
            or any(kept.refused and kept.after < kept.before for kept in self.kept)
        )


def difference(
    old: Version,
    new: Version,
    saves: tuple[Saved, ...] = (),
    *,
    budget: Budget = UNLIMITED,
    progress: Callable[[Extent], None] | None = None,
) -> ScenarioDifference:
    """Set two versions side by side.

    Args:
        old: the older, legible one.
        new: the newer, legible one.
        saves: kept runs, of which those of this scenario are tried.
        budget: for all of it: comparing, proving both, replaying.
        progress: is told how far a proof came.

    Raises:
        OverBudget: comparing takes too long, or somebody wants to stop.
    """
    before, after = old.reading.legible, new.reading.legible
    assert before is not None, "what cannot be read at all cannot be compared"
    assert after is not None, "as above"
    unread = unread_in((old.name, new.name), (old.reading, new.reading))
    things: dict[tuple[ThingKind, str], list[str]] = {}
    for side in unread:
        for thing, why in side.things().items():
            things.setdefault(thing, []).extend(why)
    changes = compare(before, after, budget.part(DOCUMENT.seconds, DOCUMENT.memory), things)
    # two versions that leave out the same, and differ in nothing else, are no two versions for anybody
    alike = len(unread) == 2 and not changes and not any(side.omissions for side in unread)
    notes = [] if alike else [side.note for side in unread]
    outlooks = two_outlooks(
        (old.path, old.reading), (new.path, new.reading), budget.part(budget.left * FOR_PROOFS), progress
    )
    if before.id != after.id:
        notes.append(f"the id is `{after.id}` now, it was `{before.id}`: kept runs name the old one")
    kept, untried = _kept(old, new, saves, budget.part(DOCUMENT.seconds, DOCUMENT.memory))
    if untried:
        notes.append(f"there was no time to try {plural(untried, 'kept run')}")
    return ScenarioDifference(
        old=old.name,
        new=new.name,
        title=after.title,
        language=after.language or "en",
        changes=changes,
        turns=tuple(_turns(*outlooks)),
        endings=tuple(_endings(*outlooks)),
        kept=tuple(kept),
        notes=tuple(notes),
    )


def _turns(before: ScenarioOutlook | None, after: ScenarioOutlook | None) -> list[Turn]:
    """Whatever was or is promised; of a version that does not load only that: nobody asked its promises."""
    old = {} if before is None else {promise.name: promise for promise in before.promises}
    new = {} if after is None else {promise.name: promise for promise in after.promises}
    whole = Turn(
        "", before.verdict if before else "invalid", after.verdict if after else "invalid", _faults(before, after)
    )
    told = [whole]
    if before is None or after is None:
        return told
    for name in dict.fromkeys([*new, *old]):
        was, now = old.get(name), new.get(name)
        told.append(Turn(name, was.verdict if was else None, now.verdict if now else None, now.why if now else ""))
    return told


def _faults(before: ScenarioOutlook | None, after: ScenarioOutlook | None) -> str:
    """What only a proof finds, and what was not there before."""
    if before is None or after is None:
        return ""
    old = {remark.message for remark in before.remarks}
    found = [remark.message for remark in after.remarks if remark.severity == "error" and remark.message not in old]
    return "; ".join(found[:3])


def _endings(before: ScenarioOutlook | None, after: ScenarioOutlook | None) -> list[EndingMove]:
    old = {} if before is None else {odds.id: odds for odds in before.endings}
    new = {} if after is None else {odds.id: odds for odds in after.endings}
    if not old or not new:
        return []
    return [
        EndingMove(name, (new.get(name) or old[name]).title, old.get(name), new.get(name))
        for name in dict.fromkeys([*new, *old])
    ]


def _kept(old: Version, new: Version, saves: tuple[Saved, ...], budget: Budget) -> tuple[list[KeptFit], int]:
    """The runs of this scenario that the older version can play, at least in part; and for how many there was no time."""
    before, after = old.reading.scenario, new.reading.scenario
    told: list[KeptFit] = []
    if before is None or after is None:
        return told, 0
    own = [
        (saved, saved.journal) for saved in saves if saved.journal is not None and saved.journal.scenario == before.id
    ]
    for tried, (saved, journal) in enumerate(own):
        if len(told) >= MOST_RUNS:
            break
        try:
            was, now = (resume(journal, scenario, budget=budget) for scenario in (before, after))
        except OverBudget as over:
            if over.reason == "stopped":
                raise
            return told, len(own) - tried
        if was.run.moves or not journal.decisions:
            fits = len(was.run.moves), len(now.run.moves)
            told.append(KeptFit(saved.path.stem, len(journal.decisions), *fits, now.refused))
    return told, 0
