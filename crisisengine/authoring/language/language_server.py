"""The language server: what an editor asks, answered from the texts that are open. Nothing that it is sent ends it.

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
from pygls.lsp.server import LanguageServer

from crisisengine.authoring.language.answers import Answers, described, file_of
from crisisengine.authoring.language.manuscript import Manuscript
from crisisengine.authoring.language.open_texts import marked
from crisisengine.authoring.outlook import ScenarioOutlook
from crisisengine.authoring.proving import Proving
from crisisengine.budget import OverBudget
from crisisengine.errors import CrisisError
from crisisengine.version import __version__

__all__ = ["serve"]

PAUSE = 0.03
"""Seconds without a further edit before a text is read."""
QUIET = 0.4
"""Seconds without a further edit before it is proved."""


def serve() -> None:
    """Answer an editor on standard input and output, until it leaves."""
    server = LanguageServer("crisisengine", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
    session = _EditorSession(server)
    session.listen()
    # streams of its own, which it may close: whatever else is printed must not come between its messages
    heard, said = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        server.start_io(heard, said)
    finally:
        session.proving.cancel()


@define(eq=False)
class _EditorSession:
    """The open texts, what keeps them read and proved, and who is told."""

    server: LanguageServer
    answers: Answers = Factory(Answers)
    versions: dict[Path, int] = Factory(dict)
    """Which of their texts was the last."""
    proving: Proving = Factory(lambda self: Proving(self.heard), takes_self=True)
    _waiting: dict[Path, asyncio.TimerHandle] = Factory(dict)
    _proof: asyncio.TimerHandle | None = None
    _loop: asyncio.AbstractEventLoop | None = None

    def listen(self) -> None:
        """Say what is answered."""
        answers: dict[str, Callable[[Any], Any]] = {
            types.TEXT_DOCUMENT_HOVER: self.answers.hover,
            types.TEXT_DOCUMENT_DEFINITION: self.answers.definition,
            types.TEXT_DOCUMENT_REFERENCES: self.answers.uses,
            types.TEXT_DOCUMENT_PREPARE_RENAME: self.answers.prepare_rename,
            types.TEXT_DOCUMENT_RENAME: self.answers.rename,
            types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: self.answers.outline,
            types.TEXT_DOCUMENT_CODE_LENS: self.answers.lenses,
            types.TEXT_DOCUMENT_DID_OPEN: self.opened,
            types.TEXT_DOCUMENT_DID_CHANGE: self.changed,
            types.TEXT_DOCUMENT_DID_SAVE: self.saved,
            types.TEXT_DOCUMENT_DID_CLOSE: self.closed,
        }
        for method, answer in answers.items():
            self.server.feature(method)(_bare(answer))
        triggers = types.CompletionOptions(trigger_characters=['"', "'", "{", ".", "[", "^", ":", "("])
        self.server.feature(types.TEXT_DOCUMENT_COMPLETION, triggers)(_bare(self.answers.complete))
        kinds = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
        self.server.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)(_bare(self.answers.actions))

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
        path = file_of(params.text_document.uri)
        if path is not None:
            self._again(self.answers.desk.save(path))

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        """The editor has done with it."""
        path = file_of(params.text_document.uri)
        if path is None:
            return
        main = self.answers.desk.close(path)
        self._publish(path, [])
        self.answers.uris.pop(path, None)
        self.versions.pop(path, None)
        if main in self.answers.desk.mains.values():
            self._again(main)

    def _written(self, document: types.TextDocumentItem | types.VersionedTextDocumentIdentifier, text: str) -> None:
        path = file_of(document.uri)
        if path is not None:
            self.answers.uris[path], self.versions[path] = document.uri, document.version
            self._again(self.answers.desk.write(path, text))

    def _again(self, main: Path) -> None:
        """Read a scenario once the typing pauses; what is being proved is out of date."""
        self.proving.cancel()
        self._loop = asyncio.get_running_loop()
        self._forget_done()
        for handle in filter(None, (self._waiting.pop(main, None), self._proof)):
            handle.cancel()
        self._proof = None
        self._waiting[main] = self._loop.call_later(PAUSE, self._look, main)

    def _forget_done(self) -> None:
        """What pygls 2.1 would keep for ever: what became of every notification, some two kilobytes for each edit."""
        futures: dict[object, Any] = getattr(self.server.protocol, "_request_futures", {})
        for number in [number for number, future in futures.items() if future.done()]:
            del futures[number]

    def _look(self, main: Path) -> None:
        self._waiting.pop(main, None)
        try:
            found = self.answers.desk.at(main)
        except (OverBudget, CrisisError):
            return  # too large to be read while somebody types
        self._publish_all(found)
        if found.reading.scenario is not None and self._loop is not None:
            self._proof = self._loop.call_later(QUIET, self._prove, found)

    def _prove(self, found: Manuscript) -> None:
        self._proof = None
        if self.answers.desk.read.get(found.main) is found:
            self.proving.start(found.main, found.reading)

    def heard(self, told: object) -> None:
        """The proof says something, from its own thread."""
        if isinstance(told, ScenarioOutlook) and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take_in, told)

    def _take_in(self, outlook: ScenarioOutlook) -> None:
        found = self.answers.desk.tell(outlook)
        if found is None:
            return
        self._publish_all(found)
        workspace = self.server.client_capabilities.workspace
        if workspace and workspace.code_lens and workspace.code_lens.refresh_support:
            self.server.workspace_code_lens_refresh(None)

    def _publish_all(self, found: Manuscript) -> None:
        for path, findings in found.by_file(self.answers.desk.remarks(found)):
            self._publish(path, [marked(each, found.lines(each.file), described) for each in findings])

    def _publish(self, path: Path, diagnostics: list[types.Diagnostic]) -> None:
        uri = self.answers.uris.get(path) or path.as_uri()
        told = types.PublishDiagnosticsParams(uri, diagnostics, self.versions.get(path))
        self.server.text_document_publish_diagnostics(told)


def _bare(answer: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A plain function, as the server's table of features wants it."""

    def called(params: Any) -> Any:  # noqa: ANN401 - each method has its own
        return answer(params)

    return called
