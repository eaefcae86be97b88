"""A journal replayed against a scenario: how far it fits, and what there is to say about it to whoever goes on."""

from __future__ import annotations

from attrs import evolve, frozen

from crisisengine.budget import UNLIMITED, Budget
from crisisengine.engine.rules import Decision
from crisisengine.engine.run import Run, other_luck, replay
from crisisengine.engine.starts import drawn_start, start_named
from crisisengine.errors import ChoiceRefused
from crisisengine.model.scenario import Scenario
from crisisengine.storage.journal_format import Journal
from crisisengine.text.messages import _, _n

__all__ = ["Resumed", "resume"]


@frozen(kw_only=True)
class Resumed:
    """A journal replayed against a scenario."""

    run: Run
    changed: bool
    """Whether the scenario was edited since: its fingerprint differs."""
    refused: str
    """Why the first decision that does not fit is refused; empty when all fit."""
    refused_number: int
    """Its number, from 1, or of the decision that would have followed a send that does not fit; 0 when all fit."""
    left: tuple[Decision, ...]
    """The decisions from there on, not taken."""
    recognised: bool = True
    """Whether the scenario is known to be this run's own, edited or not; else only its id says so."""
    other_start: bool = False
    """Whether it begins otherwise than the seed draws."""
    other_luck: tuple[int, ...] = ()
    """The numbers of the decisions, from 1, whose outcome is not the one that the seed draws."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What there is to say about it to whoever goes on."""
        notes = []
        if not self.recognised:
            notes.append(
                _(
                    "the scenario `{scenario}` is not word for word the one of this run: it was edited since, or is another "
                    "of the same id; `--scenario PATH` names the right one",
                    scenario=self.run.scenario.id,
                )
            )
        if self.refused:
            stand = self.refused_number - 1
            notes += [
                self.refused,
                _(
                    "{stand} of {count} decisions stand; this journal stays as it is, and going on writes another",
                    stand=stand,
                    count=stand + sum(not entry.send for entry in self.left),
                ),
            ]
        elif self.changed and self.recognised:
            notes.append(
                _(
                    "the scenario was edited since; every decision still fits, and the run goes on in a journal of its own"
                )
            )
        if self.other_start:
            notes.append(_("what was drawn at the start is not what the seed draws"))
        if self.other_luck:
            notes.append(
                _n(
                    "decision {numbers}'s luck is not the seed's",
                    "the luck of decisions {numbers} is not the seed's",
                    len(self.other_luck),
                    numbers=_listed(self.other_luck),
                )
            )
        return tuple(notes)


def _listed(numbers: tuple[int, ...], most: int = 8) -> str:
    """`2, 5, 9`, and no more of them than a person reads."""
    return ", ".join(map(str, numbers[:most])) + (", ..." if len(numbers) > most else "")


def resume(journal: Journal, scenario: Scenario, *, recognised: bool = True, budget: Budget = UNLIMITED) -> Resumed:
    """Replay a journal against a scenario, as far as it fits.

    Args:
        journal: what the file says.
        scenario: what it is replayed against.
        recognised: whether that is known to be the journal's own, edited or not.
        budget: asked at each decision.

    Raises:
        OverBudget: the budget is used up.
    """
    try:
        start = start_named(scenario, dict(journal.drawn), journal.seed, journal.chapter)
    except ChoiceRefused as gone:
        return _begun_anew(journal, scenario, gone, recognised=recognised)
    run, refusal = replay(scenario, journal.decisions, journal.seed, budget, start)
    done = len(run.moves)
    run = evolve(run, branches=journal.branches, answers=journal.answers)
    changed = journal.fingerprint != scenario.fingerprint
    left = journal.decisions[done:]
    return Resumed(
        run=run,
        changed=changed,
        refused="" if refusal is None else _refusal(left[0], len(run.steps) + 1, refusal),
        refused_number=0 if refusal is None else len(run.steps) + 1,
        left=left,
        recognised=recognised,
        other_start=not changed and start != drawn_start(scenario, journal.seed, journal.chapter),
        other_luck=() if changed else other_luck(run),  # an edited scenario has other odds, and draws otherwise
    )


def _begun_anew(journal: Journal, scenario: Scenario, refusal: ChoiceRefused, *, recognised: bool) -> Resumed:
    """A journal whose start is gone: none of its decisions stands, and its seed draws anew."""
    told = f"the start does not fit: {refusal}"
    return Resumed(
        run=Run(scenario, journal.seed, branches=journal.branches, answers=journal.answers),
        changed=True,
        refused=f"{told}; {refusal.hint}" if refusal.hint else told,
        refused_number=1,
        left=journal.decisions,
        recognised=recognised,
    )


def _refusal(decision: Decision, number: int, refusal: ChoiceRefused) -> str:
    if decision.send:
        return f"`{decision.send}`, sent before decision {number}, does not fit: {refusal}"
    taken = f"`{decision.scene}.{decision.measure}`" + (
        f" with outcome `{decision.outcome}`" if decision.outcome else ""
    )
    return f"decision {number}, {taken}, does not fit: {refusal}"
