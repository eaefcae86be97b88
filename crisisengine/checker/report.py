"""Results as text, one line each, or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from crisisengine.checker.judging import Result
from crisisengine.diagnostics import as_json, concise, full, plural

__all__ = ["exit_code", "render"]

_CODES = {"holds": 0, "violated": 1, "invalid": 2, "undecided": 3}


def exit_code(results: Sequence[Result]) -> int:
    """0 all holds, 1 something is violated, 2 something cannot be read, 3 undecided."""
    verdicts = {result.verdict for result in results}
    return next((_CODES[verdict] for verdict in ("invalid", "violated", "undecided") if verdict in verdicts), 0)


def render(results: Sequence[Result], output_format: str) -> tuple[str, str]:
    """(what goes to standard output, what goes to standard error)."""
    talk = "\n".join(_summary(result) for result in results)
    if output_format == "json":
        return json.dumps({"scenarios": [_json(result) for result in results]}, ensure_ascii=False, indent=2), talk
    show, gap = (concise, "\n") if output_format == "concise" else (full, "\n\n")
    return gap.join(show(one) for result in results for one in result.diagnostics), talk


def _summary(result: Result) -> str:
    errors = sum(one.severity == "error" for one in result.diagnostics)
    warnings = len(result.diagnostics) - errors
    found = " and ".join(plural(count, noun) for count, noun in ((errors, "error"), (warnings, "warning")) if count)
    return f"{result.path}: {result.verdict}{f', {found}' if found else ''}"


def _json(result: Result) -> dict[str, object]:
    return {
        "path": result.path,
        "id": result.id,
        "verdict": result.verdict,
        "extent": None,
        "properties": [],
        "diagnostics": [as_json(one) for one in result.diagnostics],
    }
