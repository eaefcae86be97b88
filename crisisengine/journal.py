"""A run as a text file: the scenario's fingerprint, the seed, and the decisions.

    journal     = 1                      # the format of this file
    engine      = "0.1.0"
    scenario    = "the_convoy_home"
    fingerprint = "5f0c..."              # of the linked scenario
    seed        = 7
    started     = "2026-11-21T18:00:00Z"
    name        = "Team B"               # optional; a slot's name
    place       = "town"                 # where it stood; for people, replay works it out again

    [[decision]]
    scene   = "road"
    measure = "drive_on"
    outcome = "quiet"                    # only where the world decided
    why     = "No time to wait."         # notes: why, by, expected, at; replay ignores them

    [[branch]]                           # what was undone, kept
    after = 3

    [[branch.decision]]
    scene   = "town"
    measure = "wait"

Replayed against an edited scenario, a journal goes as far as its decisions fit, and says which one does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import tomli_w
from attrs import define, field, frozen

from crisisengine.diagnostics import Diagnostic
from crisisengine.engine.rules import Decision
from crisisengine.engine.run import Branch, Run, replay
from crisisengine.errors import ChoiceRefused, JournalError
from crisisengine.loader import values as readers
from crisisengine.loader.document import read_table
from crisisengine.loader.faults import Faults
from crisisengine.loader.shelf import Volume
from crisisengine.loader.source import FORBIDDEN, SourceFault, open_volume
from crisisengine.model.scenario import Scenario

__all__ = ["FORMAT", "Journal", "Resumed", "journal_of", "read_journal", "resume", "write_journal"]

FORMAT = 1
OLDEST_READABLE = 1
"""Before raising either, ask: can a program of last year still go on with a run of today, and the reverse?"""

LONGEST_NOTE = 500
_NOTES = ("why", "by", "expected", "at")


@frozen
class Journal:
    """What the file says, read strictly and not yet replayed."""

    scenario: str
    fingerprint: str
    seed: int
    engine: str
    started: str
    name: str
    place: str
    decisions: tuple[Decision, ...]
    branches: tuple[Branch, ...]


@frozen
class Resumed:
    """A journal replayed against a scenario."""

    run: Run
    changed: bool
    """Whether the scenario was edited since: its fingerprint differs."""
    refused: str
    """Why the first decision that does not fit is refused; empty when all fit."""
    refused_number: int
    """Its number, from 1; 0 when all fit."""
    left: tuple[Decision, ...]
    """The decisions from there on, not taken."""


@define
class _DraftDecision:
    scene: str = field(default="", metadata={"read": readers.name, "name": "", "required": True})
    measure: str = field(default="", metadata={"read": readers.name, "name": "", "required": True})
    outcome: str = field(default="", metadata={"read": readers.name, "name": "", "required": False})
    why: str = field(default="", metadata={"read": readers.prose, "name": "", "required": False})
    by: str = field(default="", metadata={"read": readers.prose, "name": "", "required": False})
    expected: str = field(default="", metadata={"read": readers.prose, "name": "", "required": False})
    at: str = field(default="", metadata={"read": readers.prose, "name": "", "required": False})

    def decision(self) -> Decision:
        return Decision(
            self.scene, self.measure, self.outcome or None, self.why, self.by, self.expected, self.at
        )


@define
class _DraftBranch:
    after: int = field(default=0, metadata={"read": readers.number(0, 1_000_000), "name": "", "required": True})
    decision: tuple[_DraftDecision, ...] = field(
        default=(), metadata={"array": _DraftDecision, "required": False, "name": ""}
    )


@define
class _DraftJournal:
    journal: int = field(default=1, metadata={"read": readers.number(1, 2**31), "name": "", "required": True})
    scenario: str = field(default="", metadata={"read": readers.line, "name": "", "required": True})
    fingerprint: str = field(default="", metadata={"read": readers.line, "name": "", "required": True})
    seed: int = field(default=0, metadata={"read": readers.number(0, 2**62), "name": "", "required": True})
    engine: str = field(default="", metadata={"read": readers.line, "name": "", "required": False})
    started: str = field(default="", metadata={"read": readers.line, "name": "", "required": False})
    name: str = field(default="", metadata={"read": readers.line, "name": "", "required": False})
    place: str = field(default="", metadata={"read": readers.line, "name": "", "required": False})
    decision: tuple[_DraftDecision, ...] = field(
        default=(), metadata={"array": _DraftDecision, "required": False, "name": ""}
    )
    branch: tuple[_DraftBranch, ...] = field(default=(), metadata={"array": _DraftBranch, "required": False, "name": ""})


def journal_of(run: Run, *, engine: str, started: str = "", name: str = "") -> Journal:
    """A run as it would be written down."""
    scenario = run.scenario
    return Journal(
        scenario.id, scenario.fingerprint, run.seed, engine, started, name, run.place, run.decisions, run.branches
    )


def write_journal(journal: Journal) -> str:
    """The file's text. Notes lose what could steer a terminal, so that whatever is written can be read again."""
    head: dict[str, Any] = {
        "journal": FORMAT,
        "engine": journal.engine,
        "scenario": journal.scenario,
        "fingerprint": journal.fingerprint,
        "seed": journal.seed,
        "started": journal.started,
        "name": _note(journal.name),
        "place": journal.place,
    }
    parts = [tomli_w.dumps({key: value for key, value in head.items() if value != ""})]
    parts += [f"\n[[decision]]\n{tomli_w.dumps(_written(one))}" for one in journal.decisions]
    for branch in journal.branches:
        parts.append(f"\n[[branch]]\nafter = {branch.after}\n")
        parts += [f"\n[[branch.decision]]\n{tomli_w.dumps(_written(one))}" for one in branch.decisions]
    return "".join(parts)


def _written(decision: Decision) -> dict[str, str]:
    found = {"scene": decision.scene, "measure": decision.measure}
    if decision.outcome is not None:
        found["outcome"] = decision.outcome
    found.update({key: note for key in _NOTES if (note := _note(getattr(decision, key)))})
    return found


def _note(text: str) -> str:
    return " ".join(FORBIDDEN.sub(" ", text).split())[:LONGEST_NOTE]


def read_journal(name: str, content: bytes) -> Journal:
    """Read a journal's file.

    Raises:
        JournalError: it is no journal, is damaged, or is of a later version; the message says where.
    """
    try:
        source = open_volume(Volume(name, content))
    except SourceFault as fault:
        place = f"{name}:{fault.line}:{fault.column}"
        raise JournalError(f"{place}: the journal cannot be read: {fault.message}", hint=_damaged(content)) from None
    if "journal" not in source.tables:
        hint = "a journal begins with `journal = 1`"
        raise JournalError(f"{name}: this is no journal", hint=hint)
    version = source.tables["journal"]
    if type(version) is int and not OLDEST_READABLE <= version <= FORMAT:
        message = f"{name}: the journal is of format {version if version < 10**9 else '?'}, this version reads {FORMAT}"
        raise JournalError(message, hint="update crisisengine" if version > FORMAT else "")
    faults = Faults()
    draft = read_table(_DraftJournal, source.tables, (), faults)
    if faults.found:
        raise _faulty(faults.located([source]))
    return Journal(
        draft.scenario,
        draft.fingerprint,
        draft.seed,
        draft.engine,
        draft.started,
        draft.name,
        draft.place,
        tuple(one.decision() for one in draft.decision),
        tuple(Branch(one.after, tuple(each.decision() for each in one.decision)) for one in draft.branch),
    )


def _damaged(content: bytes) -> str:
    if not content.strip(b"\0 \n"):
        return "the file is empty"
    return "the end may be missing; the lines before it can be mended with a text editor"


def _faulty(diagnostics: Iterable[Diagnostic]) -> JournalError:
    first, *rest = diagnostics
    more = f" (and {len(rest)} more)" if rest else ""
    return JournalError(f"{first.file}:{first.line}:{first.column}: {first.message}{more}", hint=first.hint)


def resume(journal: Journal, scenario: Scenario) -> Resumed:
    """Replay a journal against a scenario, as far as it fits."""
    run, refusal = replay(scenario, journal.decisions, journal.seed)
    done = len(run.steps)
    run = Run(scenario, journal.seed, run.steps, journal.branches)
    if refusal is None:
        return Resumed(run, journal.fingerprint != scenario.fingerprint, "", 0, ())
    left = journal.decisions[done:]
    return Resumed(run, journal.fingerprint != scenario.fingerprint, _refusal(left[0], done + 1, refusal), done + 1, left)


def _refusal(decision: Decision, number: int, refusal: ChoiceRefused) -> str:
    taken = f"`{decision.scene}.{decision.measure}`" + (f" with outcome `{decision.outcome}`" if decision.outcome else "")
    return f"decision {number}, {taken}, does not fit: {refusal}"
