"""A scenario as it is being written: what came of reading its files, saved or not, and where everything stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from attrs import frozen
from lsprotocol.types import Location

from crisisengine.authoring.language.utf16 import EditorText
from crisisengine.authoring.names import declared
from crisisengine.authoring.references import Occurrence, References, references
from crisisengine.budget import READING, SCAN, Budget, OverBudget
from crisisengine.diagnostics import Diagnostic
from crisisengine.loader import Reading
from crisisengine.storage import Overlay, read_scenario
from crisisengine.storage.disk import tomls
from crisisengine.storage.recognise import file_kind, kind_of, weight
from crisisengine.storage.scenarios import HEAVIEST_SCANNED

__all__ = ["Manuscript", "main_of", "manuscript"]

LONGEST_LOOK = 3.0
"""Seconds; the largest scenario that came with the program takes a tenth of one."""
LONGEST_SEARCH = 2.0
"""Seconds in which the scenario of a file is looked for."""
_NO_SCENARIO = frozenset((("missing-key", ""), ("unknown-format", ""), ("misplaced", "doctrine")))
"""What is said of a file, by code and route, only because it is no scenario."""
MOST_NEIGHBOURS = 50
"""Files of a folder that are looked at to find the scenario that a file belongs to."""
MOST_ABOVE = 4
"""Folders, its own and those above: an `include` leads no deeper."""


@frozen(slots=False)
class Manuscript:
    """One reading. It is thrown away at the next edit, so whatever it works out it may keep."""

    main: Path
    reading: Reading
    overlay: Overlay
    """Knows which files were read, and what they said."""

    @cached_property
    def found(self) -> References:
        """Every id and its uses; none where a file is not TOML, or so many that looking for them would hold up whoever writes."""
        try:
            return references(self.reading.sources, Budget(LONGEST_LOOK, READING.memory))
        except OverBudget:
            return References((), declared(()), ())

    @cached_property
    def numbers(self) -> dict[Path, int]:
        """The author's files that could be read, each with its number among the sources."""
        names = {source.name: number for number, source in enumerate(self.reading.sources)}
        return {path: names[name] for name, path in self.overlay.files.items() if name in names}

    def lines(self, name: str) -> EditorText:
        """A file's text as an editor counts it; of one that came with the program as the loader has it."""
        if name not in self._lines:
            raw = self.overlay.texts.get(name)
            if raw is None:
                text = next((source.text for source in self.reading.sources if source.name == name), "")
            else:
                text = raw.decode("utf-8", "replace")
            self._lines[name] = EditorText(text)
        return self._lines[name]

    @cached_property
    def _lines(self) -> dict[str, EditorText]:
        return {}

    def occurrence(self, path: Path, offset: int) -> Occurrence | None:
        """The id at a place of a file; None where there is none, or the file is not TOML."""
        number = self.numbers.get(path)
        return None if number is None else self.found.at(number, offset)

    def path_of(self, name: str) -> Path:
        """Where a file lies; one that came with the program as well."""
        return self.overlay.files.get(name) or Path(name).resolve()

    def location(self, occurrence: Occurrence) -> Location:
        """Where an id stands, for an editor."""
        name = self.reading.sources[occurrence.source].name
        return Location(self.path_of(name).as_uri(), self.lines(name).range(occurrence.span.start, occurrence.span.end))

    @property
    def _is_part(self) -> bool:
        """Whether it is a file that a scenario is to include, and no scenario reads it yet."""
        return any(
            path == self.main and kind_of(self.overlay.texts[name]) == "part"
            for name, path in self.overlay.files.items()
        )

    def by_file(self, more: tuple[Diagnostic, ...] = ()) -> Iterator[tuple[Path, list[Diagnostic]]]:
        """What is found in each of the author's files, nothing being as good as anything: it clears what was said before."""
        found: dict[Path, list[Diagnostic]] = {path: [] for path in self.overlay.files.values()}
        part = self._is_part
        for diagnostic in (*self.reading.diagnostics, *more):
            if part and (diagnostic.code, diagnostic.route) in _NO_SCENARIO:
                continue
            found.setdefault(self.path_of(diagnostic.file), []).append(diagnostic)
        yield from found.items()


def manuscript(main: Path, unsaved: Mapping[Path, bytes], budget: Budget | None = None) -> Manuscript:
    """Read a scenario, what is not saved yet in front of what is.

    Raises:
        OverBudget: it takes too long to look for its files.
    """
    overlay = Overlay(unsaved)
    return Manuscript(main, read_scenario(main, budget or READING.begin(), overlay, alone=True), overlay)


def main_of(path: Path, unsaved: Mapping[Path, bytes], known: Mapping[Path, Manuscript]) -> Path:
    """The scenario that a file belongs to: itself, or the one beside or above it that reads it; itself where nobody does."""
    if (kind_of(unsaved[path]) if path in unsaved else file_kind(path)) == "scenario":
        return path
    for main, read in known.items():
        if path in read.overlay.files.values():
            return main
    search = Budget(LONGEST_SEARCH, READING.memory)
    for folder in list(path.parents)[:MOST_ABOVE]:
        for other in tomls(folder)[:MOST_NEIGHBOURS]:
            if search.left <= 0:
                return path
            if other.resolve() != path and _reads(other.resolve(), path, unsaved, search):
                return other.resolve()
    return path


def _reads(main: Path, path: Path, unsaved: Mapping[Path, bytes], search: Budget) -> bool:
    """Whether a file is a scenario that reads another; one that takes long to read is asked no further."""
    if file_kind(main) != "scenario" or weight(main) > HEAVIEST_SCANNED:
        return False
    try:
        return path in manuscript(main, unsaved, search.part(SCAN.seconds, SCAN.memory)).overlay.files.values()
    except OverBudget:
        return False
