"""Where things are, and what is found there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_runs import SMALL, begun

from crisisengine import locations, storage
from crisisengine.errors import FilesError

# --- where things are ------------------------------------------------------------------------------------------------


def test_runs_are_kept_where_the_person_says(monkeypatch, tmp_path):
    monkeypatch.setenv("CRISISENGINE_SAVES", str(tmp_path / "mine"))

    assert locations.saves_folder(tmp_path / "chosen") == tmp_path / "chosen"
    assert locations.saves_folder() == tmp_path / "mine"


def test_a_checkout_keeps_runs_in_saves_and_an_installed_copy_with_the_persons_other_data(monkeypatch, tmp_path):
    monkeypatch.delenv("CRISISENGINE_SAVES", raising=False)
    checkout = locations.saves_folder()
    monkeypatch.setattr(locations, "_CHECKOUT", tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    installed = locations.saves_folder()

    assert checkout == Path(locations.__file__).parents[1] / "saves"
    assert installed == tmp_path / "data" / "crisisengine" / "saves"


def test_the_folder_scenarios_below_the_current_one_is_searched_as_well(monkeypatch, tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "flood.toml").write_text(SMALL)
    (tmp_path / "scenarios" / "the_convoy_home.toml").write_text(SMALL)
    monkeypatch.chdir(tmp_path)

    assert storage.load("flood").id == "flood"
    assert storage.load("the_convoy_home").title == "The Convoy Home", "the shipped one comes first"
    assert {listed.id for listed in storage.library()} == {"flood", *(path.stem for path in shipped())}


def shipped():
    return sorted((Path(locations.__file__).parents[1] / "scenarios").glob("*.toml"))


def test_doctrines_parts_and_journals_are_no_scenarios(monkeypatch, tmp_path, save):
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "flood.toml").write_text(SMALL)
    (folder / "mine.toml").write_text("format = 1\n[doctrine]\ntitle = 'x'\n")
    (folder / "part.toml").write_text("[scene.x]\ntitle = 'x'\n")
    (folder / "run.toml").write_bytes(save.path.read_bytes())
    (folder / "broken.toml").write_text("= 1")
    monkeypatch.chdir(tmp_path)

    assert [path.stem for path in storage.scenario_files(folder)] == ["broken", "flood"]
    assert {
        listed.id: len(listed.errors) for listed in storage.library() if listed.path.parent.resolve() == folder
    } == {
        "broken": 1,
        "flood": 0,
    }
    with pytest.raises(FilesError, match="there is no scenario `part`"):
        storage.load("part")


def test_a_mistyped_id_is_met_with_the_nearest_one():
    with pytest.raises(FilesError, match="there is no scenario `the_convoy_hom`") as caught:
        storage.load("the_convoy_hom")

    assert caught.value.hint == "did you mean `the_convoy_home`?"


def test_an_id_like_no_other_is_met_with_what_there_is():
    with pytest.raises(FilesError) as caught:
        storage.load("zzz")

    assert "the_convoy_home" in caught.value.hint


def test_a_kept_run_is_found_by_its_name(save):
    assert storage.journal_path(save.path.stem, save.folder) == save.path
    assert storage.journal_path(save.path.name, save.folder) == save.path
    with pytest.raises(FilesError, match="there is no journal") as caught:
        storage.journal_path(save.path.stem[:-1] + "x", save.folder)
    assert caught.value.hint == f"did you mean `{save.path.stem}`?"


@pytest.mark.parametrize(
    ("text", "journal"),
    [
        ("journal = 1\n", True),
        ("# a run\n\n  journal=1\n", True),
        ('format = 1\n[scene.a]\ntext = """\njournal = 1\n"""\n', False),
        ("[variable.x]\njournal = 1\n", False),
        ("", False),
    ],
)
def test_a_journal_is_told_by_its_head(tmp_path, text, journal):
    (tmp_path / "x.toml").write_text(text)

    assert storage.is_journal(tmp_path / "x.toml") is journal


def test_kept_runs_are_listed_the_latest_first_and_the_unreadable_with_the_reason(save):
    older = storage.save_run(begun(), save.folder)
    os.utime(older, (1, 1))
    (save.folder / "broken.toml").write_text("journal = 1\n[[")

    kept = storage.saves(save.folder)

    assert [saved.path for saved in kept] == [save.path, older, save.folder / "broken.toml"]
    assert "broken.toml:2:" in kept[2].fault
    assert storage.saves(save.folder / "nowhere") == []


def test_a_current_folder_that_is_no_more_ends_nothing(tmp_path, save):
    gone = tmp_path / "gone"
    gone.mkdir()
    script = (
        f"import os\nos.chdir({str(gone)!r})\nos.rmdir({str(gone)!r})\nfrom crisisengine import storage\n"
        f"print(storage.resume_file({str(save.path)!r}).place)"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert found.stderr == ""
    assert found.stdout.strip() == "table"
