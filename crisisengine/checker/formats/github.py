"""`github`: annotations in the log of a workflow, one command a finding."""

from __future__ import annotations

from collections.abc import Sequence

from crisisengine.checker.result import Result
from crisisengine.diagnostics import Diagnostic
from crisisengine.text.printable import printable

__all__ = ["written"]


def written(results: Sequence[Result]) -> str:
    """`::error file=...,line=...,col=...,title=...::message`."""
    return "\n".join(_command(diagnostic) for result in results for diagnostic in (*result.diagnostics, *result.broken))


def _command(diagnostic: Diagnostic) -> str:
    place = f"file={_property(diagnostic.file)}"
    if diagnostic.line:
        place += f",line={diagnostic.line},col={diagnostic.column}"
    message = f"{diagnostic.message}\nhint: {diagnostic.hint}" if diagnostic.hint else diagnostic.message
    return f"::{diagnostic.severity} {place},title={_property(diagnostic.code)}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
