"""Which scenario a journal belongs to: a journal names an id, and two scenarios can have the same one.

The fingerprint decides. Where no scenario of that id has the journal's, its history does: the cache remembers which file
a text was played from, so an edited scenario is told from another one that happens to bear its id. Where nobody
remembers (a journal of another machine), that is said, and the person can name the scenario.
"""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from crisisengine import locations
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.errors import FilesError, JournalError
from crisisengine.model.scenario import Scenario
from crisisengine.storage.archives import ENDING
from crisisengine.storage.cache import find_origins
from crisisengine.storage.disk import is_file, same, shown
from crisisengine.storage.journal_format import Journal
from crisisengine.storage.recognise import is_journal
from crisisengine.storage.scenarios import can_be_id, read_scenario
from crisisengine.text.printable import printable

__all__ = ["Origin", "leads_to", "origin_of"]

NAME_IT = "say where it is with `--scenario PATH`"


@frozen
class Origin:
    """A scenario, and the file that it was read from."""

    scenario: Scenario
    path: Path
    recognised: bool = True
    """Whether it is known to be the journal's own, edited or not; else only its id says so."""


def origin_of(journal: Journal, path: Path, budget: Budget = UNLIMITED) -> Origin:
    """The scenario of a journal: among the known ones, in the current folder, beside the journal, or in `scenarios/` near it.

    Args:
        journal: what the file says.
        path: the journal's own.
        budget: for reading the scenarios that it can be.

    Raises:
        JournalError: what it names can be no scenario's id.
        FilesError: there is none, or the one of that id is known to be another.
        ScenarioError: the scenario does not load.
        OverBudget: the budget is used up.
    """
    if not can_be_id(journal.scenario):
        raise JournalError(f"{shown(path)}: `{printable(journal.scenario[:80])}` is no scenario's id")
    candidates = _candidates(journal.scenario, path)
    for candidate in candidates:
        scenario = read_scenario(candidate, budget).scenario
        if scenario is not None and scenario.fingerprint == journal.fingerprint:
            return Origin(scenario, candidate)
    played_from = [origin for origin in find_origins(journal.fingerprint) if origin.stem == journal.scenario]
    resolved = {candidate.resolve(): candidate for candidate in candidates}
    for origin in played_from:
        if origin in resolved or is_file(origin):
            candidate = resolved.get(origin, origin)
            return Origin(read_scenario(candidate, budget).sound(), candidate)
    if not candidates:
        raise FilesError(f"there is no scenario `{journal.scenario}` to go with {shown(path)}", hint=NAME_IT)
    if played_from:
        raise FilesError(
            f"{shown(path)} was played in {shown(played_from[0])}, which is gone; {shown(candidates[0])} is another scenario",
            hint=NAME_IT,
        )
    return Origin(read_scenario(candidates[0], budget).sound(), candidates[0], recognised=False)


def leads_to(scenario_path: Path, path: Path) -> bool:
    """Whether a journal at `path` leads to that scenario's file by the id that it names."""
    return any(same(candidate, scenario_path) for candidate in _candidates(scenario_path.stem, path))


def _candidates(name: str, path: Path) -> list[Path]:
    """The files that an id can mean in a journal at that path."""
    folders = (*locations.scenario_folders(), Path(), path.parent, path.parent.parent / "scenarios")
    files = [folder / f"{name}{ending}" for folder in folders for ending in (".toml", ENDING)]
    return [file for file in dict.fromkeys(files) if is_file(file) and not is_journal(file)]
