"""What can be said about a scenario's text: one shape, the codes, the renderers.

A Diagnostic is a value; it knows its route (the address in what the author wrote) and, once located, its file, line
and column. Verdicts on behaviour are no diagnostics. Voice: one line that can stand alone, lower case, no full stop,
literals in backticks, the fix on a `hint:` line of its own, legible without colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import asdict, frozen

from crisisengine.model.kinds import Severity
from crisisengine.text.printable import printable

__all__ = ["CODES", "Diagnostic", "DiagnosticKind", "Fix", "as_json", "concise", "full", "mended", "sorted_by_place"]


@frozen(kw_only=True)
class Fix:
    """A replacement that mends a finding: what an editor may write, when its author asks it to.

    Places count as those of a Diagnostic do, from 1 and in characters; the end is the first character that stays.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    replacement: str


@frozen(kw_only=True)
class Diagnostic:
    """One finding about the text."""

    code: str
    severity: Severity
    message: str
    route: str
    """The address in the document, `scene.road.measure.escort.goto`; empty for the file as a whole."""
    file: str
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    hint: str = ""
    excerpt: str = ""
    """The offending line, as written."""
    width: int = 1
    """How many characters of the excerpt are meant."""
    fix: Fix | None = None
    """What the hint amounts to, where that is a plain replacement."""


@frozen
class DiagnosticKind:
    """A kind of finding. Each has a page with a failing and a mended example in `tests/diagnostics/`."""

    severity: Severity
    summary: str


CODES: dict[str, DiagnosticKind] = {
    # reading the file
    "unreadable-file": DiagnosticKind("error", "a file is missing, is no file, or may not be read"),
    "not-utf8": DiagnosticKind("error", "the file holds bytes that are not UTF-8"),
    "too-large": DiagnosticKind("error", "a file, a line or a text is longer than any scenario needs"),
    "toml-syntax": DiagnosticKind("error", "the file is not TOML"),
    "forbidden-character": DiagnosticKind("error", "a text holds a control character or a bidirectional override"),
    "unknown-format": DiagnosticKind("error", "`format` is missing or is not one that this version reads"),
    "bad-include": DiagnosticKind("error", "`include` or `extends` names nothing that may be read"),
    # the shape of a table
    "unknown-key": DiagnosticKind("error", "a table holds a key that the format does not know"),
    "missing-key": DiagnosticKind("error", "a table lacks a key that it must have"),
    "wrong-type": DiagnosticKind("error", "a value is of another TOML type than its key asks for"),
    "wrong-value": DiagnosticKind("error", "a value is of the right type and not one that its key allows"),
    "bad-id": DiagnosticKind("error", "an id has characters that no expression can name, or is a reserved word"),
    "duplicate-id": DiagnosticKind("error", "two tables bear the same id"),
    "doctrine-conflict": DiagnosticKind("error", "a scenario changes what a doctrine's variable is"),
    # names
    "unknown-name": DiagnosticKind("error", "an expression or a text names no variable, word or function"),
    "unknown-scene": DiagnosticKind("error", "a `goto`, `start` or `scenes` names no scene"),
    "unknown-ending": DiagnosticKind("error", "an ending is named that does not exist"),
    "unknown-measure": DiagnosticKind(
        "error", "a measure is named that does not exist, or more than one could be meant"
    ),
    "unknown-inject": DiagnosticKind("error", "an inject is named that does not exist"),
    "unknown-tag": DiagnosticKind("error", "a tag is named that does not exist"),
    "unknown-objective": DiagnosticKind("error", "an objective is named that does not exist"),
    "unknown-source": DiagnosticKind("error", "a citation names no source"),
    "unknown-party": DiagnosticKind("error", "a party is named that does not exist"),
    "bad-outline": DiagnosticKind("error", "a map's outline is no GeoJSON of lines and areas, or cannot be had"),
    "unknown-site": DiagnosticKind("error", "a site is named that does not exist"),
    "unknown-role": DiagnosticKind("error", "a role is named that does not exist"),
    "unknown-entry": DiagnosticKind("error", "a glossary entry is named that does not exist"),
    "unknown-heading": DiagnosticKind("error", "a tag names a tier, phase or principle that does not exist"),
    "unknown-code": DiagnosticKind("error", "`allow` names no warning"),
    # expressions and prose
    "expression-syntax": DiagnosticKind("error", "an expression cannot be read"),
    "type-mismatch": DiagnosticKind("error", "numbers, yes/no and words are mixed"),
    "out-of-bounds": DiagnosticKind("error", "an expression could divide by zero or leave the range of whole numbers"),
    "circular-variable": DiagnosticKind("error", "a derived variable depends on itself"),
    "misplaced": DiagnosticKind("error", "something stands where it can have no effect"),
    "prose-syntax": DiagnosticKind("error", "a stretch in braces cannot be read"),
    "repeated-effect": DiagnosticKind("error", "a list of effects changes one variable twice"),
    "not-assignable": DiagnosticKind("error", "an effect changes a variable that cannot be changed"),
    "needs-clock": DiagnosticKind("error", "`takes`, `later`, `on` or `due` is used without a clock"),
    "missing-gate": DiagnosticKind("error", "a measure bears a tag and does not say what its gate asks for"),
    "unreachable-inject": DiagnosticKind("error", "an inject that never fires"),
    # what only exploring the scenario can find
    "unreachable-scene": DiagnosticKind("error", "a scene that no run comes to"),
    "unreachable-measure": DiagnosticKind("error", "a measure that is never shown"),
    "unreachable-ending": DiagnosticKind("error", "an ending in which no run ends"),
    "no-outcome": DiagnosticKind("error", "a measure open in a state in which all its outcomes weigh 0"),
    "dead-end": DiagnosticKind("error", "a state of a scene in which nothing is open"),
    "trap": DiagnosticKind("error", "a state from which no ending can be reached any more"),
    "violated": DiagnosticKind("error", "a property does not hold"),
    # warnings that reading alone can find
    "unread-variable": DiagnosticKind("warning", "a variable that nothing reads"),
    "twin-endings": DiagnosticKind("warning", "two endings with the same title, text and history"),
    "untaught-objective": DiagnosticKind("warning", "an objective that no measure teaches"),
    "uncited-source": DiagnosticKind("warning", "a source that no text cites"),
    "unrelated-otherwise": DiagnosticKind(
        "warning", "the reason of a lock tells of something that the lock does not ask"
    ),
    "odd-markdown": DiagnosticKind("warning", "marks in a text that show nothing, or are printed as they stand"),
    "invisible-character": DiagnosticKind("warning", "a text holds a character that nobody sees"),
    "shown-secret": DiagnosticKind("warning", "a text that is read while playing prints a hidden variable"),
    "odd-sign": DiagnosticKind("warning", "an effect sets a number below 0 where it was most likely to take away"),
    "beyond-clock": DiagnosticKind("warning", "a measure takes longer than the whole clock"),
    "unused-word": DiagnosticKind("warning", "a word of a variable with which nothing starts and that nothing sets"),
    "unborne-tag": DiagnosticKind("warning", "a tag that no measure bears, or a heading that no tag bears"),
    "stray-chapter": DiagnosticKind("warning", "a scene alone in a chapter whose name is nearly that of another"),
    "idle-effect": DiagnosticKind("warning", "an effect that changes nothing"),
    "odd-price": DiagnosticKind("warning", "a price that is taken from what is better low"),
    "cut-band": DiagnosticKind("warning", "a lock that asks for a difference within one band"),
    # warnings that only exploring the scenario can find
    "unreachable-prose": DiagnosticKind("warning", "a side of a text that nobody ever reads"),
    "constant-guard": DiagnosticKind("warning", "a guard that always holds"),
    "never-open": DiagnosticKind("warning", "a measure that is shown and always locked"),
    "always-saturates": DiagnosticKind("warning", "an effect that the end of its range holds every time"),
    "timeless-loop": DiagnosticKind("warning", "a way round that takes no time and improves an indicator"),
    "no-dilemma": DiagnosticKind("warning", "a measure that another makes pointless"),
    "same-label": DiagnosticKind("warning", "two open measures with one label that do not do the same"),
    "default-closed": DiagnosticKind("warning", "a scene's default that is not open wherever the scene is shown"),
    "idle-chance": DiagnosticKind("warning", "chance that decides nothing"),
    "idle-verifies": DiagnosticKind("warning", "a measure that verifies a report which can never have come in by then"),
    "never-asked": DiagnosticKind("warning", "a promise that no state asks, or that every start keeps already"),
    "free-cost": DiagnosticKind("warning", "a measure that spends what is not there, in some state"),
    "missed-objective": DiagnosticKind("warning", "an objective that no run to some ending offers to practise"),
    # what is owed to those who play, and to those it is about
    "no-history": DiagnosticKind("warning", "an ending that does not tell what really happened, where most do"),
    "unverified-claim": DiagnosticKind("warning", "a claim that no measure verifies"),
    "long-scene": DiagnosticKind("warning", "a scene of more than 140 words"),
    "idle-role": DiagnosticKind("warning", "a role with nothing of its own to decide, where others have something"),
    "idle-secret": DiagnosticKind("warning", "a hidden variable that nothing depends on"),
    "idle-indicator": DiagnosticKind("warning", "an indicator that moves, and that nothing depends on"),
    "tells-hidden": DiagnosticKind("warning", "a derived variable that is shown and follows from a hidden one"),
}


def full(diagnostic: Diagnostic) -> str:
    """Several lines: the sentence, the place, the offending line with what is meant underlined, the hint."""
    lines = [f"{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"]
    if diagnostic.line:
        number = str(diagnostic.line)
        gutter = " " * len(number)
        lines.append(f"{gutter}--> {printable(diagnostic.file)}:{diagnostic.line}:{diagnostic.column}")
        if diagnostic.excerpt:
            text, start = _window(diagnostic.excerpt, diagnostic.column - 1)
            marks = "^" * max(1, min(diagnostic.width, len(text) - start))
            lines += [f"{gutter} |", f"{number} | {text}", f"{gutter} | {' ' * start}{marks}"]
    else:
        lines.append(f"--> {printable(diagnostic.file)}")
    if diagnostic.hint:
        lines.append(f"  hint: {diagnostic.hint}")
    return "\n".join(lines)


def _window(excerpt: str, start: int, limit: int = 100) -> tuple[str, int]:
    """The part of a long line around what is meant, and where it begins there."""
    start = min(start, len(excerpt))
    begin = max(0, min(start - limit // 3, len(excerpt) - limit))
    return printable(excerpt[begin : begin + limit].replace("\t", " ")), start - begin


def concise(diagnostic: Diagnostic) -> str:
    """One line: `file:line:column: severity[code] message`; the file alone where nothing in it is meant."""
    place = f":{diagnostic.line}:{diagnostic.column}" if diagnostic.line else ""
    return f"{printable(diagnostic.file)}{place}: {diagnostic.severity}[{diagnostic.code}] {diagnostic.message}"


def mended(text: str, fix: Fix) -> str:
    """The text of a file with a replacement made, and nothing else touched."""
    lines = text.split("\n")
    start, end = (
        sum(len(line) + 1 for line in lines[: line_number - 1]) + column - 1
        for line_number, column in ((fix.line, fix.column), (fix.end_line, fix.end_column))
    )
    return text[:start] + fix.replacement + text[end:]


def as_json(diagnostic: Diagnostic) -> dict[str, object]:
    """The keys that machine-readable output promises, in its order, nothing else."""
    fields = asdict(diagnostic)
    return {key: fields[key] for key in ("code", "severity", "message", "route", "file", "line", "column", "hint")}


def sorted_by_place(diagnostics: Iterable[Diagnostic], files: Sequence[str]) -> tuple[Diagnostic, ...]:
    """In the order in which an author would meet them, each once."""
    order = {name: number for number, name in enumerate(files)}
    unique = dict.fromkeys(diagnostics)
    return tuple(
        sorted(unique, key=lambda found: (order.get(found.file, len(order)), found.line, found.column, found.code))
    )
