"""A new id for a thing, everywhere it is named: worked out whole, judged in memory, and only then written.

Bytes that are no name of it stay as they are: comments, layout, line ends, a byte order mark. What would mean anything
else than before is refused. Kept runs are never rewritten; those that name the old id are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from attrs import field, frozen

from crisisengine.authoring.names import Symbol
from crisisengine.authoring.references import Occurrence, References, references
from crisisengine.authoring.sameness import same_but_for
from crisisengine.budget import UNLIMITED, Budget
from crisisengine.diagnostics import Diagnostic, concise
from crisisengine.errors import CrisisError, ScenarioError
from crisisengine.loader import Reading
from crisisengine.loader.schema.readers import ID, RESERVED
from crisisengine.loader.toml.paths import line_and_column
from crisisengine.loader.toml.positions import Span
from crisisengine.loader.toml.source import SourceText
from crisisengine.storage import Overlay, is_archive, read_scenario, rewrite, scenario_files
from crisisengine.text.english import did_you_mean
from crisisengine.text.printable import printable

__all__ = ["RenameRefused", "Renaming", "Rewritten", "plan_renaming", "symbol_of", "write_renaming"]

_UNREAD = frozenset(("unreadable-file", "bad-include", "not-utf8", "toml-syntax", "too-large"))
"""What may hide a use: a file that nobody could look through."""
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""With which some editors begin a file."""


class RenameRefused(CrisisError):  # noqa: N818 - a refusal is an answer, not a mistake
    """A name that cannot be changed so, and why."""


@frozen
class Rewritten:
    """A file of the scenario, before and after."""

    name: str
    path: Path
    before: bytes = field(repr=False)
    after: bytes = field(repr=False)
    spans: tuple[Span, ...]
    """The names in it that change, in its text as the loader has it."""

    @property
    def difference(self) -> str:
        """Each line that changes, as it was and as it will be; fit for a terminal."""
        old, new = (text.decode("utf-8-sig").replace("\r\n", "\n").split("\n") for text in (self.before, self.after))
        return "\n".join(
            f"{printable(self.name)}:{number}\n- {printable(line)}\n+ {printable(other)}"
            for number, (line, other) in enumerate(zip(old, new, strict=True), 1)
            if line != other
        )


@frozen
class Renaming:
    """All that changes; nothing is written yet."""

    symbol: Symbol
    new: str
    files: tuple[Rewritten, ...]


def plan_renaming(
    path: Path, old: str, new: str, budget: Budget = UNLIMITED, unsaved: Mapping[Path, bytes] | None = None
) -> Renaming:
    """What a new id changes, once it is sure that it changes nothing else.

    Args:
        path: the scenario's file.
        old: the route of what is renamed, as `scene.gate`.
        new: its new id.
        budget: for reading, twice.
        unsaved: files that stand in front of the disk, as an editor holds them.

    Raises:
        RenameRefused: with the reason.
        ScenarioError: a file of the scenario is missing, is not TOML, or cannot be read.
        OverBudget: the budget is used up.
    """
    overlay = Overlay(unsaved or {})
    reading = read_scenario(path, budget, overlay)
    if any(is_archive(text) for text in overlay.texts.values()):
        raise RenameRefused(
            "this is an archive, and stays as it is", hint="rename in the scenario's files, and pack them again"
        )
    unread = tuple(error for error in reading.errors if error.code in _UNREAD)
    if unread or not reading.sources:
        raise ScenarioError(unread or reading.errors)
    found = references(reading.sources, budget)
    symbol = symbol_of(found, old)
    _check_id(found, symbol, new)
    occurrences = found.by_symbol[symbol]
    _check_places(found, symbol, occurrences, overlay)
    files = tuple(
        _rewritten(source, number, occurrences, new, overlay)
        for number, source in enumerate(reading.sources)
        if any(occurrence.source == number for occurrence in occurrences)
    )
    written = {**overlay.unsaved, **{file.path: file.after for file in files}}
    again = read_scenario(path, budget, Overlay(written))
    _check_meaning(reading, found, again, symbol, new, budget)
    _check_neighbours(path, files, written, budget)
    return Renaming(symbol, new, files)


def write_renaming(renaming: Renaming) -> None:
    """Write the files, each whole; if one cannot be written, those before it are put back.

    Raises:
        FilesError: a file cannot be written, or has changed meanwhile.
    """
    done: list[Rewritten] = []
    try:
        for file in renaming.files:
            rewrite(file.path, file.before, file.after)
            done.append(file)
    except BaseException:  # Ctrl-C as well: half a renaming is a scenario that does not load
        for file in done:
            with suppress(CrisisError):
                rewrite(file.path, file.after, file.before)
        raise


def symbol_of(found: References, route: str) -> Symbol:
    """What a route names.

    Raises:
        RenameRefused: nothing is declared there.
    """
    asked = tuple(route.split("."))
    declared = {symbol for symbol in found.by_symbol if found.declarations(symbol)}
    for symbol in (asked, (*asked[:2], "values", *asked[2:])):
        for candidate in declared:
            if symbol == candidate:
                return candidate
    word = _shared_word(found, asked)
    if word:
        return word
    routes = [_written(symbol) for symbol in sorted(declared) if symbol[0] != "clock"]
    ends = [known for known in routes if known.rpartition(".")[2] == asked[-1]]
    hint = did_you_mean(route, routes) or (
        f"did you mean `{ends[0]}`?" if ends else "write where it is, as in `scene.gate`"
    )
    raise RenameRefused(f"nothing is declared at `{printable(route[:80])}`", hint=printable(hint))


def _written(symbol: Symbol) -> str:
    """A route as it is asked for: a word of a variable without the `values` between."""
    worded = len(symbol) == 4 and symbol[0] == "variable" and symbol[2] == "values"
    return ".".join((*symbol[:2], symbol[3]) if worded else symbol)


def _shared_word(found: References, asked: Symbol) -> Symbol:
    """`variable.V.W` where V shares its words with another variable, whose they are."""
    if len(asked) not in (3, 4) or asked[0] != "variable":
        return ()
    for symbol, occurrences in found.by_symbol.items():
        if (
            len(symbol) == 4
            and symbol[3] == asked[-1]
            and any(occurrence.role == "declaration" and occurrence.path[1] == asked[1] for occurrence in occurrences)
        ):
            return symbol
    return ()


def _check_id(found: References, symbol: Symbol, new: str) -> None:
    """Refuse an id that cannot be one, or that something else of the kind has."""
    route, shown = ".".join(symbol), printable(new[:80])
    if symbol[0] == "clock":
        raise RenameRefused("the clock's unit is a word of the format", hint="`clock.unit` chooses another")
    if new == symbol[-1]:
        raise RenameRefused(f"`{route}` is called `{shown}` already")
    if not ID.match(new):
        hint = "an id has lower-case letters, digits and `_`, begins with a letter, and has at most 80 characters"
        raise RenameRefused(f"`{shown}` cannot be an id", hint=hint)
    if new in RESERVED and len(symbol) != 4:
        raise RenameRefused(f"`{shown}` is a reserved word", hint="choose another id")
    kinds = ("scene", "ending") if symbol[:-1] in (("scene",), ("ending",)) else (symbol[-2],)
    for kind in kinds:
        taken = (*symbol[:-2], kind, new)
        if found.declarations(taken):
            raise RenameRefused(f"there is `{'.'.join(taken)}` already", hint="choose another id")


def _check_places(found: References, symbol: Symbol, occurrences: Sequence[Occurrence], overlay: Overlay) -> None:
    """Refuse what stands in a file that came with the program, or is written so that it could not be put back."""
    for occurrence in occurrences:
        source = found.sources[occurrence.source]
        if source.name not in overlay.files:
            message = f"`{'.'.join(symbol)}` is the doctrine's, which came with the program"
            raise RenameRefused(message, hint="its names stay as they are")
        if not occurrence.plain:
            line, column = line_and_column(source.text, occurrence.span.start)
            message = f"{source.name}:{line}:{column}: `{symbol[-1]}` is written with an escape, or over two lines"
            raise RenameRefused(message, hint="write it plainly there first")


def _rewritten(
    source: SourceText, number: int, occurrences: Sequence[Occurrence], new: str, overlay: Overlay
) -> Rewritten:
    """The file with the new id; every other byte is the one that was there."""
    before = overlay.texts[source.name]
    spans = [each.span for each in occurrences if each.source == number]
    pieces, at = [], 0
    for span in spans:
        pieces += [source.text[at : span.start], new]
        at = span.end
    text = "".join([*pieces, source.text[at:]])
    written = before.decode("utf-8")
    # A name holds no line end, so the lines stay what they are, each with the end that it had.
    ends = ["\r\n" if line.endswith("\r") else "\n" for line in written.split("\n")[:-1]]
    whole = "".join(line + end for line, end in zip(text.split("\n"), [*ends, ""], strict=True))
    mark = _MARK if written.startswith(_MARK) else ""
    return Rewritten(source.name, overlay.files[source.name], before, (mark + whole).encode(), tuple(spans))


def _check_meaning(
    before: Reading, found: References, after: Reading, symbol: Symbol, new: str, budget: Budget
) -> None:
    """Refuse a result that says anything else than before."""
    told = [(diagnostic.code, diagnostic.severity) for diagnostic in before.diagnostics]
    added = [each for each in after.diagnostics if (each.code, each.severity) not in told]
    if added or len(after.diagnostics) != len(told):
        _refuse_meaning(symbol, new, added)
    if before.scenario is not None and (
        after.scenario is None or not same_but_for(before.scenario, after.scenario, symbol[-1], new)
    ):
        _refuse_meaning(symbol, new, ())
    moved = {symbol: (*symbol[:-1], new)}
    old = [(each.source, _moved(each.symbol, moved), each.role) for each in found.occurrences]
    if old != [(each.source, each.symbol, each.role) for each in references(after.sources, budget).occurrences]:
        _refuse_meaning(symbol, new, ())


def _moved(symbol: Symbol, moved: Mapping[Symbol, Symbol]) -> Symbol:
    """The symbol as it is called afterwards: it, or what it stands in, has another name."""
    for old, new in moved.items():
        if symbol[: len(old)] == old:
            return (*new, *symbol[len(old) :])
    return symbol


def _refuse_meaning(symbol: Symbol, new: str, added: Sequence[Diagnostic]) -> None:
    message = f"with `{new}` for `{'.'.join(symbol)}` the scenario would not mean the same"
    raise RenameRefused(message, hint=concise(added[0]) if added else "choose another id")


def _check_neighbours(path: Path, files: Sequence[Rewritten], unsaved: Mapping[Path, bytes], budget: Budget) -> None:
    """Refuse what would break another scenario beside this one that reads the same files."""
    shared = {file.path for file in files} - {path.resolve()}
    if not shared:
        return
    for other in scenario_files(path.parent):
        if other.resolve() == path.resolve():
            continue
        overlay = Overlay()
        before = read_scenario(other, budget, overlay)
        if shared & set(overlay.files.values()):
            after = read_scenario(other, budget, Overlay(unsaved))
            if len(after.errors) > len(before.errors):
                message = f"{printable(other.name)} reads the same files, and would not load any more"
                raise RenameRefused(message, hint=concise(after.errors[0]))
