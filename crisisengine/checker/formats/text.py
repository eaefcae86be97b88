"""Results as text, one line each, or JSON; `exchange` writes the formats of other programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from crisisengine.checker.formats.sarif import github, sarif
from crisisengine.checker.properties.safety import PropertyVerdict
from crisisengine.checker.search.frontier import Extent
from crisisengine.checker.slot_sizes import Size
from crisisengine.checker.statistics import Balance
from crisisengine.checker.verdict import Result
from crisisengine.diagnostics import as_json, concise, full
from crisisengine.engine.rules import Decision
from crisisengine.text.english import plural
from crisisengine.text.printable import printable

__all__ = ["FORMATS", "exit_code", "how_far", "render"]

FORMATS = ("full", "concise", "json", "github", "sarif")
_CODES = {"holds": 0, "violated": 1, "invalid": 2, "undecided": 3}


def exit_code(results: Sequence[Result]) -> int:
    """0 all holds, 1 something is violated or wrong, 2 something cannot be read, 3 undecided."""
    verdicts = {result.verdict for result in results}
    return next((_CODES[verdict] for verdict in ("invalid", "violated", "undecided") if verdict in verdicts), 0)


def render(results: Sequence[Result], output_format: str) -> tuple[str, str]:
    """(what goes to standard output, what goes to standard error)."""
    talk = "\n".join(_summary(result) for result in results)
    match output_format:
        case "json":
            return json.dumps({"scenarios": [_json(result) for result in results]}, ensure_ascii=False, indent=2), talk
        case "sarif":
            return sarif(results), talk
        case "github":
            return github(results), talk
        case "concise":
            return "\n".join(concise(one) for result in results for one in (*result.diagnostics, *result.broken)), talk
    return "\n\n".join(part for result in results for part in _parts(result)), talk


def _parts(result: Result) -> list[str]:
    parts = [full(one) for one in (*result.diagnostics, *result.broken)]
    if result.properties:
        parts.append("\n".join([f"{result.id}: promises", *(_verdict(one) for one in result.properties)]))
    if result.sizes:
        parts.append(_sizes(result))
    if result.balance is not None:
        parts.append(_balance(result.id, result.balance))
    return parts


def _verdict(one: PropertyVerdict) -> str:
    seen = "" if one.run is None or one.kind != "reachable" else f", within {plural(len(one.run), 'decision')}"
    return f"  {one.verdict:<10} {one.kind:<16} {one.name}{seen}"


def _sizes(result: Result) -> str:
    assert result.extent is not None
    lines = [
        f"{result.id}: what makes {result.extent.states:,} states",
        f"  {'without it':>12}  {'values':>6}  {'bits':>4}  slot",
    ]
    lines += [f"  {one.without:>12,}  {one.values:>6}  {one.bits:>4}  {one.name}{_where(one)}" for one in result.sizes]
    return "\n".join(lines)


def _where(one: Size) -> str:
    """Where a slot is kept, as shortly as it can be said."""
    if not one.dead:
        return ""
    if len(one.dead) <= len(one.live):
        return f" (forgotten in {', '.join(one.dead)})"
    return f" (only in {', '.join(one.live)})" if one.live else " (forgotten everywhere)"


def _balance(name: str, found: Balance) -> str:
    lines = [f"{name}: endings under uniform random play", f"  {'share':>9}  {'states':>10}  {'shortest':>8}  ending"]
    for ending in found.endings:
        shortest = "-" if ending.shortest is None else ending.shortest
        lines.append(f"  {ending.share:>9.4%}  {ending.states:>10,}  {shortest:>8}  {ending.id}")
    lines += ["", f"{name}: measures", f"  {'open in':>12}  best play  measure"]
    for one in found.measures:
        lines.append(f"  {one.open:>12,}  {'takes it' if one.best else 'never':<9}  {one.scene}.{one.measure}")
    return "\n".join(lines)


def _summary(result: Result) -> str:
    errors = sum(one.severity == "error" for one in result.diagnostics)
    warnings = len(result.diagnostics) - errors
    kinds = ((len(result.broken), "broken promise"), (errors, "error"), (warnings, "warning"))
    found = [plural(count, noun) for count, noun in kinds if count]
    told = f"{', '.join(found[:-1])} and {found[-1]}" if len(found) > 1 else "".join(found)
    line = f"{printable(result.path)}: {result.verdict}{f', {told}' if told else ''}"
    return line if result.extent is None else f"{line}; {how_far(result.extent)}"


_REASONS = {
    "states": "the limit of states is reached",
    "seconds": "the time is up",
    "memory": "memory is full",
    "stopped": "stopped by hand",
}


def how_far(extent: Extent) -> str:
    """How far an exploration came, in words."""
    seen = "all states seen" if extent.complete else f"not all states seen ({_REASONS[extent.reason]})"
    return f"{seen}: {extent.states:,} states, {extent.steps:,} steps, depth {extent.depth}, {extent.seconds:.1f} s"


def _json(result: Result) -> dict[str, object]:
    found: dict[str, object] = {
        "path": result.path,
        "id": result.id,
        "verdict": result.verdict,
        "extent": None if result.extent is None else _extent(result.extent),
        "properties": [_property(one) for one in result.properties],
        "diagnostics": [as_json(one) for one in result.diagnostics],
    }
    if result.balance is not None:
        found["balance"] = _balance_json(result.balance)
    if result.sizes:
        found["sizes"] = [_size_json(one) for one in result.sizes]
    return found


def _extent(extent: Extent) -> dict[str, object]:
    return {
        "states": extent.states,
        "steps": extent.steps,
        "depth": extent.depth,
        "complete": extent.complete,
        "seconds": round(extent.seconds, 3),
    }


def _property(one: PropertyVerdict) -> dict[str, object]:
    run = None if one.run is None else [_decision(each) for each in one.run]
    return {"name": one.name, "kind": one.kind, "verdict": one.verdict, "run": run, "loop_from": one.loop_from}


def _decision(one: Decision) -> dict[str, object]:
    return {"scene": one.scene, "measure": one.measure, "outcome": one.outcome}


def _balance_json(found: Balance) -> dict[str, object]:
    return {
        "endings": [
            {"id": one.id, "states": one.states, "share": one.share, "shortest": one.shortest} for one in found.endings
        ],
        "measures": [
            {"scene": one.scene, "measure": one.measure, "open": one.open, "best": one.best} for one in found.measures
        ],
    }


def _size_json(one: Size) -> dict[str, object]:
    return {"slot": one.name, "values": one.values, "bits": one.bits, "live": list(one.live), "without": one.without}
