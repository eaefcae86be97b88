"""Results in the formats of other programs: annotations for GitHub's log, and SARIF 2.1.0 for code scanners."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from crisisengine.checker.verdict import Result
from crisisengine.diagnostics import CODES, Diagnostic
from crisisengine.version import __version__

__all__ = ["github", "sarif"]


def _findings(results: Iterable[Result]) -> list[Diagnostic]:
    return [one for result in results for one in (*result.diagnostics, *result.broken)]


def github(results: Sequence[Result]) -> str:
    """One workflow command a finding: `::error file=...,line=...,col=...,title=...::message`."""
    lines = []
    for one in _findings(results):
        place = f"file={_property(one.file)}" + (f",line={one.line},col={one.column}" if one.line else "")
        message = f"{one.message}\nhint: {one.hint}" if one.hint else one.message
        lines.append(f"::{one.severity} {place},title={_property(one.code)}::{_escaped(message)}")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def sarif(results: Sequence[Result]) -> str:
    """One SARIF log with one run."""
    found = _findings(results)
    rules = list(dict.fromkeys(one.code for one in found))
    driver = {
        "name": "crisisengine",
        "version": __version__,
        "rules": [{"id": code, "shortDescription": {"text": _summary(code)}} for code in rules],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, rules.index(one.code)) for one in found],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def _summary(code: str) -> str:
    return CODES[code].summary if code in CODES else "a property does not hold"


def _result(one: Diagnostic, rule: int) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": quote(one.file.replace("\\", "/"))}}
    if one.line:
        place["region"] = {
            "startLine": one.line,
            "startColumn": one.column,
            "endColumn": one.column + max(1, one.width),
        }
    message = f"{one.message}; hint: {one.hint}" if one.hint else one.message
    return {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": one.severity,
        "message": {"text": message},
        "locations": [{"physicalLocation": place}],
    }
