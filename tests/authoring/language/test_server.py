"""The server over standard input and output, as an editor has it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import pytest_asyncio
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

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
bands = { 0 = "none", 2 = "some" }
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


@pytest_lsp.fixture(
    config=ClientServerConfig(server_command=[sys.executable, "-m", "crisisengine", "lsp"]),
    scope="module",
)
async def editor(lsp_client: LanguageClient):
    await lsp_client.initialize_session(types.InitializeParams(capabilities=types.ClientCapabilities()))
    yield
    await lsp_client.shutdown_session()


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

    def __init__(self, editor: LanguageClient, file: Path) -> None:
        self.editor, self.uri, self.version = editor, file.as_uri(), 0
        self.document = types.TextDocumentIdentifier(self.uri)

    async def open(self, text: str) -> list[types.Diagnostic]:
        item = types.TextDocumentItem(self.uri, "toml", 0, text)
        self.editor.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.told()

    async def write(self, text: str) -> list[types.Diagnostic]:
        self.version += 1
        whole = types.TextDocumentContentChangeWholeDocument(text)
        versioned = types.VersionedTextDocumentIdentifier(version=self.version, uri=self.uri)
        self.editor.text_document_did_change(types.DidChangeTextDocumentParams(versioned, [whole]))
        return await self.told()

    async def told(self) -> list[types.Diagnostic]:
        """What is said of the text as it is now."""
        while True:
            found = await self.editor.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
            if (found.uri, found.version) == (self.uri, self.version):
                return list(found.diagnostics)


@pytest_asyncio.fixture(loop_scope="module")
async def tale(editor: LanguageClient, tmp_path: Path):
    """The story, open in the editor."""
    file = tmp_path / "tale.toml"
    file.write_text(STORY, encoding="utf-8")
    written = Written(editor, file)
    assert await written.open(STORY) == []
    yield written
    editor.text_document_did_close(types.DidCloseTextDocumentParams(written.document))


pytestmark = pytest.mark.asyncio(loop_scope="module")
LUCK = place_of(STORY, "{luck >=", 2)
"""In a guard behind emoji and Khmer script."""


async def test_an_id_is_explained_with_where_it_is_read_and_written(editor: LanguageClient, tale: Written) -> None:
    hover = await editor.text_document_hover_async(types.HoverParams(tale.document, LUCK))

    assert hover is not None
    assert hover.range == reach(STORY, "{luck >=", 1, 4)
    assert isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.value.split("\n\n") == [
        "**luck** · variable",
        "Luck",
        "0 to 3: 0 *none*, 2 *some*",
        "starts at none (0)",
        "read by `scene.road`, `scene.road.measure.go`",
        "written by `scene.road.measure.wait`",
    ]


async def test_a_key_is_explained(editor: LanguageClient, tale: Written) -> None:
    hover = await editor.text_document_hover_async(types.HoverParams(tale.document, place_of(STORY, "requires", 3)))

    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.value.startswith("While this is false, the measure is shown and locked")


async def test_an_id_leads_to_its_declaration_and_to_its_uses(editor: LanguageClient, tale: Written) -> None:
    declared = types.Location(tale.uri, reach(STORY, "luck]", 0, 4))
    context = types.ReferenceContext(include_declaration=False)

    definition = await editor.text_document_definition_async(types.DefinitionParams(tale.document, LUCK))
    uses = await editor.text_document_references_async(types.ReferenceParams(context, tale.document, LUCK))

    assert list(definition or ()) == [declared]
    assert len(uses or ()) == 4
    assert declared not in (uses or ())


async def test_an_id_is_renamed_or_refused_with_the_reason(editor: LanguageClient, tale: Written) -> None:
    edit = await editor.text_document_rename_async(types.RenameParams(tale.document, LUCK, "fortune"))

    assert edit is not None
    assert edit.changes is not None
    assert {change.new_text for change in edit.changes[tale.uri]} == {"fortune"}
    assert len(edit.changes[tale.uri]) == 5
    with pytest.raises(Exception, match="`day` is a reserved word"):
        await editor.text_document_rename_async(types.RenameParams(tale.document, LUCK, "day"))


async def test_the_tables_are_listed_with_what_is_in_them(editor: LanguageClient, tale: Written) -> None:
    symbols = await editor.text_document_document_symbol_async(types.DocumentSymbolParams(tale.document))

    assert [symbol.name for symbol in symbols or ()] == ["scenario", "luck", "road", "home", "late", "comes_home"]
    road = (symbols or ())[2]
    assert isinstance(road, types.DocumentSymbol)
    assert [child.name for child in road.children or ()] == ["wait", "go"]


async def test_a_fault_in_what_is_not_saved_stands_at_its_place_with_what_mends_it(
    editor: LanguageClient, tale: Written
) -> None:
    faulty = STORY.replace('requires = "luck', 'requires = "lcuk')

    (diagnostic,) = await tale.write(faulty)
    context = types.CodeActionContext([diagnostic])
    actions = await editor.text_document_code_action_async(
        types.CodeActionParams(tale.document, diagnostic.range, context)
    )

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
async def test_names_and_words_are_offered_where_the_text_is_no_toml_yet(
    editor: LanguageClient, tale: Written, written: str, expected: set[str]
) -> None:
    half = STORY.replace('label = "Wait"\n', f'label = "Wait"\n{written}\n')
    await tale.write(half)

    found = await editor.text_document_completion_async(
        types.CompletionParams(tale.document, place_of(half, f"\n{written}", len(written) + 1))
    )

    assert isinstance(found, list)
    assert expected <= {item.label for item in found}


async def test_verdict_and_odds_come_from_a_proof_apart(editor: LanguageClient, tale: Written) -> None:
    lenses: list[types.CodeLens] = []
    while len(lenses) < 4:
        await tale.told()
        lenses = list(await editor.text_document_code_lens_async(types.CodeLensParams(tale.document)) or ())

    told = [lens.command.title for lens in lenses if lens.command is not None]
    assert told[0].startswith("holds")
    assert told[1:] == ["random play: 75 %, shortest 2 decisions", "random play: 25 %, shortest 2 decisions", "holds"]
