"""What `check` says about one scenario, before anybody writes it down in some format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from crisisengine.checker.properties.promise import PropertyVerdict
from crisisengine.checker.search.frontier import Extent
from crisisengine.checker.search.reachable_endings import ReachableEndings
from crisisengine.checker.search.trace import Retraced
from crisisengine.checker.slot_sizes import Size
from crisisengine.checker.statistics import Balance
from crisisengine.checker.task import LeftOut
from crisisengine.diagnostics import Diagnostic
from crisisengine.engine.rules import Decision, Start
from crisisengine.model.kinds import Verdict
from crisisengine.model.scenario import Scenario

if TYPE_CHECKING:
    from crisisengine.checker.ending_chances import StartChances

__all__ = ["KeptRun", "Result"]


@frozen(kw_only=True)
class KeptRun:
    """A run that a report tells of, to be played."""

    name: str
    decisions: tuple[Decision, ...]
    start: Start = Start()
    """Where it begins."""
    loop_from: int | None = None
    """How many decisions lead to the loop that the rest of the run is, once round; None without a loop."""


@frozen(kw_only=True)
class Result:
    """What `check` says about one scenario."""

    path: str
    id: str
    verdict: Verdict
    diagnostics: tuple[Diagnostic, ...]
    extent: Extent | None = None
    properties: tuple[PropertyVerdict, ...] = ()
    runs: tuple[KeptRun, ...] = ()
    """Every witness, counterexample and error with a run."""
    scenario: Scenario | None = None
    is_doctrine: bool = False
    """Whether it is about a doctrine alone, which promises nothing."""
    broken: tuple[Diagnostic, ...] = ()
    """Violated properties, placed in the text; what they say stands in `properties`."""
    sizes: tuple[Size, ...] = ()
    sizes_cut: LeftOut | None = None
    """Why what each slot costs was asked for, and could not be counted to the end."""
    balance: Balance | None = None
    chances: tuple[StartChances, ...] = ()
    """The best and the worst chance of each ending from each beginning, where somebody asked for no more than that."""
    shortest: dict[str, Retraced] = field(factory=dict)
    """A shortest run to each ending, by its id, where somebody asked."""
    chapter: str | None = None
    """The chapter that it is about alone; None: it is about the whole."""
    not_asked: tuple[str, ...] = ()
    """Of a chapter alone: the promises that only the whole can decide."""
    left_out: LeftOut | None = None
    """The first thing that was not done to the end; None where everything was."""
    reachable_endings: ReachableEndings | None = None
    """What became known on the way of the endings that can still be reached."""
