"""Warnings that reading alone can find. Any table may accept one with `allow = ["code"]`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from crisisengine.diagnostics import CODES
from crisisengine.loader.advice import meant
from crisisengine.loader.faults import Faults
from crisisengine.loader.link.linker import Linker, measures_of
from crisisengine.loader.link.merge import Merged
from crisisengine.loader.schema.draft import Draft
from crisisengine.loader.toml.paths import Path
from crisisengine.model.expression import Expression, Read, reads
from crisisengine.model.prose import Alternative, Prose, Value
from crisisengine.model.scenario import Measure, Scenario

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
                why = "errors cannot be accepted" if code in CODES else meant(code, WARNINGS)
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


def remark(linker: Linker, linked: Scenario, document: Merged, allowances: frozenset[tuple[Path, str]]) -> None:
    """Record what reads oddly, unless the author accepts it. A doctrine is not remarked on: others use the rest of it."""
    draft, faults = linker.draft, linker.faults
    own = document.sources[1:] if draft.extends is not None and len(document.sources) > 1 else document.sources

    def say(code: str, message: str, path: Path, hint: str = "", key: str = "") -> None:
        if (path, code) not in allowances and any(source.has(path) for source in own):
            faults.add(code, message, (*path, key) if key else path, hint, on_key=True)

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
    for path, measure in _measures(linked):
        for gate in measure.gates:
            if gate.own and gate.otherwise is not None and (beside := _beside(linked, gate.otherwise, gate.requires)):
                named = ", ".join(f"`{name}`" for name in beside)
                message = f"this tells of {named}, and `requires` does not ask it"
                hint = "say what the guard asks, so that the reason is true whenever the measure is locked"
                say("unrelated-otherwise", message, path, hint, "otherwise")


def _measures(linked: Scenario) -> Iterator[tuple[Path, Measure]]:
    for scene in linked.scenes.values():
        for measure in scene.measures.values():
            if measure.scene:
                yield ("scene", scene.id, "measure", measure.id), measure
    for measure in linked.standing.values():
        yield ("measure", measure.id), measure


def _beside(linked: Scenario, text: Prose, guard: Expression) -> list[str]:
    """What a text reads that its guard does not depend on: the text may say something, and the lock mean another."""
    asked = _sources(linked, guard)
    told: dict[str, Expression] = {}
    for piece in text:
        if isinstance(piece, Value):
            told[piece.variable] = Read(piece.variable)
        elif isinstance(piece, Alternative):
            for read in (read for guard in piece.guards for read in reads(guard)):
                told[read.variable if isinstance(read, Read) else f"{read.kind} {read.subject}"] = read
    return sorted(name for name, read in told.items() if not _sources(linked, read) <= asked)


def _sources(linked: Scenario, expression: Expression) -> set[str]:
    """The plain variables and facts that a value follows from, derived variables opened."""
    found, opened, waiting = set(), set(), [expression]
    while waiting:
        for read in reads(waiting.pop()):
            derived = linked.variables[read.variable].derived if isinstance(read, Read) else None
            if derived is None:
                found.add(read.variable if isinstance(read, Read) else f"{read.kind} {read.subject}")
            elif id(derived) not in opened:
                opened.add(id(derived))
                waiting.append(derived)
    return found


def _twins(draft: Draft, say: Callable[..., None]) -> None:
    seen: dict[tuple[str, str, str], str] = {}
    for name, raw in draft.ending.items():
        other = seen.setdefault((raw.title, raw.text, raw.history), name)
        if other != name:
            message = f"ending `{name}` reads exactly as `{other}`"
            say("twin-endings", message, ("ending", name), "merge them, or tell them apart")
