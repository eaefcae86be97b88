"""A fix mends what it belongs to: an editor may write it, and that finding is gone."""

from __future__ import annotations

import pytest
from pages import PAGES, blocks, files_of, findings

from crisisengine.diagnostics import Diagnostic, mended


def told(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    return [(diagnostic.code, diagnostic.message) for diagnostic in diagnostics]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_fix_on_a_page_mends_what_it_belongs_to(path):
    examples = blocks(path.read_text(encoding="utf-8"), "fails")
    if examples[0]["language"] == "console":
        return
    files, _explored = files_of(examples)
    main = next(iter(files))
    before = findings(files, main)
    for found in before:
        if found.fix is not None:
            text = mended(files[found.file].decode(), found.fix)
            after = findings(files | {found.file: text.encode()}, main)
            assert told(after).count((found.code, found.message)) < told(before).count((found.code, found.message))
