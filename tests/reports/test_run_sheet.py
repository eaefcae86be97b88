"""The run sheet tells a facilitator all that the wall never shows, and a role's page tells one person what it alone knows."""

from __future__ import annotations

import re
from html import unescape

import pytest
from shipped import SHIPPED, loaded
from strangers import HOSTILE

from crisisengine import storage
from crisisengine.engine.rules import begin
from crisisengine.errors import FilesError
from crisisengine.reports.handouts import GENERATOR, printed_pages
from crisisengine.reports.run_sheet import run_sheet
from crisisengine.reports.text_report import sheet_text
from crisisengine.text.plain import words


def sheet_of(scenario, minutes=4.0):
    return run_sheet(scenario, begin(scenario), minutes=minutes, rules=("The chair decides.", "At least 5 votes."))


def joined(text):
    return " ".join(text.split())


@pytest.mark.parametrize("name", SHIPPED)
def test_every_scene_stands_on_it_with_its_minutes_its_default_and_its_questions(name):
    scenario = loaded(name)
    told = joined(sheet_text(sheet_of(scenario)))

    for number, scene in enumerate(scenario.scenes.values(), 1):
        minutes = f"{scene.minutes} minute" if scene.minutes else "4 minutes"
        assert f"{number}. {scene.title} ({minutes}" in told
        if scene.default:
            assert words(f"if the room does not decide: “{scene.measures[scene.default].label}”") in told
    assert told.count("if the room does not decide: you are asked") == sum(
        not scene.default for scene in scenario.scenes.values()
    )
    assert told.count(" Ask: ") == sum(bool(scene.ask) for scene in scenario.scenes.values())


@pytest.mark.parametrize("name", SHIPPED)
def test_the_minutes_of_the_chapters_are_those_of_the_room(name):
    scenario = loaded(name)
    told = sheet_text(sheet_of(scenario, 7))
    whole = sum(scene.minutes or 7 for scene in scenario.scenes.values())

    assert f"in a room {whole} minutes" in joined(told)
    chapters = [section for section in sheet_of(scenario, 7).sections if section.key == "scenes"]
    spans = re.findall(r"^### .* \((\d+) minutes?\)$", chapters[0].markdown, re.MULTILINE)
    assert sum(map(int, spans)) == whole


@pytest.mark.parametrize("name", SHIPPED)
def test_every_contingency_stands_on_it_with_what_a_good_room_does_and_nothing_else_of_what_the_world_sends(name):
    scenario = loaded(name)
    (section,) = [section for section in sheet_of(scenario).sections if section.key == "contingencies"]
    told = joined(section.markdown)
    sent = [inject for inject in scenario.injects.values() if inject.contingency]

    assert f"send {scenario.contingencies} of these" in told
    assert told.count("#### ") == len(sent) >= 2
    assert told.count("A good answer:") == sum(bool(inject.good_answer) for inject in sent)
    for inject in sent:
        assert f"#### {inject.id.replace('_', ' ')} (" in told
        assert f"`send {inject.id}`" in told


def test_without_a_limit_no_minutes_are_made_up():
    scenario = loaded("the_convoy_home")
    told = sheet_text(sheet_of(scenario, 0))

    assert "(0 minutes)" not in told


def test_what_the_room_is_told_and_the_content_note_stand_before_the_first_scene():
    told = sheet_text(sheet_of(loaded("the_convoy_home")))

    assert told.index("The chair decides.") < told.index("Mines, armed men and a checkpoint.") < told.index("Scenes\n")


@pytest.mark.parametrize("name", SHIPPED)
def test_what_a_role_alone_knows_stands_on_its_own_page_and_on_the_facilitator_s(name):
    scenario = loaded(name)
    pages = {file: joined(unescape(text)) for file, text in printed_pages(scenario, sheet_of(scenario)).items()}

    assert set(pages) == {"index.html", "run-sheet.html", *(f"role-{role}.html" for role in scenario.roles)}
    for role in scenario.roles.values():
        secret = re.split(r"[.\[*]", role.knows[0].text)[0].strip()
        assert [file for file, text in pages.items() if secret in text] == ["run-sheet.html", f"role-{role.id}.html"]


def test_a_page_is_of_a4_needs_nothing_from_elsewhere_and_names_what_it_cites():
    scenario = loaded("the_convoy_home")
    page = printed_pages(scenario, sheet_of(scenario))["role-mine_engineer.html"]

    assert "@page{size:A4" in page
    assert not re.search(r"<(script|link|img|iframe)\b", page)
    assert '<a class="cite" role="doc-noteref" href="#source-40">' in page
    assert 'id="source-40"' in page


def test_what_an_author_writes_is_harmless_on_every_page():
    from attrs import evolve

    from crisisengine.model.prose import Plain

    scenario = loaded("the_convoy_home")
    hostile = (Plain(HOSTILE),)
    roles = {name: evolve(role, title=HOSTILE, brief=hostile, knows=hostile) for name, role in scenario.roles.items()}
    scenario = evolve(scenario, title=HOSTILE, roles=roles)
    for text in printed_pages(scenario, sheet_of(scenario)).values():
        assert "<script" not in text
        assert text.count("</style>") == 1
        assert not re.search(r'href="javascript', text)


def test_pages_are_written_anew_and_nobody_else_s_file_is_touched(tmp_path):
    scenario = loaded("the_convoy_home")
    pages = printed_pages(scenario, sheet_of(scenario))
    storage.keep_pages(tmp_path / "new", pages, GENERATOR)
    storage.keep_pages(tmp_path / "new", pages, GENERATOR)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "index.html").write_text("my own page")

    with pytest.raises(FilesError, match="no page of ours"):
        storage.keep_pages(tmp_path / "old", pages, GENERATOR)

    assert {path.name: path.read_text() for path in (tmp_path / "new").iterdir()} == pages
    assert [path.name for path in (tmp_path / "old").iterdir()] == ["index.html"]
