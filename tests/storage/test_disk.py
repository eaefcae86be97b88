"""The disk: whatever happens to it, a journal is the old one or the new one, and a person is told."""

from __future__ import annotations

import errno
import fcntl
import multiprocessing
import os
import resource
import stat
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from small_runs import begun, names

from crisisengine import storage
from crisisengine.errors import FilesError
from crisisengine.storage import disk

pytestmark = pytest.mark.filterwarnings(
    "ignore:This process:DeprecationWarning"
)  # xdist has threads; our children need none

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a file system takes root")


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

    assert [saved.path for saved in storage.saves(save.folder)] == [save.path]


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
        assert [saved.fault for saved in storage.saves(disk)] == [""]


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
    for program in programs:
        program.start()
    for program in programs:
        program.join(60)

    assert [program.exitcode for program in programs] == [0, 0, 0]
    kept = storage.saves(save.folder)
    assert [saved.fault for saved in kept] == [""] * len(kept)
    assert not [name for name in names(save.folder) if not name.endswith(".toml")]
    decisions = [decision for saved in kept for decision in saved.journal.decisions]
    decisions += [decision for saved in kept for branch in saved.journal.branches for decision in branch.decisions]
    made = {f"{number}-{each}" for number in range(3) for each in range(25)}
    if task is _play_on:
        made = {reason for reason in made if int(reason.split("-")[1]) % 2 == 0}
        assert len(kept) == 3
    assert {decision.why for decision in decisions if decision.why} == made


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
