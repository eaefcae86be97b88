"""Warnings that reading alone can find. Any table may accept one with `allow = ["code"]`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crisisengine.diagnostics import CODES
from crisisengine.loader.advice import Advice, meant
from crisisengine.loader.faults import Faults
from crisisengine.loader.link.derived import sources_of
from crisisengine.loader.link.linker import Linker, measures_of
from crisisengine.loader.link.merge import Merged
from crisisengine.loader.link.scales import against_scales
from crisisengine.loader.link.suspects import OPEN_CITATION
from crisisengine.loader.link.unused import Say, unused
from crisisengine.loader.schema.draft import Draft, DraftMeasure
from crisisengine.loader.toml.paths import Path
from crisisengine.model.expression import Expression, Read, reads
from crisisengine.model.prose import Alternative, Prose, Value
from crisisengine.model.scenario import Measure, Scenario
from crisisengine.text.english import plural

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

    def say(
        code: str,
        message: str,
        path: Path,
        hint: str | Advice = "",
        *below: str | int,
        offset: int | None = None,
        value: bool = False,
    ) -> None:
        """About a table, or about what stands `below` it there: the key, its `value`, or a character of a text at `offset`."""
        place = (*path, below[0]) if value else path
        if (path, code) not in allowances and any(source.has(place) for source in own):
            faults.add(code, message, (*path, *below), hint, on_key=offset is None and not value, offset=offset)

    seen = linker.scope.read | linker.scope.faulty | linker.printed.keys()
    for name, raw in draft.variable.items():
        if name not in seen and not raw.label:
            hint = "remove it, or let a guard ask for it"
            say("unread-variable", f"nothing reads variable `{name}`", ("variable", name), hint)
    begun = {found[1] for text, _ in linker.odd_texts for found in OPEN_CITATION.finditer(text)}
    for name in draft.source:
        if name not in linker.parlance.cited and name not in begun:
            say(
                "uncited-source",
                f"no text cites source `{name}`",
                ("source", name),
                f"write `[^{name}]`, with the `^`, where it is used",
            )
    taught = {name for measure in measures_of(draft) for name in measure.teaches}
    for name in draft.objective:
        if name not in taught:
            hint = f'write `teaches = ["{name}"]` in one'
            say("untaught-objective", f"no measure teaches objective `{name}`", ("objective", name), hint)
    _twins(draft, say)
    unused(draft, linked, say)
    against_scales(linked, say)
    for path, measure in _measures(linked):
        for gate in measure.gates:
            if gate.own and gate.otherwise is not None and (beside := _beside(linked, gate.otherwise, gate.requires)):
                named = ", ".join(f"`{name}`" for name in beside)
                message = f"this tells of {named}, and `requires` does not ask it"
                hint = "say what the guard asks, so that the reason is true whenever the measure is locked"
                say("unrelated-otherwise", message, path, hint, "otherwise")

    _odd_texts(linker, say)
    _shown_secrets(linker, linked, say)
    _odd_signs(linker, say)
    _beyond_the_clock(draft, say)


def _odd_texts(linker: Linker, say: Say) -> None:
    if not linker.odd_texts:
        return
    from crisisengine.loader.link.oddities import oddities  # noqa: PLC0415 - most scenarios have no such text

    for text, path in linker.odd_texts:
        table, below = _split(path)
        for odd in oddities(text, linker.scope.variables, linker.scope.is_guard):
            say(odd.code, odd.message, table, odd.hint, *below, offset=odd.at)


def _split(path: Path) -> tuple[Path, Path]:
    """The path of a table, and what leads from there to a text: its key, and a number where there are several."""
    keys = len(path) - 1 - isinstance(path[-1], int)
    return path[:keys], path[keys:]


def _shown_secrets(linker: Linker, linked: Scenario, say: Say) -> None:
    """A hidden variable in a text that is read while playing; an ending may tell it, and a measure that verifies."""
    for name, paths in linker.printed.items():
        variable = linked.variables.get(name)
        if variable is None:
            continue
        secrets = [
            source for source in (name, *sources_of(variable, linked.variables)) if linked.variables[source].hidden
        ]
        for path in paths if secrets else ():
            table, below = _split(path)
            if (
                path[0] in ("scene", "measure", "inject")
                and below[0] in _READ_WHILE_PLAYING
                and not _verifies(table, linked)
            ):
                what = (
                    "which is hidden"
                    if secrets[0] == name
                    else f"which follows from `{secrets[0]}`, and that is hidden"
                )
                hint = "say it in words that whoever plays can know, or leave `hidden` out"
                say("shown-secret", f"this text prints `{name}`, {what}", table, hint, *below)


_READ_WHILE_PLAYING = frozenset(("text", "result", "otherwise", "label"))


def _verifies(table: Path, linked: Scenario) -> bool:
    """Whether a text belongs to a measure that finds out what is the case."""
    for path, measure in _measures(linked):
        if path == table[: len(path)]:
            return bool(measure.verifies)
    return False


def _odd_signs(linker: Linker, say: Say) -> None:
    """`x =- 1`: it sets, where most likely it was to take away."""
    for text, path in linker.odd_signs:
        found = _SETS_A_MINUS.match(text)
        if found is not None:
            at = found.start(2)
            hint = Advice("write `-=` to take away", "-=", span=(at, at + 2))
            say("odd-sign", f"`=-` sets `{found[1]}` to a number below 0", path[:-2], hint, *path[-2:], offset=at)


_SETS_A_MINUS = re.compile(r"\s*([\w.]+)\s*(=-)\s")


def _beyond_the_clock(draft: Draft, say: Say) -> None:
    """A measure that takes longer than the whole clock."""
    if draft.clock is None:
        return
    length, unit = draft.clock.length, draft.clock.unit
    tables: list[tuple[Path, DraftMeasure]] = [(("measure", key), raw) for key, raw in draft.measure.items()]
    for scene, whole in draft.scene.items():
        tables += [(("scene", scene, "measure", key), raw) for key, raw in whole.measure.items()]
    for path, raw in tables:
        if isinstance(raw.takes, int) and raw.takes > length:
            message = f"measure `{path[-1]}` takes {plural(raw.takes, unit)}, and the clock is full after {length}"
            hint = f"write at most {length}, or give the clock more `length`"
            say("beyond-clock", message, path, hint, "takes")


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


def _twins(draft: Draft, say: Say) -> None:
    seen: dict[tuple[str, str, str], str] = {}
    for name, raw in draft.ending.items():
        other = seen.setdefault((raw.title, raw.text, raw.history), name)
        if other != name:
            message = f"ending `{name}` reads exactly as `{other}`"
            say("twin-endings", message, ("ending", name), "merge them, or tell them apart")
