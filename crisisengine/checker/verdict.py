"""A scenario's verdict: what reading it found, and what exploring it proved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path

from attrs import define, evolve, frozen

from crisisengine.checker.lints.dominance import DominanceWatcher, timeless_loops
from crisisengine.checker.lints.unreachable import Remark, dead_ends, traps, unreachable
from crisisengine.checker.lints.warnings import behaviour_warnings
from crisisengine.checker.properties.eventually import EventuallyWatcher, judge_eventually
from crisisengine.checker.properties.safety import (
    DecidingState,
    Promise,
    PropertyVerdict,
    by_chance,
    promises_of,
    with_endings,
)
from crisisengine.checker.search.cycles import may_circle
from crisisengine.checker.search.frontier import Exploration, Extent, Limits, explore
from crisisengine.checker.search.graph import Graph
from crisisengine.checker.search.live_slots import live_slots
from crisisengine.checker.search.reachable_endings import ReachableEndings
from crisisengine.checker.search.slots import KeptSlots, all_slots
from crisisengine.checker.search.trace import Spot, retrace
from crisisengine.checker.slot_sizes import Size, sizes
from crisisengine.checker.statistics import Balance, balance
from crisisengine.diagnostics import CODES, Diagnostic
from crisisengine.engine.program import program
from crisisengine.engine.rules import Decision
from crisisengine.loader import Reading
from crisisengine.loader.faults import Faults
from crisisengine.model.scenario import Scenario

__all__ = ["Proof", "Result", "judge", "prove"]


@frozen
class Result:
    """What `check` says about one scenario."""

    path: str
    id: str
    verdict: str
    """`holds`, `violated`, `undecided` or `invalid`."""
    diagnostics: tuple[Diagnostic, ...]
    extent: Extent | None = None
    properties: tuple[PropertyVerdict, ...] = ()
    runs: tuple[tuple[str, tuple[Decision, ...]], ...] = ()
    """What a report can be played from: (name, decisions) of every witness, counterexample and error with a run."""
    scenario: Scenario | None = None
    broken: tuple[Diagnostic, ...] = ()
    """Violated properties, placed in the text; what they say stands in `properties`."""
    sizes: tuple[Size, ...] = ()
    balance: Balance | None = None
    reachable_endings: ReachableEndings | None = None
    """What became known on the way of the endings that can still be reached."""


@frozen
class LocatedRemark:
    """A remark and the run that shows it."""

    remark: Remark
    run: tuple[Decision, ...] | None

    @property
    def severity(self) -> str:
        """`error` or `warning`."""
        return CODES[self.remark.code].severity


@define(eq=False, slots=False)
class Proof:
    """An exploration and everything that was concluded from it."""

    found: Exploration
    memory: KeptSlots
    properties: tuple[PropertyVerdict, ...] = ()
    remarks: tuple[LocatedRemark, ...] = ()

    @cached_property
    def graph(self) -> Graph:
        """The exploration, indexed; made when somebody asks."""
        return Graph(self.found)

    @cached_property
    def reachable_endings(self) -> ReachableEndings:
        """The endings that can still be reached from each state; made when somebody asks."""
        assert self.complete, "without all states nobody knows"
        return ReachableEndings.of(self.found, self.memory, self.graph)

    @property
    def extent(self) -> Extent:
        """How far the exploration came."""
        return self.found.extent

    @property
    def verdict(self) -> str:
        """`holds`, `violated` or `undecided`; a violation beats what is not known."""
        verdicts = {one.verdict for one in self.properties}
        if "violated" in verdicts or any(one.severity == "error" for one in self.remarks):
            return "violated"
        return "undecided" if "undecided" in verdicts or not self.complete else "holds"

    @property
    def complete(self) -> bool:
        """Whether every state was seen."""
        return not self.found.reason

    @property
    def all_end(self) -> bool:
        """Whether it is plain without looking at any state that every run comes to an ending."""
        return not self.found.stuck and not may_circle(self.found.program)


def prove(
    scenario: Scenario,
    limits: Limits | None = None,
    *,
    reduce: bool = True,
    progress: Callable[[Extent], None] | None = None,
) -> Proof:
    """Explore a scenario and judge all there is to judge."""
    one, limits = program(scenario), limits or Limits()
    memory = live_slots(one) if reduce else all_slots(one)
    promises = promises_of(one)
    at_once = [
        each for each in promises if each.promised.kind in ("always", "never", "reachable") and not each.asks_endings
    ]
    eventually = {each.promised.id: EventuallyWatcher(each) for each in promises if each.promised.kind == "eventually"}
    watchers = [each.watch for each in at_once] + [
        each.watch for each in eventually.values() if not each.promise.asks_endings
    ]
    dominance = DominanceWatcher(one, memory)
    watchers.append(dominance.watch)
    proof = Proof(explore(one, limits, memory, watchers, progress), memory)
    try:
        _conclude(proof, promises, eventually, dominance, limits)
    except (KeyboardInterrupt, MemoryError) as reason:
        # The states are all known, and what follows from them is not: nothing is claimed that was not concluded.
        proof.found.reason = "memory" if isinstance(reason, MemoryError) else "stopped"
        proof.properties = tuple(each.judged(None, complete=False) for each in promises)
    return proof


def _conclude(
    proof: Proof,
    promises: list[Promise],
    eventually: dict[str, EventuallyWatcher],
    dominance: DominanceWatcher,
    limits: Limits,
) -> None:
    """From the states to the verdicts, the remarks, and the runs that show them."""
    findings = {each.promised.id: each.finding for each in promises}
    if proof.complete:
        for each in promises:
            if each.promised.kind == "never_by_chance":
                findings[each.promised.id] = by_chance(each, proof.graph)
            elif each.asks_endings and each.promised.kind != "eventually":
                findings[each.promised.id] = with_endings(each, proof.graph)
    remarks = list(_remarks(proof, dominance))
    spots = [each.spot for each in findings.values() if each] + [each.spot for each in remarks if each.spot]
    runs = retrace(proof.found, dict.fromkeys(spots))
    proof.remarks = tuple(LocatedRemark(each, runs[each.spot] if each.spot else None) for each in remarks)
    proof.properties = tuple(
        judge_eventually(eventually[each.promised.id], proof.found, lambda: proof.graph, limits, proof.memory)
        if each.promised.id in eventually
        else _judged(each, findings.get(each.promised.id), runs, complete=proof.complete)
        for each in promises
    )


def _judged(
    promise: Promise, finding: DecidingState | None, runs: dict[Spot, tuple[Decision, ...]], *, complete: bool
) -> PropertyVerdict:
    run = None
    if finding is not None:
        run = (*runs[finding.spot], *([finding.last] if finding.last else []))
    return promise.judged(run, complete=complete)


def _remarks(proof: Proof, dominance: DominanceWatcher) -> Iterable[Remark]:
    if proof.complete:
        yield from unreachable(proof.found)
    yield from dead_ends(proof.found)
    if proof.complete and not proof.all_end:
        yield from traps(proof.graph)
    if proof.complete:
        yield from behaviour_warnings(proof.found)
        yield from dominance.remarks(lambda: proof.graph)
        if may_circle(proof.found.program):
            yield from timeless_loops(proof.found, proof.memory)


def judge(
    path: Path,
    reading: Reading,
    limits: Limits | None = None,
    *,
    reduce: bool = True,
    progress: Callable[[Extent], None] | None = None,
    with_sizes: bool = False,
    with_balance: bool = False,
) -> Result:
    """The verdict on a scenario that has been read."""
    result = Result(str(path), path.stem, "invalid", reading.diagnostics, scenario=reading.scenario)
    if reading.scenario is None:
        return result
    proof = prove(reading.scenario, limits, reduce=reduce, progress=progress)
    told_of = [one for one in proof.remarks if (_table(one.remark), one.remark.code) not in reading.allowed]
    diagnostics = (*reading.diagnostics, *_placed(reading, told_of))
    runs = [(one.name, one.run) for one in proof.properties if one.run is not None]
    runs += [(f"{one.remark.code}-{one.remark.path[-1]}", one.run) for one in proof.remarks if one.run is not None]
    return evolve(
        result,
        verdict=proof.verdict,
        diagnostics=diagnostics,
        extent=proof.extent,
        properties=proof.properties,
        runs=tuple(runs),
        broken=tuple(_broken(reading, one) for one in proof.properties if one.verdict == "violated"),
        sizes=tuple(sizes(proof.found, proof.memory)) if with_sizes else (),
        balance=balance(proof.graph) if with_balance and proof.complete else None,
        reachable_endings=proof.reachable_endings if proof.complete and proof.graph.knows_endings else None,
    )


_KEYS = ("when", "requires", "effects", "result", "text", "history", "otherwise", "chance")


def _table(remark: Remark) -> tuple[str | int, ...]:
    """The path of the table that a remark is about, where an author would accept it."""
    return remark.path[:-1] if len(remark.path) > 2 and remark.path[-1] in _KEYS else remark.path


def _broken(reading: Reading, one: PropertyVerdict) -> Diagnostic:
    if one.kind == "reachable":
        message, hint = f"property `{one.name}` is violated: no run comes to such a state", ""
    elif one.loop_from is not None and one.run is not None:
        prefix, loop = one.run[: one.loop_from], one.run[one.loop_from :]
        message = f"property `{one.name}` is violated: play can go round and never come to it"
        hint = f"{told(prefix)}, and then over and over: {told(loop).removeprefix('after ')}"
    else:
        message, hint = f"property `{one.name}` is violated", "" if one.run is None else told(one.run)
    return evolve(reading.diagnose("trap", message, ("property", one.name), hint), code="violated")


def _placed(reading: Reading, found: Sequence[LocatedRemark]) -> tuple[Diagnostic, ...]:
    """All remarks in their places in the text, and in its order."""
    faults = Faults()
    for one in found:
        hint = one.remark.hint
        if one.run is not None:
            hint = f"{hint}; {told(one.run)}" if hint else told(one.run)
        faults.add(one.remark.code, one.remark.message, one.remark.path, hint, on_key=True)
    return faults.located(reading.sources) if found else ()


LONGEST_TOLD = 24


def told(run: tuple[Decision, ...]) -> str:
    """A run in words; of a very long one the beginning and the end."""
    if not run:
        return "so it is at the start"
    steps = [f"`{one.scene}.{one.measure}{f'.{one.outcome}' if one.outcome else ''}`" for one in run]
    if len(steps) > LONGEST_TOLD:
        steps = [*steps[:12], f"{len(steps) - 18} more", *steps[-6:]]
    return f"after {', '.join(steps)}"
