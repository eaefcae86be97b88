"""What `forced` and `likely` have in common: a goal, the states from which it is asked, and a policy to show.

A policy is asked of one who knows all: it may look at whatever a state holds, hidden or not. What somebody can do who
knows only what is shown is for `as_shown` to tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, evolve, field

from crisisengine.checker.properties.promise import DecidingState, Promise, PropertyVerdict, Runs
from crisisengine.checker.search.beginnings import Beginnings
from crisisengine.checker.search.flow import Share
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.graph import Graph
from crisisengine.checker.search.policies import Policy, followed
from crisisengine.checker.search.trace import Spot
from crisisengine.checker.vector.arrays import Numbers, Positions, Yes
from crisisengine.checker.vector.expressions import evaluator
from crisisengine.engine.rules import Start
from crisisengine.model.kinds import Verdict

if TYPE_CHECKING:
    from crisisengine.checker.shown.as_shown import AsShown

__all__ = ["NOT_SHOWN", "PolicyPromise", "chapters"]

NOT_SHOWN = "No policy is shown: what to take hangs on every page seen before"
"""Of a promise that a player can keep who remembers the pages, and by no rule about the present one alone."""


@define(eq=False)
class PolicyPromise(Promise):
    """Judged once all states are known, from where runs begin or where its `when` holds."""

    verdict: Verdict | None = None
    """Once it is known."""
    policy: Policy | None = None
    share: Share | None = None
    begun: Start = field(factory=Start)
    """Where the runs begin that decide it, where only some do."""
    reason: str = ""
    """Why it is violated, or not known."""

    @property
    def watches(self) -> bool:
        """Nothing can be said before all states are known."""
        return False

    @property
    def why(self) -> str:
        """As it was found."""
        return self.reason

    def judged(self, runs: Runs, *, complete: bool) -> PropertyVerdict:  # noqa: ARG002 - a verdict is there, or not
        """The verdict, with the policy that shows it."""
        told = super().judged(runs, complete=False)
        return evolve(
            told,
            verdict=self.verdict or "undecided",
            start=told.start if told.run is not None else self.begun,
            why=self.reason,
            asked=self.verdict is None or not self.is_never_asked,
            policy=self.policy,
            share=self.share,
            knowing_all=self.promised.when is not None,
        )

    def goal(self, futures: Futures) -> Yes:
        """The states in which the claim holds: shape (states,)."""
        assert self.promised.claim is not None
        claim = evaluator(self.promised.claim, self.program)
        marked = futures.graph.zeros(bool)
        for block in futures.graph.blocks:
            futures.graph.found.task.ask()
            columns = futures.columns(block)
            marked[block.start : block.end] = columns.narrowed(True, claim(columns))
        return marked

    def asked_states(self, futures: Futures) -> Yes:
        """The states in which its `when` holds, and in which the run goes on: shape (states,)."""
        marked = futures.graph.zeros(bool)
        for block in futures.graph.blocks:
            futures.graph.found.task.ask()
            if block.place < self.program.scene_count:
                marked[block.start : block.end] = self.ask(futures.columns(block), rows=True)
        return marked

    def find(self, graph: Graph, number: int) -> None:
        """Let a state decide it; the run that leads there is told."""
        self.finding = DecidingState(spot=Spot(int(graph.depths[number]), graph.keys[number]))

    def show(self, graph: Graph, starts: list[tuple[int, Start, float]], taken: Positions) -> None:
        """Keep the policy, as it is played from where it begins."""
        self.policy = followed(graph, starts, taken)

    def show_what_is_seen(self, graph: Graph, starts: list[tuple[int, Start, float]], asked: AsShown) -> bool:
        """The same of a policy for one who sees only the pages; whether there is one that looks at no page but the present.

        Raises:
            OverBudget: there is no time for it.
        """
        taken = asked.taken_from(np.unique([number for number, _, _ in starts]))
        if taken is not None:
            self.show(graph, starts, taken)
        return taken is not None


def chapters(graph: Graph) -> Iterator[tuple[str, list[tuple[int, Start, float]]]]:
    """Every beginning: the scenario's own, "", and each chapter; with its starts: (number of a state, what began, how likely)."""
    found = graph.found
    for chapter in ("", *found.program.scenario.chapters):
        begun = Beginnings.of(found.layout, found.kept, found.task, chapter)
        numbers: Numbers = graph.find(begun.keys)
        yield (
            chapter,
            [
                (number, begun.start_of(key), share)
                for number, key, share in zip(numbers.tolist(), begun.keys, begun.shares.tolist(), strict=True)
            ],
        )
