"""The door to the disk: whatever happens to the disk, a journal is the old one or the new one, and a person is told."""

from __future__ import annotations

import errno
import fcntl
import multiprocessing
import os
import resource
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from crisisengine import locations, storage
from crisisengine.engine.run import start
from crisisengine.errors import FilesError, JournalError, ScenarioError
from crisisengine.storage import disk, journals

pytestmark = pytest.mark.filterwarnings(
    "ignore:This process:DeprecationWarning"
)  # xdist has threads; our children need none

CONVOY = storage.load("the_convoy_home")
SMALL = """
format = 1
[scenario]
title = "T"
summary = "S"
start = "a"
minutes = 1
invented = "All."
[scene.a]
title = "A"
text = "A"
[scene.a.measure.go]
label = "Go"
goto = "b"
[ending.b]
title = "B"
rank = 1
text = "B"
history = "B"
"""

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a file system takes root")


@pytest.fixture
def save(tmp_path):
    """A run of one decision, kept."""
    one = storage.Save(tmp_path / "saves")
    one.store(begun())
    return one


def begun(*measures):
    """A run after some decisions."""
    run = start(CONVOY, 7)
    for measure in measures or ("notice",):
        run = run.decide(measure)
    return run


def names(folder):
    """What a folder holds, hidden files as well."""
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def mounted(folder, options):
    """A small file system in memory."""
    folder.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if mount.returncode:
        pytest.skip("this machine mounts nothing")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


# --- old file or new file --------------------------------------------------------------------------------------------


class Crash(BaseException):
    """Nothing catches it, as nothing catches a power cut."""


@pytest.mark.parametrize("moment", ["open", "fsync", "replace"])
def test_a_crash_at_any_moment_of_writing_leaves_the_old_journal(save, monkeypatch, moment):
    before = save.path.read_bytes()

    def crash(*_, **__):
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(os, moment, crash)
        patch.setattr(Path, "unlink", lambda *_: None)  # whoever has crashed does not tidy up
        with pytest.raises(Crash):
            save.store(begun("notice", "liaison"))

    assert save.path.read_bytes() == before
    assert storage.resume_file(save.path).decisions == begun().decisions


def test_what_a_crash_left_half_written_is_swept_away_with_the_next_decision(save):
    half = save.folder / ".0123456789ab.toml.tmp"
    half.write_text("journal = 1\n[[deci")
    os.utime(half, (1, 1))
    another = save.folder / ".ba9876543210.toml.tmp"
    another.write_text("somebody is writing at this moment")
    foreign = save.folder / ".someone_elses"
    foreign.write_text("stays")

    save.store(begun("notice", "liaison"))

    assert names(save.folder) == [another.name, ".someone_elses", save.path.name]


def test_half_a_journal_is_never_listed(save):
    (save.folder / ".0123456789ab.toml.tmp").write_text("journal = 1\n[[deci")
    (save.folder / ".hidden.toml").write_text("journal = 1\n[[deci")

    assert [one.path for one in storage.saves(save.folder)] == [save.path]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "the run is not saved: the disk is full"),
        (errno.EDQUOT, "the run is not saved: the disk quota is used up"),
        (errno.EROFS, "the run is not saved: the disk is read-only"),
        (errno.EACCES, "the run is not saved: permission is denied"),
        (errno.EFBIG, "the run is not saved: the file would be too large"),
        (errno.EIO, "the run is not saved: input/output error"),
    ],
)
def test_a_disk_that_refuses_is_a_sentence_and_loses_nothing(save, monkeypatch, number, sentence):
    before = save.path.read_bytes()

    def refuse(_):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(FilesError, match=f"^{sentence}$") as caught:
            save.store(begun("notice", "liaison"))

    assert caught.value.hint
    assert save.path.read_bytes() == before
    assert names(save.folder) == [save.path.name]
    assert save.store(begun("notice", "liaison")) == ""
    assert len(storage.resume_file(save.path).decisions) == 2


def test_a_folder_that_cannot_be_synced_after_the_rename_does_not_undo_the_rename(save, monkeypatch):
    synced = []

    def refuse_folders(handle):
        synced.append(handle)
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "no")

    monkeypatch.setattr(os, "fsync", refuse_folders)

    assert save.store(begun("notice", "liaison")) == ""
    assert len(synced) == 2
    assert save.store(begun("notice", "liaison", "leaflets")) == ""
    assert names(save.folder) == [save.path.name]


@needs_root
def test_a_disk_that_is_really_full_keeps_the_last_journal_and_goes_on_when_there_is_room(tmp_path):
    with mounted(tmp_path / "disk", "size=64k") as disk:
        save = storage.Save(disk)
        save.store(begun())
        before = save.path.read_bytes()
        filler = disk / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(b"x" * 4096):
                pass

        with pytest.raises(FilesError, match="the run is not saved: the disk is full") as caught:
            save.store(begun("notice", "liaison"))

        assert "the run goes on, and is saved with the next decision" in caught.value.hint
        assert save.path.read_bytes() == before
        assert names(disk) == ["filler", save.path.name]
        filler.unlink()
        save.store(begun("notice", "liaison"))
        assert len(storage.resume_file(save.path).decisions) == 2


@needs_root
def test_a_read_only_disk_is_told_and_can_still_be_read_from(tmp_path):
    with mounted(tmp_path / "disk", "size=64k") as disk:
        save = storage.Save(disk)
        save.store(begun())
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)

        with pytest.raises(FilesError, match="the run is not saved: the disk is read-only") as caught:
            save.store(begun("notice", "liaison"))

        assert "`--saves DIR` keeps runs elsewhere" in caught.value.hint
        assert storage.resume_file(save.path).decisions == begun().decisions
        assert [one.fault for one in storage.saves(disk)] == [""]


def test_a_file_too_large_for_its_quota_keeps_the_last_journal(save):
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        try:
            save.store(begun("notice", "liaison"))
        except FilesError as error:
            os._exit(0 if "too large" in str(error) else 2)
        os._exit(3)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert storage.resume_file(save.path).decisions == begun().decisions
    assert names(save.folder) == [save.path.name]


@needs_root
def test_a_folder_that_is_somebody_elses_is_told():
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    child = os.fork()
    if child == 0:
        os.setuid(65534)
        try:
            storage.Save(folder).store(begun())
        except FilesError as error:
            os._exit(
                0 if str(error) == "the run is not saved: permission is denied" and "`--saves DIR`" in error.hint else 2
            )
        os._exit(3)

    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    folder.rmdir()
    assert code == 0


def test_a_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "saves").write_text("")

    with pytest.raises(FilesError, match="the run is not saved: "):
        storage.Save(tmp_path / "saves").store(begun())
    with pytest.raises(FilesError, match="the run is not saved: a part of its path is no folder"):
        storage.Save(tmp_path / "saves" / "deeper").store(begun())


def test_a_journal_that_was_deleted_is_written_again_at_its_place(save):
    path = save.path
    path.unlink()

    assert save.store(begun("notice", "liaison")) == ""
    assert save.path == path
    assert len(storage.resume_file(path).decisions) == 2


def test_a_folder_that_was_deleted_is_made_again(save):
    save.path.unlink()
    save.folder.rmdir()

    save.store(begun("notice", "liaison"))

    assert names(save.folder) == [save.path.name]


def test_a_journal_has_the_permissions_that_the_person_gives_new_files(tmp_path):
    before = os.umask(0o027)
    try:
        path = storage.save_run(begun(), tmp_path)
    finally:
        os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_journal_opened_through_a_link_goes_on_where_the_link_leads(save, tmp_path):
    link = tmp_path / "run.toml"
    link.symlink_to(save.path)

    resumed, again = storage.open_journal(link)
    again.store(resumed.run.decide("liaison"))

    assert link.is_symlink()
    assert len(storage.resume_file(save.path).decisions) == 2


# --- two programs ----------------------------------------------------------------------------------------------------


def test_two_programs_that_go_on_from_one_journal_each_keep_their_own_run(save):
    (mine, my_save), (yours, your_save) = (storage.open_journal(save.path) for _ in range(2))

    assert my_save.store(mine.run.decide("liaison")) == ""
    notice = your_save.store(yours.run.decide("un_escort"))

    assert f"another program went on with {save.path}" in notice
    assert f"this run is kept in {your_save.path}" in notice
    assert storage.resume_file(save.path).decisions[-1].measure == "liaison"
    assert storage.resume_file(your_save.path).decisions[-1].measure == "un_escort"


def _play_on(path, number, count):
    """In a process of its own: go on from a journal, deciding and undoing."""
    resumed, save = storage.open_journal(path)
    run = resumed.run
    for each in range(count):
        run = run.decide("liaison", why=f"{number}-{each}") if len(run.steps) == 1 else run.undo()
        save.store(run)


def _begin_many(folder, number, count):
    for each in range(count):
        storage.save_run(begun().decide("liaison", why=f"{number}-{each}"), folder)


@pytest.mark.parametrize("task", [_play_on, _begin_many])
def test_real_processes_in_one_folder_at_once_lose_nothing(save, task):
    target = save.path if task is _play_on else save.folder
    context = multiprocessing.get_context("fork")
    programs = [context.Process(target=task, args=(target, number, 25)) for number in range(3)]
    for one in programs:
        one.start()
    for one in programs:
        one.join(60)

    assert [one.exitcode for one in programs] == [0, 0, 0]
    kept = storage.saves(save.folder)
    assert [one.fault for one in kept] == [""] * len(kept)
    assert not [name for name in names(save.folder) if not name.endswith(".toml")]
    decisions = [each for one in kept for each in one.journal.decisions]
    decisions += [each for one in kept for branch in one.journal.branches for each in branch.decisions]
    made = {f"{number}-{each}" for number in range(3) for each in range(25)}
    if task is _play_on:
        made = {one for one in made if int(one.split("-")[1]) % 2 == 0}
        assert len(kept) == 3
    assert {one.why for one in decisions if one.why} == made


def test_programs_that_no_lock_keeps_apart_take_no_name_that_is_taken(tmp_path, monkeypatch):
    (tmp_path / "cache").write_text("a file where a folder should be, as on a machine of its own")
    monkeypatch.setenv("CRISISENGINE_CACHE", str(tmp_path / "cache"))
    context = multiprocessing.get_context("fork")
    programs = [context.Process(target=_begin_many, args=(tmp_path / "saves", number, 25)) for number in range(3)]
    for program in programs:
        program.start()
    for program in programs:
        program.join(60)

    whys = [saved.journal.decisions[-1].why for saved in storage.saves(tmp_path / "saves")]
    assert sorted(whys) == sorted(f"{number}-{each}" for number in range(3) for each in range(25))
    assert all(name.endswith(".toml") for name in names(tmp_path / "saves"))


def test_a_program_stopped_while_it_holds_the_folder_does_not_stop_the_others(save, monkeypatch):
    monkeypatch.setattr(disk, "LONGEST_WAIT", 0.05)
    holder = multiprocessing.get_context("fork").Process(target=_hold, args=(save.folder,))
    holder.start()
    while disk_is_free(save.folder):
        time.sleep(0.01)

    save.store(begun("notice", "liaison"))
    still_held = not disk_is_free(save.folder)
    holder.kill()
    holder.join()

    assert still_held
    assert disk_is_free(save.folder), "the system lets go of what a killed program held"
    assert len(storage.resume_file(save.path).decisions) == 2


def _hold(folder):
    with disk.locked(folder):
        time.sleep(60)


def disk_is_free(folder):
    """Whether another program could have the folder now."""
    with disk.locked(folder) as held:
        return held


def test_the_folder_of_journals_holds_no_lock(save):
    with disk.locked(save.folder) as held:
        assert held
        assert names(save.folder) == [save.path.name]


def test_where_no_lock_is_to_be_had_runs_are_written_all_the_same(save, monkeypatch, tmp_path):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "no locks")

    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", refuse)
        save.store(begun("notice", "liaison"))
    (tmp_path / "cache").write_text("a file where a folder should be")
    monkeypatch.setenv("CRISISENGINE_CACHE", str(tmp_path / "cache"))
    save.store(begun("notice", "liaison", "leaflets"))
    others = [storage.save_run(begun(), save.folder) for _ in range(5)]

    assert len(storage.resume_file(save.path).decisions) == 3
    assert len(storage.saves(save.folder)) == len({save.path, *others}) == 6


def test_a_disk_without_links_still_gives_every_run_a_name_of_its_own(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", refuse)
    paths = {storage.save_run(begun(), tmp_path) for _ in range(3)}

    assert len(paths) == 3
    assert sorted(path.name for path in paths) == names(tmp_path)


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
    assert {one.journal.name for one in storage.saves(save.folder)} == {"", "Team B"}
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


# --- what is no file -------------------------------------------------------------------------------------------------


def special(tmp_path, kind):
    """A path that is no file."""
    path = tmp_path / "odd.toml"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "device":
            path.symlink_to("/dev/zero")
        case "loop":
            path.symlink_to(path)
        case "dangling":
            path.symlink_to(tmp_path / "nowhere")
    return path


KINDS = ["pipe", "folder", "device", "loop", "dangling", "missing"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_file_is_neither_scenario_nor_journal_and_nothing_waits_for_it(tmp_path, kind):
    path = special(tmp_path, kind)
    began = time.monotonic()

    (fault,) = storage.read_scenario(path).errors
    assert fault.code == "unreadable-file"
    with pytest.raises(FilesError, match="cannot be read: "):
        storage.open_journal(path)
    assert not storage.is_journal(path)
    assert len(storage.saves(tmp_path)) == (kind != "missing")
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_file_cannot_be_included_or_extended(tmp_path, kind):
    special(tmp_path, kind)
    for line in ('extends = "./odd.toml"', '[scenario]\ninclude = ["odd.toml"]'):
        (tmp_path / "main.toml").write_text(f"format = 1\n{line}\n")

        codes = {one.code for one in storage.read_scenario(tmp_path / "main.toml").errors}

        assert "bad-include" in codes


def test_a_file_larger_than_any_of_ours_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "huge.toml"
    with path.open("wb") as file:
        file.truncate(40 * 1024**3)  # a hole: it takes no room
    began = time.monotonic()

    (fault,) = storage.read_scenario(path).errors

    assert fault.code == "too-large"
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("name", ["a" * 5000, "a/" * 3000, "x\0y", "\0", "\udcff"])
def test_a_name_that_no_disk_could_hold_is_refused(name, tmp_path):
    with pytest.raises((FilesError, ScenarioError)):
        storage.load(name)
    with pytest.raises((FilesError, ScenarioError)):
        storage.load(f"{name}.toml")
    with pytest.raises(FilesError):
        storage.journal_path(name, tmp_path)


# --- the scenario's folder -------------------------------------------------------------------------------------------


def codes(folder, head):
    """The codes and sentences that a scenario beginning with `head` is refused with."""
    main = folder / "main.toml"
    main.write_text(
        SMALL.replace("format = 1\n", "format = 1\n" + (head if "extends" in head else "")).replace(
            "[scenario]\n", "[scenario]\n" + (head if "include" in head else "")
        )
    )
    return [(one.code, one.message) for one in storage.read_scenario(main).errors]


@pytest.fixture
def house(tmp_path):
    """A scenario's folder, and a secret beside it."""
    inside = tmp_path / "house"
    (inside / "parts").mkdir(parents=True)
    (tmp_path / "secret.toml").write_text("[scene.secret]\ntitle = 'x'\n")
    (inside / "parts" / "one.toml").write_text("[scene.one]\ntitle = 'x'\n")
    return inside


@pytest.mark.parametrize(
    "pattern",
    ["../secret.toml", "parts/../../secret.toml", "/etc/*.toml", "**/*.toml", "parts/**", "..", "a\\\\b.toml", "a/b/c/d/e.toml", "", "x//y.toml",
     "parts/\\u0000.toml", "*/" * 5 + "x.toml", "none.toml", "."],
)  # fmt: skip
def test_an_include_that_leads_out_or_nowhere_is_refused(house, pattern):
    found = codes(house, f'include = ["{pattern}"]\n')

    assert found
    assert all(message.isprintable() for _, message in found)
    assert not any(code == "unknown-name" for code, _ in found)


@pytest.mark.parametrize(
    "name",
    [
        "../secret.toml",
        "./../secret.toml",
        "./parts/one.toml",
        "/etc/passwd",
        "./x\\u0000.toml",
        "./" + "y" * 300 + ".toml",
        "nosuch",
    ],
)
def test_an_extends_that_leads_out_or_nowhere_is_refused(house, name):
    assert "bad-include" in {code for code, _ in codes(house, f'extends = "{name}"\n')} | {
        "bad-include" if code == "forbidden-character" else code for code, _ in codes(house, f'extends = "{name}"\n')
    }


@pytest.mark.parametrize("how", ["file", "folder", "loop"])
def test_a_link_cannot_lead_an_include_out_of_the_folder(house, how):
    link = house / "parts" / ("link.toml" if how != "folder" else "way")
    link.symlink_to({"file": house.parent / "secret.toml", "folder": house.parent, "loop": link}[how])
    pattern = "parts/way/secret.toml" if how == "folder" else "parts/link.toml"

    ((code, message),) = codes(house, f'include = ["{pattern}"]\n')

    assert code == "bad-include"
    assert (
        ("links lead in a circle" in message or "no file matches" in message)
        if how == "loop"
        else ("leads out of" in message)
    )


def test_a_link_cannot_lead_an_extends_out_of_the_folder(house):
    (house / "mine.toml").symlink_to(house.parent / "secret.toml")

    ((code, message),) = codes(house, 'extends = "./mine.toml"\n')

    assert code == "bad-include"
    assert "leads out of the scenario's folder" in message


def test_a_link_that_stays_in_the_folder_is_followed(house):
    (house / "parts" / "link.toml").symlink_to(house / "parts" / "one.toml")
    (house / "parts" / "one.toml").write_text("[glossary.x]\nterm = 'x'\ntext = 'y'\n")

    assert codes(house, 'include = ["parts/link.toml"]\n') == []


@pytest.mark.parametrize(
    "pattern", ["parts/one.toml", "parts/*.toml", "*/one.toml", "./parts/o?e.toml", "parts/[no]ne.toml"]
)
def test_an_include_names_files_below_the_folder_by_path_or_pattern(house, pattern):
    (house / "parts" / "one.toml").write_text("[glossary.x]\nterm = 'x'\ntext = 'y'\n")

    assert codes(house, f'include = ["{pattern}"]\n') == []


def test_a_pattern_that_matches_the_scenario_itself_does_not_include_it_twice(house):
    assert codes(house, 'include = ["*.toml"]\n') == []


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
    assert {one.id for one in storage.library()} == {"flood", *(one.stem for one in shipped())}


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
    assert {one.id: len(one.errors) for one in storage.library() if one.path.parent.resolve() == folder} == {
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

    assert [one.path for one in kept] == [save.path, older, save.folder / "broken.toml"]
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
