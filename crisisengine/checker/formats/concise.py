"""`concise`: one line a finding, for editors and for `grep`."""

from __future__ import annotations

from collections.abc import Sequence

from crisisengine.checker.result import Result
from crisisengine.diagnostics import concise

__all__ = ["written"]


def written(results: Sequence[Result]) -> str:
    """`file:line:column: severity[code] message`."""
    return "\n".join(concise(diagnostic) for result in results for diagnostic in (*result.diagnostics, *result.broken))
