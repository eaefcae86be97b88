"""A run as a text file: the scenario's fingerprint, the seed, and the decisions.

    journal     = 1                      # the format of this file; 2 where something was sent, 3 where a start is kept
    engine      = "0.1.0"
    scenario    = "the_convoy_home"
    fingerprint = "5f0c..."              # of the linked scenario
    seed        = 7
    started     = "2026-11-21T18:00:00Z"
    name        = "Team B"               # optional; a slot's name
    place       = "town"                 # where it stood; for people, replay works it out again

    [start]                              # format 3
    chapter = "deadline"                 # where it began at a chapter

    [start.drawn]                        # what the world drew at the start, where the scenario draws anything
    track = "east"

    [[decision]]
    scene   = "road"
    measure = "drive_on"
    outcome = "quiet"                    # only where the world decided
    why     = "No time to wait."         # notes: why, by, expected, at; replay ignores them

    [[decision]]                         # from format 2: what a facilitator sent, where it came; no decision, and not numbered
    scene   = "town"
    send    = "rumour"

    [[branch]]                           # what was undone or left for a what-if, kept
    after = 3
    label = "before the what-if at decision 4, to: Stopped at the line"

    [[branch.decision]]
    scene   = "town"
    measure = "wait"

    [[answer]]                           # to a question of the debrief
    question = "turning.5.go"
    text     = "We believed the sergeant because we wanted to."

A journal is of format 1 unless something in it needs a later one; every format is read for ever.

Replayed against an edited scenario, a journal goes as far as its decisions fit, and says which one does not. Reader and
writer share their limits (`limits`): what the reader would refuse is never written, and a note is kept whole or refused.

Longer than 300 lines because the reader stands beside the writer: whoever changes one sees the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import tomli_w
from attrs import define, field, frozen

from crisisengine.diagnostics import Diagnostic
from crisisengine.engine.rules import Decision
from crisisengine.engine.run import Answer, Branch, Run
from crisisengine.engine.starts import Told, start_told
from crisisengine.errors import JournalError
from crisisengine.limits import (
    LARGEST_FILE,
    LONGEST_ANSWER,
    LONGEST_LABEL,
    LONGEST_NOTE,
    MOST_DECISIONS,
    MOST_STARTS,
    SEEDS,
)
from crisisengine.loader.faults import Faults, route_of
from crisisengine.loader.schema import readers
from crisisengine.loader.schema.decode import read_table
from crisisengine.loader.toml.paths import Path
from crisisengine.loader.toml.resolver import Volume
from crisisengine.loader.toml.source import SourceFault, open_volume
from crisisengine.text.messages import _
from crisisengine.text.printable import note

__all__ = ["FORMAT", "Journal", "journal_of", "read_journal", "write_journal"]

FORMAT = 3
OLDEST_READABLE = 1
"""Before raising either, ask: can a program of last year still go on with a run of today, and the reverse?"""

LONGEST_SENTENCE = 300

_NOTES = ("why", "by", "expected", "at")


@frozen(kw_only=True)
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
    drawn: tuple[tuple[str, Told], ...] = ()
    """(variable, value) of what was drawn at the start."""
    chapter: str = ""
    """At which it began."""
    answers: tuple[Answer, ...] = ()


def _note(longest: int) -> readers.Read:
    """A reader of what a person wrote: one line, kept whole."""

    def read(value: object, path: Path, faults: Faults) -> str:
        kept = note(readers.prose(value, path, faults))
        if len(kept) > longest:
            message = f"this text has {len(kept):,} characters; {longest:,} is the most"
            faults.add("too-large", message, path, "shorten it with a text editor")
        return kept

    return read


@define(eq=False, repr=False)
class _DraftDecision:
    scene: str = field(default="", metadata={"read": readers.name, "name": "", "required": True})
    measure: str = field(default="", metadata={"read": readers.name, "name": "", "required": False})
    send: str = field(default="", metadata={"read": readers.name, "name": "", "required": False})
    outcome: str = field(default="", metadata={"read": readers.name, "name": "", "required": False})
    why: str = field(default="", metadata={"read": _note(LONGEST_NOTE), "name": "", "required": False})
    by: str = field(default="", metadata={"read": _note(LONGEST_NOTE), "name": "", "required": False})
    expected: str = field(default="", metadata={"read": _note(LONGEST_NOTE), "name": "", "required": False})
    at: str = field(default="", metadata={"read": _note(LONGEST_NOTE), "name": "", "required": False})

    def decision(self) -> Decision:
        outcome = self.outcome or None
        return Decision(self.scene, self.measure, outcome, self.why, self.by, self.expected, self.at, self.send)


@define(eq=False, repr=False)
class _DraftBranch:
    after: int = field(default=0, metadata={"read": readers.number(0, 1_000_000), "name": "", "required": True})
    decision: tuple[_DraftDecision, ...] = field(
        default=(), metadata={"array": _DraftDecision, "required": False, "name": ""}
    )
    label: str = field(default="", metadata={"read": _note(LONGEST_ANSWER), "name": "", "required": False})

    def branch(self) -> Branch:
        return Branch(self.after, tuple(decision.decision() for decision in self.decision), self.label)


@define(eq=False, repr=False)
class _DraftAnswer:
    question: str = field(default="", metadata={"read": _note(LONGEST_ANSWER), "name": "", "required": True})
    text: str = field(default="", metadata={"read": _note(LONGEST_ANSWER), "name": "", "required": True})


def _values(value: object, path: Path, faults: Faults) -> dict[str, Told]:
    """What was drawn; whether the scenario draws it, replaying tells."""
    if type(value) is not dict:
        faults.add("wrong-type", f"{readers.called(path)} needs a table", path, "write `[start.drawn]` above its keys")
        return {}
    if len(value) > MOST_STARTS:
        faults.add("too-large", f"{len(value):,} draws; {MOST_STARTS:,} is the most", path)
        return {}
    found = {}
    for key, drawn in value.items():
        told = readers.start_value(drawn, (*path, key), faults)
        if isinstance(told, dict):
            faults.add("wrong-type", "what was drawn is a number, true or false, or a word", (*path, key))
        elif told is not None and readers.check_characters(key, (*path, key), faults, on_key=True):
            found[key] = told
    return found


@define(eq=False, repr=False)
class _DraftStart:
    chapter: str = field(default="", metadata={"read": readers.name, "name": "", "required": False})
    drawn: dict[str, Told] = field(factory=dict, metadata={"read": _values, "name": "", "required": False})


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
    start: _DraftStart | None = field(default=None, metadata={"table": _DraftStart, "required": False, "name": ""})
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
        scenario=scenario.id,
        fingerprint=scenario.fingerprint,
        seed=run.seed,
        engine=engine,
        started=started,
        name=name,
        place=run.place,
        drawn=tuple(start_told(scenario, run.start).items()),
        chapter=run.start.chapter,
        decisions=run.decisions,
        branches=run.branches,
        answers=run.answers,
    )


def write_journal(journal: Journal) -> str:
    """The file's text. Notes lose what could steer a terminal, so that whatever is written can be read again.

    Raises:
        JournalError: `read_journal` would refuse it: too many decisions, a note too long, or all of it too large.
    """
    _check_counts(journal)
    head: dict[str, Any] = {
        "journal": _format(journal),
        "engine": _kept(journal.engine, LONGEST_LABEL),
        "scenario": _kept(journal.scenario, LONGEST_LABEL),
        "fingerprint": _kept(journal.fingerprint, LONGEST_LABEL),
        "seed": journal.seed,
        "started": _kept(journal.started, LONGEST_LABEL),
        "name": _kept(journal.name, LONGEST_LABEL),
        "place": _kept(journal.place, LONGEST_LABEL),
    }
    parts = [tomli_w.dumps({key: value for key, value in head.items() if value != ""})]
    if journal.chapter:
        parts.append(f"\n[start]\n{tomli_w.dumps({'chapter': journal.chapter})}")
    if journal.drawn:
        parts.append(f"\n[start.drawn]\n{tomli_w.dumps(dict(journal.drawn))}")
    parts += [f"\n[[decision]]\n{_written(decision)}" for decision in journal.decisions]
    for branch in journal.branches:
        head = {"after": branch.after, "label": _kept(branch.label, LONGEST_ANSWER)}
        parts.append(f"\n[[branch]]\n{tomli_w.dumps({key: value for key, value in head.items() if value != ''})}")
        parts += [f"\n[[branch.decision]]\n{_written(decision)}" for decision in branch.decisions]
    for answer in journal.answers:
        if text := _kept(answer.text, LONGEST_ANSWER):
            question = _kept(answer.question, LONGEST_ANSWER)
            parts.append(f"\n[[answer]]\n{tomli_w.dumps({'question': question, 'text': text})}")
    text = "".join(parts)
    size = len(text.encode())
    if size > LARGEST_FILE:
        raise JournalError(
            _("the run is too long to be kept: {size:,} bytes; {most:,} is the most", size=size, most=LARGEST_FILE)
        )
    return text


def _format(journal: Journal) -> int:
    """The oldest format that can say it, so that an older program reads whatever it can."""
    if journal.drawn or journal.chapter:
        return 3
    entries = (journal.decisions, *(branch.decisions for branch in journal.branches))
    return 2 if any(decision.send for some in entries for decision in some) else 1


@lru_cache(maxsize=2 * MOST_DECISIONS)
def _written(decision: Decision) -> str:
    """A decision's keys; a run is written whole after each decision, and all but the last were written before."""
    found = {"scene": decision.scene}
    found |= {"send": decision.send} if decision.send else {"measure": decision.measure}
    if decision.outcome is not None:
        found["outcome"] = decision.outcome
    found.update({key: kept for key in _NOTES if (kept := _kept(getattr(decision, key), LONGEST_NOTE))})
    return tomli_w.dumps(found)


def _kept(text: str, longest: int) -> str:
    """A person's words as they are written, whole."""
    kept = note(text)
    if len(kept) > longest:
        raise JournalError(
            _(
                "a text of {count:,} characters is too long for a journal; {most:,} is the most",
                count=len(kept),
                most=longest,
            )
        )
    return kept


def _check_counts(journal: Journal) -> None:
    """Refuse what is more than anybody plays; so many tables are also within the limits of a file's marks.

    Raises:
        JournalError: too many decisions, branches or answers.
    """
    decisions = len(journal.decisions) + sum(len(branch.decisions) for branch in journal.branches)
    if max(decisions, len(journal.branches), len(journal.answers)) > MOST_DECISIONS:
        raise JournalError(
            _(
                "the run is too long for a journal: {decisions:,} decisions with those of its branches, {branches:,} branches, "
                "{answers:,} answers; {most:,} is the most of each",
                decisions=decisions,
                branches=len(journal.branches),
                answers=len(journal.answers),
                most=MOST_DECISIONS,
            )
        )


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
    _check_entries(draft, faults)
    if faults.found:
        raise _faulty(faults.located([source]), content)
    journal = Journal(
        scenario=draft.scenario,
        fingerprint=draft.fingerprint,
        seed=draft.seed,
        engine=draft.engine,
        started=draft.started,
        name=draft.name,
        place=draft.place,
        drawn=tuple(draft.start.drawn.items()) if draft.start is not None else (),
        chapter=draft.start.chapter if draft.start is not None else "",
        decisions=tuple(decision.decision() for decision in draft.decision),
        branches=tuple(branch.branch() for branch in draft.branch),
        answers=tuple(Answer(answer.question, answer.text) for answer in draft.answer),
    )
    try:
        _check_counts(journal)
    except JournalError as error:
        raise JournalError(f"{name}: {error}") from None
    return journal


def _check_entries(draft: _DraftJournal, faults: Faults) -> None:
    """Record each entry that is neither a decision nor a send, or both; and what the format does not know."""
    if draft.start is not None and draft.journal < 3:
        known = f"a journal of format {draft.journal} holds no `start`"
        faults.add("unknown-key", known, ("start",), "write `journal = 3`", on_key=True)
    entries: list[tuple[Path, _DraftDecision]] = [
        (("decision", number), entry) for number, entry in enumerate(draft.decision)
    ]
    for outer, branch in enumerate(draft.branch):
        entries += [(("branch", outer, "decision", number), entry) for number, entry in enumerate(branch.decision)]
    for path, entry in entries:
        if not entry.send:
            if not entry.measure and (*path, "measure") not in faults.unread:
                faults.add("missing-key", f"`{route_of(path)}` needs `measure`", path, on_key=True)
        elif draft.journal < 2:
            faults.add("unknown-key", "a journal of format 1 holds no `send`", (*path, "send"), "write `journal = 2`")
        elif entry.measure or entry.outcome:
            faults.add("misplaced", "a send has no `measure` and no `outcome`", path)


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
