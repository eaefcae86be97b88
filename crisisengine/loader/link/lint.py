"""Warnings that reading alone can find. Any table may accept one with `allow = ["code"]`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from crisisengine.diagnostics import CODES
from crisisengine.loader.faults import Faults
from crisisengine.loader.link.linker import Linker, measures_of
from crisisengine.loader.link.merge import Merged
from crisisengine.loader.schema.draft import Draft
from crisisengine.loader.toml.paths import Path
from crisisengine.text.english import did_you_mean

__all__ = ["allowed", "remark"]

WARNINGS = tuple(code for code, kind in CODES.items() if kind.severity == "warning")


def allowed(tables: dict[str, Any], faults: Faults) -> frozenset[tuple[Path, str]]:
    """(path of a table, warning code) for every `allow`; a code that is no warning is a fault."""
    found = set()
    for path, codes in _allowances(tables, ()):
        for number, code in enumerate(codes):
            if type(code) is not str:
                continue  # the draft says so
            if code not in WARNINGS:
                why = "errors cannot be accepted" if code in CODES else did_you_mean(code, WARNINGS)
                faults.add("unknown-code", f"`{code[:80]}` is no warning", (*path, "allow", number), why)
            found.add((path, code))
    return frozenset(found)


def _allowances(table: dict[str, Any], path: Path) -> Iterator[tuple[Path, list[Any]]]:
    """Every `allow` array below a table. Documents nest about six deep, so this may recurse."""
    for key, value in table.items():
        if key == "allow" and type(value) is list:
            yield path, value
        elif type(value) is dict and len(path) < 8:
            yield from _allowances(value, (*path, key))


def remark(linker: Linker, gathered: Merged, allowances: frozenset[tuple[Path, str]]) -> None:
    """Record what reads oddly, unless the author accepts it. A doctrine is not remarked on: others use the rest of it."""
    draft, faults = linker.draft, linker.faults
    own = gathered.sources[1:] if draft.extends is not None and len(gathered.sources) > 1 else gathered.sources

    def say(code: str, message: str, path: Path, hint: str = "") -> None:
        if (path, code) not in allowances and any(source.has(path) for source in own):
            faults.add(code, message, path, hint, on_key=True)

    seen = linker.scope.read | linker.scope.faulty | linker.printed
    for name, raw in draft.variable.items():
        if name not in seen and not raw.label:
            hint = "remove it, or let a guard ask for it"
            say("unread-variable", f"nothing reads variable `{name}`", ("variable", name), hint)
    for name in draft.source:
        if name not in linker.parlance.cited:
            say(
                "uncited-source",
                f"no text cites source `{name}`",
                ("source", name),
                f"write `[^{name}]` where it is used",
            )
    taught = {name for measure in measures_of(draft) for name in measure.teaches}
    for name in draft.objective:
        if name not in taught:
            hint = f'write `teaches = ["{name}"]` in one'
            say("untaught-objective", f"no measure teaches objective `{name}`", ("objective", name), hint)
    _twins(draft, say)


def _twins(draft: Draft, say: Callable[..., None]) -> None:
    seen: dict[tuple[str, str, str], str] = {}
    for name, raw in draft.ending.items():
        other = seen.setdefault((raw.title, raw.text, raw.history), name)
        if other != name:
            message = f"ending `{name}` reads exactly as `{other}`"
            say("twin-endings", message, ("ending", name), "merge them, or tell them apart")
