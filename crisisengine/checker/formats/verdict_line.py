"""A result in one line, and the exit code that follows from several."""

from __future__ import annotations

from collections.abc import Sequence

from crisisengine.checker.result import Result
from crisisengine.checker.search.frontier import Extent
from crisisengine.checker.task import REASONS
from crisisengine.model.kinds import Verdict
from crisisengine.text.english import plural
from crisisengine.text.printable import printable

__all__ = ["exit_code", "how_far", "summary"]

_CODES: dict[Verdict, int] = {"invalid": 2, "violated": 1, "undecided": 3, "holds": 0}
"""The first that occurs decides."""


def exit_code(results: Sequence[Result]) -> int:
    """0 all holds, 1 something is violated or wrong, 2 something cannot be read, 3 undecided."""
    verdicts = {result.verdict for result in results}
    return next((code for verdict, code in _CODES.items() if verdict in verdicts), 0)


def summary(result: Result) -> str:
    """One line: the verdict, what was found, how far that came, and what was left out."""
    errors = sum(diagnostic.severity == "error" for diagnostic in result.diagnostics)
    warnings = len(result.diagnostics) - errors
    kinds = ((len(result.broken), "broken promise"), (errors, "error"), (warnings, "warning"))
    found = [plural(count, noun) for count, noun in kinds if count]
    told = f"{', '.join(found[:-1])} and {found[-1]}" if len(found) > 1 else "".join(found)
    verdict = "a sound doctrine" if result.is_doctrine and result.verdict == "holds" else result.verdict
    alone = "" if result.chapter is None else f", chapter `{result.chapter}` alone"
    line = f"{printable(result.path)}{alone}: {verdict}{f', {told}' if told else ''}"
    if result.extent is not None:
        line += f"; {how_far(result.extent)}"
    if result.left_out is not None and (result.extent is None or not result.extent.reason):
        line += f"; {REASONS[result.left_out.reason]} while {result.left_out.phase}"
    return line


def how_far(extent: Extent) -> str:
    """How far an exploration came, in words."""
    reason = f" ({REASONS[extent.reason]})" if extent.reason else ""
    seen = "all states seen" if extent.complete else f"not all states seen{reason}"
    unsent = extent.states_without_sends
    without = "" if unsent is None else f" ({unsent:,} without what a facilitator may send)"
    counted = f"{extent.states:,} states{without}, {extent.steps:,} steps, depth {extent.depth}"
    return f"{seen}: {counted}, {extent.seconds:.1f} s"
