"""The loader's front: a volume and its shelf in, a Scenario or *all* diagnostics out.

    volume --source--> text and tables --gathering--> one document --document--> Draft --linking--> Scenario

A fault of TOML syntax stops everything (nothing behind it can be trusted); every other fault is gathered with the
rest. Positions are computed by `positions` from the text itself, only when there is something to show: a second
scan costs milliseconds then and nothing on the way of a sound scenario, and it needs no compiled parser.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from attrs import frozen

from crisisengine.diagnostics import Diagnostic
from crisisengine.errors import ScenarioError
from crisisengine.loader.document import read_draft
from crisisengine.loader.faults import Fault, Faults
from crisisengine.loader.gathering import gather
from crisisengine.loader.linking import Linker
from crisisengine.loader.positions import Path
from crisisengine.loader.remarks import allowed, remark
from crisisengine.loader.shelf import Shelf, Volume
from crisisengine.loader.source import SourceText
from crisisengine.model.scenario import Scenario

__all__ = ["Reading", "read"]

_OWN = ("unknown-format", "unknown-key", "unknown-code")


@frozen
class Reading:
    """What came of reading a scenario's text."""

    scenario: Scenario | None
    """None when there is an error."""
    diagnostics: tuple[Diagnostic, ...]
    """Errors and warnings, in the order of the text."""
    sources: tuple[SourceText, ...]
    allowed: frozenset[tuple[Path, str]]
    """Warnings that the author accepts: the path of a table, and the code."""

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """What keeps the scenario from loading."""
        return tuple(one for one in self.diagnostics if one.severity == "error")

    def sound(self) -> Scenario:
        """The scenario.

        Raises:
            ScenarioError: with every diagnostic, when there is an error.
        """
        if self.scenario is None:
            raise ScenarioError(self.errors)
        return self.scenario

    def diagnose(self, code: str, message: str, path: Path, hint: str = "") -> Diagnostic:
        """A diagnostic about the table at `path`, placed; for whoever judges behaviour."""
        faults = Faults([Fault(code, message, path, hint, on_key=True)])
        return faults.located(self.sources)[0]


def read(identifier: str, volume: Volume, shelf: Shelf) -> Reading:
    """Read a scenario; never raises for anything that the volume may hold."""
    faults = Faults()
    gathered = gather(volume, shelf, faults)
    if gathered.unreadable:
        return Reading(None, tuple(gathered.unreadable), tuple(gathered.sources), frozenset())
    sources = tuple(gathered.sources)
    draft = read_draft(gathered.tables, faults)
    allowances = allowed(gathered.tables, faults)
    scenario = None
    if draft.scenario is not None:
        linker = Linker(draft, faults)
        linked = linker.link(identifier, fingerprint(gathered.tables))
        remark(linker, gathered, allowances)
        scenario = linked
    if any(one.code == "bad-include" for one in faults.found):
        # What the missing file declares would all be reported as unknown.
        faults.found = [one for one in faults.found if not one.code.startswith("unknown-") or one.code in _OWN]
    diagnostics = faults.located(sources) if faults.found else ()
    if any(one.severity == "error" for one in diagnostics):
        scenario = None
    return Reading(scenario, diagnostics, sources, allowances)


def fingerprint(tables: dict[str, Any]) -> str:
    """SHA-256 over what the author wrote: keys, values and their order; not comments, layout or file names."""
    text = json.dumps(tables, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
