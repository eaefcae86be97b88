"""Prose: Markdown with `{value}`, `{value.word}`, `{date}`, `{guard: this | guard: that | the rest}` and `[^source]`.

Braces do not nest. `{{` stands for a brace and, inside an alternative, `\\|` for a bar. All faults of a text are
reported, not only the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from attrs import frozen

from crisisengine.limits import MOST_READINGS, MOST_STRETCHES
from crisisengine.loader.advice import Advice, meant, meant_or_listed
from crisisengine.loader.expressions.parser import GrammarFault
from crisisengine.loader.expressions.typecheck import Scope
from crisisengine.loader.expressions.types import Blameless, ResolveFault
from crisisengine.model.expression import Expression
from crisisengine.model.prose import Alternative, Cite, Date, Piece, PlaceTitle, Plain, Prose, Value
from crisisengine.model.scenario import Party, Variable
from crisisengine.text.markdown import literal

__all__ = ["BAR", "STRETCH", "Parlance", "parse_prose", "side_at"]

STRETCH = re.compile(r"\{\{|\{(?P<inner>[^{}]*)\}|\{|\[\^(?P<source>[^\]\[\s]*)\]|\]\(glossary:(?P<entry>[^()\s]*)\)")
_BRACE = re.compile(r"[{}]")
_GUARD = re.compile(r"([^{}:|]{1,60}):")
_SIGNED = re.compile(r"[$@%#]?([A-Za-z_][A-Za-z_0-9.]*)[%#]?")
BAR = re.compile(r"(?<!\\)\|")

Report = Callable[[str, str, int, str | Advice], None]
"""Takes a code, a message, an offset in the text and a hint."""


@frozen
class Parlance:
    """What a text may name."""

    scope: Scope
    sources: Mapping[str, object]
    glossary: Mapping[str, object]
    parties: Mapping[str, Party]
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
            report("prose-syntax", *_open_brace(text, match.start()))
    return (*pieces, *_plain(text[end:]))


def side_at(text: str, alternative: int, side: int) -> tuple[int, int] | None:
    """From where to where one side of an alternative stands in a text; None where there is no such side."""
    braces = [found for found in STRETCH.finditer(text) if found["inner"] is not None and ":" in found["inner"]]
    if alternative >= len(braces):
        return None
    readings, at = BAR.split(braces[alternative]["inner"]), braces[alternative].start("inner")
    for number, reading in enumerate(readings):
        if number == side:
            guarded = number == 0 or number < len(readings) - 1
            said = reading.partition(":")[2] if guarded else reading
            begin = at + len(reading) - len(said.lstrip())
            return begin, begin + len(said.strip())
        at += len(reading) + 1
    return None


def _open_brace(text: str, at: int) -> tuple[str, int, str]:
    """What is wrong with a brace that no `}` follows before the next brace."""
    following = _BRACE.search(text, at + 1)
    if following is not None and following[0] == "{" and text.find("}", following.end()) >= 0:
        outer, inner = _GUARD.match(text, at + 1), _GUARD.match(text, following.end())
        first, second = (found[1].strip() if found is not None else "..." for found in (outer, inner))
        hint = f"say each case whole, side by side: `{{{first} and {second}: ... | {first}: ... | ...}}`"
        return "braces do not stand within braces", following.start(), hint
    hint = "close it with `}`; write `{{` for a brace that is meant to be seen"
    return "this brace is not closed", at, hint


def _plain(text: str) -> list[Plain]:
    return [Plain(text)] if text else []


def _cite(source: str, parlance: Parlance, at: int, report: Report) -> list[Cite]:
    if source not in parlance.sources:
        report(
            "unknown-source", f"there is no source `{source}`", at, meant_or_listed(source, parlance.sources, "source")
        )
        return []
    parlance.cited.add(source)
    return [Cite(source)]


def _check_entry(entry: str, glossary: Mapping[str, object], at: int, report: Report) -> None:
    if entry not in glossary:
        hint = meant_or_listed(entry, glossary, "glossary")
        report("unknown-entry", f"there is no glossary entry `{entry}`", at, hint)


def _braces(inner: str, at: int, parlance: Parlance, report: Report) -> list[Piece]:
    if ":" in inner:
        return _alternative(inner, at, parlance, report)
    name = inner.strip()
    start = at + len(inner) - len(inner.lstrip())
    variables = parlance.scope.variables
    if name == "date":
        if not parlance.scope.clock:
            report("needs-clock", "`{date}` asks for a clock, and there is none", start, "add a `[clock]` table")
        return [Date()]
    if name == "scene.title":
        return [PlaceTitle()]
    if name.endswith(".name") and name.removesuffix(".name") in parlance.parties:
        return [Plain(literal(parlance.parties[name.removesuffix(".name")].name))]
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
        report("unknown-name", f"there is no variable `{name}`", start, _instead_of(name, parlance))
    elif (advice := _unreadable(inner, start - at, variables)) is not None:
        report("prose-syntax", advice[0], start, advice[1].moved(at))
    elif (signed := _SIGNED.fullmatch(name)) and signed[1].removesuffix(".word") in variables:
        hint = Advice(
            f"write `{{{signed[1]}}}`: a name stands without signs", signed[1], span=(start, start + len(name))
        )
        report("prose-syntax", f"`{name}` is no name", start, hint)
    else:
        forms = "write `{variable}`, `{variable.word}`, `{party.name}`, `{date}` or `{guard: this | that}`; `{{` for a brace"
        report("prose-syntax", "this stretch in braces cannot be read", at, forms)
    return []


def _instead_of(name: str, parlance: Parlance) -> Advice:
    """What could have been meant by a name that a text prints and nothing bears."""
    variables = parlance.scope.variables
    bare, _, last = name.rpartition(".")
    if name in parlance.parties:
        return Advice(f"`{name}` is a party: write `{name}.name`, or one of its attributes", f"{name}.name")
    if last.lower().removesuffix("s") in _PARTS and (bare in variables or meant(bare, variables)):
        whose = bare if bare in variables else meant(bare, variables).instead or bare
        spoken = last.lower() in ("word", "words") and (variables[whose].sort != "number" or variables[whose].bands)
        right = f"{whose}.word" if spoken else f"{whose}"
        return Advice(f"write `{{{right}}}`", right)
    if bare in variables:
        return Advice(f"`{bare}` has no `{last}`: write `{{{bare}}}` or `{{{bare}.word}}`", bare)
    names = [f"{party}.name" for party in parlance.parties]
    near = meant(name, [*variables, *names, "date", "scene.title"])
    return near or parlance.scope.stranger(bare if last == "word" else name)


_PARTS = frozenset(("word", "value", "label", "text", "name", "title", "number"))
_TWO_WORDS = re.compile(r"\s*([A-Za-z_][A-Za-z_0-9.]*)\s+(word|name|title)\s*")
_GUARD_AND_TEXT = re.compile(
    r"\s*(?:if )?(?:not )?([A-Za-z_][A-Za-z_0-9.]*)\b(?:\s*[<>=!]=?\s*(?:-?\d+|'\w+'))?(\s*[|?]|\s+\S)"
)


def _unreadable(inner: str, start: int, variables: Mapping[str, Variable]) -> tuple[str, Advice] | None:
    """What is wrong with a stretch in braces that has no colon: `{trust word}`, `{warned | this | that}`."""
    words = _TWO_WORDS.fullmatch(inner)
    if words is not None:
        right = f"{words[1]}.{words[2]}"
        return "a dot is missing here", Advice(f"write `{{{right}}}`", right, span=(start, start + len(inner.strip())))
    guard = _GUARD_AND_TEXT.match(inner)
    if guard is not None and guard[1].removesuffix(".word") in variables:
        at = guard.start(2)
        if guard[2].strip() in ("|", "?"):
            return "a guard in braces ends in a colon", Advice(
                "write `:` behind the guard", ":", span=(at, guard.end(2))
            )
        return "a guard in braces ends in a colon", Advice("write `:` behind the guard", ":", span=(at, at))
    return None


def _alternative(inner: str, at: int, parlance: Parlance, report: Report) -> list[Piece]:
    """Two sides behind one guard, or more, each but the last behind a guard of its own."""
    readings = BAR.split(inner)
    if len(readings) > MOST_READINGS:
        hint = "say it in several alternatives, or let a derived variable have a word for each case"
        report("too-large", f"an alternative has at most {MOST_READINGS} sides", at, hint)
        return []
    guards: list[Expression | None] = []
    sides: list[tuple[str, int]] = []
    for number, reading in enumerate(readings):
        text, start = reading, at
        if number == 0 or number < len(readings) - 1:
            guard, colon, text = reading.partition(":")
            start += len(guard) + 1
            if not colon:
                hint = "of three sides or more each but the last begins with a guard: `guard: this`; for a bar that is meant to be seen write `\\|`"
                report("prose-syntax", "this side has no guard", at + len(reading) - len(reading.lstrip()), hint)
                return []
            guards.append(_guard(guard, at, parlance, report))
        sides.append((text, start))
        at += len(reading) + 1
    known = tuple(guard for guard in guards if guard is not None)
    if len(known) < len(guards):
        return []
    shown = [_side(text, start, parlance, report) for text, start in sides]
    return [Alternative(known, (*shown, ()) if len(shown) == 1 else tuple(shown))]


def _guard(text: str, at: int, parlance: Parlance, report: Report) -> Expression | None:
    begins = len(text) - len(text.lstrip())
    ternary = re.match(r"[^?:|]*?(\s*\?)", text)
    if ternary is not None:
        span = at + ternary.start(1), at + ternary.end(1)
        words = "write `:` behind the guard and `|` between the two: `{guard: this | that}`"
        report("prose-syntax", "a guard in braces ends in a colon", span[0], Advice(words))
        return None
    if text[begins:].startswith("if "):
        hint = Advice("leave `if` out: `{guard: this | that}`", "", span=(at + begins, at + begins + 3))
        report("prose-syntax", "a guard in braces needs no `if`", at + begins, hint)
        text = " " * (begins + 3) + text[begins + 3 :]
    try:
        return parlance.scope.resolve(text, "truth")[0]
    except Blameless:
        return None
    except GrammarFault as fault:
        code = fault.code if isinstance(fault, ResolveFault) else "expression-syntax"
        report(code, fault.message, at + fault.at, fault.hint.moved(at))
        return None


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
