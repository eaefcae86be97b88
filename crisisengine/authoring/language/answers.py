"""What an editor asks about the open texts, in its own nouns; every question has an answer, if only that there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from attrs import Factory, define
from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcInvalidParams

from crisisengine.authoring.language.cursor import cursor_at
from crisisengine.authoring.language.hover import hover_text
from crisisengine.authoring.language.manuscript import Manuscript
from crisisengine.authoring.language.open_texts import OpenTexts, marked
from crisisengine.authoring.language.outline import outline
from crisisengine.authoring.language.suggestions import key_at, suggestions
from crisisengine.authoring.language.utf16 import EditorText
from crisisengine.authoring.references import Occurrence
from crisisengine.authoring.renaming import plan_renaming
from crisisengine.budget import READING, OverBudget
from crisisengine.diagnostics import Diagnostic as Finding
from crisisengine.errors import CrisisError
from crisisengine.text.markdown import literal

__all__ = ["Answers", "described", "file_of"]

_KINDS = {
    "key": types.CompletionItemKind.Property,
    "table": types.CompletionItemKind.Module,
    "id": types.CompletionItemKind.Reference,
    "name": types.CompletionItemKind.Variable,
    "word": types.CompletionItemKind.EnumMember,
    "function": types.CompletionItemKind.Function,
}


def file_of(uri: str) -> Path | None:
    """The file of a document, links followed; None for one that has none."""
    try:
        name = uris.to_fs_path(uri) if uri.startswith("file:") else None
        return Path(name).resolve() if name else None
    except (ValueError, OSError, RuntimeError):
        return None


def described(finding: Finding) -> str:
    """The message, and the hint on a line of its own."""
    return f"{finding.message}\nhint: {finding.hint}" if finding.hint else finding.message


@define(eq=False)
class Answers:
    """The open texts, and how the editor calls them."""

    desk: OpenTexts = Factory(OpenTexts)
    uris: dict[Path, str] = Factory(dict)
    """Open files, as the editor calls them."""

    def _present(self, uri: str) -> tuple[Path, Manuscript] | None:
        """An open document's file, and the present reading of its scenario."""
        path = file_of(uri)
        if path is None or path not in self.desk.mains:
            return None
        try:
            return path, self.desk.at(path)
        except (OverBudget, CrisisError):
            return None

    def _lines(self, path: Path) -> EditorText:
        return EditorText(self.desk.unsaved.get(path, b"").decode("utf-8", "replace"))

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
        path = file_of(params.text_document.uri)
        if path is None or path not in self.desk.unsaved:
            return None
        lines = self._lines(path)
        end = lines.offset(params.position)
        while end < len(lines.text) and (lines.text[end].isalnum() or lines.text[end] == "_"):
            end += 1
        context = cursor_at(lines.text, end)
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
        path = file_of(params.text_document.uri)
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
        """What does away with the findings here."""
        present = self._present(params.text_document.uri)
        if present is None:
            return []
        path, found = present
        chosen, actions = params.range, []
        for mending in self.desk.mendings(found, path):
            told = marked(mending.finding, found.lines(mending.finding.file), described)
            if chosen.start.line <= told.range.end.line and told.range.start.line <= chosen.end.line:
                edit = types.WorkspaceEdit(changes={params.text_document.uri: [mending.edit]})
                kind = types.CodeActionKind.QuickFix
                actions.append(
                    types.CodeAction(mending.told, kind, diagnostics=[told], is_preferred=mending.meant, edit=edit)
                )
        return actions


def _markdown(text: str) -> types.MarkupContent:
    return types.MarkupContent(types.MarkupKind.Markdown, text)
