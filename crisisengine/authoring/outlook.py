"""What a text promises and how it plays: its verdict, the odds of its endings, the shortest way to each.

Nouns that whoever shows them can hold while the text goes on changing, and as text for the cache and for the process
that finds them out (`proving`, `proof_work`). What changed between two of them is told in words. Loads no NumPy.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from attrs import asdict, field, frozen

from crisisengine.authoring.verdict_words import new_text, turned_text
from crisisengine.diagnostics import Diagnostic
from crisisengine.engine.rules import Decision
from crisisengine.engine.starts import Told
from crisisengine.model.kinds import PropertyKind, Verdict
from crisisengine.text.english import percent, plural

__all__ = [
    "EndingOdds",
    "PolicyStep",
    "Promised",
    "ProofFailed",
    "ProofProgress",
    "ProofTold",
    "ScenarioOutlook",
    "changes",
    "odds_text",
    "play_text",
    "played_text",
]

SAME = 5e-5
"""Odds that differ by less read the same."""


@frozen
class PolicyStep:
    """A line of a policy: what is taken, or what chance decided, with all that is taken then below it."""

    told: str
    below: tuple[PolicyStep, ...] = ()


@frozen
class Promised:
    """A property of the scenario, and what became of it."""

    name: str
    kind: PropertyKind
    verdict: Verdict
    why: str
    run: tuple[Decision, ...] | None
    """A witness or a counterexample; None where no single run shows it."""
    drawn: dict[str, Told] = field(factory=dict)
    """What is drawn at its start."""
    chapter: str = ""
    """At which it begins."""
    rules: tuple[str, ...] = ()
    """Of a promise about what a player can do: how, in few lines, where there are such."""
    policy: tuple[PolicyStep, ...] = ()
    """The same step by step."""


@frozen
class EndingOdds:
    """An ending: how likely random play ends in it, and a shortest run to it."""

    id: str
    title: str
    share: float
    low: float
    high: float
    known: bool
    """Whether the share is exact; otherwise it lies between the two bounds."""
    shortest: int | None
    """Decisions of a shortest run; None where no run leads there without a send."""
    run: tuple[Decision, ...] | None
    """That run, where there was time to find it."""
    drawn: dict[str, Told] = field(factory=dict)
    """What is drawn at its start."""
    chapter: str = ""
    """At which it begins."""
    best: float | None = None
    """How likely it is under the best play for it; None where that is not known."""
    worst: float | None = None
    """How likely it stays under the best play against it."""
    shown: bool = False
    """Whether both are of one who sees only the pages; else of one who knows all."""


@frozen(kw_only=True)
class ScenarioOutlook:
    """What a proof found, as far as it came."""

    fingerprint: str
    """Of the scenario that it is about."""
    verdict: Verdict
    told: str
    """How far the exploration came, in words."""
    states: int
    promises: tuple[Promised, ...]
    endings: tuple[EndingOdds, ...] = ()
    """In file order; empty while the odds are not known."""
    remarks: tuple[Diagnostic, ...] = ()
    """What only exploring finds, and broken promises, each in its place in the text."""
    whole: bool = False
    """Whether all that can be found was looked for; else more follows."""

    def written(self) -> str:
        """As one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=True, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> ScenarioOutlook:
        """From that line.

        Raises:
            ValueError, TypeError, KeyError: it is none.
        """
        raw: dict[str, Any] = json.loads(text)
        promises = tuple(_promised(each) for each in raw.pop("promises"))
        endings = tuple(EndingOdds(**{**each, "run": _run(each["run"])}) for each in raw.pop("endings"))
        remarks = tuple(Diagnostic(**each) for each in raw.pop("remarks"))
        return cls(promises=promises, endings=endings, remarks=remarks, **raw)


def _promised(raw: dict[str, Any]) -> Promised:
    made = {"run": _run(raw["run"]), "rules": tuple(raw.get("rules", ())), "policy": _steps(raw.get("policy", ()))}
    return Promised(**{**raw, **made})


def _steps(raw: Sequence[dict[str, Any]]) -> tuple[PolicyStep, ...]:
    return tuple(PolicyStep(each["told"], _steps(each["below"])) for each in raw)


def _run(raw: list[dict[str, Any]] | None) -> tuple[Decision, ...] | None:
    return None if raw is None else tuple(Decision(**each) for each in raw)


@frozen
class ProofProgress:
    """How far an exploration came."""

    fingerprint: str
    states: int
    depth: int


@frozen
class ProofFailed:
    """It ended without an outlook: out of memory, killed, or a fault of ours."""

    fingerprint: str


ProofTold = ScenarioOutlook | ProofProgress | ProofFailed
"""What a proof tells, one after the other."""


def odds_text(odds: EndingOdds) -> str:
    """How likely an ending is, as short as it can be said: `12.5 %`, `under 0.1 %`, `4 to 9 %`, `never`."""
    if not odds.known:
        low, high = percent(odds.low), percent(min(odds.high, 1.0))
        return f"{low.removesuffix(' %')} to {high}" if low != high else f"about {low}"
    if odds.shortest is None or odds.share <= 0:
        return "never"
    return "always" if odds.share >= 1 else percent(odds.share)


def play_text(odds: EndingOdds) -> str:
    """What whoever plays can make of it, in words; empty where that is not known."""
    return "" if odds.best is None or odds.worst is None else played_text(odds.best, odds.worst, shown=odds.shown)


def played_text(best: float, worst: float, *, shown: bool) -> str:
    """What whoever plays can make of an ending: `at best 63 %, at worst 2 %`.

    Empty where nothing of it is left to chance: it is surely had and surely missed, or never comes.
    `shown`: whether that is somebody who sees only the pages; else it is one who knows all.
    """
    if best - worst < SAME:
        return "however it is played" if best > 0 else ""  # so it is as likely as in random play
    told = [f"at best {percent(best)}"] if 0 < best < 1 else []
    told += [f"at worst {percent(worst)}"] if worst > 0 else []
    return f"{', '.join(told)}{'' if shown else ', knowing all'}" if told else ""


def changes(before: ScenarioOutlook, after: ScenarioOutlook) -> tuple[str, ...]:
    """What an edit did, in words a line each: verdicts that turned, promises that came and went, odds that moved."""
    told = []
    if before.verdict != after.verdict:
        told.append(turned_text("the scenario", before.verdict, after.verdict))
    stood = {promise.name: promise for promise in before.promises}
    for promise in after.promises:
        old = stood.pop(promise.name, None)
        if old is None:
            told.append(new_text(f"promise `{promise.name}`", promise.verdict))
        elif old.verdict != promise.verdict:
            told.append(turned_text(f"promise `{promise.name}`", old.verdict, promise.verdict))
    told += [f"promise `{name}` is gone" for name in stood]
    return (*told, *_moved(before, after))


def _moved(before: ScenarioOutlook, after: ScenarioOutlook) -> list[str]:
    """Odds that moved; nothing while either are not known."""
    if not before.endings or not after.endings:
        return []
    told = []
    stood = {odds.id: odds for odds in before.endings}
    for odds in after.endings:
        old = stood.pop(odds.id, None)
        if old is None:
            told.append(f"ending “{odds.title}” is new: {odds_text(odds)}")
        elif odds_text(old) != odds_text(odds):
            told.append(f"“{odds.title}”: {odds_text(odds)}, it was {odds_text(old)}")
        elif abs(old.share - odds.share) > SAME:
            more = "more" if odds.share > old.share else "less"
            told.append(f"“{odds.title}”: {odds_text(odds)} as before, a little {more} likely")
        if old is not None and None not in (old.best, odds.best) and play_text(old) != play_text(odds):
            now, was = (play_text(each) or "all up to play" for each in (odds, old))
            told.append(f"“{odds.title}”: {now}, it was {was}")
        if old is not None and odds.shortest is not None and old.shortest not in (None, odds.shortest):
            told.append(
                f"the shortest way to “{odds.title}” takes {plural(odds.shortest, 'decision')}, it was {old.shortest}"
            )
    return [*told, *(f"ending “{old.title}” is gone" for old in stood.values())]
