"""Kept runs that name a thing: once it is called otherwise they fit no further than up to there, and stay as they are."""

from __future__ import annotations

from pathlib import Path

from crisisengine.authoring.names import Symbol
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.engine.rules import Decision
from crisisengine.storage import saves
from crisisengine.storage.journal_format import Journal

__all__ = ["runs_that_name"]


def runs_that_name(symbol: Symbol, scenario: str, folder: Path, budget: Budget = UNLIMITED) -> list[Path]:
    """The kept runs of a scenario that name what is renamed: they will not fit any more where they do."""
    return [
        saved.path
        for saved in saves(folder, budget)
        if saved.journal is not None and saved.journal.scenario == scenario and _is_named(saved.journal, symbol)
    ]


def _is_named(journal: Journal, symbol: Symbol) -> bool:
    """Whether a run names it: in a decision, also of a branch, or at its start: the chapter that it began at, what was drawn."""
    branches = [branch.decisions for branch in journal.branches]
    decided = any(_names(decision, symbol) for decisions in (journal.decisions, *branches) for decision in decisions)
    match symbol:
        case ("chapter", chapter):
            return journal.chapter == chapter
        case ("variable", name):
            return any(drawn == name for drawn, _ in journal.drawn)
        case ("variable", _, "values", word):
            return any(value == word for _, value in journal.drawn)
        case ("party", party):
            return any(drawn.startswith(f"{party}.") for drawn, _ in journal.drawn)
        case ("attribute", attribute):
            return any(drawn.endswith(f".{attribute}") for drawn, _ in journal.drawn)
    return decided


def _names(decision: Decision, symbol: Symbol) -> bool:
    match symbol:
        case ("scene", scene):
            return decision.scene == scene
        case ("scene", scene, "measure", measure):
            return (decision.scene, decision.measure) == (scene, measure)
        case ("scene", scene, "measure", measure, "chance", outcome):
            return (decision.scene, decision.measure, decision.outcome) == (scene, measure, outcome)
        case ("measure", measure):
            return decision.measure == measure
        case ("measure", measure, "chance", outcome):
            return (decision.measure, decision.outcome) == (measure, outcome)
        case ("inject", inject):
            return decision.send == inject
    return False
