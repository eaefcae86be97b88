"""The formats that `check` writes: a new one is a file, its row here, and its word in `model.kinds`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crisisengine.checker.formats import as_json, concise, full, github, sarif
from crisisengine.checker.result import Result
from crisisengine.model.kinds import CheckFormat

__all__ = ["FORMATS"]

FORMATS: dict[CheckFormat, Callable[[Sequence[Result]], str]] = {
    "full": full.written,
    "concise": concise.written,
    "json": as_json.written,
    "github": github.written,
    "sarif": sarif.written,
}
"""What goes to standard output; a `summary` of each result goes to standard error, whatever the format."""
