"""What the process of `proving` does: read the text that it is handed, prove it, tell what it finds line by line.

far STATES DEPTH      how far it came
outlook JSON          a ScenarioOutlook: first the verdict, at last the whole
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import BinaryIO, TypedDict

from crisisengine.authoring.outlook import EndingOdds, PolicyStep, Promised, ScenarioOutlook
from crisisengine.budget import Budget
from crisisengine.checker import Extent, Result, judge
from crisisengine.checker.formats.verdict_line import how_far
from crisisengine.checker.policy_tree import PolicyBranch, policy_tree
from crisisengine.checker.properties.promise import PropertyVerdict
from crisisengine.checker.search.trace import Retraced
from crisisengine.checker.task import REASONS
from crisisengine.engine.rules import Decision
from crisisengine.engine.starts import Told, start_told
from crisisengine.loader import Reading
from crisisengine.model.scenario import Scenario
from crisisengine.storage import cache

__all__ = ["of_result", "work"]

BETWEEN_TOLD = 0.2
"""Seconds between two words on how far it came."""
KINDNESS = 5
"""How much the process steps back for whoever types."""


def work(source: BinaryIO) -> None:
    """What the process does, from its first byte to its last; it writes a line for each thing that it tells.

    Args:
        source: standard input: the text, and then nothing; when it closes, whoever wanted to know has gone.
    """
    with suppress(AttributeError, OSError):
        os.nice(KINDNESS)
    path, read, digest, allowed = pickle.loads(source.read(int.from_bytes(source.read(8), "big")))  # noqa: S301  # from ourselves
    Thread(target=lambda: (source.read(1), os._exit(0)), daemon=True).start()
    outlook, certain = _prove(path, Reading(*read), Budget(*allowed))
    if certain:
        cache.keep_outlook(outlook.fingerprint, digest, outlook.written())
    _tell(f"outlook {outlook.written()}")


def _tell(line: str) -> None:
    try:
        sys.stdout.buffer.write(line.encode("ascii") + b"\n")
        sys.stdout.buffer.flush()
    except OSError:
        os._exit(0)  # nobody listens


class Played(TypedDict, total=False):
    """What of an ending's odds is up to whoever plays."""

    best: float
    worst: float
    shown: bool


def _prove(path: Path, reading: Reading, budget: Budget) -> tuple[ScenarioOutlook, bool]:
    """What there is to find, and whether nothing was left out."""
    gc.disable()  # it would walk a large plan again and again, and find no circle in it
    read_before, last = len(reading.diagnostics), time.monotonic()

    def far(extent: Extent) -> None:
        nonlocal last
        if time.monotonic() - last > BETWEEN_TOLD:
            last = time.monotonic()
            _tell(f"far {extent.states} {extent.depth}")

    def decided(result: Result) -> None:
        _tell(f"outlook {of_result(result, read_before, whole=False).written()}")

    result = judge(
        path,
        reading,
        budget=budget,
        progress=far,
        with_balance=True,
        with_runs=True,
        decided=decided,
    )
    if result.scenario is not None and result.extent is not None and result.extent.complete:
        cache.keep_verdict(result.scenario.fingerprint, result.verdict, result.extent.states)
    return of_result(result, read_before, whole=True), result.left_out is None


def _played(result: Result, ending: str) -> Played:
    """How likely an ending is under the best and the worst play: as shown where that is known, else knowing all."""
    stakes = None if result.balance is None else result.balance.stakes
    if stakes is None:
        return {}
    played = stakes.endings[ending].played
    if played is None:
        return {}
    best, worst, shown = played
    return {"best": best, "worst": worst, "shown": shown}


def of_result(result: Result, read_before: int, *, whole: bool) -> ScenarioOutlook:
    """The outlook in what `judge` found.

    Args:
        result: of a scenario that loads.
        read_before: how many of its diagnostics reading alone had found; they come first.
        whole: whether everything that was asked for has been looked for.
    """
    scenario, extent = result.scenario, result.extent
    assert scenario is not None, "a text that does not load has no outlook"
    odds = () if result.balance is None else result.balance.endings
    endings = tuple(
        EndingOdds(
            found.id,
            scenario.endings[found.id].title,
            found.share.value,
            found.share.low,
            found.share.high,
            found.share.known,
            found.shortest,
            *_shortest(scenario, result.shortest.get(found.id)),
            **_played(result, found.id),
        )
        for found in odds
    )
    return ScenarioOutlook(
        fingerprint=scenario.fingerprint,
        verdict=result.verdict,
        told=_how_far(result, extent),
        states=0 if extent is None else extent.states,
        promises=tuple(_promised(judged, scenario) for judged in result.properties),
        endings=endings,
        remarks=(*result.diagnostics[read_before:], *result.broken),
        whole=whole,
    )


def _promised(judged: PropertyVerdict, scenario: Scenario) -> Promised:
    tree = policy_tree(judged, scenario)
    return Promised(
        judged.name,
        judged.kind,
        judged.verdict,
        judged.why,
        judged.run,
        start_told(scenario, judged.start),
        judged.start.chapter,
        tree.rules,
        (
            *(step for branch in tree.branches for step in _steps(branch)),
            *([PolicyStep("... and more: `check --output-format json` tells all")] if tree.cut else []),
        ),
    )


def _steps(branch: PolicyBranch) -> Iterator[PolicyStep]:
    """Step by step; what chance decides, and where several begin, has all that follows below it."""
    taken = [PolicyStep(step) for step in branch.steps]
    taken += [step for below in branch.below for step in _steps(below)]
    lead = branch.begun or (f"if {branch.outcome}" if branch.outcome else "")
    if lead:
        yield PolicyStep(lead, tuple(taken))
    else:
        yield from taken


def _shortest(scenario: Scenario, found: Retraced | None) -> tuple[tuple[Decision, ...] | None, dict[str, Told], str]:
    """A run, what is drawn at its start, and the chapter at which it begins."""
    return (
        (None, {}, "") if found is None else (found.decisions, start_told(scenario, found.start), found.start.chapter)
    )


def _how_far(result: Result, extent: Extent | None) -> str:
    told = "" if extent is None else how_far(extent)
    if result.left_out is not None and (extent is None or not extent.reason):
        told += f"; {REASONS[result.left_out.reason]} while {result.left_out.phase}"
    return told.removeprefix("; ")
