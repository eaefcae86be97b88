"""What the language server knows: which files are open, what came of reading them, and what a proof found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import define, field, frozen
from lsprotocol.types import CodeLens, Command, Diagnostic, DiagnosticSeverity, TextEdit

from crisisengine.authoring.language.allowance import allowance
from crisisengine.authoring.language.manuscript import Manuscript, main_of, manuscript
from crisisengine.authoring.language.utf16 import EditorText
from crisisengine.authoring.names import Declared, declared
from crisisengine.authoring.outlook import ScenarioOutlook, odds_text
from crisisengine.diagnostics import Diagnostic as Finding
from crisisengine.text.english import plural

__all__ = ["Mending", "OpenTexts", "marked"]

_SEVERITIES = {"error": DiagnosticSeverity.Error, "warning": DiagnosticSeverity.Warning}


@frozen
class Mending:
    """An edit that does away with a finding."""

    finding: Finding
    edit: TextEdit
    told: str
    """What it does, in words."""
    meant: bool
    """Whether it mends the finding; otherwise it accepts it."""


@define
class OpenTexts:
    """The texts on the desk. Paths have symbolic links followed; of every scenario the last reading alone is kept."""

    unsaved: dict[Path, bytes] = field(factory=dict)
    """The files that are open, as the editor holds them."""
    read: dict[Path, Manuscript] = field(factory=dict)
    """By the scenario's own file."""
    mains: dict[Path, Path] = field(factory=dict)
    """Open file to the scenario that it belongs to."""
    names: dict[Path, Declared] = field(factory=dict)
    """The ids of the last text of each scenario that was TOML."""
    proved: dict[Path, tuple[ScenarioOutlook, Manuscript]] = field(factory=dict)
    """What was found last, and about which text."""

    def write(self, path: Path, text: str) -> Path:
        """A file as the editor holds it now; returns the scenario that has to be read again."""
        self.unsaved[path] = text.encode("utf-8", "replace")  # half a character, as an editor may send, is no text
        if path not in self.mains:
            self.mains[path] = main_of(path, self.unsaved, self.read)
        return self.stale(path)

    def save(self, path: Path) -> Path:
        """The disk says what the editor does; a file may belong to another scenario by now. Returns its scenario."""
        self.mains = {file: main_of(file, self.unsaved, {}) for file in self.mains}
        for main in set(self.read) - set(self.mains.values()):
            del self.read[main]
        return self.stale(path)

    def stale(self, path: Path) -> Path:
        """Forget what was read of the scenario of a file; returns it."""
        main = self.mains.get(path, path)
        self.read.pop(main, None)
        return main

    def close(self, path: Path) -> Path:
        """The file is the disk's again; returns its scenario."""
        self.unsaved.pop(path, None)
        main = self.stale(path)
        self.mains.pop(path, None)
        if main not in self.mains.values():
            self.names.pop(main, None)
            self.proved.pop(main, None)
        return main

    def at(self, path: Path) -> Manuscript:
        """The present reading of a file's scenario; it is read where it has not been yet.

        Raises:
            OverBudget: it takes too long to look for its files.
        """
        main = self.mains.get(path, path)
        found = self.read.get(main)
        if found is None:
            found = self.read[main] = manuscript(main, self.unsaved)
            if found.reading.sources and not any(error.code == "toml-syntax" for error in found.reading.errors):
                self.names[main] = declared(source.tables for source in found.reading.sources)
        return found

    def names_at(self, path: Path) -> Declared:
        """The ids of a file's scenario; while a file is no TOML, those that it had when it last was."""
        found = self.at(path)
        known = self.names.get(found.main)
        return known if known is not None else declared(source.tables for source in found.reading.sources)

    def tell(self, outlook: ScenarioOutlook) -> Manuscript | None:
        """Take in what a proof found; returns the text that it is about, if that is still the present one."""
        for main, found in self.read.items():
            scenario = found.reading.scenario
            if scenario is not None and scenario.fingerprint == outlook.fingerprint:
                self.proved[main] = (outlook, found)
                return found
        return None

    def outlook(self, found: Manuscript) -> ScenarioOutlook | None:
        """What is known of a scenario, perhaps of its text before the last edits."""
        proved = self.proved.get(found.main)
        return None if proved is None else proved[0]

    def remarks(self, found: Manuscript) -> tuple[Finding, ...]:
        """What only exploring finds, where it stands in the present text."""
        proved = self.proved.get(found.main)
        return proved[0].remarks if proved is not None and proved[1] is found else ()

    def mendings(self, found: Manuscript, path: Path) -> Iterator[Mending]:
        """What does away with the findings in a file: hints that are plain replacements, and accepting a warning."""
        for finding in (*found.reading.diagnostics, *self.remarks(found)):
            if found.path_of(finding.file) != path:
                continue
            fix, lines = finding.fix, found.lines(finding.file)
            if fix is not None:
                start, end = lines.at(fix.line, fix.column), lines.at(fix.end_line, fix.end_column)
                edit = TextEdit(lines.range(start, end), fix.replacement)
                yield Mending(finding, edit, finding.hint or f"write `{fix.replacement}`", meant=True)
            accepted = allowance(found, finding)
            if accepted is not None:
                yield Mending(finding, accepted, f"accept `{finding.code}` here", meant=False)

    def lenses(self, found: Manuscript, path: Path) -> Iterator[CodeLens]:
        """The verdict at the head of the scenario, odds at its endings, verdicts at its promises."""
        number, outlook = found.numbers.get(path), self.outlook(found)
        if number is None or outlook is None:
            return
        source = found.reading.sources[number]
        scenario = found.reading.scenario
        old = "" if scenario is not None and scenario.fingerprint == outlook.fingerprint else "before this edit: "
        told: dict[tuple[str, ...], str] = {("scenario",): ": ".join(filter(None, [outlook.verdict, outlook.told]))}
        for odds in outlook.endings:
            shortest = "" if odds.shortest is None else f", shortest {plural(odds.shortest, 'decision')}"
            told["ending", odds.id] = f"random play: {odds_text(odds)}{shortest}"
        for promise in outlook.promises:
            told["property", promise.name] = promise.verdict
        for table, title in told.items():
            span = source.positions.key(table) if source.has(table) else None
            if span is not None:
                lines = found.lines(source.name)
                yield CodeLens(lines.range(span.start, span.end), Command(f"{old}{title}", ""))


def marked(finding: Finding, lines: EditorText, describe: Callable[[Finding], str]) -> Diagnostic:
    """A finding at its place, for an editor."""
    start = lines.at(finding.line, finding.column)
    return Diagnostic(
        lines.range(start, start + finding.width),
        describe(finding),
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        source="crisisengine",
    )
