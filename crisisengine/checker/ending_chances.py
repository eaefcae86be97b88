"""The best and the worst chance of each ending, for one who knows all: what `--chances` tells.

Of all that `--balance` tells of endings it is known soonest: no random play is followed, nobody asks what is shown, and no
policy is held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from crisisengine.budget import OverBudget
from crisisengine.checker.search.best_endings import states_of
from crisisengine.checker.search.chances import Wanted, chances
from crisisengine.checker.search.flow import Share
from crisisengine.checker.search.futures import Futures
from crisisengine.checker.search.optimum import KNOWN_TO, Optima
from crisisengine.checker.task import LeftOut, Stopped, Task
from crisisengine.model.kinds import Play
from crisisengine.model.scenario import Scenario

__all__ = ["EndingChance", "StartChances", "start_chances"]

BOTH: tuple[Play, Play] = ("best", "worst")
AT_ONCE = 4
"""Endings asked together: more would hold more numbers a state than they spare looks at it."""
NUMBER_BYTES = 12
"""Of what a question holds for each state: a chance, and how far it may be wrong."""
UNKNOWN = Share(value=0.0, low=0.0, high=1.0)


@frozen(kw_only=True)
class EndingChance:
    """How likely an ending is, as far as it is up to whoever plays and knows all."""

    id: str
    best: Share
    worst: Share


@frozen
class StartChances:
    """The chances from one beginning."""

    chapter: str
    """Where it begins; empty for the scenario's own beginning."""
    endings: tuple[EndingChance, ...]

    @property
    def known(self) -> bool:
        """Whether the budget sufficed for all of them."""
        return all(ending.best.known and ending.worst.known for ending in self.endings)


def start_chances(scenario: Scenario, futures_from: Callable[[str], Futures], task: Task) -> tuple[StartChances, ...]:
    """From the scenario's own beginning and from each chapter's; what there is no time to know is held by bounds.

    Args:
        scenario: whose.
        futures_from: of all states to which play comes from a chapter, or for "" from the scenario's own beginning.
        task: its budget is asked all the time.

    Raises:
        Stopped: a KeyboardInterrupt that carries what is known by then.
    """
    found = {chapter: _unknown(scenario) for chapter in ("", *scenario.chapters)}

    def told() -> tuple[StartChances, ...]:
        return tuple(StartChances(chapter, tuple(known.values())) for chapter, known in found.items())

    try:
        for chapter in found:
            for known in _from(futures_from(chapter)):
                found[chapter] |= known
    except OverBudget:
        pass  # the others stay as they are
    except MemoryError:
        task.refused = LeftOut(task.phase, "memory")
    except KeyboardInterrupt:
        raise Stopped(told()) from None
    return told()


def _unknown(scenario: Scenario) -> dict[str, EndingChance]:
    return {name: EndingChance(id=name, best=UNKNOWN, worst=UNKNOWN) for name in scenario.endings}


def _from(futures: Futures) -> Iterator[dict[str, EndingChance]]:
    """Of a few endings after the other, by their ids.

    Raises:
        OverBudget: there is no time to begin with those that come next, or no room.
    """
    endings = list(futures.graph.found.program.scenario.endings)
    for at in range(0, len(endings), AT_ONCE):
        yield _together(futures, endings[at : at + AT_ONCE])


def _together(futures: Futures, names: Sequence[str]) -> dict[str, EndingChance]:
    """Of some endings, by their ids.

    Raises:
        OverBudget: there is no time to begin, or no room.
    """
    graph = futures.graph
    graph.found.task.take(2 * len(names) * NUMBER_BYTES * len(graph.keys))
    goals = [states_of(futures, frozenset((name,))) for name in names]
    asked = [Wanted(goal, play) for goal in goals for play in BOTH]
    shares = [_begun(futures, known) for known in chances(futures, asked, policies=False)]
    pairs = zip(names, shares[::2], shares[1::2], strict=True)
    return {name: EndingChance(id=name, best=best, worst=worst) for name, best, worst in pairs}


def _begun(futures: Futures, known: Optima) -> Share:
    """The chance from where play begins, over what is drawn there."""
    begun = futures.graph.found.beginnings
    numbers = futures.graph.find(begun.keys)
    value = float((begun.shares * known.value[numbers]).sum())
    error = KNOWN_TO / 2 + float((begun.shares * known.error[numbers]).sum())
    return Share.between(value, value - error, value + error)
