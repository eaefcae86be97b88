"""A fix mends what it belongs to: an editor may write it, and that finding is gone."""

from __future__ import annotations

import pytest
from pages import PAGES, blocks, files_of, findings

from crisisengine.diagnostics import Diagnostic, Fix, mended
from crisisengine.loader import MemoryResolver, Volume, read


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


SMALL = """format = 1
[scenario]
title = "T"
summary = "S"
start = "road"
minutes = 1
[variable.season]
start = "dry"
values = ["dry", "rain"]
[scene.road]
title = "Road"
text = "Here."
[scene.road.measure.go]
label = "Go"
GUARD
goto = "home"
[ending.home]
title = "Home"
rank = 1
text = "Home."
"""


def only_fix(text: str) -> Fix | None:
    (found,) = read("small", Volume("small.toml", text.encode()), MemoryResolver({})).diagnostics
    return found.fix


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_a_fix_is_placed_in_lines_and_characters_so_that_the_ends_of_lines_do_not_matter(line_end):
    text = SMALL.replace("GUARD", 'when = "season == rain" # ខ្មែរ').replace("\n", line_end)
    fix = only_fix(text)

    assert fix is not None
    assert mended(text, fix) == text.replace("== rain", "== 'rain'")


def test_a_fix_that_would_have_to_be_written_another_way_is_not_offered():
    """Between single quotes no single quote can stand."""
    assert only_fix(SMALL.replace("GUARD", "when = 'season == rain'")) is None


def test_an_escape_before_the_place_does_not_move_a_fix():
    text = SMALL.replace("GUARD", 'when = "\\u0073eason == rain"')
    fix = only_fix(text)

    assert fix is not None
    assert mended(text, fix) == text.replace("== rain", "== 'rain'")


def test_two_effects_are_parted_by_the_quotes_that_their_text_has():
    text = SMALL.replace("GUARD", "effects = ['season = 1; season = 2']")
    fix = only_fix(text)

    assert fix is not None
    assert "['season = 1', 'season = 2']" in mended(text, fix)
