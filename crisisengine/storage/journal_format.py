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

    [[branch]]                           # what was undone or left for a what-if, kept
    after = 3
    label = "before the what-if at decision 4, to: Stopped at the line"

    [[branch.decision]]
    scene   = "town"
    measure = "wait"

    [[answer]]                           # to a question of the debrief
    question = "turning.5.go"
    text     = "We believed the sergeant because we wanted to."

Replayed against an edited scenario, a journal goes as far as its decisions fit, and says which one does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import tomli_w
from attrs import define, field, frozen

from crisisengine.diagnostics import Diagnostic
from crisisengine.engine.rules import Decision
from crisisengine.engine.run import Answer, Branch, Run, replay
from crisisengine.errors import ChoiceRefused, JournalError
from crisisengine.limits import LONGEST_ANSWER, LONGEST_NOTE, SEEDS
from crisisengine.loader.faults import Faults
from crisisengine.loader.schema import values as readers
from crisisengine.loader.schema.decode import read_table
from crisisengine.loader.toml.resolver import Volume
from crisisengine.loader.toml.source import FORBIDDEN, SourceFault, open_volume
from crisisengine.model.scenario import Scenario

__all__ = ["FORMAT", "Journal", "Resumed", "journal_of", "note", "read_journal", "resume", "write_journal"]

FORMAT = 1
OLDEST_READABLE = 1
"""Before raising either, ask: can a program of last year still go on with a run of today, and the reverse?"""

LONGEST_SENTENCE = 300

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
    answers: tuple[Answer, ...] = ()


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

    @property
    def notes(self) -> tuple[str, ...]:
        """What there is to say about it to whoever goes on."""
        if self.refused:
            stand = self.refused_number - 1
            return (
                self.refused,
                f"{stand} of {stand + len(self.left)} decisions stand; this journal stays as it is, and going on writes another",
            )
        if self.changed:
            return (
                "the scenario was edited since; every decision still fits, and the run goes on in a journal of its own",
            )
        return ()


@define(eq=False, repr=False)
class _DraftDecision:
    scene: str = field(default="", metadata={"read": readers.name, "name": "", "required": True})
    measure: str = field(default="", metadata={"read": readers.name, "name": "", "required": True})
    outcome: str = field(default="", metadata={"read": readers.name, "name": "", "required": False})
    why: str = field(default="", metadata={"read": readers.prose, "name": "", "required": False})
    by: str = field(default="", metadata={"read": readers.prose, "name": "", "required": False})
    expected: str = field(default="", metadata={"read": readers.prose, "name": "", "required": False})
    at: str = field(default="", metadata={"read": readers.prose, "name": "", "required": False})

    def decision(self) -> Decision:
        return Decision(self.scene, self.measure, self.outcome or None, self.why, self.by, self.expected, self.at)


@define(eq=False, repr=False)
class _DraftBranch:
    after: int = field(default=0, metadata={"read": readers.number(0, 1_000_000), "name": "", "required": True})
    decision: tuple[_DraftDecision, ...] = field(
        default=(), metadata={"array": _DraftDecision, "required": False, "name": ""}
    )
    label: str = field(default="", metadata={"read": readers.prose, "name": "", "required": False})


@define(eq=False, repr=False)
class _DraftAnswer:
    question: str = field(default="", metadata={"read": readers.prose, "name": "", "required": True})
    text: str = field(default="", metadata={"read": readers.prose, "name": "", "required": True})


@define(eq=False, repr=False)
class _DraftJournal:
    journal: int = field(default=1, metadata={"read": readers.number(1, 2**31), "name": "", "required": True})
    scenario: str = field(default="", metadata={"read": readers.line, "name": "", "required": True})
    fingerprint: str = field(default="", metadata={"read": readers.line, "name": "", "required": True})
    seed: int = field(default=0, metadata={"read": readers.number(*SEEDS), "name": "", "required": True})
    engine: str = field(default="", metadata={"read": readers.line, "name": "", "required": False})
    started: str = field(default="", metadata={"read": readers.line, "name": "", "required": False})
    name: str = field(default="", metadata={"read": readers.line, "name": "", "required": False})
    place: str = field(default="", metadata={"read": readers.line, "name": "", "required": False})
    decision: tuple[_DraftDecision, ...] = field(
        default=(), metadata={"array": _DraftDecision, "required": False, "name": ""}
    )
    branch: tuple[_DraftBranch, ...] = field(
        default=(), metadata={"array": _DraftBranch, "required": False, "name": ""}
    )
    answer: tuple[_DraftAnswer, ...] = field(
        default=(), metadata={"array": _DraftAnswer, "required": False, "name": ""}
    )


def journal_of(run: Run, *, engine: str, started: str = "", name: str = "") -> Journal:
    """A run as it would be written down.

    Raises:
        JournalError: the seed is beyond what TOML holds.
    """
    scenario = run.scenario
    if not SEEDS[0] <= run.seed <= SEEDS[1]:
        raise JournalError("the seed is too large for a journal", hint=f"choose one from {SEEDS[0]} to {SEEDS[1]}")
    return Journal(
        scenario.id,
        scenario.fingerprint,
        run.seed,
        engine,
        started,
        name,
        run.place,
        run.decisions,
        run.branches,
        run.answers,
    )


def write_journal(journal: Journal) -> str:
    """The file's text. Notes lose what could steer a terminal, so that whatever is written can be read again."""
    head: dict[str, Any] = {
        "journal": FORMAT,
        "engine": note(journal.engine),
        "scenario": note(journal.scenario),
        "fingerprint": note(journal.fingerprint),
        "seed": journal.seed,
        "started": note(journal.started),
        "name": note(journal.name),
        "place": note(journal.place),
    }
    parts = [tomli_w.dumps({key: value for key, value in head.items() if value != ""})]
    parts += [f"\n[[decision]]\n{tomli_w.dumps(_written(one))}" for one in journal.decisions]
    for branch in journal.branches:
        head = {"after": branch.after, "label": note(branch.label)}
        parts.append(f"\n[[branch]]\n{tomli_w.dumps({key: value for key, value in head.items() if value != ''})}")
        parts += [f"\n[[branch.decision]]\n{tomli_w.dumps(_written(one))}" for one in branch.decisions]
    for answer in journal.answers:
        if text := note(answer.text, LONGEST_ANSWER):
            parts.append(f"\n[[answer]]\n{tomli_w.dumps({'question': note(answer.question), 'text': text})}")
    return "".join(parts)


def _written(decision: Decision) -> dict[str, str]:
    found = {"scene": decision.scene, "measure": decision.measure}
    if decision.outcome is not None:
        found["outcome"] = decision.outcome
    found.update({key: kept for key in _NOTES if (kept := note(getattr(decision, key)))})
    return found


def note(text: str, longest: int = LONGEST_NOTE) -> str:
    """A person's words as a journal keeps them: one line of harmless characters, not too long."""
    sound = text.encode("utf-8", "replace").decode()  # half a surrogate pair can be typed, and never written
    return " ".join(FORBIDDEN.sub(" ", sound).split())[:longest].rstrip()


def read_journal(name: str, content: bytes) -> Journal:
    """Read a journal's file.

    Raises:
        JournalError: it is no journal, is damaged, or is of a later version; the message says where.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise JournalError(f"{name}: the journal is empty", hint=_EMPTY)
    try:
        source = open_volume(Volume(name, content))
    except SourceFault as fault:
        place = f"{name}:{fault.line}:{fault.column}"
        hint = _mending(content, fault.line)
        raise JournalError(f"{place}: the journal cannot be read: {_short(fault.message)}", hint=hint) from None
    if "journal" not in source.tables:
        raise JournalError(f"{name}: this is no journal", hint="a journal begins with `journal = 1`")
    version = source.tables["journal"]
    if type(version) is int and not OLDEST_READABLE <= version <= FORMAT:
        line, column, *_ = source.place(("journal",))
        shown = f"{version}" if abs(version) < 10**9 else "unknown"
        message = f"{name}:{line}:{column}: the journal is of format {shown}, this version reads {FORMAT}"
        raise JournalError(message, hint="update crisisengine" if version > FORMAT else "")
    faults = Faults()
    draft = read_table(_DraftJournal, source.tables, (), faults)
    if faults.found:
        raise _faulty(faults.located([source]), content)
    return Journal(
        draft.scenario,
        draft.fingerprint,
        draft.seed,
        draft.engine,
        draft.started,
        draft.name,
        draft.place,
        tuple(one.decision() for one in draft.decision),
        tuple(Branch(one.after, tuple(each.decision() for each in one.decision), one.label) for one in draft.branch),
        tuple(Answer(one.question, one.text) for one in draft.answer),
    )


_EMPTY = "nothing can be got back from it; it may be deleted"
_TABLE = re.compile(rb"^\[\[(?:decision|branch|branch\.decision|answer)\]\]", re.MULTILINE)


def _mending(content: bytes, line: int) -> str:
    """How to save what stands before a fault: a journal cut off in its last table is whole up to there."""
    last = 0
    for found in _TABLE.finditer(content):
        last = found.start()
    begins = content.count(b"\n", 0, last) + 1
    if last and begins <= line:
        return f"without its lines from {begins} on it can be read; remove them with a text editor"
    return ""


def _faulty(diagnostics: Sequence[Diagnostic], content: bytes) -> JournalError:
    first, *rest = diagnostics
    more = f" (and {len(rest)} more)" if rest else ""
    hint = first.hint or _mending(content, first.line)
    return JournalError(f"{first.file}:{first.line}:{first.column}: {_short(first.message)}{more}", hint=hint)


def _short(sentence: str) -> str:
    """A sentence that quotes a stranger, at a length that a person reads."""
    return sentence if len(sentence) <= LONGEST_SENTENCE else f"{sentence[:LONGEST_SENTENCE]}..."


def resume(journal: Journal, scenario: Scenario) -> Resumed:
    """Replay a journal against a scenario, as far as it fits."""
    run, refusal = replay(scenario, journal.decisions, journal.seed)
    done = len(run.steps)
    run = Run(scenario, journal.seed, run.steps, journal.branches, journal.answers)
    if refusal is None:
        return Resumed(run, journal.fingerprint != scenario.fingerprint, "", 0, ())
    left = journal.decisions[done:]
    return Resumed(
        run, journal.fingerprint != scenario.fingerprint, _refusal(left[0], done + 1, refusal), done + 1, left
    )


def _refusal(decision: Decision, number: int, refusal: ChoiceRefused) -> str:
    taken = f"`{decision.scene}.{decision.measure}`" + (
        f" with outcome `{decision.outcome}`" if decision.outcome else ""
    )
    return f"decision {number}, {taken}, does not fit: {refusal}"
