"""Whatever is on the desk, half written or broken, every question has an answer and none an exception."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol.types import Position

from crisisengine.authoring.language.cursor import cursor_at
from crisisengine.authoring.language.hover import hover_text
from crisisengine.authoring.language.open_texts import OpenTexts
from crisisengine.authoring.language.outline import outline
from crisisengine.authoring.language.suggestions import key_at, suggestions
from crisisengine.authoring.language.utf16 import EditorText
from crisisengine.testing import scenario_texts

EXAMPLE = (Path(__file__).parents[2] / "loader" / "example.toml").read_text(encoding="utf-8")
SMALL = """\
format = 1
[scenario]
title = "T"
summary = "S"
start = "road"
minutes = 1
[scene.road]
title = "R"
text = "R"
[scene.road.measure.go]
label = "Go"
goto = "home"
[ending.home]
title = "H"
rank = 1
text = "H"
"""
PIECES = [*"ab\n\r \t\"'{}[]=.,#", "\r\n", "é", "ខ្មែរ", "🌊", "\ufeff", "\u2028"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(TEXTS, st.integers(0, 80))
def test_an_offset_and_its_position_are_the_same_place_in_utf_16(text: str, at: int) -> None:
    lines = EditorText(text)
    offset = min(at, len(lines.text))

    position = lines.position(offset)

    assert lines.offset(position) == offset
    before = lines.text[:offset]
    row = before.replace("\r", "\n")
    assert position.line == row.count("\n")
    assert (
        position.character - (position.line == 0 and text.startswith("\ufeff"))
        == len(row.rpartition("\n")[2].encode("utf-16-le")) // 2
    )


@given(TEXTS, st.integers(0, 9), st.integers(0, 90))
def test_a_position_that_there_is_not_is_the_nearest_that_there_is(text: str, line: int, character: int) -> None:
    lines = EditorText(text)

    assert 0 <= lines.offset(Position(line, character)) <= len(lines.text)


def ask_everything(desk: OpenTexts, path: Path, offset: int) -> None:
    """Every question that an editor can ask about a place."""
    found = desk.at(path)
    text = found.lines(found.reading.sources[-1].name).text if found.reading.sources else ""
    raw = desk.unsaved[path].decode("utf-8", "replace")
    lines = EditorText(raw)
    offset = min(offset, len(lines.text))
    suggestions(lines.text, offset, desk.names_at(path))
    key_at(cursor_at(lines.text, offset).path)
    occurrence = found.occurrence(path, offset)
    if occurrence is not None:
        assert hover_text(found, occurrence, None)
        assert all(found.location(each) for each in found.found.by_symbol[occurrence.symbol])
    if path in found.numbers:
        source = found.reading.sources[found.numbers[path]]
        outline(source, found.lines(source.name))
    assert list(desk.lenses(found, path)) == []
    list(desk.mendings(found, path))
    for file, findings in found.by_file():
        for finding in findings:
            place = found.lines(finding.file)
            assert 0 <= place.at(finding.line, finding.column) <= len(place.text)
        assert file
    assert text is not None


def test_a_price_is_hovered_once_and_a_lock_that_is_none_not_at_all(tmp_path: Path) -> None:
    text = SMALL.replace(
        "[scene.road]", '[variable.fuel]\nlabel = "Fuel"\nstart = 2\nrange = [0, 2]\n[scene.road]'
    ).replace('label = "Go"', 'label = "Go"\nrequires = "true"\ncosts = { fuel = 1 }')
    path = tmp_path / "crisis.toml"
    desk = OpenTexts()
    desk.write(path, text)
    found = desk.at(path)
    (going,) = found.found.by_symbol[("scene", "road", "measure", "go")]

    assert hover_text(found, going, None) == "**`go`** · measure of `road`\n\nGo\n\n- price: Fuel −1"


@pytest.mark.parametrize("step", [61, pytest.param(1, marks=pytest.mark.campaign)])
def test_every_beginning_of_a_file_is_answered(tmp_path: Path, step: int) -> None:
    """In the suite every 61st: each kind of table is still cut within."""
    desk, path = OpenTexts(), tmp_path / "tale.toml"
    for length in range(0, len(EXAMPLE), step):
        desk.write(path, EXAMPLE[:length])
        ask_everything(desk, path, length)
    assert len(desk.read) == 1


@given(st.data(), scenario_texts(largest=500))
@settings(max_examples=5)
def test_random_edits_are_answered(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, text: str) -> None:
    desk, path = OpenTexts(), tmp_path_factory.getbasetemp() / "drawn.toml"
    for _ in range(data.draw(st.integers(1, 12))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        put = data.draw(st.one_of(TEXTS, st.sampled_from(["[scene.road]", "taken('", "{{", '"""', "start = "])))
        text = text[:start] + put + text[end:]
        desk.write(path, text)
        ask_everything(desk, path, start + len(put))


@given(st.data(), scenario_texts(largest=500))
@settings(max_examples=5)
def test_the_declaration_of_every_use_is_found(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, text: str
) -> None:
    desk, path = OpenTexts(), tmp_path_factory.getbasetemp() / "drawn.toml"
    desk.write(path, text)
    found = desk.at(path)

    for use in found.found.occurrences:
        declared = found.found.declarations(use.symbol)
        assert declared
        assert found.occurrence(path, use.span.start) == use
    assert data is not None


@pytest.mark.parametrize(
    ("header", "mended"),
    [
        ("[variable.v]", '[variable.v]\nallow = ["unread-variable"]'),
        ("[variable.v] # why", '[variable.v] # why\nallow = ["unread-variable"]'),
        ("[variable.v]\nallow = []", '[variable.v]\nallow = ["unread-variable"]'),
        ('[variable.v]\nallow = ["uncited-source", ]', '[variable.v]\nallow = ["uncited-source", "unread-variable"]'),
    ],
)
def test_a_warning_can_be_accepted_where_it_stands(tmp_path: Path, header: str, mended: str) -> None:
    text = f"{SMALL}{header}\nstart = false\n"
    desk, path = OpenTexts(), tmp_path / "tale.toml"
    desk.write(path, text)
    (mending,) = [mending for mending in desk.mendings(desk.at(path), path) if not mending.meant]
    lines = EditorText(text)
    start, end = (lines.offset(place) for place in (mending.edit.range.start, mending.edit.range.end))

    after = text[:start] + mending.edit.new_text + text[end:]

    assert after == f"{SMALL}{mended}\nstart = false\n"
    desk.write(path, after)
    assert [each.code for each in desk.at(path).reading.diagnostics if each.code == "unread-variable"] == []


@pytest.mark.parametrize(
    "text", ['format = 1\n[doctrine]\ntitle = "D"\n[tag.t]\nlabl = "T"\n', '[scene.s]\ntitl = "S"\n']
)
def test_of_a_part_that_no_scenario_reads_only_its_own_faults_are_told(tmp_path: Path, text: str) -> None:
    desk, path = OpenTexts(), tmp_path / "part.toml"
    desk.write(path, text)

    ((file, findings),) = desk.at(path).by_file()

    assert file == path
    assert "unknown-key" in [finding.code for finding in findings]
    assert all("." in finding.route for finding in findings)


def test_a_part_belongs_to_the_scenario_that_reads_it(tmp_path: Path) -> None:
    main, part = tmp_path / "tale.toml", tmp_path / "parts" / "gate.toml"
    part.parent.mkdir()
    main.write_text(
        'format = 1\n[scenario]\ntitle = "T"\nsummary = "S"\nstart = "gate"\nminutes = 1\ninclude = ["parts/*.toml"]\n'
    )
    text = '[scene.gate]\ntitle = "G"\ntext = "G"\n[scene.gate.measure.m]\nlabel = "M"\ngoto = "home"\n[ending.home]\ntitle = "H"\nrank = 1\ntext = "H"\n'
    part.write_text("")
    desk = OpenTexts()

    assert desk.write(part, text) == main
    assert desk.at(part).reading.errors == ()
    found = desk.at(part)
    use = found.occurrence(part, text.index('"gate', 0) if '"gate' in text else text.index("gate"))
    assert use is not None
    assert {found.location(each).uri for each in found.found.by_symbol[use.symbol]} == {main.as_uri(), part.as_uri()}
    desk.close(part)
    assert desk.mains == {}


@pytest.mark.parametrize("quotes", ['"""', '"', "'''", "'"])
def test_a_text_that_ends_in_a_backslash_or_nowhere_is_looked_at_once(quotes: str) -> None:
    text = f"[scene.road]\ntext = {quotes}" + "{a: b | c} x " * 400
    for ending in ("\\", "", "\\\\", quotes[:-1]):
        assert cursor_at(text + ending, len(text + ending)).kind == "text"
