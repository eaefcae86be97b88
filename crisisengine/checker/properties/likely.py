"""`likely`: how likely the best play comes there, or with `play = "worst"` the worst, and whether that is what is asked.

From a beginning it is asked of one who sees only the pages, and the draws are chance; every chapter is a beginning of its
own. Where that is not known, what one who knows all can do is a bound, and decides what a bound can decide. With a `when` it is asked of each state in
which that holds. A chance that lies within 1e-9 of what is asked counts as met.
"""

from __future__ import annotations

import numpy as np
from attrs import define

from crisisengine.checker.properties.policy_promise import NOT_SHOWN, PolicyPromise, chapters
from crisisengine.checker.search.chances import chance
from crisisengine.checker.search.flow import Share
from crisisengine.checker.search.frontier import Exploration
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.optimum import Optima
from crisisengine.checker.vector.arrays import Yes
from crisisengine.engine.rules import Start
from crisisengine.model.kinds import Verdict

__all__ = ["Likely"]

MET = 1e-9
"""A chance is what is asked when it misses that by no more."""


@define(eq=False)
class Likely(PolicyPromise):
    """Judged from the end backwards."""

    def look_back(self, found: Exploration, futures: Futures | None, *, max_states: int) -> None:  # noqa: ARG002 - see Promise
        """Find the chance, and compare it.

        Raises:
            OverBudget: there is no time to know it.
        """
        if futures is None:
            return
        goal = self.goal(futures)
        known = chance(futures, goal, self.promised.play)
        if self.promised.when is None:
            self._from_the_beginnings(futures, goal, known)
        else:
            self._from_states(futures, known)
        if self.verdict is None:
            found.task.ask()

    def _from_the_beginnings(self, futures: Futures, goal: Yes, known: Optima) -> None:
        """Of one who sees only the pages, as far as that is known."""
        from crisisengine.checker.shown.as_shown import AsShown, only_for_one_who_knows  # noqa: PLC0415 - only where asked

        graph = futures.graph
        shares, whole, begun, players = [], [], [], []
        for chapter, starts in chapters(graph):
            asked = AsShown(futures, chapter)
            shares.append(asked.chance(goal, known, self.promised.play))
            whole.append(asked.knowing_all(known))
            begun.append((chapter, starts))
            players.append(asked)
        verdicts = [self._compared(share.low, share.high) for share in shares]
        at = self._deciding(shares, verdicts)
        self.share = shares[at]
        chapter, starts = begun[at]
        if "violated" in verdicts:
            self.verdict, self.reason = "violated", self._said(self.share)
            self.begun = Start((), chapter)
        elif None not in verdicts:
            self.verdict = "holds"
            starts = [start for _, some in begun for start in some]
        elif not self.share.known and self._compared(whole[at].low, whole[at].high) == "holds":
            self.reason = only_for_one_who_knows(graph.found.program.scenario)
        if all(
            share.known and abs(share.value - other.value) <= MET for share, other in zip(shares, whole, strict=True)
        ):
            if not self.show_what_is_seen(graph, starts, players[0]) and self.verdict == "holds":
                self.reason = f"as shown, and for one who knows all. {NOT_SHOWN}"
        elif self.share.known:
            who = only_for_one_who_knows(graph.found.program.scenario)
            knowing = f"{whole[at].value:.6%} {who}"
            self.reason = (
                f"as shown; {knowing}. {NOT_SHOWN}"
                if self.verdict == "holds"
                else f"{self._said(self.share)} as shown, and {knowing}"
            )

    def _from_states(self, futures: Futures, known: Optima) -> None:
        """Of one who knows all: from a state in the middle nobody knows what was shown before it."""
        graph, asked = futures.graph, self.asked_states(futures)
        lowest = known.low if self.promised.at_least is not None else known.high
        numbers = np.flatnonzero(asked)
        if not len(numbers):
            self.verdict = "holds"
            return
        broken, open_ = self._apart(known, asked)
        at = graph.earliest(broken)
        if at is None:
            values = lowest[numbers]
            best = values.min() if self.promised.at_least is not None else values.max()
            deciding = asked & (lowest == best)
            at = graph.earliest(deciding)
        assert at is not None
        self.share = Share.between(float(known.value[at]), float(known.low[at]), float(known.high[at]))
        if broken.any():
            self.verdict, self.reason = "violated", f"for one who knows all, {self._said(self.share)}"
        elif not open_.any():
            self.verdict = "holds"
        self.find(graph, at)
        self.show(graph, [(at, Start(), 1.0)], _policy(known))

    def _apart(self, known: Optima, asked: Yes) -> tuple[Yes, Yes]:
        """(those of the states that are asked in which it is broken, those in which nobody knows)."""
        least, most = self.promised.at_least, self.promised.at_most
        low, high = known.low, known.high
        broken = np.zeros(len(asked), dtype=bool)
        met = asked.copy()
        if least is not None:
            broken |= asked & (high < float(least) - MET)
            met &= low >= float(least) - MET
        if most is not None:
            broken |= asked & (low > float(most) + MET)
            met &= high <= float(most) + MET
        return broken, asked & ~met & ~broken

    def _compared(self, low: float, high: float) -> Verdict | None:
        """Whether a chance between two bounds is what is asked; None where they leave it open."""
        least, most = self.promised.at_least, self.promised.at_most
        if (least is not None and high < float(least) - MET) or (most is not None and low > float(most) + MET):
            return "violated"
        met = (least is None or low >= float(least) - MET) and (most is None or high <= float(most) + MET)
        return "holds" if met else None

    def _deciding(self, shares: list[Share], verdicts: list[Verdict | None]) -> int:
        """Which of the beginnings is told: a violated one before others; the lowest chance, or where only a most is asked the highest."""
        among = [number for number, verdict in enumerate(verdicts) if verdict == "violated"] or range(len(shares))
        sign = 1 if self.promised.at_least is not None else -1
        return min(among, key=lambda number: sign * shares[number].value)

    def _said(self, share: Share) -> str:
        """The chance, in words."""
        which = "highest" if self.promised.play == "best" else "lowest"
        if share.known:
            return f"the {which} chance of it is {share.value:.6%}"
        return f"the {which} chance of it lies between {share.low:.6%} and {share.high:.6%}"


def _policy(known: Optima) -> np.ndarray:
    assert known.taken is not None, "somebody asked for it"
    return known.taken
