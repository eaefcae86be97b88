"""Random plays by the million, in batches, and what they say of the share of each ending.

A batch is three times as many plays as all before it together, as long as that does not come to more rows than `ROWS`. How large it is
follows from the batch before, never from a clock, so that the same seed gives the same plays. What is stopped keeps the batches
that were played to their ends; of the first one, what has not ended is still under way, and is said to be.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import define, field, frozen

from crisisengine.budget import Budget, OverBudget
from crisisengine.checker.sampling.dice import Dice
from crisisengine.checker.sampling.intervals import Sampled, of_plays
from crisisengine.checker.sampling.splitting import RareShare, split_share
from crisisengine.checker.sampling.tally import BITS, Tally, batch
from crisisengine.checker.search.frontier import Exploration, unexplored
from crisisengine.checker.search.live_slots import live_slots
from crisisengine.checker.task import LeftOut, Stopped, Task
from crisisengine.engine.program import program
from crisisengine.model.scenario import Scenario

__all__ = ["LONGEST", "PLAYS", "SampleRequest", "Simulation", "simulate"]

PLAYS = 10_000_000
LONGEST = 1_000
"""Decisions after which a play is left, still under way."""
FIRST = 1 << 15
"""Plays of the first batch."""
ROWS = 1 << 20
"""Rows of a batch, about: some hundred megabytes."""
MOST = 1 << 26
"""Plays of a batch, however few rows they are."""
RARE = 100
"""An ending that fewer plays came to is rare: its interval would be as wide as half of its share, and more."""
EFFORT = 60_000_000
"""What splitting an ending may take, or as much as all plain plays took: some seconds."""
SPLIT_FROM, SPLIT_TO = 100_000, 10_000_000
"""Plays from which on rare endings are split; and beyond which it takes no more effort."""


@frozen(kw_only=True)
class SampleRequest:
    """What is to be sampled."""

    plays: int | None = None
    """At most so many; None: `PLAYS`, or as many as `width` needs."""
    seed: int = 0
    width: float | None = None
    """How narrow the interval of every ending is to be; None: no matter."""
    chapter: str = ""
    """Where plays begin; empty for the scenario's own beginning."""
    longest: int = LONGEST

    @property
    def most(self) -> float:
        """How many plays at most."""
        return self.plays or (PLAYS if self.width is None else float("inf"))


@define(eq=False, kw_only=True)
class Simulation:
    """What was sampled."""

    scenario: Scenario
    asked: SampleRequest
    tally: Tally = field(factory=Tally)
    rare: dict[str, RareShare] = field(factory=dict)
    """Endings that were split."""
    splitting: str = ""
    """The ending that is being split just now."""
    batches: int = 0
    """That were played to their ends."""
    left_out: LeftOut | None = None
    """Why it is less than was asked for."""

    @property
    def is_complete(self) -> bool:
        """Whether it is as much as was asked for."""
        return self.left_out is None and (self.asked.width is None or self.is_narrow)

    def ending(self, name: str) -> Sampled:
        """The share of an ending. Plays that are still under way may come to it."""
        if name in self.rare:
            return self.rare[name].share
        return self._share(self.tally.ended.get(name, 0), self.tally.under_way)

    def inject(self, name: str) -> Sampled | None:
        """The share of the plays in which an inject fires; None where too many of them repeat to follow this one."""
        injects = self.scenario.injects
        again = [inject.id for inject in injects.values() if inject.repeat and not inject.contingency]
        if name in again[BITS:]:
            return None
        return self._share(self.tally.fired.get(name, 0), self.tally.under_way)

    @property
    def stuck(self) -> Sampled:
        """The share of the plays that come to where nothing is open."""
        return self._share(self.tally.stuck, self.tally.under_way)

    @property
    def under_way(self) -> Sampled:
        """The share of the plays that have not ended after so many decisions."""
        return self._share(self.tally.under_way, 0)

    @property
    def width(self) -> float:
        """Of the widest interval of an ending."""
        return max((self.ending(name).width for name in self.scenario.endings), default=0.0)

    @property
    def is_hopeless(self) -> bool:
        """Whether so many plays are still under way that no more of them will make the intervals narrow enough."""
        return self.asked.width is not None and self.under_way.low >= self.asked.width

    @property
    def is_narrow(self) -> bool:
        """Whether every interval is as narrow as was asked for."""
        return self.asked.width is not None and self.width < self.asked.width

    def _share(self, count: int, unknown: int) -> Sampled:
        return of_plays(count, self.tally.plays, unknown)


def simulate(
    scenario: Scenario, asked: SampleRequest, budget: Budget, progress: Callable[[Simulation], None] | None = None
) -> Simulation:
    """Play at random.

    Over the budget, what was sampled is kept.

    Raises:
        Stopped: a KeyboardInterrupt that carries what was sampled.
    """
    simulation = Simulation(scenario=scenario, asked=asked)
    task = Task(budget, "compiling")
    try:
        plan = program(scenario)
        found = unexplored(plan, live_slots(plan, task), task, chapter=asked.chapter)
        task.phase = "sampling"
        _play(simulation, found, progress)
        _split(simulation, found, progress)
    except OverBudget as over:
        simulation.left_out = LeftOut(over.phase, over.reason)
    except MemoryError:
        simulation.left_out = LeftOut(task.phase, "memory")
    except KeyboardInterrupt:
        simulation.left_out = LeftOut(task.phase, "stopped")
        raise Stopped(simulation) from None
    return simulation


def _play(simulation: Simulation, found: Exploration, progress: Callable[[Simulation], None] | None) -> None:
    """Batch after batch, until it is enough."""
    asked = simulation.asked
    size, number, before = FIRST, 0, Tally()
    while before.plays < asked.most and not (before.plays and (simulation.is_narrow or simulation.is_hopeless)):
        plays = int(min(size, asked.most - before.plays))
        played = Tally()
        for played in batch(found, plays, Dice(asked.seed, 0, number), asked.longest):
            if not number:
                simulation.tally = played
            if progress is not None:
                progress(simulation)
        before = simulation.tally = before.with_other(played)
        number = simulation.batches = number + 1
        size = min(max(ROWS // played.rows, 1) * plays, 3 * before.plays, MOST)


def _split(simulation: Simulation, found: Exploration, progress: Callable[[Simulation], None] | None) -> None:
    """What so few plays came to that they say little of it."""
    asked, tally = simulation.asked, simulation.tally
    if tally.plays < SPLIT_FROM:
        return
    for number, ending in enumerate(simulation.scenario.endings, 1):
        if tally.ended.get(ending, 0) < RARE:
            simulation.splitting = ending
            if progress is not None:
                progress(simulation)
            plays = min(tally.plays, SPLIT_TO) // 1_000 + 900
            effort = max(tally.effort, EFFORT)
            rare = split_share(found, ending, plays, Dice(asked.seed, number), longest=asked.longest, effort=effort)
            if rare is not None and rare.share.width < simulation.ending(ending).width:
                simulation.rare[ending] = rare
