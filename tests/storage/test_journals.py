"""Journals on the disk: names of their own, slots, and the scenario that they belong to."""

from __future__ import annotations

import pytest
from small_runs import SMALL, begun, names

from crisisengine import storage
from crisisengine.engine.run import start
from crisisengine.errors import FilesError, JournalError
from crisisengine.storage import journals

# --- names and slots -------------------------------------------------------------------------------------------------


def test_runs_begun_in_the_same_minute_have_names_of_their_own(tmp_path, monkeypatch):
    monkeypatch.setattr(journals, "now", lambda: "2026-11-21T18:00:00Z")

    for _ in range(3):
        storage.save_run(begun(), tmp_path)

    stem = "the_convoy_home-2026-11-21-1800"
    assert names(tmp_path) == [f"{stem}-2.toml", f"{stem}-3.toml", f"{stem}.toml"]


def test_a_slot_is_a_copy_under_a_name(save):
    slot = save.copy(begun("notice", "liaison"), "Team B")

    assert slot.path != save.path
    assert {saved.journal.name for saved in storage.saves(save.folder)} == {"", "Team B"}
    assert len(storage.resume_file(save.path).decisions) == 1


@pytest.mark.parametrize("started", ["../../../../tmp/x", "/etc/cron.d/x", "..", "a" * 400, "", "\N{BLACK STAR}"])
def test_a_hostile_start_time_cannot_lead_a_journal_out_of_its_folder(save, started):
    text = save.path.read_text()
    save.path.write_text(
        text.replace(save.started, started) if started else text.replace(f'started = "{save.started}"\n', "")
    )
    resumed, again = storage.open_journal(save.path)
    save.path.write_text(text)  # another program goes on with it

    again.store(resumed.run.decide("liaison"))

    assert again.path.parent == save.folder
    assert len(names(save.folder)) == 2


@pytest.mark.parametrize("name", ["../evil", "..", "/etc/passwd", "a/b", "a\\\\b", ".hidden", "-rf", " ", "x" * 200])
def test_a_journal_cannot_name_a_scenario_outside_the_folders_for_scenarios(save, name):
    save.path.write_text(save.path.read_text().replace('"the_convoy_home"', f'"{name}"'))

    with pytest.raises(JournalError, match=r"is no scenario's id|is empty"):
        storage.open_journal(save.path)


def test_a_journal_without_its_scenario_says_how_to_name_it(save):
    save.path.write_text(save.path.read_text().replace('"the_convoy_home"', '"gone"'))

    with pytest.raises(FilesError, match="there is no scenario `gone` to go with") as caught:
        storage.open_journal(save.path)

    assert "--scenario PATH" in caught.value.hint
    resumed, _ = storage.open_journal(save.path, "the_convoy_home")
    assert resumed.run.decisions == begun().decisions


@pytest.mark.parametrize("stem", ["my-crisis", "2fort", "Ärger am Fluss", "ខ្មែរ", "x" * 80, "é" * 80, "a.b"])
def test_a_scenario_of_any_printable_name_is_played_kept_and_gone_on_with(tmp_path, stem):
    path = tmp_path / f"{stem}.toml"
    path.write_text(SMALL)
    kept = storage.save_run(start(storage.load(str(path))).decide("go"), tmp_path / "saves")

    resumed, _ = storage.open_journal(kept, str(path))

    assert resumed.run.ended
    assert not resumed.changed
    (tmp_path / "scenarios").mkdir()
    path.rename(tmp_path / "scenarios" / path.name)
    assert storage.open_journal(kept)[0].run.ended


@pytest.mark.parametrize("stem", [".hidden", "-o", "a\x1b[31mb", "a\nb", "\u202egnirts", "x" * 81])
def test_a_file_name_that_no_journal_could_hold_is_no_id(tmp_path, stem):
    path = tmp_path / f"{stem}.toml"
    path.write_text(SMALL)

    (fault,) = storage.read_scenario(path).errors

    assert fault.code == "bad-id"
    assert fault.message.isprintable()
    assert fault.file.isprintable()


def test_a_journal_kept_elsewhere_leaves_the_old_one_as_it_is(save, tmp_path):
    before = save.path.read_bytes()
    resumed, again = storage.open_journal(save.path, folder=tmp_path / "elsewhere")

    again.store(resumed.run.decide("liaison"))

    assert save.path.read_bytes() == before
    assert again.path.parent == tmp_path / "elsewhere"
