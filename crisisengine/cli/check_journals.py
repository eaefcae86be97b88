"""`crisisengine check --journals`: the runs that a report tells of, and the likeliest plays of its policies, as journals."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisisengine.cli.output import say, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crisisengine.budget import Budget
    from crisisengine.checker.result import KeptRun, Result
    from crisisengine.engine.rules import Decision
    from crisisengine.engine.run import Run
    from crisisengine.storage.journal_format import Journal

__all__ = ["keep_runs"]

LOOPED = " (decisions "
"""Behind the name of a run that goes round."""


def keep_runs(results: list[Result], folder: Path, budget: Budget) -> bool:
    """Write each run that a report tells of as a journal, as far as there is time; whether all of them are written."""
    from crisisengine.budget import OverBudget
    from crisisengine.errors import FilesError, JournalError

    runs = [(result, kept) for result in results for kept in (*result.runs, *_branches(result, budget))]
    earlier = _earlier_runs(folder)
    written = 0
    for number, (result, kept) in enumerate(runs):
        try:
            budget.ask("writing")
            written += _keep(result, kept, folder, earlier)
        except JournalError as error:
            say(f"`{result.id}-{kept.name}` is not written: {error}", error.hint)
        except FilesError as error:
            say(str(error), f"`--journals` names a folder that you may write to; this is {shown(str(folder))}")
            break
        except OverBudget:
            say(f"the time is up while writing: {len(runs) - number} of {len(runs)} runs are not written")
            break
    for result in results:
        now = {f"{result.id}-{kept.name}" for other, kept in runs if other is result}
        _tell_of_earlier_runs(result, now, earlier)
    return written == len(runs)


def _branches(result: Result, budget: Budget) -> list[KeptRun]:
    """The likeliest plays of each policy, as far as there is time to look for them; how many more there are is told."""
    from crisisengine.budget import OverBudget
    from crisisengine.checker.policy_runs import policy_runs
    from crisisengine.checker.task import Task

    try:
        runs, said = policy_runs(result, Task(budget, "writing"))
    except OverBudget:
        say(f"the time is up while writing: no play of the policies of {result.id} is written")
        return []
    for sentence in said:
        click.echo(f"note: {result.id}: {sentence}", err=True)
    return runs


def _earlier_runs(folder: Path) -> dict[Path, Journal]:
    """The journals that stand there already, as far as they can be read."""
    from crisisengine import storage
    from crisisengine.budget import LIST

    if not folder.is_dir():
        return {}
    return {saved.path: saved.journal for saved in storage.saves(folder, LIST.begin()) if saved.journal is not None}


def _tell_of_earlier_runs(result: Result, now: set[str], earlier: dict[Path, Journal]) -> None:
    """Name the runs of earlier checks that this one has not found: nothing is deleted that nobody asked to be deleted."""
    if result.left_out is not None:
        return
    for path, journal in earlier.items():
        if path.stem not in now and _found_by_check(journal, result.id, path.stem):
            told = f"{shown(str(path))} is of an earlier check; this one has not found it, and leaves it there"
            click.echo(f"note: {told}", err=True)


def _found_by_check(journal: Journal, scenario: str, stem: str) -> bool:
    """Whether a journal is one that a check has written: it bears the name of its file."""
    return journal.scenario == scenario and stem == f"{scenario}-{journal.name.partition(LOOPED)[0]}"


def _keep(result: Result, kept: KeptRun, folder: Path, earlier: dict[Path, Journal]) -> bool:
    """Write one run, over that of an earlier check; whether it is written: another run of that name is somebody's own."""
    from crisisengine import storage

    path = folder / f"{result.id}-{kept.name}.toml"
    if storage.is_journal(path):
        found = earlier.get(path)
        if found is None or not _found_by_check(found, result.id, path.stem):
            say(f"{shown(str(path))} is somebody's own run, and stays", "name another folder, or rename that file")
            return False
        with suppress(OSError):
            path.unlink()
    name = kept.name
    if kept.loop_from is not None:
        first, last = _loop(kept.decisions, kept.loop_from)
        name += f"{LOOPED}{first} to {last} over and over)"
    storage.Save(folder, name=name, path=path, scenario_path=Path(result.path)).store(_played(result, kept))
    return True


def _loop(entries: Sequence[Decision], loop_from: int) -> tuple[int, int]:
    """The numbers of the first and the last decision of a loop; sends have none, and none is in a loop."""
    sends = sum(bool(decision.send) for decision in entries)
    return loop_from + 1 - sends, len(entries) - sends


def _played(result: Result, kept: KeptRun) -> Run:
    """A run, once round its loop if it has one; a note beside the first decision of the loop says so."""
    from attrs import evolve

    from crisisengine.engine.run import replay

    decisions = list(kept.decisions)
    if kept.loop_from is not None:
        first, last = _loop(kept.decisions, kept.loop_from)
        there = (
            f"decision {first} leads back to where it was taken"
            if first == last
            else f"decisions {first} to {last} lead back to where the first was taken"
        )
        why = f"From here play can go round forever: {there}."
        decisions[kept.loop_from] = evolve(decisions[kept.loop_from], why=why)
    assert result.scenario is not None
    run, refused = replay(result.scenario, decisions, start=kept.start)
    assert refused is None, "what the checker found can be played"
    return run
