"""A scenario's verdict: what reading it found, and what exploring it proved."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from crisisengine.diagnostics import Diagnostic
from crisisengine.loader import Reading

__all__ = ["Result", "judge"]


@frozen
class Result:
    """What `check` says about one scenario."""

    path: str
    id: str
    verdict: str
    """`holds`, `violated`, `undecided` or `invalid`."""
    diagnostics: tuple[Diagnostic, ...]


def judge(path: Path, reading: Reading) -> Result:
    """The verdict on a scenario that has been read."""
    verdict = "invalid" if reading.errors else "undecided"
    return Result(str(path), path.stem, verdict, reading.diagnostics)
