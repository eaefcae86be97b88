"""The time that somebody gives with `--max-seconds` is for all of a command: reading, working and writing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisisengine.cli.output import UNDECIDED

if TYPE_CHECKING:
    from crisisengine.budget import Budget
    from crisisengine.loader import Reading

__all__ = ["FOR_WORK", "or_undecided", "read_in_time", "refuse_cut"]

FOR_WORK = 2 / 3
"""Of the time that is left after reading, what the work may take; the rest is for writing down what came of it."""


@contextmanager
def or_undecided(name: str, undone: str) -> Iterator[None]:
    """Where the time is up before there is anything to tell, say so in the words of a check, and leave as undecided.

    Args:
        name: of the scenario, fit to be printed.
        undone: what is not done then, as in `nothing was counted`.
    """
    from crisisengine.budget import OverBudget
    from crisisengine.checker.task import REASONS

    try:
        yield
    except OverBudget as over:
        if over.reason == "stopped":
            raise
        click.echo(f"{name}: {undone}; {REASONS[over.reason]} while {over.phase}", err=True)
        sys.exit(UNDECIDED)


def read_in_time(path: Path, budget: Budget) -> Reading:
    """A scenario, read within a part of the budget.

    Raises:
        OverBudget: the budget is used up. That the text alone costs more than any may is a fault of the text.
    """
    from crisisengine import storage
    from crisisengine.budget import READING

    reading = storage.read_scenario(path, budget.part(READING.seconds, READING.memory))
    refuse_cut(reading, budget)
    return reading


def refuse_cut(reading: Reading, budget: Budget) -> None:
    """Leave where a reading was cut short by the budget, and not by what any text may cost.

    Raises:
        OverBudget: it was.
    """
    from crisisengine.budget import OverBudget

    if {error.code for error in reading.errors} == {"too-large"} and (reason := budget.reason()) is not None:
        raise OverBudget("reading", reason)
