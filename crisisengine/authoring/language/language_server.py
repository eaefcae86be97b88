"""The language server: what an editor asks, answered from the desk. Nothing that it is sent ends it.

Reading follows each edit after a moment's pause, on the loop; the proof is another process's work, given up at the next
edit. Texts come whole with every edit: they are small, and no arithmetic over half of them can go wrong.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import Factory, define
from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from crisisengine.authoring.language.context import context_at
from crisisengine.authoring.language.desk import Desk, marked
from crisisengine.authoring.language.hover import hover_text
from crisisengine.authoring.language.lines import Lines
from crisisengine.authoring.language.manuscript import Manuscript
from crisisengine.authoring.language.outline import outline
from crisisengine.authoring.language.suggestions import key_at, suggestions
from crisisengine.authoring.outlook import ScenarioOutlook
from crisisengine.authoring.proving import Proving
from crisisengine.authoring.references import Occurrence
from crisisengine.authoring.renaming import plan_renaming
from crisisengine.budget import READING, OverBudget
from crisisengine.diagnostics import Diagnostic as Finding
from crisisengine.errors import CrisisError
from crisisengine.text.markdown import literal
from crisisengine.version import __version__

__all__ = ["serve"]

PAUSE = 0.03
"""Seconds without a further edit before a text is read."""
QUIET = 0.4
"""Seconds without a further edit before it is proved."""
_KINDS = {
    "key": types.CompletionItemKind.Property,
    "table": types.CompletionItemKind.Module,
    "id": types.CompletionItemKind.Reference,
    "name": types.CompletionItemKind.Variable,
    "word": types.CompletionItemKind.EnumMember,
    "function": types.CompletionItemKind.Function,
}


def serve() -> None:
    """Answer an editor on standard input and output, until it leaves."""
    server = LanguageServer("crisisengine", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
    table = _Table(server)
    table.listen()
    # streams of its own, which it may close: whatever else is printed must not come between its messages
    heard, said = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        server.start_io(heard, said)
    finally:
        table.proving.cancel()


def _path(uri: str) -> Path | None:
    """The file of a document; None for one that has none."""
    try:
        name = uris.to_fs_path(uri)
        return Path(name).resolve() if name else None
    except (ValueError, OSError, RuntimeError):
        return None


def _described(finding: Finding) -> str:
    return f"{finding.message}\nhint: {finding.hint}" if finding.hint else finding.message


@define(eq=False)
class _Table:
    """The desk, and who sits at it."""

    server: LanguageServer
    desk: Desk = Factory(Desk)
    uris: dict[Path, str] = Factory(dict)
    """Open files, as the editor calls them."""
    versions: dict[Path, int] = Factory(dict)
    """Which of their texts was the last."""
    proving: Proving = Factory(lambda self: Proving(self.heard), takes_self=True)
    _waiting: dict[Path, asyncio.TimerHandle] = Factory(dict)
    _proof: asyncio.TimerHandle | None = None
    _loop: asyncio.AbstractEventLoop | None = None

    def listen(self) -> None:
        """Say what is answered."""
        answers: dict[str, Callable[[Any], Any]] = {
            types.TEXT_DOCUMENT_HOVER: self.hover,
            types.TEXT_DOCUMENT_DEFINITION: self.definition,
            types.TEXT_DOCUMENT_REFERENCES: self.uses,
            types.TEXT_DOCUMENT_PREPARE_RENAME: self.prepare_rename,
            types.TEXT_DOCUMENT_RENAME: self.rename,
            types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: self.outline,
            types.TEXT_DOCUMENT_CODE_LENS: self.lenses,
            types.TEXT_DOCUMENT_DID_OPEN: self.opened,
            types.TEXT_DOCUMENT_DID_CHANGE: self.changed,
            types.TEXT_DOCUMENT_DID_SAVE: self.saved,
            types.TEXT_DOCUMENT_DID_CLOSE: self.closed,
        }
        for method, answer in answers.items():
            self.server.feature(method)(_bare(answer))
        triggers = types.CompletionOptions(trigger_characters=['"', "'", "{", ".", "[", "^", ":", "("])
        self.server.feature(types.TEXT_DOCUMENT_COMPLETION, triggers)(_bare(self.complete))
        kinds = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
        self.server.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)(_bare(self.actions))

    # edits

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        """A file is open in the editor."""
        self._written(params.text_document, params.text_document.text)

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """It says something else."""
        if params.content_changes:
            self._written(params.text_document, params.content_changes[-1].text)

    def saved(self, params: types.DidSaveTextDocumentParams) -> None:
        """It is on the disk, and other files may be as well."""
        path = _path(params.text_document.uri)
        if path is not None:
            self._again(self.desk.stale(path))

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        """The editor has done with it."""
        path = _path(params.text_document.uri)
        if path is None:
            return
        main = self.desk.close(path)
        self._publish(path, [])
        self.uris.pop(path, None)
        self.versions.pop(path, None)
        if main in self.desk.mains.values():
            self._again(main)

    def _written(self, document: types.TextDocumentItem | types.VersionedTextDocumentIdentifier, text: str) -> None:
        path = _path(document.uri)
        if path is not None:
            self.uris[path], self.versions[path] = document.uri, document.version
            self._again(self.desk.write(path, text))

    def _again(self, main: Path) -> None:
        """Read a scenario once the typing pauses; what is being proved is out of date."""
        self.proving.cancel()
        self._loop = asyncio.get_running_loop()
        for handle in filter(None, (self._waiting.pop(main, None), self._proof)):
            handle.cancel()
        self._proof = None
        self._waiting[main] = self._loop.call_later(PAUSE, self._look, main)

    def _look(self, main: Path) -> None:
        self._waiting.pop(main, None)
        try:
            found = self.desk.at(main)
        except (OverBudget, CrisisError):
            return  # too large to be read while somebody types
        self._publish_all(found)
        if found.reading.scenario is not None and self._loop is not None:
            self._proof = self._loop.call_later(QUIET, self._prove, found)

    def _prove(self, found: Manuscript) -> None:
        self._proof = None
        if self.desk.read.get(found.main) is found:
            self.proving.start(found.main, found.reading)

    def heard(self, told: object) -> None:
        """The proof says something, from its own thread."""
        if isinstance(told, ScenarioOutlook) and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take_in, told)

    def _take_in(self, outlook: ScenarioOutlook) -> None:
        found = self.desk.tell(outlook)
        if found is None:
            return
        self._publish_all(found)
        workspace = self.server.client_capabilities.workspace
        if workspace and workspace.code_lens and workspace.code_lens.refresh_support:
            self.server.workspace_code_lens_refresh(None)

    def _publish_all(self, found: Manuscript) -> None:
        for path, findings in found.by_file(self.desk.remarks(found)):
            self._publish(path, [marked(each, found.lines(each.file), _described) for each in findings])

    def _publish(self, path: Path, diagnostics: list[types.Diagnostic]) -> None:
        uri = self.uris.get(path) or path.as_uri()
        told = types.PublishDiagnosticsParams(uri, diagnostics, self.versions.get(path))
        self.server.text_document_publish_diagnostics(told)

    # questions

    def _present(self, uri: str) -> tuple[Path, Manuscript] | None:
        """A document's file, and the present reading of its scenario."""
        path = _path(uri)
        if path is None:
            return None
        try:
            return path, self.desk.at(path)
        except (OverBudget, CrisisError):
            return None

    def _lines(self, path: Path) -> Lines:
        return Lines(self.desk.unsaved.get(path, b"").decode("utf-8", "replace"))

    def _looked_at(self, params: Any) -> tuple[Path, Manuscript, Occurrence] | None:  # noqa: ANN401 - all have a document and a position
        present = self._present(params.text_document.uri)
        if present is None:
            return None
        path, found = present
        occurrence = found.occurrence(path, self._lines(path).offset(params.position))
        return None if occurrence is None else (path, found, occurrence)

    def hover(self, params: types.HoverParams) -> types.Hover | None:
        """What there is to know of an id, or what a key is for."""
        looked_at = self._looked_at(params)
        if looked_at is None:
            return self._key(params)
        _, found, occurrence = looked_at
        try:
            told = hover_text(found, occurrence, self.desk.outlook(found))
        except OverBudget:
            return None
        return types.Hover(_markdown(told), found.location(occurrence).range)

    def _key(self, params: types.HoverParams) -> types.Hover | None:
        path = _path(params.text_document.uri)
        if path is None or path not in self.desk.unsaved:
            return None
        lines = self._lines(path)
        end = lines.offset(params.position)
        while end < len(lines.text) and (lines.text[end].isalnum() or lines.text[end] == "_"):
            end += 1
        context = context_at(lines.text, end)
        metadata = key_at((*context.path, context.before)) if context.kind == "key" and context.before else {}
        return types.Hover(_markdown(literal(metadata["says"]))) if metadata.get("says") else None

    def definition(self, params: types.DefinitionParams) -> list[types.Location]:
        """Where an id is declared."""
        looked_at = self._looked_at(params)
        if looked_at is None:
            return []
        _, found, occurrence = looked_at
        return [found.location(each) for each in found.found.declarations(occurrence.symbol)]

    def uses(self, params: types.ReferenceParams) -> list[types.Location]:
        """Wherever an id stands."""
        looked_at = self._looked_at(params)
        if looked_at is None:
            return []
        _, found, occurrence = looked_at
        declared = params.context.include_declaration
        everywhere = found.found.by_symbol[occurrence.symbol]
        return [found.location(each) for each in everywhere if declared or each.role != "declaration"]

    def prepare_rename(self, params: types.PrepareRenameParams) -> types.Range | None:
        """What would be renamed."""
        looked_at = self._looked_at(params)
        return None if looked_at is None else looked_at[1].location(looked_at[2]).range

    def rename(self, params: types.RenameParams) -> types.WorkspaceEdit | None:
        """A new id wherever the old one stands, or the reason why not."""
        looked_at = self._looked_at(params)
        if looked_at is None:
            return None
        _, found, occurrence = looked_at
        try:
            route = ".".join(occurrence.symbol)
            plan = plan_renaming(found.main, route, params.new_name, READING.begin(), self.desk.unsaved)
        except (CrisisError, OverBudget) as refused:
            raise JsonRpcInvalidParams(str(refused)) from None
        changes = {}
        for file in plan.files:
            lines = found.lines(file.name)
            edits = [types.TextEdit(lines.range(span.start, span.end), plan.new) for span in file.spans]
            changes[self.uris.get(file.path) or file.path.as_uri()] = edits
        return types.WorkspaceEdit(changes=changes)

    def complete(self, params: types.CompletionParams) -> list[types.CompletionItem]:
        """What could be written here."""
        path = _path(params.text_document.uri)
        if path is None or self._present(params.text_document.uri) is None:
            return []
        lines = self._lines(path)
        offset = lines.offset(params.position)
        found = suggestions(lines.text, offset, self.desk.names_at(path))
        return [
            types.CompletionItem(
                each.text,
                kind=_KINDS[each.kind],
                documentation=each.says or None,
                sort_text=f"{number:05}",
                text_edit=types.TextEdit(lines.range(offset - each.typed, offset), each.text),
            )
            for number, each in enumerate(found)
        ]

    def outline(self, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        """The tables of a file."""
        present = self._present(params.text_document.uri)
        if present is None or present[0] not in present[1].numbers:
            return []
        path, found = present
        source = found.reading.sources[found.numbers[path]]
        return outline(source, found.lines(source.name))

    def lenses(self, params: types.CodeLensParams) -> list[types.CodeLens]:
        """Verdict and odds, where what they are about stands."""
        present = self._present(params.text_document.uri)
        return [] if present is None else list(self.desk.lenses(present[1], present[0]))

    def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """What the hints of the findings here amount to."""
        present = self._present(params.text_document.uri)
        if present is None:
            return []
        path, found = present
        chosen = params.range
        return [
            types.CodeAction(
                mending.finding.hint or f"write `{mending.edit.new_text}`",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[marked(mending.finding, found.lines(mending.finding.file), _described)],
                is_preferred=True,
                edit=types.WorkspaceEdit(changes={params.text_document.uri: [mending.edit]}),
            )
            for mending in self.desk.mendings(found, path)
            if chosen.start.line <= mending.edit.range.end.line and mending.edit.range.start.line <= chosen.end.line
        ]


def _bare(answer: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A plain function, as the server's table of features wants it."""

    def called(params: Any) -> Any:  # noqa: ANN401 - each method has its own
        return answer(params)

    return called


def _markdown(text: str) -> types.MarkupContent:
    return types.MarkupContent(types.MarkupKind.Markdown, text)
