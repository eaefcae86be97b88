"""The loader's front: a volume and its resolver in, a Scenario or *all* diagnostics out.

    volume --toml--> text and tables --merge--> one document --schema--> Draft --link--> Scenario

A fault of TOML syntax stops everything (nothing behind it can be trusted); every other fault is gathered with the
rest. Positions are computed by `positions` from the text itself, only when there is something to show: a second
scan costs milliseconds then and nothing on the way of a sound scenario, and it needs no compiled parser.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cached_property
from typing import Any

from attrs import evolve, field, frozen

from crisisengine.budget import UNLIMITED, Budget, OverBudget
from crisisengine.diagnostics import Diagnostic
from crisisengine.errors import ScenarioError
from crisisengine.loader.advice import Advice
from crisisengine.loader.expressions.prose import side_at
from crisisengine.loader.faults import Enough, Fault, Faults
from crisisengine.loader.link.linker import open_linker
from crisisengine.loader.link.lint import allowed, remark
from crisisengine.loader.link.map_outline import read_outline
from crisisengine.loader.link.merge import Merged, merge
from crisisengine.loader.link.scenario import link
from crisisengine.loader.link.sizes import refuse_long, refuse_products
from crisisengine.loader.remains import Omission, Remains
from crisisengine.loader.schema.decode import read_draft
from crisisengine.loader.schema.room_keys import played
from crisisengine.loader.toml.paths import Path
from crisisengine.loader.toml.resolver import Resolver, Volume
from crisisengine.loader.toml.source import SourceText
from crisisengine.model.scenario import Scenario

__all__ = ["Reading", "read", "too_much"]


@frozen(slots=False)
class Reading:
    """What came of reading a scenario's text."""

    scenario: Scenario | None
    """None when there is an error."""
    diagnostics: tuple[Diagnostic, ...]
    """Errors and warnings, in the order of the text."""
    sources: tuple[SourceText, ...]
    allowed: frozenset[tuple[Path, str]]
    """Warnings that the author accepts: the path of a table, and the code."""
    is_doctrine: bool = False
    """Whether it is a doctrine that was read by itself: there is no scenario then, and nothing to explore."""
    _salvage: Callable[[], Remains] = field(default=Remains, eq=False, repr=False)

    @cached_property
    def legible(self) -> Scenario | None:
        """The scenario as far as it can be read, parts at fault left out: for looking at, never for playing or proving.

        None where nothing can be read.

        Raises:
            OverBudget: somebody wants to stop.
        """
        return self.scenario or self._salvaged.scenario

    @property
    def left_out(self) -> tuple[Omission, ...]:
        """What `legible` leaves out, or has another text for; nothing of a scenario that loads."""
        return () if self.scenario is not None else self._salvaged.left_out

    @cached_property
    def _salvaged(self) -> Remains:
        return self._salvage()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """What keeps the scenario from loading."""
        return tuple(diagnostic for diagnostic in self.diagnostics if diagnostic.severity == "error")

    def sound(self) -> Scenario:
        """The scenario.

        Raises:
            ScenarioError: with every diagnostic, when there is an error.
        """
        if self.scenario is None:
            raise ScenarioError(self.errors)
        return self.scenario

    def passage(self, path: Path, alternative: int, side: int) -> tuple[int, int] | None:
        """From where to where, in the text at a path, one side of an alternative stands; None where it cannot be told."""
        for source in reversed(self.sources):
            text = source.at(path)
            if isinstance(text, str):
                return side_at(text, alternative, side)
        return None

    def diagnose(self, code: str, message: str, path: Path, hint: str = "") -> Diagnostic:
        """A diagnostic about the table at `path`, placed; for whoever judges behaviour."""
        faults = Faults(found=[Fault(code=code, message=message, path=path, hint=Advice(hint), on_key=True)])
        return faults.located(self.sources)[0]


def read(identifier: str, volume: Volume, resolver: Resolver, budget: Budget = UNLIMITED) -> Reading:
    """Read a scenario; never raises for anything that the volume may hold.

    What takes longer, or more memory, than the budget has is an error, as whatever else is wrong with a text.

    Args:
        identifier: the scenario's id.
        volume: its file.
        resolver: what it may extend and include.
        budget: for all of it together.

    Raises:
        OverBudget: somebody wants to stop; never because of the text.
    """
    faults, document = Faults(stops=True), Merged()
    scenario, allowances = None, frozenset[tuple[Path, str]]()
    try:
        merge(volume, resolver, document, faults, budget)
        if not document.unreadable:
            allowances = allowed(document.tables, faults)
            scenario = _link(identifier, document, allowances, faults, budget)
    except Enough:
        pass
    except OverBudget as over:
        if over.reason == "stopped":
            raise
        faults.found.append(
            Fault(code="too-large", message=too_much(over, budget), path=(), hint=Advice("split it, or say less"))
        )
    found = (*document.unreadable, *faults.located(document.sources))
    if any(diagnostic.severity == "error" for diagnostic in found):
        scenario = None

    def salvaged() -> Remains:
        from crisisengine.loader.salvage import salvage  # noqa: PLC0415 - only for looking at what does not load

        return salvage(identifier, volume, resolver, budget)

    return Reading(scenario, found, tuple(document.sources), allowances, salvage=salvaged)


def too_much(over: OverBudget, budget: Budget) -> str:
    """That a budget does not suffice for reading, in a sentence."""
    if over.reason == "seconds":
        return f"this takes more than {budget.seconds:g} seconds to read; the time was up while {over.phase} it"
    return f"this takes more memory to read than the {(budget.memory or 0) // 10**6:,} MB that it may; it was up while {over.phase} it"


def _link(
    identifier: str, document: Merged, allowances: frozenset[tuple[Path, str]], faults: Faults, budget: Budget
) -> Scenario | None:
    """The scenario; what it is worth, the faults tell."""
    draft = read_draft(document.tables, faults, budget)
    faults.settle()
    if draft.scenario is None or document.incomplete or refuse_products(draft, faults):
        return None
    linker = open_linker(draft, faults, budget)
    linked = link(identifier, linker)
    outline = None
    if draft.map is not None and document.outline is not None:
        outline = read_outline(draft.map.outline, document.outline, faults, budget)
    if not faults.errors:
        refuse_long(linked, linker.scope, faults)
    if faults.errors:
        return None  # and no remark: what nothing reads may be what a mistyped name means
    remark(linker, linked, document, allowances)
    return evolve(linked, outline=outline, fingerprint=fingerprint(document.tables, linker.room_counts))


def fingerprint(tables: dict[str, Any], counts: tuple[str, ...] = ()) -> str:
    """SHA-256 over what the author wrote for whoever plays: keys, values and their order; not comments, layout or file names.

    What is for a room alone is left out: no run depends on it, so a facilitator may mend a question between two days of
    one session. All that such a text can add to a run is what it has it count. What is for a map alone is left out too: a
    scenario may be given one, and a place be moved on it, while people are in the middle of it.

    Args:
        tables: the merged document, read without a fault.
        counts: what a run counts for a room's texts alone.
    """
    text = json.dumps(
        played(tables) | ({"counts": counts} if counts else {}), ensure_ascii=False, separators=(",", ":"), default=str
    )
    return hashlib.sha256(text.encode()).hexdigest()
