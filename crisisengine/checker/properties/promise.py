"""A promise while it is judged, and what becomes of it: the shape that every kind of property has.

A new kind is a subclass, in the file of its family, and a row in `properties.registry`. It is told of each group of
states while they are explored (`watch`), looks back at all of them once they are known (`look_back`), and says its
verdict when the runs that show what it found have been retraced (`judged`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from attrs import define, frozen

from crisisengine.checker.search.flow import Share
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.policies import Policy
from crisisengine.checker.search.trace import Retraced, Spot
from crisisengine.checker.vector.arrays import Keys, Rows
from crisisengine.checker.vector.expressions import evaluator
from crisisengine.checker.vector.state import Columns
from crisisengine.checker.vector.successors import Group
from crisisengine.engine.program import Program
from crisisengine.engine.rules import Decision, Start
from crisisengine.model.expression import Fact, reads
from crisisengine.model.kinds import PropertyKind, Verdict
from crisisengine.model.scenario import Property

__all__ = ["DecidingState", "Promise", "PropertyVerdict", "Runs", "first_of"]

Runs = Mapping[Spot, Retraced]
"""Shortest runs, as far as they have been retraced."""


@frozen(kw_only=True)
class DecidingState:
    """The state that decides a property: a run leads there, and where asked goes some decisions further."""

    spot: Spot | None = None
    """None where it lies in an exploration of its own."""
    leading: Retraced | None = None
    """The run that leads there, where it is known without retracing `spot`."""
    further: tuple[Decision, ...] = ()
    loops: bool = False
    """Whether going further leads back to the state, and so can go on forever."""


@frozen(kw_only=True)
class PropertyVerdict:
    """What became of a property."""

    name: str
    kind: PropertyKind
    verdict: Verdict
    run: tuple[Decision, ...] | None = None
    """A shortest run to the state that decides it: a witness where it holds, a counterexample where it is violated."""
    start: Start = Start()
    """Where that run begins."""
    loop_from: int | None = None
    """Where the counterexample goes round: how many decisions lead to the loop that the rest of the run is."""
    why: str = ""
    """Why it is violated, where the run alone does not say it."""
    asked: bool = True
    """Whether its `when` holds in any state; false only where all states were seen."""
    policy: Policy | None = None
    """Of a promise about what a player can do: how to do it, or what keeps them from it."""
    share: Share | None = None
    """Of a promise about a chance: what it is."""
    knowing_all: bool = False
    """Whether it was asked of somebody who knows all: from a state in the middle nobody knows what was shown before it."""


@define(eq=False)
class Promise:
    """A property while it is judged."""

    program: Program
    promised: Property
    finding: DecidingState | None = None
    asked: bool = False
    """Whether it is asked in any state that was seen."""
    looked_back: bool = False
    """Whether `look_back` has come to its end."""

    decided_as: ClassVar[Verdict] = "violated"
    """The verdict once a deciding state is found; without one, in all states, it is the opposite."""

    @property
    def asks_endings(self) -> bool:
        """Whether it can be judged only when the possible endings are known."""
        said = [expression for expression in (self.promised.claim, self.promised.when) if expression is not None]
        return any(isinstance(node, Fact) and node.kind == "possible" for told in said for node in reads(told))

    @property
    def watches(self) -> bool:
        """Whether it can be judged, or begin to be, while states are explored."""
        return not self.asks_endings

    @property
    def is_never_asked(self) -> bool:
        """Whether its `when` held in none of the states that were looked at."""
        return self.promised.when is not None and not self.asked

    @property
    def unasked(self) -> str:
        """Why it is never asked, where it is not."""
        return f"its `when` holds {'in no state in which it is judged' if self.promised.at else 'in no state'}"

    def ask(self, columns: Columns, rows: Rows) -> Rows:
        """The rows, among some, in which it is asked: where its `when` holds, if it has one."""
        when = self.promised.when
        if when is not None and rows is not False:
            rows = columns.narrowed(rows, evaluator(when, self.program)(columns))
        self.asked = self.asked or rows is not False
        return rows

    def watch(self, depth: int, keys: Keys, group: Group, place: int) -> None:
        """Look at a group of states as it is found, for what can be judged at once.

        `depth` is the number of decisions that lead there, `keys` are the states, all of them at `place`.
        """

    def look_back(self, found: Exploration, futures: Futures | None, *, max_states: int) -> None:
        """Find what decides it, if `watch` has not; `futures` only where all states are known.

        Raises:
            OverBudget: there is no time to look at all of them.
        """

    def judged(self, runs: Runs, *, complete: bool) -> PropertyVerdict:
        """The verdict; `complete`: whether all states were seen."""
        complete = complete and (self.watches or self.looked_back)
        opposite: Verdict = "holds" if self.decided_as == "violated" else "violated"
        verdict: Verdict = self.decided_as if self.finding else opposite if complete else "undecided"
        run, start, loop_from = None, Start(), None
        finding = self.finding
        leading = None
        if finding is not None:
            leading = finding.leading if finding.spot is None else runs.get(finding.spot)
        if finding is not None and leading is not None:
            run, start = (*leading.decisions, *finding.further), leading.start
            loop_from = len(leading.decisions) if finding.loops else None
        why = self.why if verdict == "violated" else ""
        return PropertyVerdict(
            name=self.promised.id,
            kind=self.promised.kind,
            verdict=verdict,
            run=run,
            start=start,
            loop_from=loop_from,
            why=why,
            asked=not (complete and self.is_never_asked),
        )

    @property
    def why(self) -> str:
        """Why it is violated, if it is, where the run alone does not say it."""
        return ""


def first_of(depth: int, keys: Keys, rows: Rows) -> DecidingState | None:
    """The first of the rows that decide a promise, if there are any."""
    if rows is False:
        return None
    return DecidingState(spot=Spot(depth, keys[0 if rows is True else int(np.argmax(rows))]))
