"""Results as text, one line each, or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from crisisengine.checker.exploration import Extent
from crisisengine.checker.judging import Result, told
from crisisengine.checker.properties import Judged
from crisisengine.diagnostics import as_json, concise, full, plural
from crisisengine.engine.rules import Decision

__all__ = ["FORMATS", "exit_code", "render"]

FORMATS = ("full", "concise", "json")
_CODES = {"holds": 0, "violated": 1, "invalid": 2, "undecided": 3}


def exit_code(results: Sequence[Result]) -> int:
    """0 all holds, 1 something is violated or wrong, 2 something cannot be read, 3 undecided."""
    verdicts = {result.verdict for result in results}
    return next((_CODES[verdict] for verdict in ("invalid", "violated", "undecided") if verdict in verdicts), 0)


def render(results: Sequence[Result], output_format: str) -> tuple[str, str]:
    """(what goes to standard output, what goes to standard error)."""
    talk = "\n".join(_summary(result) for result in results)
    if output_format == "json":
        return json.dumps({"scenarios": [_json(result) for result in results]}, ensure_ascii=False, indent=2), talk
    show, gap = (concise, "\n") if output_format == "concise" else (full, "\n\n")
    shown = [show(one) for result in results for one in result.diagnostics]
    shown += [_verdict(result, one) for result in results for one in result.properties]
    return gap.join(shown) if output_format == "concise" else _spaced(results), talk


def _spaced(results: Sequence[Result]) -> str:
    parts = []
    for result in results:
        parts += [full(one) for one in result.diagnostics]
        if result.properties:
            parts.append("\n".join(_verdict(result, one) for one in result.properties))
    return "\n\n".join(parts)


def _verdict(result: Result, one: Judged) -> str:
    line = f"{result.path}: {one.verdict} property.{one.name} ({one.kind})"
    if one.run is None or one.verdict != "violated":
        return line
    if one.loop_from is not None:
        prefix, loop = one.run[: one.loop_from], one.run[one.loop_from :]
        return f"{line}\n  {told(prefix)}, and then round and round: {told(loop).removeprefix('after ')}"
    return f"{line}\n  {told(one.run)}"


def _summary(result: Result) -> str:
    errors = sum(one.severity == "error" for one in result.diagnostics)
    warnings = len(result.diagnostics) - errors
    broken = sum(one.verdict == "violated" for one in result.properties)
    kinds = ((broken, "broken promise"), (errors, "error"), (warnings, "warning"))
    found = " and ".join(plural(count, noun) for count, noun in kinds if count)
    line = f"{result.path}: {result.verdict}{f', {found}' if found else ''}"
    return line if result.extent is None else f"{line}; {_how_far(result.extent)}"


_REASONS = {
    "states": "the limit of states is reached",
    "seconds": "the time is up",
    "memory": "memory is full",
    "stopped": "stopped by hand",
}


def _how_far(extent: Extent) -> str:
    seen = "all states seen" if extent.complete else f"not all states seen ({_REASONS[extent.reason]})"
    return f"{seen}: {extent.states:,} states, {extent.steps:,} steps, depth {extent.depth}, {extent.seconds:.1f} s"


def _json(result: Result) -> dict[str, object]:
    return {
        "path": result.path,
        "id": result.id,
        "verdict": result.verdict,
        "extent": None if result.extent is None else _extent(result.extent),
        "properties": [_property(one) for one in result.properties],
        "diagnostics": [as_json(one) for one in result.diagnostics],
    }


def _extent(extent: Extent) -> dict[str, object]:
    return {
        "states": extent.states,
        "steps": extent.steps,
        "depth": extent.depth,
        "complete": extent.complete,
        "seconds": round(extent.seconds, 3),
    }


def _property(one: Judged) -> dict[str, object]:
    run = None if one.run is None else [_decision(each) for each in one.run]
    return {"name": one.name, "kind": one.kind, "verdict": one.verdict, "run": run, "loop_from": one.loop_from}


def _decision(one: Decision) -> dict[str, object]:
    return {"scene": one.scene, "measure": one.measure, "outcome": one.outcome}
