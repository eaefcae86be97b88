"""Prose: Markdown with `{value}`, `{value.word}`, `{date}`, `{guard: this | that}` and `[^source]`.

Braces do not nest. `{{` stands for a brace and, inside an alternative, `\\|` for a bar. All faults of a text are
reported, not only the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping

from attrs import frozen

from crisisengine.limits import MOST_STRETCHES
from crisisengine.loader.expressions.parser import GrammarFault
from crisisengine.loader.expressions.typecheck import Scope
from crisisengine.loader.expressions.types import Blameless, ResolveFault
from crisisengine.model.prose import Alternative, Cite, Date, Piece, Plain, Prose, Value
from crisisengine.text.english import did_you_mean

__all__ = ["BAR", "STRETCH", "Parlance", "parse_prose"]

STRETCH = re.compile(r"\{\{|\{(?P<inner>[^{}]*)\}|\{|\[\^(?P<source>[^\]\[\s]*)\]|\]\(glossary:(?P<entry>[^()\s]*)\)")
BAR = re.compile(r"(?<!\\)\|")

Report = Callable[[str, str, int, str], None]
"""Takes a code, a message, an offset in the text and a hint."""


@frozen
class Parlance:
    """What a text may name."""

    scope: Scope
    sources: Mapping[str, object]
    glossary: Mapping[str, object]
    cited: set[str]
    """Filled while parsing: the sources that some text cites."""


def parse_prose(text: str, parlance: Parlance, report: Report) -> Prose:
    """Read one text; faults go to `report`, and what is faulty is left out."""
    pieces: list[Piece] = []
    end = 0
    for number, match in enumerate(STRETCH.finditer(text)):
        if number == MOST_STRETCHES:
            report("too-large", f"a text has at most {MOST_STRETCHES} braces and citations", match.start(), "")
            break
        if match["entry"] is not None:
            _check_entry(match["entry"], parlance.glossary, match.start("entry"), report)
            continue
        pieces += _plain(text[end : match.start()])
        end = match.end()
        if match[0] == "{{":
            pieces.append(Plain("{"))
        elif match["source"] is not None:
            pieces += _cite(match["source"], parlance, match.start("source"), report)
        elif match["inner"] is not None:
            pieces += _braces(match["inner"], match.start("inner"), parlance, report)
        else:
            hint = "close it with `}`, none within another; write `{{` for a brace that is meant to be seen"
            report("prose-syntax", "this brace is not closed", match.start(), hint)
    return (*pieces, *_plain(text[end:]))


def _plain(text: str) -> list[Plain]:
    return [Plain(text)] if text else []


def _cite(source: str, parlance: Parlance, at: int, report: Report) -> list[Cite]:
    if source not in parlance.sources:
        report("unknown-source", f"there is no source `{source}`", at, did_you_mean(source, parlance.sources))
        return []
    parlance.cited.add(source)
    return [Cite(source)]


def _check_entry(entry: str, glossary: Container[str] | Mapping[str, object], at: int, report: Report) -> None:
    if entry not in glossary:
        known = glossary if isinstance(glossary, Mapping) else ()
        report("unknown-entry", f"there is no glossary entry `{entry}`", at, did_you_mean(entry, known))


def _braces(inner: str, at: int, parlance: Parlance, report: Report) -> list[Piece]:
    guard, colon, rest = inner.partition(":")
    if colon:
        return _alternative(guard, rest, at, parlance, report)
    name = inner.strip()
    start = at + len(inner) - len(inner.lstrip())
    variables = parlance.scope.variables
    if name == "date":
        if not parlance.scope.clock:
            report("needs-clock", "`{date}` asks for a clock, and there is none", start, "add a `[clock]` table")
        return [Date()]
    if name.removesuffix(".word") in parlance.scope.faulty:
        return []
    if name in variables:
        return [Value(name, as_word=False)]
    bare, _, last = name.rpartition(".")
    if last == "word" and bare in variables:
        variable = variables[bare]
        if variable.sort == "number" and not variable.bands:
            report(
                "prose-syntax", f"`{bare}` has no bands, so no word", start, "give it `bands`, or write the bare name"
            )
            return []
        return [Value(bare, as_word=True)]
    if re.fullmatch(r"[A-Za-z_][A-Za-z_0-9.]*", name):
        hint = did_you_mean(name, [*variables, "date"])
        report("unknown-name", f"there is no variable `{name}`", start, hint)
    else:
        hint = "write `{name}`, `{name.word}`, `{date}` or `{guard: this | that}`; `{{` for a brace"
        report("prose-syntax", "this stretch in braces cannot be read", at, hint)
    return []


def _alternative(guard: str, rest: str, at: int, parlance: Parlance, report: Report) -> list[Piece]:
    try:
        condition, _ = parlance.scope.resolve(guard, "truth")
    except Blameless:
        return []
    except GrammarFault as fault:
        code = fault.code if isinstance(fault, ResolveFault) else "expression-syntax"
        report(code, fault.message, at + fault.at, fault.hint)
        return []
    sides = BAR.split(rest)
    if len(sides) > 2:
        report(
            "prose-syntax", "an alternative has at most two sides", at, "write `\\|` for a bar that is meant to be seen"
        )
        return []
    offset = at + len(guard) + 1
    then, otherwise = (
        _side(side, offset if not number else offset + len(sides[0]) + 1, parlance, report)
        for number, side in enumerate([*sides, ""][:2])
    )
    return [Alternative(condition, then, otherwise)]


def _side(text: str, at: int, parlance: Parlance, report: Report) -> tuple[Plain | Cite, ...]:
    """One side of an alternative: plain text and citations, blanks at both ends not meant."""
    start = len(text) - len(text.lstrip())
    pieces: list[Plain | Cite] = []
    end = start
    stop = len(text.rstrip())
    for match in STRETCH.finditer(text, start, max(start, stop)):
        if match["entry"] is not None:
            _check_entry(match["entry"], parlance.glossary, at + match.start("entry"), report)
        elif match["source"] is not None:
            pieces += _plain(text[end : match.start()].replace("\\|", "|"))
            pieces += _cite(match["source"], parlance, at + match.start("source"), report)
            end = match.end()
    pieces += _plain(text[end : max(end, stop)].replace("\\|", "|"))
    return tuple(pieces)
