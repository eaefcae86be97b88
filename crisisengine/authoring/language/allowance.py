"""A warning that an author accepts: the line that says so, where it belongs."""

from __future__ import annotations

from lsprotocol.types import TextEdit

from crisisengine.authoring.language.manuscript import Manuscript
from crisisengine.diagnostics import Diagnostic
from crisisengine.loader.schema.draft import table_at

__all__ = ["allowance"]


def allowance(found: Manuscript, finding: Diagnostic) -> TextEdit | None:
    """The edit that accepts a warning in the table it is about; None where there is no header to write it under."""
    source = next((source for source in found.reading.sources if source.name == finding.file), None)
    path = tuple(finding.route.split("."))
    while path and table_at(path) is None:
        path = path[:-1]
    if source is None or finding.severity != "warning" or not path or not source.has(path):
        return None
    lines = found.lines(source.name)
    allowed = source.positions.value((*path, "allow"))
    if allowed is not None:
        written = source.text[allowed.start : allowed.end]
        if not written.endswith("]"):
            return None
        end = allowed.start + len(written[:-1].rstrip().rstrip(","))
        comma = "" if end == allowed.start + 1 else ", "
        return TextEdit(lines.range(end, allowed.end - 1), f'{comma}"{finding.code}"')
    span = source.positions.key(path)
    begin = source.text.rfind("\n", 0, span.start) + 1 if span is not None else 0
    end = source.text.find("\n", begin)
    if span is None or not source.text[begin:].lstrip(" \t").startswith("[") or end < 0:
        return None
    return TextEdit(lines.range(end, end), f'\nallow = ["{finding.code}"]')
