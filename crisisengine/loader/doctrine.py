"""A doctrine alone: what is wrong with it by itself, whichever scenario reads it.

It is read inside the smallest story that can read it, one that the author never sees: a main party that starts every
attribute, and one more for each that the doctrine names. What would be wrong with that story is nobody's fault.
"""

from __future__ import annotations

import re
from typing import Any

from crisisengine.budget import UNLIMITED, Budget, OverBudget
from crisisengine.loader.advice import Advice
from crisisengine.loader.faults import Enough, Fault, Faults
from crisisengine.loader.link.linker import open_linker
from crisisengine.loader.link.merge import Merged, check_doctrine, open_source
from crisisengine.loader.link.scenario import link
from crisisengine.loader.link.sizes import refuse_long, refuse_products
from crisisengine.loader.reading import Reading, too_much
from crisisengine.loader.schema.decode import read_draft
from crisisengine.loader.schema.draft import DraftParty, keys_of
from crisisengine.loader.toml.resolver import Volume

__all__ = ["read_doctrine"]

OURS = frozenset(("scenario", "scene", "ending", "party"))
"""Kinds of table that only the story around it has."""
_OF_A_PARTY = re.compile(r"\b([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)\b")


def read_doctrine(volume: Volume, budget: Budget = UNLIMITED) -> Reading:
    """Read a doctrine by itself; never raises for anything that the volume may hold.

    Raises:
        OverBudget: somebody wants to stop; never because of the text.
    """
    faults, document = Faults(stops=True), Merged()
    try:
        source = open_source(volume, document)
        if source is not None:
            document.sources.append(source)
            budget.ask("reading")
            _link(_in_a_story(check_doctrine(source, faults), source.text), faults, budget)
    except Enough:
        pass
    except OverBudget as over:
        if over.reason == "stopped":
            raise
        hint = Advice("split it, or say less")
        faults.found.append(Fault(code="too-large", message=too_much(over, budget), path=(), hint=hint))
    faults.found = [fault for fault in faults.found if not fault.path or fault.path[0] not in OURS or fault.source == 0]
    found = (*document.unreadable, *faults.located(document.sources))
    return Reading(None, found, tuple(document.sources), frozenset(), is_doctrine=True)


def _link(tables: dict[str, Any], faults: Faults, budget: Budget) -> None:
    draft = read_draft(tables, faults, budget)
    faults.settle()
    if not refuse_products(draft, faults):
        linker = open_linker(draft, faults, budget)
        linked = link("doctrine", linker)
        if not faults.errors:
            refuse_long(linked, linker.scope, faults)


def _in_a_story(inherited: dict[str, Any], text: str) -> dict[str, Any]:
    """A doctrine's tables, and the least that a story adds to them."""
    attributes = inherited.get("attribute", {})
    starts = {
        key: table["range"][0]
        for key, table in attributes.items()
        if key not in keys_of(DraftParty)
        and type(table) is dict
        and type(table.get("range")) is list
        and table["range"]
        and type(table["range"][0]) is int
    }
    named = {found[1] for found in _OF_A_PARTY.finditer(text) if found[2] in starts}
    parties = sorted(named) or ["somebody"]
    end = {"label": "End", "goto": "end"}
    return inherited | {
        "format": 1,
        "scenario": {"title": "A story", "summary": "It reads the doctrine.", "start": "begin"},
        "party": {name: {"name": "A party", "main": True, **starts} for name in parties},
        "scene": {"begin": {"title": "Begin", "text": "It begins.", "measure": {"end": end}}},
        "ending": {"end": {"title": "End", "rank": 1, "text": "It ends."}},
    }
