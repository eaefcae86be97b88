"""`sarif`: one log of SARIF 2.1.0 with one run, for code scanners."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from crisisengine.checker.result import Result
from crisisengine.diagnostics import CODES, Diagnostic
from crisisengine.text.json_text import json_text
from crisisengine.version import __version__

__all__ = ["written"]


def written(results: Sequence[Result]) -> str:
    """The log."""
    found = [diagnostic for result in results for diagnostic in (*result.diagnostics, *result.broken)]
    rules = list(dict.fromkeys(diagnostic.code for diagnostic in found))
    driver = {
        "name": "crisisengine",
        "version": __version__,
        "rules": [{"id": code, "shortDescription": {"text": CODES[code].summary}} for code in rules],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_finding(diagnostic, rules.index(diagnostic.code)) for diagnostic in found],
            }
        ],
    }
    return json_text(log)


def _finding(diagnostic: Diagnostic, rule: int) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": quote(diagnostic.file.replace("\\", "/"))}}
    if diagnostic.line:
        place["region"] = {
            "startLine": diagnostic.line,
            "startColumn": diagnostic.column,
            "endColumn": diagnostic.column + max(1, diagnostic.width),
        }
    message = f"{diagnostic.message}; hint: {diagnostic.hint}" if diagnostic.hint else diagnostic.message
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": diagnostic.severity,
        "message": {"text": message},
        "locations": [{"physicalLocation": place}],
    }
