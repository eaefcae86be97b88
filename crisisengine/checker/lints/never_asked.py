"""`never-asked`: a promise that is kept because nobody asks it, or before anybody decides."""

from __future__ import annotations

from collections.abc import Iterator

from crisisengine.checker.lints.remark import Remark
from crisisengine.checker.search.frontier import Exploration
from crisisengine.engine.rules import begin, evaluate
from crisisengine.engine.starts import starts
from crisisengine.model.expression import Fact, reads
from crisisengine.model.scenario import Property

__all__ = ["never_asked"]


def never_asked(promised: Property, found: Exploration, unasked: str) -> Iterator[Remark]:
    """A promise that no state asks, or that every start keeps already; `unasked` is why none does, empty where one does.

    Raises:
        OverBudget: there is no time to look at all starts.
    """
    path = ("property", promised.id)
    comes = promised.kind == "reachable" or _comes(promised, found)  # of what is not reached, that is told
    if unasked or not comes:
        why = unasked if comes else "no run comes to a moment that its `at` names"
        hint = "say when it is meant to be asked; nothing has shown yet that it holds"
        yield Remark("never-asked", f"property `{promised.id}` is never asked: {why}", path, hint)
    elif promised.kind == "eventually" and promised.when is None and _at_once(promised, found):
        message = f"property `{promised.id}` asks nothing of play: what it says holds at the start already"
        yield Remark("never-asked", message, path, "say what is to come about, or ask it with `always`")


def _comes(promised: Property, found: Exploration) -> bool:
    """Whether any run comes to a moment that `at` names: where such a measure is shown, be it locked, or to such a scene."""
    if not promised.at:
        return True
    scenario, coverage = found.program.scenario, found.coverage
    borne = {
        mark
        for measure in scenario.measures
        if measure.key in coverage.shown
        for mark in (f"measure.{measure.key}", *(f"tag.{tag}" for tag in measure.tags))
    }
    return not borne.isdisjoint(promised.at) or any(
        f"scene.{found.program.places[place]}" in promised.at for place in coverage.places
    )


def _at_once(promised: Property, found: Exploration) -> bool:
    """Whether what is to come about some time holds at every start; never where that asks what is still possible."""
    scenario, claim = found.program.scenario, promised.claim
    if claim is None or any(isinstance(read, Fact) and read.kind == "possible" for read in reads(claim)):
        return False
    for chapter in ("", *scenario.chapters):
        for start, _ in starts(scenario, chapter):
            found.task.ask()
            if not evaluate(scenario, begin(scenario, start), claim):
                return False
    return True
