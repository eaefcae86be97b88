"""Everything that can be concluded about a scenario without its text: verdicts, remarks, and the runs that show them.

Longer than 300 lines because what a proof is stands beside the work that makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from attrs import define, field, frozen

from crisisengine.budget import UNLIMITED, Budget, OverBudget, Reason
from crisisengine.checker.lints.care import care_remarks
from crisisengine.checker.lints.default_closed import DefaultWatcher
from crisisengine.checker.lints.dominance import DominanceWatcher
from crisisengine.checker.lints.free_cost import FreeCostWatcher
from crisisengine.checker.lints.idle_verifies import VerifyWatcher
from crisisengine.checker.lints.never_asked import never_asked
from crisisengine.checker.lints.no_outcome import OutcomeWatcher
from crisisengine.checker.lints.practice import missed_objectives
from crisisengine.checker.lints.remark import Remark
from crisisengine.checker.lints.same_label import SameLabelWatcher
from crisisengine.checker.lints.timeless import timeless_loops
from crisisengine.checker.lints.unreachable import dead_ends, traps, unreachable
from crisisengine.checker.lints.warnings import behaviour_warnings
from crisisengine.checker.properties.promise import Promise, PropertyVerdict
from crisisengine.checker.properties.registry import promises_of
from crisisengine.checker.search.cycles import may_circle
from crisisengine.checker.search.frontier import Exploration, Extent, explore, unexplored
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Graph
from crisisengine.checker.search.live_slots import live_slots
from crisisengine.checker.search.reachable_endings import ReachableEndings
from crisisengine.checker.search.slots import all_slots
from crisisengine.checker.search.trace import Retraced, Spot, retrace
from crisisengine.checker.task import LeftOut, Stopped, Task
from crisisengine.diagnostics import CODES
from crisisengine.engine.program import Program, program
from crisisengine.engine.rules import Decision, Start
from crisisengine.limits import MOST_STATES
from crisisengine.model.kinds import PropertyKind, Severity, Verdict
from crisisengine.model.scenario import Scenario

__all__ = ["LocatedRemark", "Proof", "prove"]

GRACE = 1.0
"""Seconds beyond the budget to find the runs that show what was found already."""
HASTE = 0.3
"""The same where somebody waits for the program to stop."""
OF_A_PART: frozenset[PropertyKind] = frozenset(("always", "never", "changes", "reachable"))
"""Of one chapter alone these can be judged: a state or a step decides them, and it is there whatever comes later."""
NO_HASTE: frozenset[Reason] = frozenset(("states", "disk"))
"""What there may be too little of while there is time."""


@frozen
class LocatedRemark:
    """A remark and the run that shows it."""

    remark: Remark
    run: tuple[Decision, ...] | None
    start: Start = Start()
    """Where that run begins."""

    @property
    def severity(self) -> Severity:
        """`error` or `warning`."""
        return CODES[self.remark.code].severity


@define(eq=False, slots=False)
class Proof:
    """An exploration and everything that was concluded from it."""

    found: Exploration
    properties: tuple[PropertyVerdict, ...] = ()
    remarks: tuple[LocatedRemark, ...] = ()
    chapter: str | None = None
    """The one that it is of; None: of the whole."""
    not_asked: tuple[str, ...] = ()
    """Of a chapter alone: the promises that only the whole can decide."""
    left_out: LeftOut | None = None
    """The first thing that was not done to the end; nothing is claimed that it would have had to show."""
    _from: dict[str, Futures] = field(init=False, factory=dict)

    @cached_property
    def futures(self) -> Futures:
        """What can still become of each state; worked out as far as somebody asks."""
        return Futures(Graph(self.found))

    @cached_property
    def reachable_endings(self) -> ReachableEndings:
        """The endings that can still be reached from each state; made when somebody asks.

        Raises:
            OverBudget: there is no time to work it out.
        """
        assert self.complete, "without all states nobody knows"
        return ReachableEndings.of(self.futures)

    def futures_from(self, chapter: str) -> Futures:
        """The same of what is reached from one beginning alone: the scenario's own for "", or a chapter's.

        Raises:
            OverBudget: there is no time to explore it by itself.
        """
        found = self.found
        if not found.program.scenario.chapters:
            return self.futures
        if chapter not in self._from:
            alone = unexplored(found.program, found.kept, found.task, chapter=chapter)
            explore(alone, max_states=found.extent.states)
            self._from[chapter] = Futures(Graph(alone))
        return self._from[chapter]

    @property
    def extent(self) -> Extent:
        """How far the exploration came."""
        return self.found.extent

    @property
    def verdict(self) -> Verdict:
        """`holds`, `violated` or `undecided`; a violation beats what is not known."""
        verdicts = {judged.verdict for judged in self.properties}
        if "violated" in verdicts or any(located.severity == "error" for located in self.remarks):
            return "violated"
        return "undecided" if "undecided" in verdicts or self.left_out is not None else "holds"

    @property
    def complete(self) -> bool:
        """Whether every state was seen."""
        return self.found.complete

    @property
    def all_end(self) -> bool:
        """Whether it is plain without looking at any state that every run comes to an ending."""
        return not self.found.stuck_at and not may_circle(self.found.program)


def prove(
    scenario: Scenario,
    *,
    max_states: int = MOST_STATES,
    budget: Budget = UNLIMITED,
    reduce: bool = True,
    progress: Callable[[Extent], None] | None = None,
    spill: Path | None = None,
    chapter: str | None = None,
) -> Proof:
    """Explore a scenario and judge all there is to judge.

    Of one chapter alone, from its own beginning to where another begins, nothing is said but what is so of the whole: a
    state or a step that breaks a promise, a witness, a dead end, a trap, a measure of which nothing comes.

    Over the budget, what was found is kept, and what was not found is undecided; that takes a second more at most.
    With `spill`, what grows with the states is held in files in that folder, which have no names.

    Raises:
        Stopped: a KeyboardInterrupt that carries the proof as far as it came.
    """
    task = Task(budget, "compiling")
    if spill is not None:
        from crisisengine.checker.spill import SpillingTask  # noqa: PLC0415 - only where it is asked for

        task = SpillingTask(budget, "compiling", folder=spill)
    plan = program(scenario)
    until = _other_beginnings(plan, chapter)
    proof = Proof(unexplored(plan, all_slots(plan), task, chapter=chapter, until=until), chapter=chapter)
    work = _Work(proof, task, max_states)
    try:
        if reduce:
            kept = live_slots(plan, task, until)
            proof.found = unexplored(plan, kept, task, chapter=chapter, until=until)
        work.explore(progress)
        work.look_back()
        work.inspect()
    except OverBudget as over:
        work.leave_out(LeftOut(over.phase, over.reason))
    except MemoryError:
        work.leave_out(LeftOut(task.phase, "memory"))
    except KeyboardInterrupt:
        work.stop()
    try:
        work.conclude(Budget(GRACE) if work.in_haste else budget)
    except KeyboardInterrupt:
        work.stop()
    return proof


@define(eq=False)
class _Work:
    """A proof while it is made."""

    proof: Proof
    task: Task
    max_states: int
    promises: list[Promise] = field(init=False)
    dominance: DominanceWatcher | None = None
    same_label: SameLabelWatcher | None = None
    defaults: DefaultWatcher | None = None
    prices: FreeCostWatcher | None = None
    reports: VerifyWatcher | None = None
    outcomes: OutcomeWatcher = field(init=False, factory=OutcomeWatcher)
    remarks: list[Remark] = field(init=False, factory=list)

    def __attrs_post_init__(self) -> None:
        self.promises = promises_of(self.proof.found.program)
        if self.proof.chapter is not None:
            self.promises = [known for known in self.promises if known.watches and known.promised.kind in OF_A_PART]

    def leave_out(self, left_out: LeftOut) -> None:
        """Nothing beyond this is done."""
        if self.proof.left_out is None:
            self.proof.left_out = left_out

    @property
    def in_haste(self) -> bool:
        """Whether the budget is used up."""
        return self.proof.left_out is not None and self.proof.left_out.reason not in NO_HASTE

    def stop(self) -> NoReturn:
        """Somebody wants to stop: say what is known by now.

        Raises:
            Stopped: in any case.
        """
        self.leave_out(LeftOut(self.task.phase, "stopped"))
        self.conclude(Budget(HASTE))
        raise Stopped(self.proof) from None

    def explore(self, progress: Callable[[Extent], None] | None) -> None:
        """See every state; too many of them, or a full disk, are no reason not to judge those that were seen."""
        self.task.phase = "exploring"
        found = self.proof.found
        self.dominance = DominanceWatcher(found.program, found.kept)
        self.same_label = SameLabelWatcher(found.program)
        self.defaults = DefaultWatcher(found.program)
        self.prices = FreeCostWatcher(found.program)
        self.reports = VerifyWatcher(found.program)
        watchers = [promise.watch for promise in self.promises if promise.watches]
        if self.proof.chapter is None:
            watched = (self.dominance, self.same_label, self.defaults, self.prices, self.reports)
            watchers += [lint.watch for lint in watched]
        watchers.append(self.outcomes.watch)
        try:
            explore(found, max_states=self.max_states, watchers=watchers, progress=progress)
        except OverBudget as over:
            if over.reason not in NO_HASTE:
                raise
            self.leave_out(LeftOut(over.phase, over.reason))

    def look_back(self) -> None:
        """Judge what can be judged only now."""
        self.task.phase = "judging properties"
        futures = self.proof.futures if self.proof.complete else None
        for promise in sorted(self.promises, key=lambda promise: promise.promised.kind == "likely"):  # numbers last
            promise.look_back(self.proof.found, futures, max_states=self.max_states)
            promise.looked_back = futures is not None

    def inspect(self) -> None:
        """Errors and warnings that nobody asked for."""
        self.task.phase = "looking for warnings"
        for remark in self._noticed():
            self.remarks.append(remark)

    def _noticed(self) -> Iterator[Remark]:
        proof, found = self.proof, self.proof.found
        if proof.chapter is not None:
            yield from dead_ends(found)
            if proof.complete and not proof.all_end:
                yield from traps(proof.futures)
            return
        yield from care_remarks(found.program.scenario)
        if not proof.complete:
            return
        yield from unreachable(found)
        yield from dead_ends(found)
        if not proof.all_end:
            yield from traps(proof.futures)
        yield from behaviour_warnings(found)
        for promise in self.promises:
            unasked = promise.unasked if promise.is_never_asked else ""
            yield from never_asked(promise.promised, found, unasked)
        for watcher in (self.same_label, self.defaults, self.prices):
            if watcher is not None:
                yield from watcher.remarks()
        if self.dominance is not None and self.dominance.asks_endings:
            yield from self.dominance.remarks(proof.futures)
        if may_circle(found.program):
            yield from timeless_loops(found)
        if self.reports is not None:
            yield from self.reports.remarks(proof.futures)
        if found.program.scenario.objectives:
            yield from missed_objectives(proof.futures.graph)

    def conclude(self, budget: Budget) -> None:
        """Retrace the runs that show what was found, and say the verdicts."""
        self.task.phase, self.task.budget = "retracing runs", budget
        found, proof = self.proof.found, self.proof
        if not any(remark.code == "dead-end" for remark in self.remarks):
            self.remarks += dead_ends(found)
        self.remarks += self.outcomes.remarks()
        spots = [promise.finding.spot for promise in self.promises if promise.finding and promise.finding.spot]
        spots += [remark.spot for remark in self.remarks if remark.spot]
        runs: dict[Spot, Retraced] = {}
        try:
            if not self.in_haste:
                runs = retrace(found, dict.fromkeys(spots))
            else:
                # One by one, the nearest first: the time may be up before all are found.
                for spot in sorted(dict.fromkeys(spots), key=lambda spot: spot.depth):
                    runs |= retrace(found, [spot])
        except OverBudget as over:
            self.leave_out(LeftOut(over.phase, over.reason))
        proof.remarks = tuple(
            _located(remark, runs.get(remark.spot) if remark.spot else None) for remark in self.remarks
        )
        if proof.chapter is not None:  # what nobody has met here may be met in another
            self.promises = [known for known in self.promises if known.finding or known.promised.kind != "reachable"]
        proof.properties = tuple(promise.judged(runs, complete=found.complete) for promise in self.promises)
        if self.task.refused is not None and any(promise.verdict == "undecided" for promise in proof.properties):
            self.leave_out(self.task.refused)  # who could do with bounds has not left, and yet they did not decide
        judged = {promise.name for promise in proof.properties}
        proof.not_asked = tuple(name for name in found.program.scenario.properties if name not in judged)


def _other_beginnings(plan: Program, chapter: str | None) -> frozenset[int]:
    """Where a proof of one chapter stops: in the first scene of every other one, and in each scene that bears another's title."""
    if chapter is None:
        return frozenset()
    scenario = plan.scenario
    own = scenario.chapters[chapter]
    others = [known for known in scenario.chapters.values() if known.id != chapter]
    first, titles = {known.start for known in others}, {known.title for known in others} - {own.title}
    scenes = scenario.scenes.values()
    found = {scene.id for scene in scenes if scene.id in first or scene.chapter in titles} - {own.start}
    return frozenset(plan.place_number[scene] for scene in found)


def _located(remark: Remark, shown: Retraced | None) -> LocatedRemark:
    return LocatedRemark(remark, None) if shown is None else LocatedRemark(remark, shown.decisions, shown.start)
