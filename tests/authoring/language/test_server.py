"""The server over standard input and output, as an editor has it."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from pathlib import Path
from typing import NoReturn

import psutil
import pytest
from lsprotocol import types
from pygls.lsp.client import BaseLanguageClient

from crisisengine.authoring.language import language_server
from crisisengine.cli import main

STORY = """\
format = 1
[scenario]
title = "គេហ 🌊"
summary = "S"
start = "road"
minutes = 1
[variable.luck]
label = "Luck"
range = [0, 3]
start = 0
bands = { 0 = "none", 1 = "some" }
[scene.road]
title = "Road"
text = "គេហ 🌊🌊 {luck} and {luck >= 2: yes | no}"
[scene.road.measure.wait]
label = "Wait"
effects = ["luck += 1"]
[scene.road.measure.go]
label = "Go"
requires = "luck >= 1"
chance.well = { weight = 3, goto = "home" }
chance.ill = { weight = 1, goto = "late" }
[ending.home]
title = "Home"
rank = 2
text = "E"
history = "H"
[ending.late]
title = "Late"
rank = 1
text = "E"
history = "F"
[property.comes_home]
reachable = "ending.home"
"""


class Editor:
    """What an editor is to the server: a client over its standard input and output."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.client = BaseLanguageClient("editor", "1")
        self.published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def told(params: types.PublishDiagnosticsParams) -> None:
            self.published.put_nowait(params)

    def wait(self, answer):
        """What the server says to something, within reason."""
        return self.loop.run_until_complete(asyncio.wait_for(answer, 60))

    def begin(self) -> None:
        self.wait(self.client.start_io(sys.executable, "-m", "crisisengine", "lsp"))
        self.wait(self.client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities())))
        self.client.initialized(types.InitializedParams())

    def end(self) -> None:
        self.wait(self.client.shutdown_async(None))
        self.client.exit(None)
        self.wait(self.client.stop())
        self.loop.close()

    def ask(self, question: str, params):
        """A question by the name of its method, as `hover`."""
        return self.wait(getattr(self.client, f"text_document_{question}_async")(params))


@pytest.fixture(scope="module")
def editor():
    found = Editor()
    found.begin()
    yield found
    found.end()


def place_of(text: str, needle: str, inside: int = 0) -> types.Position:
    """Where something stands, in UTF-16."""
    offset = text.index(needle) + inside
    before = text[:offset]
    return types.Position(before.count("\n"), len(before.rpartition("\n")[2].encode("utf-16-le")) // 2)


def reach(text: str, needle: str, inside: int, width: int) -> types.Range:
    """A stretch of a line."""
    return types.Range(place_of(text, needle, inside), place_of(text, needle, inside + width))


class Written:
    """A document in the editor."""

    def __init__(self, editor: Editor, file: Path) -> None:
        self.editor, self.uri, self.version = editor, file.as_uri(), 0
        self.document = types.TextDocumentIdentifier(self.uri)

    def open(self, text: str) -> list[types.Diagnostic]:
        item = types.TextDocumentItem(self.uri, "toml", 0, text)
        self.editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return self.told()

    def write(self, text: str) -> list[types.Diagnostic]:
        self.version += 1
        whole = types.TextDocumentContentChangeWholeDocument(text)
        versioned = types.VersionedTextDocumentIdentifier(version=self.version, uri=self.uri)
        self.editor.client.text_document_did_change(types.DidChangeTextDocumentParams(versioned, [whole]))
        return self.told()

    def told(self) -> list[types.Diagnostic]:
        """What is said of the text as it is now."""
        while True:
            found = self.editor.wait(self.editor.published.get())
            if (found.uri, found.version) == (self.uri, self.version):
                return list(found.diagnostics)

    def close(self) -> None:
        self.editor.client.text_document_did_close(types.DidCloseTextDocumentParams(self.document))


@pytest.fixture
def tale(editor: Editor, tmp_path: Path):
    """The story, open in the editor."""
    file = tmp_path / "tale.toml"
    file.write_text(STORY, encoding="utf-8")
    written = Written(editor, file)
    assert written.open(STORY) == []
    yield written
    written.close()


LUCK = place_of(STORY, "{luck >=", 2)
"""In a guard behind emoji and Khmer script."""


def test_an_id_is_explained_with_where_it_is_read_and_written(editor: Editor, tale: Written) -> None:
    hover = editor.ask("hover", types.HoverParams(tale.document, LUCK))

    assert hover is not None
    assert hover.range == reach(STORY, "{luck >=", 1, 4)
    assert isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.value.split("\n\n") == [
        "**`luck`** · variable",
        "Luck",
        "0 to 3: 0 *none*, 1 *some*",
        "starts at none (0)",
        "read by `scene.road`, `scene.road.measure.go`",
        "written by `scene.road.measure.wait`",
    ]


@pytest.mark.parametrize(
    ("needle", "told"),
    [
        ("road.measure.wait", "**`wait`** · measure of `road`\n\nWait\n\n- Luck up by one"),
        ("road.measure.go", "**`go`** · measure of `road`\n\nGo\n\n- open only if “Luck” is *some*"),
        ("chance.ill", "**`ill`** · outcome\n\n- 1 in 4"),
        ("ending.late]", "**`late`** · ending\n\nLate\n\nE\n\nrank 1"),
        ("property.comes_home", "**`comes_home`** · property"),
    ],
)
def test_what_a_thing_does_is_told_in_words(editor: Editor, tale: Written, needle: str, told: str) -> None:
    place = place_of(STORY, needle, len(needle) - 2)

    hover = editor.ask("hover", types.HoverParams(tale.document, place))

    assert hover.contents.value.startswith(told)


def test_a_key_is_explained(editor: Editor, tale: Written) -> None:
    hover = editor.ask("hover", types.HoverParams(tale.document, place_of(STORY, "requires", 3)))

    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.value.startswith("While this is false, the measure is shown and locked")


def test_an_id_leads_to_its_declaration_and_to_its_uses(editor: Editor, tale: Written) -> None:
    declared = types.Location(tale.uri, reach(STORY, "luck]", 0, 4))
    context = types.ReferenceContext(include_declaration=False)

    definition = editor.ask("definition", types.DefinitionParams(tale.document, LUCK))
    uses = editor.ask("references", types.ReferenceParams(context, tale.document, LUCK))

    assert list(definition or ()) == [declared]
    assert len(uses or ()) == 4
    assert declared not in (uses or ())


def test_an_id_is_renamed_or_refused_with_the_reason(editor: Editor, tale: Written) -> None:
    edit = editor.ask("rename", types.RenameParams(tale.document, LUCK, "fortune"))

    assert edit is not None
    assert edit.changes is not None
    assert {change.new_text for change in edit.changes[tale.uri]} == {"fortune"}
    assert len(edit.changes[tale.uri]) == 5
    with pytest.raises(Exception, match="`day` is a reserved word"):
        editor.ask("rename", types.RenameParams(tale.document, LUCK, "day"))


def test_the_tables_are_listed_with_what_is_in_them(editor: Editor, tale: Written) -> None:
    symbols = editor.ask("document_symbol", types.DocumentSymbolParams(tale.document))

    assert [symbol.name for symbol in symbols or ()] == ["scenario", "luck", "road", "home", "late", "comes_home"]
    road = (symbols or ())[2]
    assert isinstance(road, types.DocumentSymbol)
    assert [child.name for child in road.children or ()] == ["wait", "go"]


def test_a_fault_in_what_is_not_saved_stands_at_its_place_with_what_mends_it(editor: Editor, tale: Written) -> None:
    faulty = STORY.replace('requires = "luck', 'requires = "lcuk')

    (diagnostic,) = tale.write(faulty)
    context = types.CodeActionContext([diagnostic])
    actions = editor.ask("code_action", types.CodeActionParams(tale.document, diagnostic.range, context))

    assert (diagnostic.code, diagnostic.range) == ("unknown-name", reach(faulty, "lcuk", 0, 4))
    assert diagnostic.message == "there is no variable `lcuk`\nhint: did you mean `luck`?"
    (action,) = actions or ()
    assert isinstance(action, types.CodeAction)
    assert action.edit is not None
    assert {uri: list(edits) for uri, edits in (action.edit.changes or {}).items()} == {
        tale.uri: [types.TextEdit(diagnostic.range, "luck")]
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('goto = "', {"road", "home", "late", "back"}),
        ("when = \"taken('ro", {"road.wait", "road.go"}),
        ("onc", {"once"}),
        ('result = "{lu', {"luck", "date"}),
        ("once = ", {"true", "false"}),
        ("[scene.", {"road"}),
    ],
)
def test_names_and_words_are_offered_where_the_text_is_no_toml_yet(
    editor: Editor, tale: Written, written: str, expected: set[str]
) -> None:
    half = STORY.replace('label = "Wait"\n', f'label = "Wait"\n{written}\n')
    tale.write(half)

    found = editor.ask(
        "completion", types.CompletionParams(tale.document, place_of(half, f"\n{written}", len(written) + 1))
    )

    assert isinstance(found, list)
    assert expected <= {item.label for item in found}


def test_verdict_and_odds_come_from_a_proof_apart(editor: Editor, tale: Written) -> None:
    lenses: list[types.CodeLens] = []
    while len(lenses) < 4:
        tale.told()
        lenses = list(editor.ask("code_lens", types.CodeLensParams(tale.document)) or ())

    told = [lens.command.title for lens in lenses if lens.command is not None]
    assert told[0].startswith("holds")
    assert told[1:] == ["random play: 75 %, shortest 2 decisions", "random play: 25 %, shortest 2 decisions", "holds"]


def test_documents_that_are_no_files_and_places_that_are_nowhere_are_met_with_nothing(
    editor: Editor, tale: Written, tmp_path: Path
) -> None:
    nowhere = types.Position(10_000, 10_000)
    for uri in (
        "untitled:Untitled-1",
        "http://example.org/a.toml",
        "file:///no/such/a.toml",
        tmp_path.as_uri(),
        "x",
        "",
    ):
        document = types.TextDocumentIdentifier(uri)
        opened = types.TextDocumentItem(uri, "toml", 0, "x = [")
        editor.client.text_document_did_open(types.DidOpenTextDocumentParams(opened))
        for place in (nowhere, types.Position(0, 3)):
            assert editor.ask("hover", types.HoverParams(document, place)) is None
            assert not editor.ask("definition", types.DefinitionParams(document, place))
            assert isinstance(editor.ask("completion", types.CompletionParams(document, place)), list)
            assert editor.ask("rename", types.RenameParams(document, place, "x")) is None
        assert not editor.ask("document_symbol", types.DocumentSymbolParams(document))
        assert not editor.ask("code_lens", types.CodeLensParams(document))
        for _ in range(2):
            editor.client.text_document_did_close(types.DidCloseTextDocumentParams(document))

    assert tale.write(STORY) == []


def test_ctrl_c_ends_it_at_once_whatever_an_editor_still_says(monkeypatch: pytest.MonkeyPatch) -> None:
    def left(code: int) -> NoReturn:
        raise SystemExit(code)

    heeded = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(language_server, "serve", lambda: signal.raise_signal(signal.SIGINT))
    monkeypatch.setattr(os, "_exit", left)
    try:
        with pytest.raises(SystemExit) as ended:
            main(["lsp"])
    finally:
        signal.signal(signal.SIGINT, heeded)

    assert ended.value.code == 130


def test_without_its_part_the_command_says_in_a_line_what_brings_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SystemExit) as ended:
        main(["lsp"])

    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "error: the language server needs pygls\n  hint: `pip install 'crisisengine[author]'` brings it\n"
    )


@pytest.mark.campaign
def test_ten_thousand_edits_leave_the_memory_where_it_was(editor: Editor, tale: Written) -> None:
    """Every text is read, the sound and the broken; each third is asked about."""
    (server,) = [child for child in psutil.Process().children() if "lsp" in child.cmdline()]
    chance, held = random.Random(0), []
    for number in range(10_000):
        at = chance.randrange(len(STORY))
        put = chance.choice(["x", '"', "\n", "{", "[", "🌊", "taken('", " "])
        tale.write(STORY[:at] + put + STORY[at + chance.randrange(3) :])
        if number % 3 == 0:
            place = types.Position(chance.randrange(40), chance.randrange(30))
            editor.ask("hover", types.HoverParams(tale.document, place))
            editor.ask("completion", types.CompletionParams(tale.document, place))
            editor.ask("document_symbol", types.DocumentSymbolParams(tale.document))
        if number % 1_000 == 999:
            held.append(server.memory_info().rss)
            print(number + 1, held[-1] // 1024**2, "MB", flush=True)

    assert held[-1] < held[0] * 1.1
    assert tale.write(STORY) == []
